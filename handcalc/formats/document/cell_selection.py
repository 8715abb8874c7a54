"""Which cells are worked out: all, none, the most instructive one of each step, or cells by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import product
from typing import NamedTuple

from handcalc.errors import UsageError
from handcalc.formats.document.labels import printed_labels
from handcalc.record.axes import Axis
from handcalc.record.calculation import Calculation, Step, cell_value
from handcalc.record.cell_expression import Cell, Constant, Opaque, cells_read, resolved
from handcalc.record.functions import Value, snapped
from handcalc.text import did_you_mean, quoted

_CORNER = 6
_CANDIDATES = 24
_MASKED = float("-inf")
_HOW = "write first, all, none, or cells such as S[2,1]"
_SEPARATOR = re.compile(r"(?<=\])\s*,\s*")


class CellSelection(NamedTuple):
    """`every`: first, all or none, for every step; else `cells` by step id."""

    every: str | None
    cells: dict[str, list[tuple[int, int]]]

    @classmethod
    def parse(cls, text: str, calculation: Calculation) -> CellSelection:
        """Parse the value of --cells.

        Raises UsageError: neither first, all, none nor cells of this calculation.
        """
        if text in ("first", "all", "none"):
            return cls(text, {})
        cells: dict[str, list[tuple[int, int]]] = {}
        for reference in _SEPARATOR.split(text):
            step, cell = located(reference.strip(), calculation, "--cells")
            cells.setdefault(step.id, []).append(cell)
        return cls(None, cells)

    def of(
        self, step: Step, calculation: Calculation, may: Callable[[int, int], bool]
    ) -> list[tuple[int, int]]:
        """The selected cells (row and column from 0) of a step; `may`: whether a cell may be worked out."""
        if self.every == "first":
            return _first(step, calculation, may)
        rows, columns = step.result.shape
        cells: Iterable[tuple[int, int]] = self.cells.get(step.id, [])
        if self.every == "all":
            cells = product(range(rows), range(columns))
        return [cell for cell in cells if may(*cell)]


def _first(step: Step, calculation: Calculation, may: Callable[[int, int], bool]) -> list[tuple[int, int]]:
    """The most instructive cell near the corner; none if it is only copied, looked up or decided."""
    rows, columns = (range(min(size, _CORNER)) for size in step.result.shape)
    cells = [cell for cell in list(product(rows, columns))[:_CANDIDATES] if may(*cell)]
    cell = most_instructive(step, calculation, cells) if cells else None
    return [] if cell is None or isinstance(step.formula.at(*cell), Cell | Constant | Opaque) else [cell]


def most_instructive(step: Step, calculation: Calculation, cells: list[tuple[int, int]]) -> tuple[int, int]:
    """The cell with the most operands that are neither 0 nor −∞, then with the most distinct ones.

    Ties go to a result that is not 0, then to the first cell.
    """

    def value(leaf: Cell) -> Value:
        return cell_value(leaf, calculation.arithmetic)

    def weight(cell: tuple[int, int]) -> tuple[bool, int, int, bool]:
        expression, result = resolved(step.formula.at(*cell), value), step.values.item(*cell)
        numbers = [snapped(value(leaf)) for leaf in cells_read(expression)]
        busy = [number for number in numbers if number not in (0, _MASKED)]
        return result != _MASKED, len(busy), len(set(busy)), isinstance(result, str) or snapped(result) != 0

    return max(cells, key=weight)


def located(reference: str, calculation: Calculation, option: str) -> tuple[Step, tuple[int, int]]:
    """The step and the cell (from 0) of a reference such as S[2,1] or S[cat,sat].

    Raises UsageError, which names the option: no such step or cell.
    """
    identifier, bracket, inside = reference.partition("[")
    if not bracket or not inside.endswith("]"):
        near = did_you_mean(reference, ("first", "all", "none"))
        raise UsageError(f"{option}: {quoted(reference)} is no cell{near or ': ' + _HOW}")
    try:
        step = calculation[identifier.strip()]
    except KeyError:
        near = did_you_mean(identifier, calculation.ids)
        raise UsageError(f"{option}: there is no step {quoted(identifier)}{near}") from None
    cell = _locate(step, inside[:-1])
    if cell is None:
        rows, columns = step.result.shape
        raise UsageError(
            f"{option}: {step.id} has no cell {quoted(inside[:-1])}: it is {rows} × {columns}; name a row "
            "and a column by number (from 1) or by label"
        )
    return step, cell


def _locate(step: Step, text: str) -> tuple[int, int] | None:
    """Row and column by number or label; None if there is no such cell. A label may contain commas."""
    rows, columns = step.result.rows, step.result.columns
    if rows.single or columns.single:
        index = _index(columns if rows.single else rows, text)
        if index is not None:
            return (0, index) if rows.single else (index, 0)
    pieces = text.split(",")
    for cut in range(1, len(pieces)):
        row = _index(rows, ",".join(pieces[:cut]))
        column = _index(columns, ",".join(pieces[cut:]))
        if row is not None and column is not None:
            return row, column
    return None


def _index(axis: Axis, text: str) -> int | None:
    text = text.strip()
    if text in printed_labels(axis):
        return printed_labels(axis).index(text)
    if text.isascii() and text.isdigit() and 1 <= int(text) <= axis.size:
        return int(text) - 1
    return None
