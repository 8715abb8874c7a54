"""The column convention as a view: one rewriting of a recorded calculation.

Every matrix that turns is transposed, and formulas are rewritten for the turned matrices: X W_Q becomes
W_Q X, Q Kᵀ becomes Kᵀ Q. No topic knows of it. What does not turn (images, tables) keeps its shape, and a
formula that mixes both gets the transpose that makes it true.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from handcalc.record.axes import Axis
from handcalc.record.calculation import Calculation, Check, Decision, Given, Step, StepBlock
from handcalc.record.matrix import Matrix
from handcalc.record.operations import transpose


def in_columns(calculation: Calculation) -> Calculation:
    """The same calculation with token vectors as columns."""
    view = _View()
    given = [view.given(item) for item in calculation.given]
    steps = [view.step(item) for item in calculation.steps]
    return replace(
        calculation,
        vectors="columns",
        given=given,
        steps=steps,
        checks=[view.check(item) for item in calculation.checks],
        results={name: view.leaf(leaf) for name, leaf in calculation.results.items()},
        quality_targets=[],
        decisions=[view.decision(item) for item in calculation.decisions],
        blocks=[view.block(item) for item in calculation.blocks],
    )


class _View:
    """Old leaves, by identity, and what stands for them in columns."""

    def __init__(self) -> None:
        self._leaves: dict[int, Matrix] = {}

    def leaf(self, old: Matrix) -> Matrix:
        if not old.transposes:
            return old
        if id(old) not in self._leaves:
            assert old.values is not None
            turned = replace(old, rows=old.columns, columns=old.rows, values=old.values.T)
            self._leaves[id(old)] = turned
        return self._leaves[id(old)]

    def given(self, old: Given) -> Given:
        if old.items:
            return old._replace(items=tuple(tuple(map(self.given, item)) for item in old.items))
        if old.matrix is None or not old.matrix.transposes or old.exact is None:
            return old
        return old._replace(
            matrix=self.leaf(old.matrix),
            exact=old.exact.T,
            written=tuple(zip(*old.written, strict=True)),
        )

    def step(self, old: Step) -> Step:
        rewrite: Callable[[Matrix], Matrix] = self.column_form if old.result.transposes else self.kept
        return old._replace(formula=rewrite(old.formula), result=self.leaf(old.result))

    def check(self, old: Check) -> Check:
        return old._replace(left=self.column_form(old.left), right=self.column_form(old.right))

    def decision(self, old: Decision) -> Decision:
        if not old.matrix.transposes:
            return old._replace(matrix=self.kept(old.matrix))
        return old._replace(matrix=self.column_form(old.matrix), column_form=not old.column_form)

    def block(self, old: StepBlock) -> StepBlock:
        rewrite: Callable[[Matrix], Matrix] = self.column_form if old.result.transposes else self.kept
        return old._replace(source=rewrite(old.source), steps=tuple(map(self.leaf, old.steps)))

    def column_form(self, old: Matrix) -> Matrix:
        """An expression, in turned leaves, for the transpose of the old one."""
        if old.operation is None:
            return self.leaf(old) if old.transposes or old.is_constant or _one_number(old) else transpose(old)
        # The leaves' axes play their formula's roles here; a step's new roles are on its result.
        return old.operation.column_form(*(self.column_form(operand) for operand in old.operands))

    def kept(self, old: Matrix) -> Matrix:
        """An expression, in turned leaves, for the old one as it was."""
        if old.operation is None:
            return transpose(self.leaf(old)) if old.transposes and not _one_number(old) else self.leaf(old)
        return old.operation(*(self.kept(operand) for operand in old.operands))


def _one_number(leaf: Matrix) -> bool:
    return leaf.rows.single and leaf.columns.single


def swapped(rows: Axis, columns: Axis, vectors: str) -> tuple[Axis, Axis]:
    """Axes as they are written: turned around in the column convention."""
    return (rows, columns) if vectors == "rows" else (columns, rows)
