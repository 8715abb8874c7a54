"""A calculation as calls of the template's functions: what is set, in which order, with which texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, assert_never

import handcalc.writing.walk as blocks
from handcalc.typesetting.alphabet import Labels
from handcalc.typesetting.steps import Call, Matrices
from handcalc.typesetting.tables import GAP
from handcalc.typesetting.widths import PAGE
from handcalc.writing.grid import LARGEST
from handcalc.writing.presentation import Presentation


class Script(NamedTuple):
    """A whole document: its title, its calls, and the texts that stand for the placeholders in formulas."""

    title: str
    calls: list[Call]
    labels: list[str]


def script(p: Presentation) -> Script:
    """The document of a presentation."""
    labels = Labels()
    matrices = Matrices(p, labels)
    content = list(blocks.walk(p, matrices.stacked, LARGEST))
    title = next(block.title for block in content if isinstance(block, blocks.Heading))
    calls = [_call(matrices, block) for block in content]
    return Script(title, list(side_by_side(calls)), labels.texts)


def _call(matrices: Matrices, block: blocks.Block) -> Call:
    """The call that sets a block."""
    match block:
        case blocks.Heading(title, facts):
            return Call("opening", {"title": title, "facts": facts})
        case blocks.Part(title):
            return Call("part", {"title": title})
        case blocks.Text(identifier, title, text):
            return Call("words", {"id": identifier, "title": title, "text": text})
        case blocks.Shown():
            return matrices.call(block)
        case blocks.Checked(step, _, holds):
            return Call("check", {"step": step, "text": block.sentence, "holds": holds})
        case blocks.Conclusion(text):
            return Call("conclusion", {"text": text})
        case blocks.Fields(fields):
            return Call("fields", {"fields": fields})
        case blocks.Advice(text):
            return Call("advice", {"text": text})
        case blocks.Lookup(title, grid):
            return Call("lookup", {"title": title, "columns": grid.columns, "cells": grid.cells[0]})
        case blocks.Footer(texts):
            return Call("footer", {"texts": texts})
        case _:
            assert_never(block)


def side_by_side(calls: Iterable[Call]) -> Iterator[Call]:
    """The calls, with inputs that fit beside each other in one row."""
    row: list[Call] = []
    for call in calls:
        if row and not (_is_narrow(call) and _width([*row, call]) <= PAGE):
            yield from _beside(row)
            row = []
        if _is_narrow(call):
            row.append(call)
        else:
            yield call
    yield from _beside(row)


def _is_narrow(call: Call) -> bool:
    return call.function == "given" and _width([call]) <= PAGE


def _width(row: list[Call]) -> float:
    return sum(float(str(call.arguments["width"])) for call in row) + GAP * (len(row) - 1)


def _beside(row: list[Call]) -> Iterator[Call]:
    if row:
        yield Call("beside", {"inputs": [call.arguments for call in row]})
