"""A calculation as a sequence of calls of the template's functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, assert_never

import handcalc.formats.document.blocks as blocks
from handcalc.formats.document.grid import LARGEST
from handcalc.formats.document.presentation import Presentation
from handcalc.formats.typst.matrices import Matrices, TemplateCall
from handcalc.formats.typst.notation import Labels
from handcalc.formats.typst.tables import GAP
from handcalc.formats.typst.widths import PAGE


class Script(NamedTuple):
    """A document: its title, its calls, and the labels for the placeholders in its formulas."""

    title: str
    calls: list[TemplateCall]
    labels: list[str]


def script(p: Presentation) -> Script:
    """The document of a presentation."""
    labels = Labels()
    matrices = Matrices(p, labels)
    content = list(blocks.document_blocks(p, matrices.stacked, LARGEST))
    title = next(block.title for block in content if isinstance(block, blocks.Heading))
    calls = [_call(matrices, block) for block in content]
    return Script(title, list(side_by_side(calls)), labels.texts)


def _call(matrices: Matrices, block: blocks.Block) -> TemplateCall:
    """The call that typesets a block."""
    match block:
        case blocks.Heading(title, facts):
            return TemplateCall("opening", {"title": title, "facts": facts})
        case blocks.SectionHeading(title):
            return TemplateCall("part", {"title": title})
        case blocks.TextBlock(identifier, title, text):
            return TemplateCall("words", {"id": identifier, "title": title, "text": text})
        case blocks.MatrixBlock():
            return matrices.call(block)
        case blocks.CheckBlock(step, _, holds):
            return TemplateCall("check", {"step": step, "text": block.sentence, "holds": holds})
        case blocks.Conclusion(text):
            return TemplateCall("conclusion", {"text": text})
        case blocks.Fields(fields):
            return TemplateCall("fields", {"fields": fields})
        case blocks.Advice(text):
            return TemplateCall("advice", {"text": text})
        case blocks.LookupTable(title, grid):
            return TemplateCall("lookup", {"title": title, "columns": grid.columns, "cells": grid.cells[0]})
        case blocks.Footer(texts):
            return TemplateCall("footer", {"texts": texts})
        case _:
            assert_never(block)


def side_by_side(calls: Iterable[TemplateCall]) -> Iterator[TemplateCall]:
    """The calls, with narrow inputs collected in rows."""
    row: list[TemplateCall] = []
    for call in calls:
        if row and not (_is_narrow(call) and _width([*row, call]) <= PAGE):
            yield from _beside(row)
            row = []
        if _is_narrow(call):
            row.append(call)
        else:
            yield call
    yield from _beside(row)


def _is_narrow(call: TemplateCall) -> bool:
    return call.function == "given" and _width([call]) <= PAGE


def _width(row: list[TemplateCall]) -> float:
    return sum(float(str(call.arguments["width"])) for call in row) + GAP * (len(row) - 1)


def _beside(row: list[TemplateCall]) -> Iterator[TemplateCall]:
    if row:
        yield TemplateCall("beside", {"inputs": [call.arguments for call in row]})
