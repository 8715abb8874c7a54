"""What help is written with when it becomes a manual page: the man macros of roff, in ASCII."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from handcalc.wording import visible

# What roff would set as a typographic hyphen, quote or accent; what is typed must be as it is.
_ESCAPED = {
    "\\": "\\(rs",
    "-": "\\-",
    "'": "\\(aq",
    '"': "\\(dq",
    "`": "\\(ga",
    "^": "\\(ha",
    "~": "\\(ti",
}


def escaped(text: str) -> str:
    """Outside text for roff: whatever is in it is printed as it is, in one line of the page's source."""
    return _printed(" ".join(text.split()))


def marked(text: str) -> str:
    """The same for prose, in which `backticks` stand around what is typed: that is bold."""
    pieces = " ".join(text.split()).split("`")
    if len(pieces) % 2 == 0:
        return escaped(text)
    return "".join(_bold(piece) if number % 2 else _printed(piece) for number, piece in enumerate(pieces))


class Roff:
    """A page, as far as it is written. Help is formatted onto it as onto the terminal's formatter."""

    def __init__(self, name: str, version: str, about: str) -> None:
        name = name.replace(" ", "-")
        head = f'.TH "{escaped(name.upper())}" "1" "" "handcalc {escaped(version)}" "handcalc"'
        # Words are not taken apart, and lines end where they end.
        self._lines = [head, ".nh", ".ad l", ".SH NAME", f"{escaped(name)} \\- {escaped(about)}"]
        self._used = self._described = False

    @contextmanager
    def section(self, heading: str) -> Iterator[None]:
        """What is written inside stands under a heading."""
        self._lines.append(f'.SH "{escaped(heading.upper())}"')
        yield

    @contextmanager
    def indentation(self) -> Iterator[None]:
        """Nothing: man has its own."""
        yield

    def write_usage(self, command: str, words: str) -> None:
        """How a command is typed, in a line of the synopsis, which comes first."""
        self._lines += [".br" if self._used else ".SH SYNOPSIS", f"{_bold(command)} {escaped(words)}"]
        self._used = True

    def write_paragraph(self) -> None:
        """Nothing: every text begins a paragraph."""

    def write_text(self, text: str) -> None:
        """Paragraphs of prose; the first of a page are its description."""
        if not self._described:
            self._lines.append(".SH DESCRIPTION")
            self._described = True
        for paragraph in text.split("\n\n"):
            self._write_paragraph(_at_the_start(marked(paragraph)))

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 24) -> None:
        """Terms, each with what it means; without a meaning they are lines to be typed."""
        width = min(col_max, max(len(term) for term, _ in rows)) + 2
        for term, meaning in rows:
            if meaning:
                self._lines += [f".TP {width}n", _term(term), _at_the_start(marked(meaning))]
            else:
                self._write_paragraph(_bold(term))

    def _write_paragraph(self, line: str) -> None:
        if not self._lines[-1].startswith(".SH"):
            self._lines.append(".PP")
        self._lines.append(line)

    def getvalue(self) -> str:
        """The whole page."""
        return "\n".join(self._lines) + "\n"


def _printed(text: str) -> str:
    return "".join(map(_character, visible(text)))


def _character(char: str) -> str:
    return _ESCAPED.get(char) or (char if char.isascii() else f"\\[u{ord(char):04X}]")


def _at_the_start(line: str) -> str:
    """A line of text: a dot at its start would make it a command."""
    return f"\\&{line}" if line.startswith(".") else line


def _bold(text: str) -> str:
    return f"\\fB{_printed(text)}\\fR"


def _term(term: str) -> str:
    """An option with what stands for its value, or a name."""
    if not term.startswith("-"):
        return _bold(term)
    return " ".join(
        _bold(word) if word.startswith("-") else f"\\fI{_printed(word)}\\fR" for word in term.split(" ")
    )
