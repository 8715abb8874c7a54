"""One operation exchanged for another: what a formula becomes by a mistake that people make.

Each is found by the shape of the expression, in any topic, and gives the formulas that somebody who makes
the mistake would have calculated; none where the mistake cannot be made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from handcalc.record.calculation import Calculation
from handcalc.record.matrix import Matrix, constant
from handcalc.record.operations import in_role, matmul, sum_of, transpose
from handcalc.record.operations.decisions import ColumnDecision, RowDecision
from handcalc.record.operations.reductions import Reduction

Change = Callable[[Matrix], Matrix | None]


class Origins:
    """Where the leaves of formulas come from."""

    def __init__(self, calculation: Calculation) -> None:
        self._formulas: Mapping[int, Matrix] = {id(step.result): step.formula for step in calculation.steps}

    def of(self, matrix: Matrix) -> Matrix:
        """The formula behind a step's result; what is no step is its own."""
        return self._formulas.get(id(matrix), matrix)

    def is_step(self, matrix: Matrix) -> bool:
        """Whether it is a step's result."""
        return id(matrix) in self._formulas


Forms = Callable[[Matrix, Origins], Iterator[Matrix]]


class Exchange(NamedTuple):
    """A mistake: its name, and the formulas that a step's formula becomes by it."""

    name: str
    forms: Forms


def exchanged(formula: Matrix, change: Change) -> Iterator[Matrix]:
    """The formula with one of its operations changed, once for each that the change applies to."""
    if formula.head == "multiply" and any(map(_is_nothing, formula.operands)):
        return  # whatever is exchanged there is multiplied by 0
    other = change(formula)
    if other is not None:
        yield other
    for place, operand in enumerate(formula.operands):
        for changed in exchanged(operand, change):
            operands = (*formula.operands[:place], changed, *formula.operands[place + 1 :])
            yield replace(formula, operands=operands)


def _is_nothing(matrix: Matrix) -> bool:
    return matrix.is_constant and matrix.values is not None and not matrix.values.any()


def _is_rule(matrix: Matrix) -> bool:
    """Whether it is one number of the rule: √d_k, 2, α ÷ r."""
    leaves = matrix.leaves()
    return matrix.shape == (1, 1) and bool(leaves) and all(leaf.is_constant for leaf in leaves)


def _scaling(formula: Matrix) -> Matrix | None:
    """The division of scores by a number of the rule, at the top of a formula or under its floor."""
    top = formula.operands[0] if formula.head == "floor" else formula
    if top.head != "divide" or not _is_rule(top.operands[1]):
        return None
    # A sum divided by a number is a mean, which nobody calls scaled.
    return None if _is_rule(top.operands[0]) or top.operands[0].head == "sum" else top


def no_scaling(formula: Matrix, origins: Origins) -> Iterator[Matrix]:
    """The scores as they are."""
    top = _scaling(formula)
    if top is not None:
        yield from exchanged(formula, lambda part: part.operands[0] if part is top else None)


def scaled_by_d(formula: Matrix, origins: Origins) -> Iterator[Matrix]:
    """Divided by d instead of √d."""
    top = _scaling(formula)
    if top is not None and top.operands[1].head == "sqrt":
        root = top.operands[1]
        yield from exchanged(formula, lambda part: part.operands[0] if part is root else None)


def _sum_across(total: Matrix) -> Matrix | None:
    """The sums along the other axis; None if there is only one of them."""
    operation, summed = total.operation, total.operands[0]
    assert isinstance(operation, Reduction)
    if (summed.rows if operation.each == "row" else summed.columns).size == 1:
        return None
    return sum_of(summed, "column" if operation.each == "row" else "row")


def _in_place_of(matrix: Matrix, other: Matrix) -> Matrix | None:
    """A matrix where another one stands; None if it does not fit there."""
    return in_role(matrix, other.rows, other.columns) if matrix.shape == other.shape else None


def softmax_wrong_axis(formula: Matrix, origins: Origins) -> Iterator[Matrix]:
    """Powers summed down the columns instead of along the rows, or divided by such sums."""
    yield from exchanged(formula, lambda part: _power_sums_across(part, origins))
    yield from exchanged(formula, lambda part: _divided_across(part, origins))
    yield from exchanged(formula, lambda part: _divided_by_turned(part, origins))


def _power_sums_across(part: Matrix, origins: Origins) -> Matrix | None:
    if part.head != "sum" or origins.of(part.operands[0]).head != "power":
        return None
    across = _sum_across(part)
    return None if across is None else _in_place_of(transpose(across), part)


def _is_share(part: Matrix, origins: Origins) -> bool:
    """Whether powers are divided by their sums."""
    if part.head != "divide":
        return False
    total = origins.of(part.operands[1])
    return (
        total.head == "sum"
        and total.operands[0] is part.operands[0]
        and origins.of(part.operands[0]).head == "power"
    )


def _divided_across(part: Matrix, origins: Origins) -> Matrix | None:
    if not _is_share(part, origins):
        return None
    across = _sum_across(origins.of(part.operands[1]))
    return None if across is None else replace(part, operands=(part.operands[0], across))


def _divided_by_turned(part: Matrix, origins: Origins) -> Matrix | None:
    if not _is_share(part, origins) or part.rows.size != part.columns.size or part.rows.size == 1:
        return None
    return replace(part, operands=(part.operands[0], transpose(part.operands[1])))


def k_q_swapped(formula: Matrix, origins: Origins) -> Iterator[Matrix]:
    """K Qᵀ instead of Q Kᵀ."""

    def change(part: Matrix) -> Matrix | None:
        if part.head != "matmul" or part.operands[1].head != "transpose" or part.shape == (1, 1):
            return None
        left, right = part.operands[0], part.operands[1].operands[0]
        return None if left is right else _in_place_of(matmul(right, transpose(left)), part)

    yield from exchanged(formula, change)


