"""The recorder: the interface through which a topic records its calculation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from handcalc.record.arithmetic import floats
from handcalc.record.axes import SINGLE, Axis
from handcalc.record.calculation import (
    BlockKind,
    Calculation,
    Check,
    Decision,
    Picture,
    QualityTarget,
    Step,
    StepBlock,
)
from handcalc.record.functions import Value
from handcalc.record.matrix import Array, Matrix, constant, constants
from handcalc.record.number_format import decimals_needed, format_number
from handcalc.record.operations import copy
from handcalc.record.operations.gather import StatedTable
from handcalc.record.selection_rules import Result, SelectionRule
from handcalc.record.symbols import Symbol

MOST_UNNAMED = 4
"""The most operations in one formula whose worked-out cell is still readable."""


class Recorder:
    """A place in a calculation: its steps get a prefix and belong to a section."""

    def __init__(self, calculation: Calculation, prefix: str = "", section: str | None = None) -> None:
        self._calculation = calculation
        self._prefix = prefix
        self._section = section

    def under(self, prefix: str, section: str | None = None) -> Recorder:
        """A part of this calculation with an id prefix: `head1` gives head1.Q, head1.S, …"""
        return Recorder(self._calculation, f"{self._prefix}{prefix}.", section or self._section)

    def section(self, title: str) -> Recorder:
        """The same place under a new heading."""
        return Recorder(self._calculation, self._prefix, title)

    def step(
        self,
        name: str,
        value: Matrix,
        title: str,
        *,
        rows: str | None = None,
        columns: str | None = None,
        note: str | None = None,
        picture: Picture | None = None,
        transposes: bool = True,
    ) -> Matrix:
        """Record a named result as a step; later formulas use the returned matrix.

        rows, columns: new names of its axes (token → query). note: a rule to print beside it.
        Raises ValueError: the name is taken, or the formula is too long; CalculationError: it has no value.
        """
        identifier = self._prefix + name
        if identifier in self._calculation:
            raise ValueError(f"{identifier} is a step already: a name is given once")
        formula = copy(value) if value.is_leaf else value
        if _operations(formula) > MOST_UNNAMED:
            raise ValueError(f"{identifier} is made of too many unnamed operations: name one in between")
        result = Matrix(
            value.rows.renamed(rows),
            value.columns.renamed(columns),
            name=Symbol.of(identifier),
            values=self._calculation.step_values(identifier, formula),
            transposes=transposes,
        )
        self._calculation.add(Step(result, formula, title, self._section, note, picture))
        return result

    def table(
        self,
        name: str,
        cells: Sequence[Sequence[Value | str]],
        title: str,
        *,
        rows: Axis = SINGLE,
        columns: Axis = SINGLE,
        note: str | None = None,
        transposes: bool = False,
    ) -> Matrix:
        """A step with stated cells, such as counts or words; by default columns do not transpose it."""
        return self.step(name, StatedTable(rows, columns, cells)(), title, note=note, transposes=transposes)

    def numbers(
        self,
        values: Sequence[Sequence[float | Fraction]],
        rows: Axis,
        columns: Axis,
        symbol: str,
        *,
        transposes: bool = True,
    ) -> Matrix:
        """A matrix of constants (positions, divisors), shown by its symbol in formulas."""
        return replace(constants(values, rows, columns, symbol), transposes=transposes)

    def decide(self, matrix: Matrix, rule: SelectionRule[Result]) -> Result:
        """Make and record a data-dependent choice, such as which rows to use or in which order.

        A replay whose values lead to another choice is refused.
        """
        chosen = rule.evaluate(floats(self._calculation.value(matrix)).tolist())
        self._calculation.decisions.append(Decision(matrix, rule, chosen))
        return chosen

    def block(self, kind: BlockKind, *, source: Matrix, base: Matrix, steps: Sequence[Matrix]) -> None:
        """Mark recorded steps as one known function, such as a softmax; the last one is its result."""
        self._calculation.blocks.append(StepBlock(kind, source, base, tuple(steps)))

    def size(self, axis: Axis, symbol: str | None = None) -> Matrix:
        """The size of an axis as a constant, shown by its symbol (d_k) in formulas."""
        return constant(axis.size, symbol or axis.name)

    def number(self, value: int | float | Fraction, symbol: str | None = None) -> Matrix:
        """A constant, such as ε; only e is a float."""
        return constant(value, symbol)

    def input_values(self, expression: Matrix) -> Array:
        """The values of an expression of inputs and constants, for a branch in a topic.

        Raises ValueError: a step is part of it, because a branch on a step would not be recorded.
        """
        if any(self._is_step(leaf) for leaf in expression.leaves()):
            raise ValueError("a topic may branch on the values of inputs, not of steps: use decide")
        return self._calculation.value(expression)

    def _is_step(self, leaf: Matrix) -> bool:
        steps = self._calculation
        return leaf.name is not None and leaf.name.id in steps and steps[leaf.name.id].result is leaf

    def occurs(self, count: Matrix) -> bool:
        """Whether a count of special cases, such as ties, is above 0: for a note, not for the path."""
        return bool(self._calculation.value(count).item() > 0)

    def check(self, step: Matrix, text: str, left: Matrix, right: Matrix, terms: int = 1) -> None:
        """Check that two expressions are equal; terms: how many rounded numbers one side is a sum of."""
        assert step.name is not None
        holds = self._calculation.holds(left, right, terms)
        self._calculation.checks.append(Check(step.name.id, text, left, right, terms, holds))

    def prefer(self, expression: Matrix, least: float, most: float) -> None:
        """Add a quality target: random inputs are redrawn until all these values lie in the range."""
        self._calculation.add(QualityTarget(expression, least, most))

    def conclude_from(self, write: Callable[..., str], *matrices: Matrix) -> None:
        """State the conclusion as a text computed from values; the path does not depend on them."""
        self.conclude(write(*(floats(self._calculation.value(matrix)) for matrix in matrices)))

    def text_of(self, number: float | Matrix) -> str:
        """A number as the documents print it, for a conclusion; a fraction of the record stays a fraction."""
        value = self._calculation.value(number).item() if isinstance(number, Matrix) else number
        if isinstance(value, Fraction):
            return str(value)
        return format_number(value, decimals_needed([value], self._calculation.arithmetic.digits), "−")

    def labels(self, key: str) -> tuple[str, ...] | None:
        """The labels that the file gives under this key (documents), if any."""
        return self._calculation.labels.get(key)

    def conclude(self, text: str) -> None:
        """State the conclusion."""
        self._calculation.conclusion = text


def _operations(expression: Matrix) -> int:
    if expression.operation is None:
        return 0
    return int(not expression.operation.is_view) + sum(
        _operations(operand) for operand in expression.operands
    )
