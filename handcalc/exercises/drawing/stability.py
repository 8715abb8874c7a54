"""Whether a choice (expert, word, neighbour) stays what it is when numbers are read or rounded a little off.

A choice is what a topic read off values to go on, or an operation without arithmetic. What it looks at is
moved: a number that is exact by next to nothing, which changes a choice only where equal numbers compete (a
tie); one that was rounded by half a unit of its last digit, each alone and, since every number on the way
may be off, all of them together in some patterns of signs.
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


class UnstableChoice(NamedTuple):
    """A decision of the path, or an operation without arithmetic.

    is_order: whether it compares the numbers of its operands with each other.
    """

    looked_at: tuple[Matrix, ...]
    by: Decision | Matrix
    is_order: bool

    def result(self, calculation: Calculation, values: dict[int, Array] | None = None) -> Any:
        """What is chosen, with other values of some leaves."""
        if isinstance(self.by, Decision):
            return self.by.choose(calculation.value(self.by.matrix, values))
        return calculation.value(self.by, values).tolist()


def unstable_choice(calculation: Calculation, lineage: Provenance) -> str | None:
    """TIE or UNSTABLE where a choice hangs on a tie or on rounding, else None."""
    found = [
        choice for choice in _choices(calculation, lineage) if any(map(lineage.is_drawn, choice.looked_at))
    ]
    if not found:
        return None
    off = _Rounded(calculation, lineage)
    for choice in found:
        for leaf, amount in off.moved(choice):
            if not _stays(calculation, choice, leaf, amount):
                return UNSTABLE if off.is_rounded(leaf) else TIE
    return UNSTABLE if off.any and not _stays_along(calculation) else None


def is_chosen(formula: Matrix) -> bool:
    """Whether a formula's values are those of a choice: there is nothing in between them."""
    return formula.op_name == "floor" or isinstance(core_of(formula.operation), RowFunction | ScalarFunction)


def _choices(calculation: Calculation, lineage: Provenance) -> Iterator[UnstableChoice]:
    """Every choice of the calculation, those of its path first."""
    for decision in calculation.decisions:
        yield UnstableChoice((decision.matrix,), decision, not is_chosen(decision.matrix))
    for step in lineage.steps:
        for node in nodes(step.formula):
            if is_chosen(node):
                yield UnstableChoice(node.operands, node, isinstance(core_of(node.operation), RowFunction))


class _Rounded:
    """Which leaves are off by rounding, their own or that of what they come from."""

    def __init__(self, calculation: Calculation, lineage: Provenance) -> None:
        self._lineage = lineage
        self._digits = calculation.arithmetic.digits
        self._rounded: set[int] = set()
        if calculation.arithmetic.rounding == "exact":
            return
        for step in lineage.steps:
            inherited = any(id(leaf) in self._rounded for leaf in step.formula.leaves())
            if not step.result.holds_words and (inherited or _is_rounded(calculation, step)):
                self._rounded.add(id(step.result))

    @property
    def any(self) -> bool:
        """Whether anything was rounded."""
        return bool(self._rounded)

    def is_rounded(self, leaf: Matrix) -> bool:
        """Whether a leaf is off by rounding."""
        return id(leaf) in self._rounded

    def moved(self, choice: UnstableChoice) -> Iterator[tuple[Matrix, Any]]:
        """The leaves that a choice looks at and that may be off, with by how much."""
        leaves = {id(leaf): leaf for matrix in choice.looked_at for leaf in matrix.leaves()}
        for leaf in leaves.values():
            if leaf.is_constant or leaf.holds_words or is_chosen(self._lineage.origin(leaf)):
                continue
            if self.is_rounded(leaf):
                yield leaf, 0.5 * 10.0**-self._digits
            elif choice.is_order:
                yield leaf, _NEXT_TO_NOTHING


def _is_rounded(calculation: Calculation, step: Step) -> bool:
    """Whether its own values are not what is shown of them, in some cell."""
    exact = floats(calculation.value(step.formula)).ravel().tolist()
    digits = calculation.arithmetic.digits
    return any(abs(value - round_half_up(value, digits)) > _SAME for value in exact if value > -np.inf)


def _stays(calculation: Calculation, choice: UnstableChoice, leaf: Matrix, amount: Any) -> bool:
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
    """Masked scores do not move, nor does a share of 0: it was cut away."""
    numbers = floats(values)
    lines = [numbers] if values.shape[1] > 1 else [numbers.T]
    finite: Array = numbers > -np.inf
    sums = lines[0].sum(axis=1, keepdims=True)
    slack = 0.5 * 10.0**-digits * lines[0].shape[1] + _SAME
    shares = (lines[0] >= 0).all(axis=1, keepdims=True) & (abs(sums - 1) <= slack)
    shares = shares if values.shape[1] > 1 else shares.T
    movable: Array = finite & ~(shares & (numbers == 0))
    return movable


def _stays_along(calculation: Calculation) -> bool:
    """Whether all choices are the same with every rounded number off, and with nothing rounded."""
    before = _outcomes(calculation)
    arithmetics = [_Off(calculation.arithmetic, pattern) for pattern in range(PATTERNS)]
    for arithmetic in (ARITHMETICS["full"](calculation.arithmetic.digits), *arithmetics):
        try:
            if _outcomes(replay(calculation, arithmetic)) != before:
                return False
        except CalculationError:
            return False
    return True


def _outcomes(calculation: Calculation) -> list[Any]:
    return [
        calculation.value(node).tolist()
        for step in calculation
        for node in nodes(step.formula)
        if is_chosen(node)
    ]


class _Off(Arithmetic):
    """Like another arithmetic, with every number that is rounded half a unit of its last digit off."""

    def __init__(self, like: Arithmetic, pattern: int) -> None:
        super().__init__(like.digits)
        self._like = like
        self._shown = ARITHMETICS["carry"](like.digits)
        self._random = Random(f"handcalc/off/{pattern}").random

    def numbers(self, exact: Array) -> Array:
        return self._like.numbers(exact)

    def round_step(self, values: Array) -> Array:
        if values.dtype == object:
            return self._like.round_step(values)
        shown = self._shown.round_step(values)
        settled = shown if self._like.rounding == "carry" else self._like.round_step(values)
        there = values > -np.inf
        off: Array = there.copy()
        off[there] = abs(values[there] - shown[there]) > _SAME
        half = 0.5 * 10.0**-self.digits
        signs = np.array([half if self._random() < 0.5 else -half for _ in range(values.size)])
        moved: Array = np.where(off, settled + signs.reshape(values.shape), settled)
        return moved
