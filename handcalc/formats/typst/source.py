"""The document as readable Typst source: the template, then its calls.

Every text is a string literal, so that no part of it is read as markup or code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from handcalc.formats.typst.matrices import Argument
from handcalc.formats.typst.notation import literal
from handcalc.formats.typst.script import Script
from handcalc.formats.typst.tables import Equation

TEMPLATE = Path(__file__).parent / "worked.typ"
WIDTH = 100
"""Characters of the longest line; longer arguments are written in several lines."""

_PLACEHOLDER = re.compile(r"#(l|long)\((\d+)\) ?")


def source(script: Script) -> str:
    """A complete file."""
    template = f"{TEMPLATE.read_text(encoding='utf-8')}\n// --- the calculation ---\n"
    head = f"#show: worked.with(title: {literal(script.title)})\n"
    calls = (f"#{call.function}{_dictionary(call.arguments, script.labels, 0)}\n" for call in script.calls)
    return "\n".join([template, head, *calls])


def _value(value: Argument, labels: Sequence[str], depth: int) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return str(value).lower()
        case str():
            return literal(value)
        case int() | float():
            return str(value)
        case Equation(math, alt):
            return f"eq({literal(alt)}, ${_filled(math, labels)}$)"
        case Sequence():
            return _array([_value(each, labels, depth + 1) for each in value], depth)
        case Mapping():
            return _dictionary(value, labels, depth)
        case _:
            arguments = {name: part for name, part in vars(value).items() if part not in (None, False, [])}
            return _dictionary(arguments, labels, depth)


def _filled(math: str, labels: Sequence[str]) -> str:
    """A formula with its labels as string literals."""

    def label(match: re.Match[str]) -> str:
        text = literal(labels[int(match[2])])
        return text if match[1] == "l" else f"#long({text}) "

    return _PLACEHOLDER.sub(label, math)


def _dictionary(entries: Mapping[str, Argument], labels: Sequence[str], depth: int) -> str:
    return _bracketed(
        [f"{name}: {_value(value, labels, depth + 1)}" for name, value in entries.items()], depth
    )


def _array(items: list[str], depth: int) -> str:
    return f"({items[0]},)" if len(items) == 1 and "\n" not in items[0] else _bracketed(items, depth)


def _bracketed(items: list[str], depth: int) -> str:
    line = f"({', '.join(items)})"
    if "\n" not in line and len(line) + 2 * depth <= WIDTH:
        return line
    indent = "  " * depth
    lines = "".join(f"{indent}  {item},\n" for item in items)
    return f"(\n{lines}{indent})"
