"""An exercise with one input and the steps that a test writes down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from handcalc.record.arithmetic import ARITHMETICS, Rounding, fractions_array
from handcalc.record.axes import Axis
from handcalc.record.calculation import Calculation, Given
from handcalc.record.matrix import Matrix
from handcalc.record.recorder import Recorder
from handcalc.record.symbols import Symbol

Numbers = Sequence[Sequence[str | int]]
Write = Callable[[Recorder, Matrix], Any]


def exercise(
    write: Write, numbers: Numbers, *, drawn: bool = True, rounding: Rounding = "carry", digits: int = 2
) -> Calculation:
    """A calculation with one input, X, and the steps that `write` records."""
    calculation = Calculation("test", ARITHMETICS[rounding](digits))
    flat = [Fraction(number) for row in numbers for number in row]
    exact = fractions_array(flat, (len(numbers), len(numbers[0])))
    X = Matrix(
        Axis.numbered("row", len(numbers)),
        Axis.numbered("column", len(numbers[0])),
        name=Symbol.of("X"),
        values=calculation.arithmetic.numbers(exact),
    )
    written = tuple(tuple(map(str, row)) for row in numbers)
    calculation.given = [Given("X", "matrix", "numbers", X, exact, written, is_random=drawn)]
    write(Recorder(calculation), X)
    return calculation
