"""Misconceptions about probabilities: the wrong axis, a forgotten mask, missing renormalization."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from handcalc.exercises.misconceptions.shapes import (
    Origins,
    in_each_part,
    in_place_of,
    is_data_dependent,
    is_softmax,
)
from handcalc.record.matrix import Matrix
from handcalc.record.operations import sum_of, transpose
from handcalc.record.operations.reductions import Reduction


def softmax_wrong_axis(formula: Matrix, origins: Origins) -> Iterator[Matrix]:
    """Exponentials summed down columns instead of along rows, or divided by such sums."""
    for forms in (_power_sums_across, _divided_across, _divided_by_transposed):
        yield from forms(formula, origins)


def _sum_across(total: Matrix) -> Matrix | None:
    """The sums along the other axis; None if that axis has one element."""
    operation, summed = total.operation, total.operands[0]
    assert isinstance(operation, Reduction)
    if (summed.rows if operation.each == "row" else summed.columns).size == 1:
        return None
    return sum_of(summed, "column" if operation.each == "row" else "row")


@in_each_part
def _power_sums_across(part: Matrix, origins: Origins) -> Matrix | None:
    if part.op_name != "sum" or origins.of(part.operands[0]).op_name != "power":
        return None
    across = _sum_across(part)
    return None if across is None else in_place_of(transpose(across), part)


@in_each_part
def _divided_across(part: Matrix, origins: Origins) -> Matrix | None:
    if not is_softmax(part, origins):
        return None
    across = _sum_across(origins.of(part.operands[1]))
    return None if across is None else replace(part, operands=(part.operands[0], across))


@in_each_part
def _divided_by_transposed(part: Matrix, origins: Origins) -> Matrix | None:
    if not is_softmax(part, origins) or part.rows.size != part.columns.size or part.rows.size == 1:
        return None
    return replace(part, operands=(part.operands[0], transpose(part.operands[1])))


def mask_forgotten(formula: Matrix, origins: Origins) -> Iterator[Matrix]:
    """The scores before masking."""
    yield from _unmasked(formula, origins, lambda mask: not is_data_dependent(mask, origins))


def softmax_before_topk(formula: Matrix, origins: Origins) -> Iterator[Matrix]:
    """The probabilities of all, not only of the top k."""
    yield from _unmasked(formula, origins, lambda mask: is_data_dependent(mask, origins))


def _unmasked(formula: Matrix, origins: Origins, is_meant: Callable[[Matrix], bool]) -> Iterator[Matrix]:
    """The formula without the masks that are meant; none if it has no such mask."""

    def without_mask(part: Matrix) -> Matrix:
        """A masked matrix before masking, or a step calculated from one, without the mask."""
        source = origins.of(part)
        if source.op_name == "mask":
            return source.operands[0] if is_meant(source.operands[1]) else part
        if source.op_name in ("subtract", "maximum", "copy", "role"):
            operands = tuple(map(without_mask, source.operands))
            return part if _are_same(operands, source) else replace(source, operands=operands)
        return part

    # A step that only masks would differ in cells of −∞ alone, which are never blank.
    if formula.op_name != "mask":
        other = _in_operands(formula, without_mask)
        if other is not formula:
            yield other


def _in_operands(formula: Matrix, rewrite: Callable[[Matrix], Matrix]) -> Matrix:
    """The formula with every operand rewritten, or, where that changes nothing, its operands' operands."""
    rewritten = [(operand, rewrite(operand)) for operand in formula.operands]
    operands = tuple(_in_operands(old, rewrite) if new is old else new for old, new in rewritten)
    return formula if _are_same(operands, formula) else replace(formula, operands=operands)


def _are_same(operands: tuple[Matrix, ...], formula: Matrix) -> bool:
    return all(new is old for new, old in zip(operands, formula.operands, strict=True))


@in_each_part
def not_renormalized(part: Matrix, origins: Origins) -> Matrix | None:
    """The top-k values, not divided by their sum."""
    if part.op_name != "divide" or part.operands[1].op_name != "sum":
        return None
    top_k = part.operands[0]
    return top_k if any(is_data_dependent(leaf, origins) for leaf in top_k.leaves()) else None
