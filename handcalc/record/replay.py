"""Recalculate a record: with a student's answers, with carried rounding, with fractions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from handcalc.errors import PathChanged
from handcalc.record.arithmetic import Arithmetic
from handcalc.record.calculation import Calculation, Check, Decision, Given, QualityTarget, Step, StepBlock
from handcalc.record.matrix import Array, Matrix


def replay(
    calculation: Calculation,
    arithmetic: Arithmetic | None = None,
    answers: Mapping[str, Array] | None = None,
    same_path: bool = False,
) -> Calculation:
    """The same steps, recalculated.

    arithmetic: another arithmetic, also for the inputs. answers: values by step id, used in place of the
    calculated ones. same_path: keep the recorded choices even if the new values lead to others.
    Raises CalculationError: a step has no value; PathChanged: the new values lead to another choice.
    """
    return _Replay(calculation, arithmetic or calculation.arithmetic, answers or {}, same_path).run()


class _Replay:
    """One pass over a record; new leaves are stored by id() of the old ones."""

    def __init__(
        self, old: Calculation, arithmetic: Arithmetic, answers: Mapping[str, Array], same_path: bool
    ) -> None:
        self._old = old
        self._answers = answers
        self._same_path = same_path
        self._leaves: dict[int, Matrix] = {}
        self._new = replace(
            old,
            arithmetic=arithmetic,
            given=[],
            steps=[],
            checks=[],
            quality_targets=[],
            decisions=[],
            blocks=[],
            results={},
        )

    def run(self) -> Calculation:
        self._new.given.extend(self._given(given) for given in self._old.given)
        for step in self._old.steps:
            self._new.steps.append(self._step(step))
        self._new.decisions.extend(self._decision(decision) for decision in self._old.decisions)
        self._new.blocks.extend(self._block(block) for block in self._old.blocks)
        self._new.checks.extend(self._check(check) for check in self._old.checks)
        self._new.quality_targets.extend(
            QualityTarget(self._rewritten(target.expression), target.least, target.most)
            for target in self._old.quality_targets
        )
        self._new.results = {name: self._rewritten(leaf) for name, leaf in self._old.results.items()}
        return self._new

    def _given(self, given: Given) -> Given:
        if given.items:
            return given._replace(items=tuple(tuple(map(self._given, item)) for item in given.items))
        if given.matrix is None or given.exact is None:
            return given
        values = self._new.arithmetic.numbers(given.exact)
        return given._replace(matrix=self._leaf(given.matrix, values))

    def _step(self, step: Step) -> Step:
        formula = self._rewritten(step.formula)
        answer = self._answers.get(step.id)
        values = self._new.step_values(step.id, formula) if answer is None else answer
        return step._replace(formula=formula, result=self._leaf(step.result, values))

    def _decision(self, decision: Decision) -> Decision:
        matrix = self._rewritten(decision.matrix)
        chosen = decision.choose(self._new.value(matrix))
        if chosen != decision.chosen and not self._same_path:
            raise PathChanged("the new values lead to another choice: the topic has to run again")
        return decision._replace(matrix=matrix)

    def _block(self, block: StepBlock) -> StepBlock:
        steps = tuple(map(self._rewritten, block.steps))
        return block._replace(source=self._rewritten(block.source), steps=steps)

    def _check(self, check: Check) -> Check:
        left, right = self._rewritten(check.left), self._rewritten(check.right)
        return check._replace(left=left, right=right, holds=self._new.holds(left, right, check.terms))

    def _leaf(self, leaf: Matrix, values: Array) -> Matrix:
        self._leaves[id(leaf)] = new = replace(leaf, values=values)
        return new

    def _rewritten(self, expression: Matrix) -> Matrix:
        if expression.is_leaf:
            return self._leaves.get(id(expression), expression)
        return replace(expression, operands=tuple(self._rewritten(part) for part in expression.operands))
