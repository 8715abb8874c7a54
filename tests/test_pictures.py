"""The pictures of the READMEs are up to date, fetch nothing, and show their command."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from tests.make_picture import COMMAND, PICTURES, file_of, renumbered


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_are_up_to_date(name: str) -> None:
    """Making them again would change no more than ids: python -m tests.make_picture."""
    assert renumbered(file_of(name).read_text(encoding="utf-8")) == renumbered(PICTURES[name]())


def test_a_stale_picture_is_noticed() -> None:
    """The twin: another glyph, another place or a lost target is a difference; other ids are none."""
    svg = '<g id="a1"/><g id="b2"/><use href="#a1" x="1"/><use href="#b2" x="2"/>'
    assert renumbered(svg) == renumbered(svg.replace("a1", "z9"))
    for was, now in (('x="2"', 'x="3"'), ('"#b2"', '"#a1"'), ('"#b2"', '"#c3"')):
        assert renumbered(svg) != renumbered(svg.replace(was, now))


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_are_svgs_that_fetch_nothing(name: str) -> None:
    """They are well-formed, have a title, and name no address but those of their own language."""
    text = file_of(name).read_text(encoding="utf-8")
    root = ET.fromstring(text)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.find("{http://www.w3.org/2000/svg}title") is not None
    assert set(re.findall(r"\w+://[^\s\"')]+", text)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
        "http://www.w3.org/1999/xhtml",
    }
    assert [] == re.findall(r"@font-face|@import|url\((?!#)|<script|<image|href=\"(?!#)", text)


def test_the_first_picture_shows_its_command() -> None:
    """So that it can be typed."""
    root = ET.fromstring(file_of("attention").read_text(encoding="utf-8"))
    assert any(COMMAND in (element.text or "") for element in root.iter())
