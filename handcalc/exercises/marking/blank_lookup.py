"""Look up the blanks of a sheet by the labels that are printed beside them."""

from __future__ import annotations

from handcalc.exercises.sheets.blanks import Blanks
from handcalc.exercises.sheets.cell_labels import LabelledCell, LabelledStep
from handcalc.record.calculation import Calculation
from handcalc.text import did_you_mean, inert_csv, listed, quoted

CellAddress = tuple[int, int]
"""Row and column from 0, in the row convention."""

_MOST_NAMED = 12


class BlankLookup:
    """The blanks of a sheet, by their labels.

    Two cells can share their labels where a label looks like a numbered one ('the (2)'). They are then
    returned in the order of the sheet, which is also that of its answer file.
    """

    def __init__(
        self, calculation: Calculation, blanks: Blanks, vectors: str, before: BlankLookup | None = None
    ) -> None:
        """before: another sheet of the class, whose table is shared if labels and blanks are the same."""
        self._calculation = calculation
        self._blanks = blanks
        self._vectors = vectors
        self.exact = calculation.arithmetic.rounding == "exact"
        self._wordy = {step: calculation[step].result.holds_words for step in blanks}
        results = [calculation[step].result for step in blanks]
        self._layout = blanks, vectors, [(leaf.rows, leaf.columns, leaf.transposes) for leaf in results]
        self._cells: dict[tuple[str, ...], list[CellAddress]] = {}
        if before is not None and before._layout == self._layout:
            self._cells = before._cells
            return
        for name, cells in blanks.items():
            step = LabelledStep(calculation[name], vectors)
            for cell in sorted(cells, key=lambda one: step.place(*one)):
                self._cells.setdefault(_plain(step.cell(*cell)), []).append(cell)

    def cells(self, printed: tuple[str, str, str]) -> list[CellAddress]:
        """The blanks with this step, row and column, in the order of the sheet."""
        return self._cells.get(printed) or self._cells.get(_plain(LabelledCell(*printed)), [])

    def is_word(self, step: str, cell: CellAddress) -> bool:
        """Whether the answer to a blank is a word."""
        return self._wordy[step] and isinstance(self._calculation[step].values[cell], str)

    def why_not(self, printed: LabelledCell) -> str:
        """Why there is no such blank, with near misses."""
        printed = _plain(printed)
        name, blanks = printed.step, list(self._blanks)
        if name not in self._calculation:
            near = did_you_mean(name, blanks) or f"; it asks for {listed(blanks[:_MOST_NAMED])}"
            return f"the sheet has no step {quoted(name)}{near}"
        if name not in self._blanks:
            return f"the sheet does not ask for {name}; it asks for {listed(blanks[:_MOST_NAMED])}"
        step = LabelledStep(self._calculation[name], self._vectors)
        sides = (("row", printed.row, step.rows), ("column", printed.column, step.columns))
        for what, label, labels in sides:
            known = [_plain_label(each) for each in labels]
            if label not in known:
                near = did_you_mean(label, labels) or f"; there are {listed(labels[:_MOST_NAMED])}"
                return f"{name} has no {what} {quoted(label)}{near}"
        return f"{quoted(str(printed))} is not a blank of this sheet: its value is printed"


def _plain(cell: LabelledCell) -> LabelledCell:
    return LabelledCell(cell.step.strip(), _plain_label(cell.row), _plain_label(cell.column))


def _plain_label(label: str) -> str:
    """A label without surrounding spaces and without the apostrophe that disarms spreadsheet formulas."""
    label = label.strip()
    return label[1:].strip() if label.startswith("'") and inert_csv(label[1:]) == label else label
