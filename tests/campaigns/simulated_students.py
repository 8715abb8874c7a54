"""Simulated students: sheets filled in from a calculation, with and without mistakes.

They calculate with the record's formulas and numpy alone, and share no code with marking.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from handcalc.exercises.marking.marks import Answer, Answers
from handcalc.exercises.sheets.blanks import Blanks
from handcalc.record.arithmetic import floats
from handcalc.record.calculation import Calculation, Step
from handcalc.record.matrix import Matrix
from handcalc.record.number_format import format_number, round_half_up

Style = Literal["rounding", "precise"]
STYLES: tuple[Style, ...] = ("rounding", "precise")
Place = tuple[str, int, int]
Array = NDArray[Any]


@dataclass(frozen=True)
class Student:
    """How somebody fills in a sheet.

    style: go on with the rounded numbers that were written, or with all digits. slip: one cell with another
    value, which is carried on. mistake: a step calculated by another formula. finished: what is done to the
    finished numbers of a step. left: cells left blank, although the calculation goes on.
    """

    style: Style = "rounding"
    slip: Mapping[Place, float | str] = field(default_factory=dict)
    mistake: Mapping[str, Matrix] = field(default_factory=dict)
    finished: Mapping[str, Callable[[Array], Array]] = field(default_factory=dict)
    left: frozenset[Place] = frozenset()


def fill_in(calculation: Calculation, blanks: Blanks, student: Student) -> Answers:
    """The answers of a student.

    Raises CalculationError: a mistake has led to numbers that nothing can be calculated from.
    """
    digits = calculation.arithmetic.digits
    values: dict[int, Array] = {}
    answers = {}
    for step in calculation.steps:
        formula = student.mistake.get(step.id, step.formula)
        work = np.array(calculation.value(formula, values), dtype=step.values.dtype)
        work = student.finished.get(step.id, np.array)(work)
        if student.style == "rounding":
            work = each_rounded(work, digits)
        asked = blanks.get(step.id, frozenset())
        for row, column in np.ndindex(work.shape):
            place = row, column
            if (row, column) not in asked:
                work[place] = printed(calculation, step.values[place])
            work[place] = student.slip.get((step.id, row, column), work[place])
        values[id(step.result)] = work
        answers[step.id] = {
            (row, column): Answer("", None)
            if (step.id, row, column) in student.left
            else written(work[row, column], digits)
            for row, column in asked
        }
    return answers


def written(value: Any, digits: int) -> Answer:
    """A number as it is written down, with the decimals asked for; a word as it is."""
    if isinstance(value, str):
        return Answer(value, value)
    text = format_number(value, digits)
    return Answer(text, -math.inf if value == -math.inf else float(text))


def each_rounded(values: Array, digits: int) -> Array:
    """Every number rounded; words stay."""
    if any(isinstance(value, str) for value in values.flat):
        return values
    return np.array([round_half_up(float(value), digits) for value in values.flat]).reshape(values.shape)


def printed(calculation: Calculation, value: Any) -> Any:
    """A number as the sheet shows it."""
    full = calculation.arithmetic.rounding == "full" and not isinstance(value, str)
    return round_half_up(value, calculation.arithmetic.digits) if full else value


def transposed(values: Array) -> Array:
    """Rows written as columns."""
    return values.T.copy()


def swapped(values: Array) -> Array:
    """The first two numbers of the first row, each in the other's place."""
    found = values.copy()
    found[0, :2] = values[0, 1::-1]
    return found


def without_sign(values: Array) -> Array:
    """The sign of the last number of the first row lost, or one too many."""
    found = values.copy()
    found[0, -1] = -found[0, -1]
    return found


# --- slips --------------------------------------------------------------------------------------------------


def slips(calculation: Calculation, right: Answers, random: Random) -> Iterator[tuple[Place, float | str]]:
    """Slips in cells drawn at random, each clearly larger than what rounding before it may explain.

    right: what the student would have written without it.
    """
    places = [(step, place) for step in calculation.steps for place in sorted(right.get(step.id, ()))]
    while True:
        step, (row, column) = random.choice(places)
        key, value = step.values[row, column], right[step.id][row, column].value
        if isinstance(key, str):
            yield (step.id, row, column), random.choice([f"{key}s", "nonsense", key[1:] or "x"])
            continue
        assert value is not None
        assert not isinstance(value, str)
        least = 3 * rounding_before(calculation, step)[row, column]
        slip = random.choice(list(wrong_numbers(float(value), calculation.arithmetic.digits)))
        if min(abs(slip - float(key)), abs(slip - float(value))) > least:
            yield (step.id, row, column), slip


def wrong_numbers(value: float, digits: int) -> Iterator[float]:
    """What a person writes by mistake: a lost sign, digits exchanged, a digit one too high or too low."""
    text = format_number(value, digits)
    yield -float(text)
    figures = [place for place, sign in enumerate(text.partition("e")[0]) if sign.isdigit()]
    for place in figures:
        unit = figures.index(place)
        for other in (int(text[place]) + 1, int(text[place]) - 1):
            if 0 <= other <= 9:
                yield float(text[:place] + str(other) + text[place + 1 :])
        if unit + 1 < len(figures):
            after = figures[unit + 1]
            yield float(
                text[:place] + text[after] + text[place + 1 : after] + text[place] + text[after + 1 :]
            )


def rounding_before(calculation: Calculation, step: Step) -> Array:
    """How far each cell of a step may move when each number that it is made of moves by half a unit."""
    half = 0.5 * 10.0**-calculation.arithmetic.digits
    if step.values.dtype == object:
        return np.full(step.values.shape, half)
    total = np.full(step.values.shape, half)
    before = floats(calculation.value(step.formula))
    leaves = {
        id(leaf): leaf for leaf in step.formula.leaves() if not leaf.is_constant and not leaf.holds_words
    }
    for leaf in leaves.values():
        assert leaf.values is not None
        for place in map(tuple, np.argwhere(np.isfinite(floats(leaf.values))).tolist()):
            with np.errstate(invalid="ignore"):  # −∞ − (−∞)
                total += np.abs(np.nan_to_num(_moved(calculation, step, leaf, place, half) - before))
    return total


def _moved(calculation: Calculation, step: Step, leaf: Matrix, place: tuple[int, ...], half: float) -> Array:
    assert leaf.values is not None
    values = floats(leaf.values).copy()
    large = abs(values[place]) >= 1e9  # written as 1.23e+09
    values[place] += half * abs(values[place]) if large else half
    return floats(calculation.value(step.formula, {id(leaf): values}))
