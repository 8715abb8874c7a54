"""Misconceptions about probabilities: the wrong axis, a forgotten mask, missing renormalization."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from handcalc.exercises.misconceptions.shapes import Origins, exchanged, in_place_of, is_choice, is_share
from handcalc.record.matrix import Matrix
from handcalc.record.operations import sum_of, transpose
from handcalc.record.operations.reductions import Reduction


def softmax_wrong_axis(formula: Matrix, origins: Origins) -> Iterator[Matrix]:
    """Exponentials summed down columns instead of along rows, or divided by such sums."""
    yield from exchanged(formula, lambda part: _power_sums_across(part, origins))
    yield from exchanged(formula, lambda part: _divided_across(part, origins))
    yield from exchanged(formula, lambda part: _divided_by_turned(part, origins))


def _sum_across(total: Matrix) -> Matrix | None:
    """The sums along the other axis; None if that axis has one element."""
    operation, summed = total.operation, total.operands[0]
    assert isinstance(operation, Reduction)
    if (summed.rows if operation.each == "row" else summed.columns).size == 1:
        return None
    return sum_of(summed, "column" if operation.each == "row" else "row")


def _power_sums_across(part: Matrix, origins: Origins) -> Matrix | None:
    if part.op_name != "sum" or origins.of(part.operands[0]).op_name != "power":
        return None
    across = _sum_across(part)
    return None if across is None else in_place_of(transpose(across), part)


def _divided_across(part: Matrix, origins: Origins) -> Matrix | None:
    if not is_share(part, origins):
        return None
    across = _sum_across(origins.of(part.operands[1]))
    return None if across is None else replace(part, operands=(part.operands[0], across))


def _divided_by_turned(part: Matrix, origins: Origins) -> Matrix | None:
    if not is_share(part, origins) or part.rows.size != part.columns.size or part.rows.size == 1:
        return None
    return replace(part, operands=(part.operands[0], transpose(part.operands[1])))


def mask_forgotten(formula: Matrix, origins: Origins) -> Iterator[Matrix]:
    """The scores before masking."""
    yield from _unmasked(formula, origins, lambda mask: not is_choice(mask, origins))


def softmax_before_topk(formula: Matrix, origins: Origins) -> Iterator[Matrix]:
    """The probabilities of all, not only of the top k."""
    yield from _unmasked(formula, origins, lambda mask: is_choice(mask, origins))


def _unmasked(formula: Matrix, origins: Origins, wanted: Callable[[Matrix], bool]) -> Iterator[Matrix]:
    def lifted(part: Matrix) -> Matrix:
        """A masked matrix before masking, or a step made of one, without the mask."""
        source = origins.of(part)
        if source.op_name == "mask":
            return source.operands[0] if wanted(source.operands[1]) else part
        if source.op_name in ("subtract", "maximum", "copy", "role"):
            operands = tuple(lifted(operand) for operand in source.operands)
            if any(new is not old for new, old in zip(operands, source.operands, strict=True)):
                return replace(source, operands=operands)
        return part

    # A step that only masks would differ in cells of −∞ alone, which are never blank.
    if formula.op_name == "mask":
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


def not_renormalized(formula: Matrix, origins: Origins) -> Iterator[Matrix]:
    """The top-k values, not divided by their sum."""

    def change(part: Matrix) -> Matrix | None:
        if part.op_name != "divide" or part.operands[1].op_name != "sum":
            return None
        kept = part.operands[0]
        return kept if any(is_choice(leaf, origins) for leaf in kept.leaves()) else None

    yield from exchanged(formula, change)