def a_transposed(formula: Matrix, origins: Origins) -> Iterator[Matrix]:
    """Aᵀ V instead of A V, A being shares."""

    def change(part: Matrix) -> Matrix | None:
        if part.head != "matmul":
            return None
        left, right = part.operands
        shares = _is_share(origins.of(left), origins) or (left.is_leaf and origins.is_step(right))
        square = left.rows.size == left.columns.size > 1
        if not (shares and square):
            return None
        return replace(part, operands=(in_role(transpose(left), left.rows, left.columns), right))

    yield from exchanged(formula, change)


def _is_choice(mask: Matrix, origins: Origins) -> bool:
    """Whether it was decided what the mask lets through: the largest of each row."""
    return isinstance(origins.of(mask).operation, RowDecision | ColumnDecision)


def mask_forgotten(formula: Matrix, origins: Origins) -> Iterator[Matrix]:
    """The scores as they were before some were masked."""
    yield from _unmasked(formula, origins, lambda mask: not _is_choice(mask, origins))


def softmax_before_topk(formula: Matrix, origins: Origins) -> Iterator[Matrix]:
    """The shares of all, not only of what was kept."""
    yield from _unmasked(formula, origins, lambda mask: _is_choice(mask, origins))


def _unmasked(formula: Matrix, origins: Origins, wanted: Callable[[Matrix], bool]) -> Iterator[Matrix]:
    def lifted(part: Matrix) -> Matrix:
        """What a masked matrix was before; a step made of one, calculated without the mask."""
        source = origins.of(part)
        if source.head == "mask":
            return source.operands[0] if wanted(source.operands[1]) else part
        if source.head in ("subtract", "maximum", "copy", "role"):
            operands = tuple(lifted(operand) for operand in source.operands)
            if any(new is not old for new, old in zip(operands, source.operands, strict=True)):
                return replace(source, operands=operands)
        return part

    # A masked step itself shows nothing but −∞ where the mistake is: that is never asked for.
    if formula.head == "mask":
        return
    other = _everywhere(formula, lifted)
    if other is not formula:
        yield other


def _everywhere(formula: Matrix, lifted: Callable[[Matrix], Matrix]) -> Matrix:
    operands = tuple(
        lifted(operand) if lifted(operand) is not operand else _everywhere(operand, lifted)
        for operand in formula.operands
    )
    same = all(new is old for new, old in zip(operands, formula.operands, strict=True))
    return formula if same else replace(formula, operands=operands)


def n_minus_1(formula: Matrix, origins: Origins) -> Iterator[Matrix]:
    """Squares divided by n − 1 where they are divided by n."""

    def change(part: Matrix) -> Matrix | None:
        if part.head != "mean" or origins.of(part.operands[0]).head != "square":
            return None
        operation, squares = part.operation, part.operands[0]
        assert isinstance(operation, Reduction)
        count = (squares.columns if operation.each == "row" else squares.rows).size
        return None if count < 2 else sum_of(squares, operation.each) / constant(count - 1)

    yield from exchanged(formula, change)


def eps_forgotten(formula: Matrix, origins: Origins) -> Iterator[Matrix]:
    """The root of the variance alone."""

    def change(part: Matrix) -> Matrix | None:
        if part.head != "sqrt" or part.operands[0].head != "add":
            return None
        spread, eps = part.operands[0].operands
        return replace(part, operands=(spread,)) if _is_rule(eps) and not _is_rule(spread) else None

    yield from exchanged(formula, change)


def not_renormalized(formula: Matrix, origins: Origins) -> Iterator[Matrix]:
    """What was kept, not divided by its sum."""

    def change(part: Matrix) -> Matrix | None:
        if part.head != "divide" or part.operands[1].head != "sum":
            return None
        kept = part.operands[0]
        return kept if any(_is_choice(leaf, origins) for leaf in kept.leaves()) else None

    yield from exchanged(formula, change)


def alpha_r_forgotten(formula: Matrix, origins: Origins) -> Iterator[Matrix]:
    """The update without its factor α ÷ r."""

    def change(part: Matrix) -> Matrix | None:
        if part.head != "scale" or part.operands[0].head != "divide" or not _is_rule(part.operands[0]):
            return None
        return part.operands[1] if part.operands[0].operands[0].symbol else None

    yield from exchanged(formula, change)


def a_for_abar(formula: Matrix, origins: Origins) -> Iterator[Matrix]:
    """A itself where e^(Δ·A) belongs."""

    def change(part: Matrix) -> Matrix | None:
        source = origins.of(part)
        if source.head != "power" or source.operands[1].head != "multiply":
            return None
        A = source.operands[1].operands[1]
        return _in_place_of(A, part) if A.is_leaf and not origins.is_step(A) else None

    yield from exchanged(formula, change)


EXCHANGES = (
    Exchange("no-scaling", no_scaling),
    Exchange("scaled-by-d", scaled_by_d),
    Exchange("softmax-wrong-axis", softmax_wrong_axis),
    Exchange("k-q-swapped", k_q_swapped),
    Exchange("a-transposed", a_transposed),
    Exchange("mask-forgotten", mask_forgotten),
    Exchange("n-minus-1", n_minus_1),
    Exchange("eps-forgotten", eps_forgotten),
    Exchange("softmax-before-topk", softmax_before_topk),
    Exchange("not-renormalized", not_renormalized),
    Exchange("alpha-r-forgotten", alpha_r_forgotten),
    Exchange("a-for-abar", a_for_abar),
)
"""Every mistake that exchanges an operation, in the order in which they are listed."""
