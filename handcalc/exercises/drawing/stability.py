"""Check that data-dependent choices (expert, word, neighbour) survive small changes of their operands.

A choice is a decision of the topic or an operation without arithmetic, such as a ranking. An operand that was
rounded is moved by half a unit of its last digit, each number alone and, since every number may be off, all
of them together in some patterns of signs. An exact operand is moved by next to nothing, which changes a
ranking only where equal numbers compete (a tie).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from random import Random
from typing import Any, NamedTuple

from handcalc.errors import CalculationError
from handcalc.exercises.drawing.provenance import Provenance, nodes
from handcalc.record.arithmetic import ARITHMETICS, Arithmetic, floats
from handcalc.record.calculation import Calculation, Decision, Step
from handcalc.record.lazy_numpy import np
from handcalc.record.matrix import Array, Matrix
from handcalc.record.number_format import round_half_up
from handcalc.record.operation import core_of
from handcalc.record.operations.selection import RowFunction, ScalarFunction
from handcalc.record.replay import replay

TIE = "a tie where something is chosen"
UNSTABLE = "a choice that a rounding error changes"

PATTERNS = 4
"""How often all numbers are moved together; each time costs as much as a recording."""

_NEXT_TO_NOTHING = Fraction(1, 10**6)
_SAME = 1e-9


class DataDependentChoice(NamedTuple):
    """A decision, or an expression without arithmetic.

    is_ranking: whether it compares the numbers of its operands with each other.
    """

    operands: tuple[Matrix, ...]
    source: Decision | Matrix
    is_ranking: bool

    def result(self, calculation: Calculation, values: dict[int, Array] | None = None) -> Any:
        """The result of the choice, with other values of some leaves."""
        if isinstance(self.source, Decision):
            return self.source.choose(calculation.value(self.source.matrix, values))
        return calculation.value(self.source, values).tolist()


def instability(calculation: Calculation, provenance: Provenance) -> str | None:
    """TIE or UNSTABLE if a choice depends on a tie or on rounding; None otherwise."""
    choices = list(_choices(calculation, provenance))
    rounded = _rounded_results(calculation, provenance) if choices else set()
    half = 0.5 * 10.0**-calculation.arithmetic.digits
    for choice in choices:
        for leaf in _numbers_behind(choice, provenance):
            is_rounded = id(leaf) in rounded
            amount = half if is_rounded else _NEXT_TO_NOTHING
            if (is_rounded or choice.is_ranking) and not _is_stable(calculation, choice, leaf, amount):
                return UNSTABLE if is_rounded else TIE
    return UNSTABLE if rounded and not _are_stable_together(calculation) else None


def _numbers_behind(choice: DataDependentChoice, provenance: Provenance) -> list[Matrix]:
    """The leaves of a choice that may be off: not constants, words and other choices."""
    leaves = {id(leaf): leaf for matrix in choice.operands for leaf in matrix.leaves()}
    return [
        leaf
        for leaf in leaves.values()
        if not (leaf.is_constant or leaf.holds_words or is_chosen(provenance.origin(leaf)))
    ]


def is_chosen(formula: Matrix) -> bool:
    """Whether the values of a formula are choices, so that there is nothing between them."""
    return formula.op_name == "floor" or isinstance(core_of(formula.operation), RowFunction | ScalarFunction)


def _choices(calculation: Calculation, provenance: Provenance) -> Iterator[DataDependentChoice]:
    """Every choice that depends on drawn numbers, decisions first."""
    for decision in calculation.decisions:
        if provenance.is_drawn(decision.matrix):
            yield DataDependentChoice((decision.matrix,), decision, not is_chosen(decision.matrix))
    for step in provenance.steps:
        for node in filter(is_chosen, nodes(step.formula)):
            if any(map(provenance.is_drawn, node.operands)):
                yield DataDependentChoice(
                    node.operands, node, isinstance(core_of(node.operation), RowFunction)
                )


def _rounded_results(calculation: Calculation, provenance: Provenance) -> set[int]:
    """The id() of the results that are off by rounding, their own or that of their operands."""
    rounded: set[int] = set()
    if calculation.arithmetic.rounding == "exact":
        return rounded
    for step in provenance.steps:
        inherited = any(id(leaf) in rounded for leaf in step.formula.leaves())
        if not step.result.holds_words and (inherited or _is_rounded(calculation, step)):
            rounded.add(id(step.result))
    return rounded


def _is_rounded(calculation: Calculation, step: Step) -> bool:
    """Whether some value of a step differs from its printed one."""
    exact = floats(calculation.value(step.formula)).ravel().tolist()
    digits = calculation.arithmetic.digits
    return any(abs(value - round_half_up(value, digits)) > _SAME for value in exact if value > -np.inf)


def _is_stable(calculation: Calculation, choice: DataDependentChoice, leaf: Matrix, amount: Any) -> bool:
    """Whether a choice is the same with each number of a leaf moved alone, up and down."""
    before = choice.result(calculation)
    values = calculation.value(leaf)
    amount = amount if values.dtype == object else float(amount)
    for row, column in zip(*np.nonzero(_movable(values, calculation.arithmetic.digits)), strict=True):
        for change in (amount, -amount):
            moved = values.copy()
            moved[row, column] += change
            try:
                if choice.result(calculation, {id(leaf): moved}) != before:
                    return False
            except CalculationError:
                return False
    return True


def _movable(values: Array, digits: int) -> Array:
    """Which numbers may move: not masked scores, nor probabilities of 0, which were cut off."""
    numbers = floats(values)
    axis = 1 if values.shape[1] > 1 else 0
    slack = 0.5 * 10.0**-digits * values.shape[axis] + _SAME
    sums = numbers.sum(axis=axis, keepdims=True)
    are_probabilities = (numbers >= 0).all(axis=axis, keepdims=True) & (abs(sums - 1) <= slack)
    movable: Array = (numbers > -np.inf) & ~(are_probabilities & (numbers == 0))
    return movable


def _are_stable_together(calculation: Calculation) -> bool:
    """Whether all choices are the same with every rounded number off, and with nothing rounded."""
    before = _results(calculation)
    arithmetics = [_PerturbedArithmetic(calculation.arithmetic, pattern) for pattern in range(PATTERNS)]
    for arithmetic in (ARITHMETICS["full"](calculation.arithmetic.digits), *arithmetics):
        try:
            if _results(replay(calculation, arithmetic)) != before:
                return False
        except CalculationError:
            return False
    return True


def _results(calculation: Calculation) -> list[Any]:
    """The results of all choices in formulas."""
    chosen = (node for step in calculation for node in nodes(step.formula) if is_chosen(node))
    return [calculation.value(node).tolist() for node in chosen]


class _PerturbedArithmetic(Arithmetic):
    """Another arithmetic, with every rounded number moved by half a unit of its last digit."""

    def __init__(self, original: Arithmetic, pattern: int) -> None:
        super().__init__(original.digits)
        self._original = original
        self._printed = ARITHMETICS["carry"](original.digits)
        self._random = Random(f"handcalc/off/{pattern}").random

    def numbers(self, exact: Array) -> Array:
        return self._original.numbers(exact)

    def round_step(self, values: Array) -> Array:
        if values.dtype == object:
            return self._original.round_step(values)
        printed = self._printed.round_step(values)
        rounded = printed if self._original.rounding == "carry" else self._original.round_step(values)
        finite = values > -np.inf
        is_off: Array = finite.copy()
        is_off[finite] = abs(values[finite] - printed[finite]) > _SAME
        half = 0.5 * 10.0**-self.digits
        signs = np.array([half if self._random() < 0.5 else -half for _ in range(values.size)])
        moved: Array = np.where(is_off, rounded + signs.reshape(values.shape), rounded)
        return moved
