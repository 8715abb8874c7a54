"""The manual pages: the same records as the help's, in roff that holds whatever is in them."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handcalc import __version__
from handcalc.commands.application import AROUND, command_names
from handcalc.commands.environment import VARIABLES
from handcalc.commands.roff import Roff, escaped, marked
from handcalc.commands.shared_options import shared_options
from handcalc.exit_codes import EXIT_CODES
from handcalc.limits import LIMITS
from handcalc.wording import visible
from tests import roff_reader
from tests.roff_reader import Page, printed
from tests.running import handcalc

NAMES = [None, *command_names()]
NASTY = [
    ".TH x",
    "'br",
    "\\n(.g",
    "\\",
    "-",
    "a-b",
    "\\fBx",
    "`x`",
    "x`",
    "^~\"'",
    "−Ā😀",
    "\x1b[31m\n.br",
    ".",
    "",
]


def page(name: str | None) -> Page:
    """A page as an independent reader sees it."""
    outcome = handcalc("man", *([] if name is None else [name]))
    assert (0, "") == (outcome.code, outcome.err)
    return roff_reader.read(outcome.out)


def help_lines(name: str | None) -> list[str]:
    """The help of the same."""
    return handcalc(*([] if name is None else [name]), "--help").out.splitlines()


@pytest.mark.parametrize("name", NAMES)
def test_structure(name: str | None) -> None:
    """Every page can be read, begins as `man` and `whatis` expect, and ends with where more is."""
    found = page(name)
    title = "handcalc" if name is None else f"handcalc-{name}"
    assert [title.upper(), "1", "", f"handcalc {__version__}", "handcalc"] == found.title
    headings = list(found.sections)
    assert ["NAME", "SYNOPSIS", "DESCRIPTION"] == headings[:3]
    assert headings[-2] in ("EXAMPLES", "EXAMPLE")
    assert "SEE ALSO" == headings[-1]
    (line,) = found.sections["NAME"].prose
    assert re.fullmatch(rf"{title} - \S.+", line)
    assert all(section.prose or section.entries for section in found.sections.values())


@pytest.mark.parametrize("name", NAMES)
def test_everything_of_the_help_is_there(name: str | None) -> None:
    """Word for word and in order, but for the headings' capitals; what a page has beyond is between."""
    said = " ".join(help_lines(name)).replace("Usage: ", "Synopsis ", 1).split()
    words = iter(page(name).words.casefold().replace("- ", "").replace("-", "").split())
    for word in " ".join(said).replace("- ", "").split():
        plain = word.replace("`", "").replace("-", "").removesuffix(":").casefold()
        assert not plain or any(plain in (other, other.removesuffix(":")) for other in words), word


@pytest.mark.parametrize("name", command_names())
def test_every_option_is_a_term(name: str) -> None:
    """With what the help says of it."""
    found = page(name)
    spelled = {term: what for one in found.sections.values() for term, what in one.entries.items()}
    below = re.split(r"(?m)^Options.*:$", "\n".join(help_lines(name)), maxsplit=1)[1]
    options = re.findall(r"(?m)^  (-(?:\S| (?! ))+)", below)
    assert options
    for option in options:
        assert spelled[option]


def test_the_page_of_all() -> None:
    """Usage of every command, shared options, limits, exit codes and variables, from their tables."""
    found = page(None).sections
    assert [f"handcalc {name}" for name in AROUND] == [
        " ".join(line.split()[:2]) for line in found["SYNOPSIS"].prose[1:]
    ]
    terms = " ".join(found["OPTIONS OF EVERY TOPIC"].entries).replace(",", "").split()
    for option in shared_options():
        assert set(option.spellings) <= set(terms)
    assert {limit.name: limit.words for limit in LIMITS} == found["LIMITS"].entries
    assert {f"{code}" for code, _ in EXIT_CODES} == set(found["EXIT STATUS"].entries)
    assert [name for name, _ in VARIABLES] == list(found["ENVIRONMENT"].entries)


@given(st.text())
@example("x" * 5000)
def test_any_text_is_printed_as_it_is(text: str) -> None:
    """In prose, as a term and as what it means; nothing in it is a command or an escape."""
    line = " ".join(text.split())
    assert visible(line) == printed(escaped(text))
    assert visible(line).replace("`", "") == printed(marked(text)).replace("`", "")


@pytest.mark.parametrize("text", NASTY)
def test_no_text_takes_effect(text: str) -> None:
    """A page of nasty words is read back as those words."""
    roff = Roff("x", "1", f"about {text}")
    roff.write_usage("x", text)
    roff.write_text(f"{text} first")
    with roff.section(f"{text} heading"):
        roff.write_dl([(f"{text} term", f"{text} meaning")])
        roff.write_dl([(f"{text} example", "")])
    found = roff_reader.read(roff.getvalue())
    line = visible(" ".join(text.split()))
    (heading,) = list(found.sections)[3:]
    assert f"{line} heading".strip().upper() == heading.upper()
    ((term, meaning),) = found.sections[heading].entries.items()
    assert f"{visible(text)} term" == term
    assert f"{line} meaning".strip().replace("`", "") == meaning.replace("`", "")
    assert [f"{visible(text)} example"] == found.sections[heading].prose


@pytest.mark.parametrize(
    "source",
    [
        "no title",
        '.TH "X" "1"\n.SH NAME\nx \\- it\'s',
        '.TH "X" "1"\n.SH NAME\nx - dash',
        '.TH "X" "1"\n.SH NAME\nx \\- \\n(.g',
        '.TH "X" "1"\n.SH NAME\nx \\- −',
        '.TH "X" "1"\n.de x\n..',
        '.TH "X" "1"\n.SH NAME\n\'br',
    ],
)
def test_a_wrong_page_is_noticed(source: str) -> None:
    """The twin: the reader refuses what is not escaped, and macros of others."""
    with pytest.raises((ValueError, KeyError)):
        roff_reader.read(source)


@pytest.mark.parametrize(
    ("word", "said"),
    [("atention", "did you mean attention?"), ("gade", "did you mean grade?"), ("q", "--help")],
)
def test_a_page_that_is_not_there(word: str, said: str) -> None:
    """A wrong command line, with the near miss."""
    outcome = handcalc("man", word)
    assert (2, "") == (outcome.code, outcome.out)
    assert said in outcome.err
    assert handcalc("man", "mamba_by_hand").out == handcalc("man", "mamba-by-hand").out
