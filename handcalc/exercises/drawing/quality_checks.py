"""Quality checks on a drawn exercise: its numbers must stay easy through the whole calculation.

The checks cover every step that depends on drawn numbers, in any topic. Inputs from a file are not checked.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from fractions import Fraction
from itertools import islice

from handcalc.exercises.drawing.provenance import Provenance, nodes
from handcalc.exercises.drawing.stability import TIE, UNSTABLE, is_chosen, unstable_choice
from handcalc.exercises.drawing.undetectable import (
    MisconceptionValues,
    Undetectable,
    undetectable_misconceptions,
)
from handcalc.record.arithmetic import floats
from handcalc.record.calculation import Calculation, Given, QualityTarget, Step
from handcalc.record.lazy_numpy import np
from handcalc.record.matrix import Array, Matrix
from handcalc.record.operations.reductions import Sum

WISH = "a wish of the topic"
EMPTY_ROW = "a row of zeros"
SATURATED = "shares near 0 or 1"
LONG = "numbers with many digits"
ALIKE = "a step with too few different numbers"
HIDDEN = "a mistake that gives the right answer"
SAME_GIVENS = "givens that another student has"

LEAST_SHARE, MOST_SHARE = 0.02, 0.95
"""Probabilities beyond these limits teach nothing: one number takes all."""

MOST_GIVEN_DIGITS = 3
MOST_SIZE = 1000
"""Numbers of this size are too long to write again and again."""

MOST_FRACTION_DIGITS = 8
"""Digits of numerator and denominator together."""

DIFFERENT = ((9, 3), (4, 2))
"""Pairs (n, k): a step of n or more numbers needs k different ones, or guessing is as good as calculating."""


class Rejected(Exception):
    """Ends the recording of a rejected draw. fault: the reason. steps: how many were recorded so far."""

    def __init__(self, fault: str, steps: int) -> None:
        super().__init__(fault)
        self.fault = fault
        self.steps = steps


def rejection_reasons(
    calculation: Calculation,
    mistakes: Iterable[MisconceptionValues] = (),
    excused: Container[Undetectable] = (),
) -> list[str]:
    """The reasons to reject a drawn exercise; an exercise without any is accepted.

    mistakes: the values of steps under misconceptions. excused: misconceptions that the options make
    undetectable in every variant.
    """
    lineage = Provenance(calculation)
    found = [*_of_givens(lineage)]
    record: list[Step | QualityTarget] = [*calculation.steps, *calculation.quality_targets]
    for recorded in record:
        found.extend(_of(calculation, lineage, recorded))
    return list(dict.fromkeys([*found, *late_rejection_reasons(calculation, mistakes, excused)]))


def late_rejection_reasons(
    calculation: Calculation,
    mistakes: Iterable[MisconceptionValues] = (),
    excused: Container[Undetectable] = (),
) -> list[str]:
    """The expensive checks, which need the complete calculation; at most one reason is returned."""
    unstable = unstable_choice(calculation, Provenance(calculation))
    if unstable:
        return [unstable]
    hidden = (name for name in undetectable_misconceptions(calculation, mistakes) if name not in excused)
    return [f"{HIDDEN} ({name})" for _, name, _ in islice(hidden, 1)]


def stop_when_rejected() -> Callable[[Calculation, Step | QualityTarget], None]:
    """An observer that raises Unfit at the first fault, so that most draws are rejected early.

    late_faults has the checks that need the complete calculation.
    """
    lineages: list[Provenance] = []

    def watch(calculation: Calculation, recorded: Step | QualityTarget) -> None:
        if not lineages:
            lineages.append(Provenance(calculation))
            found = [*_of_givens(lineages[0])]
        else:
            found = []
            if isinstance(recorded, Step):
                lineages[0].add(recorded)
        for fault in (*found, *_of(calculation, lineages[0], recorded)):
            raise Rejected(fault, len(calculation.steps))

    return watch


def _of_givens(lineage: Provenance) -> Iterator[str]:
    if any(map(_is_long_given, lineage.givens)):
        yield LONG


def _of(calculation: Calculation, lineage: Provenance, recorded: Step | QualityTarget) -> Iterator[str]:
    """The faults of a step or quality target that depends on drawn numbers."""
    if isinstance(recorded, QualityTarget):
        if lineage.is_drawn(recorded.expression) and not calculation.meets(recorded):
            yield WISH
    elif lineage.is_drawn(recorded.formula) and not recorded.result.holds_words:
        yield from _of_step(calculation, lineage, recorded)


def _of_step(calculation: Calculation, lineage: Provenance, step: Step) -> Iterator[str]:
    if _has_empty_row(step):
        yield EMPTY_ROW
    if _is_long(step.values):
        yield LONG
    if _is_alike(step):
        yield ALIKE
    if any(_is_saturated(calculation, lineage, node) for node in nodes(step.formula)):
        yield SATURATED


def _has_empty_row(step: Step) -> bool:
    """Whether a row of several numbers is all zeros, which teaches nothing."""
    matrix = step.result
    return matrix.transposes and matrix.columns.size > 1 and not floats(step.values).any(axis=1).all()


def _is_long_given(given: Given) -> bool:
    """Whether an input, as printed, has more digits than a person can keep in mind."""
    texts = {text for row in given.number_texts for text in row}
    return any(sum(map(str.isdigit, text.lstrip("-0."))) > MOST_GIVEN_DIGITS for text in texts)


def _is_long(values: Array) -> bool:
    """Whether a number is too large, or a fraction too long, to write again and again."""
    if values.dtype == object and any(_length(value) > MOST_FRACTION_DIGITS for value in values.flat):
        return True
    numbers = floats(values)
    return bool((abs(numbers[numbers > -np.inf]) >= MOST_SIZE).any())


def _length(value: Fraction | float) -> int:
    """The digits of numerator and denominator; 0 for whole numbers and masked scores."""
    if not isinstance(value, Fraction) or value.denominator == 1:
        return 0
    return len(f"{abs(value.numerator)}{value.denominator}")


def _is_alike(step: Step) -> bool:
    """Whether a step has too few different numbers, unless it is a data-dependent choice."""
    if is_chosen(step.formula):
        return False
    numbers = step.values[floats(step.values) > -np.inf].tolist()
    needed = next((different for count, different in DIFFERENT if len(numbers) >= count), 0)
    return len(set(numbers)) < needed


def _is_saturated(calculation: Calculation, lineage: Provenance, node: Matrix) -> bool:
    """Whether an expression normalizes positive numbers and a probability is close to 0 or 1."""
    if node.op_name != "divide":
        return False
    parts, total = node.operands
    total = lineage.origin(total)
    if not isinstance(total.operation, Sum) or not _same(total.operands[0], parts):
        return False
    there = _taking_part(calculation, lineage, parts)
    competing = there & (there.sum(axis=1 if total.columns.single else 0, keepdims=True) > 1)
    shares = floats(calculation.value(node))[competing]
    return bool((shares < LEAST_SHARE).any() or (shares > MOST_SHARE).any())


def _taking_part(calculation: Calculation, lineage: Provenance, parts: Matrix) -> Array:
    """The mask of the numbers that take part: not masked scores, but powers that rounding made 0."""
    origin = lineage.origin(parts)
    is_power = origin.op_name == "power"
    numbers = floats(calculation.value(origin.operands[1] if is_power else parts))
    there: Array = numbers > -np.inf if is_power else numbers != 0
    return there


def _same(one: Matrix, other: Matrix) -> bool:
    """Whether two expressions are equal; leaves are compared by identity."""
    if one is other:
        return True
    alike = one.operation is not None and one.operation is other.operation
    return alike and all(map(_same, one.operands, other.operands))


_OTHERWISE = "give fewer of its matrices, make them smaller, or choose other options"
_ADVICE = {
    EMPTY_ROW: "give the matrices fewer rows or more columns",
    ALIKE: "make the matrices larger, or choose other options",
    SATURATED: "choose a smaller base, or make the matrices smaller",
    LONG: "choose a smaller base, make the matrices smaller, or round to fewer digits",
    TIE: "make the matrices larger, or choose among fewer",
    UNSTABLE: "round to more digits, or choose among fewer",
    HIDDEN: "make the matrices larger, or leave out the option that changes nothing",
    SAME_GIVENS: "make the matrices that are drawn larger, or give fewer of them",
}


def advice(fault: str) -> str:
    """What to do about a fault that rejects too many draws."""
    return _ADVICE.get(fault.partition(" (")[0], _OTHERWISE)
