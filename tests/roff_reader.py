"""An independent reader of manual pages: the few macros and escapes that a page may use, and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

GLYPHS = {"rs": "\\", "aq": "'", "dq": '"', "ga": "`", "ha": "^", "ti": "~"}
ESCAPE = re.compile(r"\\(?:\((..)|\[u([0-9A-F]{4,6})\]|f([BIR])|(-)|(&)|(.?))")


@dataclass
class Section:
    """What stands under a heading: lines of prose, and terms with their meaning."""

    prose: list[str] = field(default_factory=list)
    entries: dict[str, str] = field(default_factory=dict)


@dataclass
class Page:
    """A page: the words of its title line, and its sections by heading."""

    title: list[str]
    sections: dict[str, Section]

    @property
    def words(self) -> str:
        """Everything that is printed, on one line."""
        parts = [
            " ".join([heading, *section.prose, *(f"{term} {what}" for term, what in section.entries.items())])
            for heading, section in self.sections.items()
        ]
        return " ".join(" ".join(parts).split())


def printed(line: str) -> str:
    """What a line prints.

    Raises ValueError: it has a character that roff would not print as it is.
    """
    if not (line.isascii() and line.isprintable()):
        raise ValueError(f"not in printable ASCII: {line!r}")
    if re.search(r"['\"`^~-]", ESCAPE.sub("", line)):
        raise ValueError(f"a character that roff changes: {line!r}")
    return ESCAPE.sub(_glyph, line)


def _glyph(found: re.Match[str]) -> str:
    name, code, _font, minus, _nothing, other = found.groups()
    if name is not None:
        return GLYPHS[name]
    if code is not None:
        return chr(int(code, 16))
    if other is not None:
        raise ValueError(f"an escape that no page should have: {found[0]!r}")
    return minus or ""


def read(source: str) -> Page:
    """A page from its source.

    Raises ValueError, KeyError: a macro or an escape is not one of the few.
    """
    lines = iter(source.removesuffix("\n").split("\n"))
    title = _words(next(lines), ".TH")
    sections: dict[str, Section] = {}
    section = Section()
    for line in lines:
        macro = line.split(" ")[0] if line.startswith((".", "'")) else ""
        if macro == ".SH":
            section = sections.setdefault(_words(line, ".SH")[0], Section())
        elif macro == ".TP":
            term = printed(next(lines))
            section.entries[term] = printed(next(lines))
        elif not macro:
            section.prose.append(printed(line))
        elif line not in (".PP", ".br", ".nh", ".ad l"):
            raise ValueError(f"a macro that no page should have: {line!r}")
    return Page(title, sections)


def _words(line: str, macro: str) -> list[str]:
    """The arguments of a macro, in quotes or a single bare one."""
    rest = line.removeprefix(f"{macro} ")
    if rest == line:
        raise ValueError(f"{macro} is missing: {line!r}")
    quoted = re.findall(r'"([^"]*)"', rest)
    return [printed(word) for word in quoted or [rest]]
