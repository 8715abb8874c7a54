"""A calculation together with the choices of the reader: steps, cells, orientation, digits, exercise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal, NamedTuple

from handcalc.errors import UsageError
from handcalc.formats.document.cell_selection import CellSelection
from handcalc.formats.document.exercise import Exercise
from handcalc.formats.document.grid import LARGEST, Grid, grid_of
from handcalc.formats.document.notation import ASCII, UNICODE, Notation
from handcalc.formats.document.page_options import DEFAULT_PAGE, PageOptions
from handcalc.record.arithmetic import Arithmetic
from handcalc.record.calculation import Calculation, Step
from handcalc.record.cell_expression import cells_read
from handcalc.record.matrix import Matrix
from handcalc.record.orientation import in_columns
from handcalc.record.replay import replay
from handcalc.text import did_you_mean, listed, quoted

Vectors = Literal["rows", "columns"]


class NumberedStep(NamedTuple):
    """A step with its number in the whole calculation, which --only does not change."""

    number: int
    step: Step


@dataclass(frozen=True)
class Presentation:
    """A calculation in the orientation of the page, and the choices of the reader.

    cells: the parsed option. unrounded: the calculation without rounding, if every step is rounded. exercise:
    if the page is a sheet or its key.
    """

    calculation: Calculation
    digits: int = 3
    options: PageOptions = DEFAULT_PAGE
    cells: CellSelection | None = None

    unrounded: Calculation | None = None
    exercise: Exercise | None = None

    @property
    def notation(self) -> Notation:
        """ASCII or Unicode, depending on the output stream."""
        return ASCII if self.options.ascii_only else UNICODE

    @property
    def steps(self) -> list[NumberedStep]:
        """The selected steps."""
        return [
            NumberedStep(number, step)
            for number, step in enumerate(self.calculation.steps, start=1)
            if self.options.only is None or step.id in self.options.only
        ]

    @property
    def is_sheet(self) -> bool:
        """Whether this page has blanks, so that nothing on it may reveal an answer."""
        return self.exercise is not None and not self.exercise.answered

    @property
    def hides_formulas(self) -> bool:
        """Whether this page is a sheet without formulas."""
        return self.exercise is not None and not (self.exercise.answered or self.exercise.formulas)

    def grid(self, matrix: Matrix, notation: Notation, largest: int | None = LARGEST) -> Grid:
        """The grid of a matrix, with the blanks of a sheet."""
        return grid_of(matrix, self.digits, notation, largest, self.exercise)

    def is_blank(self, matrix: Matrix, row: int, column: int) -> bool:
        """Whether this cell is empty on the page."""
        if self.exercise is None or matrix.name is None:
            return False
        return (row, column) in self.exercise.blanks(matrix.name.id)

    def worked(self, step: Step, default: str = "first") -> list[tuple[int, int]]:
        """The cells of a step to work out; default: the selection if the reader chose none."""
        if self.exercise is not None and len(self.exercise.blanks(step.id)) == step.values.size:
            return []  # saves time: all are blank
        selection = self.cells or CellSelection.parse(default, self.calculation)
        return selection.of(step, self.calculation, partial(self.may_work_out, step))

    def may_work_out(self, step: Step, row: int, column: int) -> bool:
        """Whether a cell may be worked out: on a sheet only if neither it nor an operand is blank."""
        if self.exercise is None or self.exercise.answered:
            return True
        if not self.exercise.formulas or self.is_blank(step.result, row, column):
            return False
        operands = {leaf.name.id for leaf in step.formula.leaves() if leaf.name is not None}
        if operands.isdisjoint(self.exercise.blank_cells):
            return True  # saves time: no operand has blanks
        cells = cells_read(step.formula.at(row, column))
        return not any(self.is_blank(cell.matrix, cell.row, cell.column) for cell in cells)


def present(
    calculation: Calculation,
    *,
    vectors: Vectors = "rows",
    digits: int = 3,
    exercise: Exercise | None = None,
    page: PageOptions = DEFAULT_PAGE,
    **choices: Any,
) -> Presentation:
    """The presentation of a calculation in rows, as it was recorded; choices: fields of PageOptions.

    Raises UsageError: `only` or `cells` names an unknown step or cell.
    """
    page = replace(page, **choices)
    unrounded = None if exercise is not None and not exercise.answered else _unrounded(calculation, digits)
    if vectors == "columns":
        transposed = frozenset(step.id for step in calculation.steps if step.result.transposes)
        exercise = exercise.column_form(transposed) if exercise else None
        calculation = in_columns(calculation)
        unrounded = in_columns(unrounded) if unrounded else None
    _refuse_unknown_steps(page.only or (), calculation)
    return Presentation(
        calculation,
        digits,
        page,
        None if page.cells is None else CellSelection.parse(page.cells, calculation),
        unrounded,
        exercise,
    )


def _refuse_unknown_steps(ids: Iterable[str], calculation: Calculation) -> None:
    for identifier in ids:
        if identifier not in calculation.ids:
            near = did_you_mean(identifier, calculation.ids) or f"; there are {listed(calculation.ids)}"
            raise UsageError(f"there is no step {quoted(identifier)}{near}")


def _unrounded(calculation: Calculation, digits: int) -> Calculation | None:
    """The same calculation without rounding; None unless every step is rounded."""
    if calculation.arithmetic.rounding != "carry":
        return None
    recalculate = calculation.unrounded
    return recalculate() if recalculate else replay(calculation, Arithmetic(digits), same_path=True)
