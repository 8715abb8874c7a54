"""Blocks of steps: every softmax is recorded as one, replays keep it, and the terminal's ledger reads it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handcalc.exercises.misconceptions.shapes import Origins, is_softmax
from handcalc.record.arithmetic import Carry
from handcalc.record.calculation import Calculation
from handcalc.record.replay import replay
from tests.sampling import daily_sample
from tests.variants import Variant, all_variants, record, text_of, variants


def softmaxes(calculation: Calculation) -> list[str]:
    """The steps that divide powers by their sums, told by their formulas."""
    origins = Origins(calculation)
    return [step.id for step in calculation if is_softmax(step.formula, origins)]


def blocks(calculation: Calculation) -> list[str]:
    """The results of the recorded blocks."""
    return [block.result.name.id for block in calculation.blocks if block.result.name is not None]


@pytest.mark.parametrize("variant", daily_sample(all_variants(), one_in=8))
def test_every_softmax_is_a_block(variant: Variant) -> None:
    """What divides powers by their sums is the result of a block, and nothing else is."""
    calculation = record(variant)
    assert softmaxes(calculation) == blocks(calculation)


def test_a_softmax_without_a_block_is_seen() -> None:
    """Guard: a record that lost its blocks is found out."""
    calculation = record(variants("softmax")[0])
    assert softmaxes(calculation) != blocks(replace(calculation, blocks=[]))


def stable() -> Calculation:
    """A softmax with the step that subtracts the largest."""
    return record(next(one for one in variants("softmax") if one.given.get("stable")))


def test_a_block_names_its_steps() -> None:
    """Source, base and steps in order, the result last."""
    calculation = stable()
    (block,) = calculation.blocks
    assert ["N", "E", "D", "P"] == [step.name.id for step in block.steps if step.name]
    assert [calculation[name].result for name in ("N", "E", "D", "P")] == list(block.steps)
    assert calculation["N"].formula.operands[0] is block.source
    assert calculation["E"].formula.operands[0] is block.base


def test_blocks_are_those_of_the_replay() -> None:
    """A replayed softmax names the replayed steps, and its source."""
    after = replay(stable(), Carry(1))
    (block,) = after.blocks
    assert [after[name].result for name in ("N", "E", "D", "P")] == list(block.steps)
    assert after["N"].formula.operands[0] is block.source


def test_the_ledger_reads_the_block() -> None:
    """With its block a softmax is one ledger in the terminal, without it three tables."""
    calculation = record(variants("softmax")[0])
    ledger, tables = (text_of(one, "table") for one in (calculation, replace(calculation, blocks=[])))
    assert len(ledger.splitlines()) < len(tables.splitlines())
