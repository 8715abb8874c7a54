"""The README runs, prints what it shows, names everything, and its generated parts are up to date."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from handcalc import formats, topics
from handcalc.cli.shared_options import shared_options
from handcalc.inputs.options import offered
from handcalc.limits import LIMITS
from tests.make_picture import COMMAND, PICTURES, file_of, renumbered
from tests.make_reference import README, refreshed

ROOT = README.parent
TEXT = README.read_text(encoding="utf-8")
DEVELOPERS = ROOT / "handcalc" / "README.md"
LEFT_OUT = "…"


@dataclass(frozen=True)
class Shown:
    """A command line of a console block, and what is shown below it."""

    command: str
    output: str


def blocks(text: str, language: str) -> list[str]:
    """The code blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def shown(block: str) -> list[Shown]:
    """The commands of a console block, each with its output."""
    found = [part.partition("\n") for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
    return [Shown(command, output) for command, _, output in found]


def agrees(expected: str, actual: str) -> bool:
    """Whether a text is what is shown of it; … stands for any lines, and blank ends are ignored."""
    lines = expected.strip("\n").split("\n") if expected.strip() else []
    pieces = [r"(?:.*\n)*" if line == LEFT_OUT else re.escape(line) + r"\n" for line in lines]
    return re.fullmatch("".join(pieces), f"{actual.strip(chr(10))}\n" if actual else "") is not None


SESSIONS = [shown(block) for block in blocks(TEXT, "console")]


@pytest.mark.parametrize("session", SESSIONS, ids=lambda session: session[0].command[:60])
def test_every_command_prints_what_the_readme_shows(session: list[Shown], tmp_path: Path) -> None:
    """The commands of a block are run in a fresh folder beside the samples, in order."""
    if any("| jq" in one.command for one in session) and shutil.which("jq") is None:
        pytest.skip("jq is not installed")
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    for one in session:
        assert one.output.strip() == "" or agrees(one.output, _run(one.command, tmp_path)), one.command
        if not one.output.strip():
            assert _run(one.command, tmp_path, again=True) == ""


def _run(command: str, folder: Path, again: bool = False) -> str:
    """What a shell prints; `again` allows a file to be there already."""
    line = f"{command} --force" if again and " -o " in command else command
    script = f'handcalc() {{ "{sys.executable}" -m handcalc "$@"; }}\n{line}'
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "COLUMNS": "80"}
    ended = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=60,
    )
    return ended.stdout.decode("utf-8")


def test_there_are_sessions_for_the_three_kinds_of_user() -> None:
    """The scan above finds what it should find."""
    commands = [one.command for session in SESSIONS for one in session]
    assert len(commands) > 12
    assert any("| jq" in command for command in commands)
    assert any("--rounding carry" in command for command in commands)


def test_a_wrong_output_in_the_readme_is_noticed() -> None:
    """The twin: a changed number, a missing line and an extra line are no agreement."""
    actual = "a = 1\nb = 2\nc = 3\n"
    assert agrees("a = 1\n…\nc = 3\n", actual)
    assert not agrees("a = 1\n…\nc = 4\n", actual)
    assert not agrees("a = 1\nc = 3\n", actual)
    assert not agrees("a = 1\nb = 2\nc = 3\nd = 4\n", actual)
    assert not agrees("", actual)


@pytest.mark.parametrize("block", blocks(TEXT, "python"))
def test_the_library_example_runs(block: str) -> None:
    """Every line runs, and the cell reads as its comment says."""
    names: dict[str, object] = {}
    with redirect_stdout(io.StringIO()):
        exec(block, names)
    for line in block.splitlines():
        code, _, comment = line.partition("  # '")
        if comment:
            assert comment.rstrip("'") == eval(code, names)


def test_the_input_file_of_the_readme_is_one(tmp_path: Path) -> None:
    """The YAML block is accepted as it stands."""
    (block,) = blocks(TEXT, "yaml")
    (tmp_path / "file.yaml").write_text(block, encoding="utf-8")
    assert _run("handcalc run file.yaml", tmp_path).startswith("Two tokens\n")


def test_every_topic_option_format_and_limit_is_named() -> None:
    """The page leaves nothing out."""
    options = {name for topic in topics.names() for name in offered(topics.find(topic))}
    for name in (*topics.names(), *formats.names(), *(limit.words for limit in LIMITS)):
        assert name in TEXT, name
    for name in options:
        assert f"`{name}`" in TEXT or f"`--{name}`" in TEXT, name
    for option in shared_options():
        assert all(f"`{spelling}`" in TEXT for spelling in option.spellings), option.name


def test_every_sample_is_listed() -> None:
    """Each file of samples/ has its link."""
    names = {path.name for path in (ROOT / "samples").glob("*.yaml")}
    assert set() == {name for name in names if f"(samples/{name})" not in TEXT}


@pytest.mark.parametrize("page", [README, DEVELOPERS], ids=["README", "handcalc/README"])
def test_links_lead_somewhere(page: Path) -> None:
    """Files that are linked exist, and so do headings."""
    text = page.read_text(encoding="utf-8")
    anchors = {re.sub(r"[^\w -]", "", head).replace(" ", "-").lower() for head in _headings(text)}
    for target in re.findall(r"\]\(([^)]+)\)", text):
        if target.startswith("#"):
            assert target[1:] in anchors
        else:
            assert "://" in target or (page.parent / target).exists(), target


def _headings(text: str) -> list[str]:
    return re.findall(r"^#+ (.+)$", text, re.MULTILINE)


def test_the_reference_is_up_to_date() -> None:
    """Making it again would change nothing: python -m tests.make_reference."""
    assert refreshed(TEXT) == TEXT


def test_a_stale_reference_is_noticed() -> None:
    """The twin: a default that differs from the code's is not what would be written."""
    stale = TEXT.replace("at least 1; default 1 | number of heads", "at least 1; default 2 | number of heads")
    assert stale != TEXT
    assert refreshed(stale) == TEXT


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


def test_two_commands_do_everything() -> None:
    """The bash blocks are what .ci/run runs: one line to install and run, one to install and test."""
    install, test = (block.strip() for block in blocks(TEXT, "bash"))
    assert all("\n" not in command for command in (install, test))
    assert "handcalc attention samples/" in install
    assert ".venv/bin/pytest" in test
