"""The column convention as a view: one rewriting of a recorded calculation.

Every matrix whose `transposes` is set is transposed, and formulas are rewritten: X W_Q becomes W_Q X, Q Kᵀ
becomes Kᵀ Q. Topics know nothing of it. Other matrices (images, tables) keep their shape, and a formula that
mixes both gets the transposes that it needs.
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
    view = _ColumnView()
    return replace(
        calculation,
        vectors="columns",
        given=[view.given(item) for item in calculation.given],
        steps=[view.step(item) for item in calculation.steps],
        checks=[view.check(item) for item in calculation.checks],
        results={name: view.leaf(leaf) for name, leaf in calculation.results.items()},
        quality_targets=[],
        decisions=[view.decision(item) for item in calculation.decisions],
        blocks=[view.block(item) for item in calculation.blocks],
    )


class _ColumnView:
    """The parts of a calculation in columns; leaves are stored by id() of the leaf in rows."""

    def __init__(self) -> None:
        self._leaves: dict[int, Matrix] = {}

    def leaf(self, old: Matrix) -> Matrix:
        if not old.transposes:
            return old
        if id(old) not in self._leaves:
            assert old.values is not None
            self._leaves[id(old)] = replace(old, rows=old.columns, columns=old.rows, values=old.values.T)
        return self._leaves[id(old)]

    def given(self, old: Given) -> Given:
        if old.items:
            return old._replace(items=tuple(tuple(map(self.given, item)) for item in old.items))
        if old.matrix is None or not old.matrix.transposes or old.exact is None:
            return old
        texts = tuple(zip(*old.number_texts, strict=True))
        return old._replace(matrix=self.leaf(old.matrix), exact=old.exact.T, number_texts=texts)

    def step(self, old: Step) -> Step:
        return old._replace(formula=self._form_for(old.result)(old.formula), result=self.leaf(old.result))

    def check(self, old: Check) -> Check:
        return old._replace(left=self.column_form(old.left), right=self.column_form(old.right))

    def decision(self, old: Decision) -> Decision:
        matrix = self._form_for(old.matrix)(old.matrix)
        return old._replace(matrix=matrix, column_form=old.column_form != old.matrix.transposes)

    def block(self, old: StepBlock) -> StepBlock:
        source = self._form_for(old.result)(old.source)
        return old._replace(source=source, steps=tuple(map(self.leaf, old.steps)))

    def _form_for(self, result: Matrix) -> Callable[[Matrix], Matrix]:
        return self.column_form if result.transposes else self.row_form

    def column_form(self, old: Matrix) -> Matrix:
        """The transpose of an expression, written in leaves of the column view."""
        if old.operation is None:
            return self.leaf(old) if old.transposes or old.is_constant or _one_number(old) else transpose(old)
        # Axis names follow from the leaves; new names that a step gives its axes are on its result.
        return old.operation.column_form(*map(self.column_form, old.operands))

    def row_form(self, old: Matrix) -> Matrix:
        """An expression in its own orientation, written in leaves of the column view."""
        if old.operation is None:
            return transpose(self.leaf(old)) if old.transposes and not _one_number(old) else self.leaf(old)
        return old.operation(*map(self.row_form, old.operands))


def _one_number(leaf: Matrix) -> bool:
    return leaf.rows.single and leaf.columns.single


def swapped(rows: Axis, columns: Axis, vectors: str) -> tuple[Axis, Axis]:
    """The axes as printed: exchanged in the column convention."""
    return (rows, columns) if vectors == "rows" else (columns, rows)
