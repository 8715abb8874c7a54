"""Names of cells: the labels that a sheet prints beside them."""

from __future__ import annotations

from typing import NamedTuple

from handcalc.formats.document.labels import printed_labels
from handcalc.record.calculation import Step
from handcalc.record.orientation import swapped


class LabelledCell(NamedTuple):
    """A cell as the sheet names it: the step and the labels of row and column."""

    step: str
    row: str
    column: str

    def __str__(self) -> str:
        labels = ", ".join(label for label in (self.row, self.column) if label)
        return f"{self.step}[{labels}]" if labels else self.step


class LabelledStep:
    """The labels of a step on the sheet; its methods take cells in the row convention."""

    def __init__(self, step: Step, vectors: str) -> None:
        result = step.result
        self.id = step.id
        self._transposed = vectors == "columns" and result.transposes
        axes = swapped(result.rows, result.columns, "columns" if self._transposed else "rows")
        self.rows, self.columns = map(printed_labels, axes)

    def cell(self, row: int, column: int) -> LabelledCell:
        """The labels of a cell."""
        if self._transposed:
            row, column = column, row
        return LabelledCell(self.id, self.rows[row], self.columns[column])

    def place(self, row: int, column: int) -> tuple[int, int]:
        """Row and column of a cell on the sheet."""
        return (column, row) if self._transposed else (row, column)
