"""Which cells of a calculation a sheet leaves blank: by level, or chosen by hand.

Every blank can be worked out from what is printed. Always printed are inputs, masked scores, words that
titles and labels show, and choices that the shape of later steps would reveal (the rows of an expert).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Literal

from handcalc.errors import UsageError
from handcalc.formats.document.cell_selection import located
from handcalc.formats.document.exercise import Cells
from handcalc.formats.document.grid import LARGEST
from handcalc.record.calculation import Calculation, Step
from handcalc.record.cell_expression import Expr, Opaque, cells_read
from handcalc.record.orientation import in_columns
from handcalc.text import did_you_mean, quoted

Blanks = Mapping[str, Cells]
"""The blank cells by step id, in the row convention; steps without blanks are left out."""

Level = Literal[1, 2, 3, 4]
"""1: one blank per row of the later steps. 2: the later steps. 3: all steps. 4: as 3, without formulas."""


def blanks_of(calculation: Calculation, level: Level) -> Blanks:
    """The blanks of a level."""
    steps = calculation.steps if level >= 3 else later_steps(calculation)
    blanks = {step.id: allowed_blanks(step, calculation) for step in steps}
    if level == 1:
        numbers = {step.id: number for number, step in enumerate(calculation.steps)}
        blanks = {step: _one_per_row(cells, numbers[step]) for step, cells in blanks.items()}
    return {step: cells for step, cells in blanks.items() if cells}


def later_steps(calculation: Calculation) -> list[Step]:
    """The steps that are calculated from other steps; all steps if there is none."""
    results = {id(step.result) for step in calculation}

    def is_later(number: int, step: Step) -> bool:
        is_table = step.formula.op_name == "table" and number > 0
        return is_table or any(id(leaf) in results for leaf in step.formula.leaves())

    later = [step for number, step in enumerate(calculation) if is_later(number, step)]
    return later if any(allowed_blanks(step, calculation) for step in later) else calculation.steps


def allowed_blanks(step: Step, calculation: Calculation) -> Cells:
    """The cells of a step that may be blank."""
    matrices = (step.result, *step.formula.leaves())
    lists_words = (
        step.formula.op_name == "table" and step.result.holds_words
    )  # titles and labels show them, too
    if max(max(matrix.shape) for matrix in matrices) > LARGEST or lists_words:
        return frozenset()
    rows, columns = step.result.shape
    revealed = _is_revealed(step, calculation)
    return frozenset(
        (row, column)
        for row in range(rows)
        for column in range(columns)
        if step.values[row, column] != float("-inf") and not revealed(step.formula.at(row, column))
    )


def _is_revealed(step: Step, calculation: Calculation) -> Callable[[Expr], bool]:
    """Whether a cell is a choice that labels of later steps reveal, such as the rows of an expert."""
    decisive = {id(leaf) for decision in calculation.decisions for leaf in decision.matrix.leaves()}

    def is_revealed(cell: Expr) -> bool:
        if not isinstance(cell, Opaque):
            return False
        return id(step.result) in decisive or any(id(read.matrix) in decisive for read in cells_read(cell))

    return is_revealed


def _one_per_row(cells: Cells, shift: int) -> Cells:
    """One cell in each row; the column moves on from row to row and from step to step."""
    rows: dict[int, list[int]] = {}
    for row, column in sorted(cells):
        rows.setdefault(row, []).append(column)
    return frozenset((row, columns[(row + shift) % len(columns)]) for row, columns in rows.items())


def chosen_blanks(text: str, calculation: Calculation, vectors: str) -> Blanks:
    """The cells that --blank names ('S,A[1,2]'): whole steps, or cells as the sheet numbers them.

    Raises UsageError: there is no such step or cell, or it cannot be left blank.
    """
    printed = in_columns(calculation) if vectors == "columns" else calculation
    blanks: dict[str, Cells] = {}
    for identifier, cell in _named(text, printed):
        step = calculation[identifier]
        if cell is not None and vectors == "columns" and step.result.transposes:
            cell = cell[::-1]
        allowed = allowed_blanks(step, calculation)
        cells = allowed if cell is None else frozenset({cell})
        if not cells or not cells <= allowed:
            raise UsageError(f"--blank: {_why_not(step, cell)}")
        blanks[identifier] = blanks.get(identifier, frozenset()) | cells
    return blanks


def _named(text: str, printed: Calculation) -> Iterator[tuple[str, tuple[int, int] | None]]:
    inputs = {part.id for whole in printed.given for part in whole.parts}
    for reference in _split(text):
        name, bracket, _ = reference.partition("[")
        if name in inputs:
            raise UsageError(f"--blank: {name} is given, and cannot be worked out from what is printed")
        if bracket:
            step, cell = located(reference, printed, "--blank")
            yield step.id, cell
        elif name in printed:
            yield name, None
        else:
            near = did_you_mean(name, printed.ids)
            raise UsageError(f"--blank: there is no step {quoted(name)}{near}")


def _split(text: str) -> list[str]:
    """The text split at commas outside brackets."""
    parts, depth = [""], 0
    for character in text:
        depth += (character == "[") - (character == "]")
        if character == "," and depth <= 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts]


def _why_not(step: Step, cell: tuple[int, int] | None) -> str:
    if cell is not None and step.values[cell] == float("-inf"):
        return f"a masked cell of {step.id} is never left blank"
    if max(step.result.shape) > LARGEST:
        return f"{step.id} is not printed whole, so it is never left blank"
    return f"{step.id} is given away by the steps after it, so it is never left blank"
