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
LEVELS: dict[Level, str] = {
    1: "one blank in every row of the later steps",
    2: "the later steps blank",
    3: "everything blank but what is given",
    4: "as 3, and the formulas too",
}


def blanks_of(calculation: Calculation, level: Level) -> Blanks:
    """The blanks of a level."""
    wanted = calculation.steps if level >= 3 else later_steps(calculation)
    found = {step.id: askable(step, calculation) for step in wanted}
    if level == 1:
        places = {step.id: place for place, step in enumerate(calculation.steps)}
        found = {step: _one_a_row(cells, places[step]) for step, cells in found.items()}
    return {step: cells for step, cells in found.items() if cells}


def later_steps(calculation: Calculation) -> list[Step]:
    """The steps that are calculated from other steps; all steps if there is none."""
    results = {id(step.result) for step in calculation}

    def later(place: int, step: Step) -> bool:
        stated = step.formula.op_name == "table" and place > 0
        return stated or any(id(leaf) in results for leaf in step.formula.leaves())

    found = [step for place, step in enumerate(calculation) if later(place, step)]
    return found if any(askable(step, calculation) for step in found) else calculation.steps


def askable(step: Step, calculation: Calculation) -> Cells:
    """The cells of a step that may be blank."""
    matrices = (step.result, *step.formula.leaves())
    if max(max(matrix.shape) for matrix in matrices) > LARGEST or _is_stated_in_words(step):
        return frozenset()
    rows, columns = step.result.shape
    told = _told(step, calculation)
    return frozenset(
        (row, column)
        for row in range(rows)
        for column in range(columns)
        if step.values[row, column] != float("-inf") and not told(step.formula.at(row, column))
    )


def _is_stated_in_words(step: Step) -> bool:
    """Whether a step lists words that titles and labels show as well, and that no step calculates with."""
    return step.formula.op_name == "table" and step.result.holds_words


def _told(step: Step, calculation: Calculation) -> Callable[[Expr], bool]:
    """Whether a cell is a choice that labels of later steps reveal, such as the rows of an expert."""
    looked_at = {id(leaf) for decision in calculation.decisions for leaf in decision.matrix.leaves()}
    told_itself = id(step.result) in looked_at

    def told(cell: Expr) -> bool:
        if not isinstance(cell, Opaque):
            return False
        return told_itself or any(id(read.matrix) in looked_at for read in cells_read(cell))

    return told


def _one_a_row(cells: Cells, shift: int) -> Cells:
    """One cell in each row; the column moves on from row to row and from step to step."""
    rows: dict[int, list[int]] = {}
    for row, column in sorted(cells):
        rows.setdefault(row, []).append(column)
    return frozenset((row, columns[(row + shift) % len(columns)]) for row, columns in rows.items())


def chosen_blanks(text: str, calculation: Calculation, vectors: str) -> Blanks:
    """The cells that --blank names ('S,A[1,2]'): whole steps, or cells as the sheet numbers them.

    Raises UsageError: there is no such step or cell, or it cannot be left blank.
    """
    shown = in_columns(calculation) if vectors == "columns" else calculation
    found: dict[str, Cells] = {}
    for identifier, cell in _named(text, shown):
        step = calculation[identifier]
        if cell is not None and vectors == "columns" and step.result.transposes:
            cell = cell[::-1]
        may = askable(step, calculation)
        cells = may if cell is None else frozenset({cell})
        if not cells or not cells <= may:
            raise UsageError(f"--blank: {_why_not(step, cell)}")
        found[identifier] = found.get(identifier, frozenset()) | cells
    return found


def _named(text: str, shown: Calculation) -> Iterator[tuple[str, tuple[int, int] | None]]:
    given = {one.id for whole in shown.given for one in whole.parts}
    for part in _parts(text):
        name, bracket, _ = part.partition("[")
        if name in given:
            raise UsageError(f"--blank: {name} is given, and cannot be worked out from what is printed")
        if bracket:
            step, cell = located(part, shown, "--blank")
            yield step.id, cell
        elif name in shown:
            yield name, None
        else:
            near = did_you_mean(name, shown.ids)
            raise UsageError(f"--blank: there is no step {quoted(name)}{near}")


def _parts(text: str) -> list[str]:
    """The text split at commas outside brackets."""
    parts, depth = [""], 0
    for sign in text:
        depth += (sign == "[") - (sign == "]")
        if sign == "," and depth <= 0:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts]


def _why_not(step: Step, cell: tuple[int, int] | None) -> str:
    if cell is not None and step.values[cell] == float("-inf"):
        return f"a masked cell of {step.id} is never left blank"
    if max(step.result.shape) > LARGEST:
        return f"{step.id} is not printed whole, so it is never left blank"
    return f"{step.id} is given away by the steps after it, so it is never left blank"
