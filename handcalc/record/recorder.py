"""What a topic writes its calculation into."""

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
from handcalc.record.cell_expression import Value
from handcalc.record.matrix import Array, Matrix, constant, constants
from handcalc.record.number_format import decimals_needed, format_number
from handcalc.record.operations import copy
from handcalc.record.operations.gather import StatedTable
from handcalc.record.selection_rules import Result, SelectionRule
from handcalc.record.symbols import Symbol

MOST_UNNAMED = 4
"""More operations than this in one formula, and its worked-out cell can no longer be read."""


class Recorder:
    """A place in a calculation: steps recorded here carry its prefix and belong to its section."""

    def __init__(self, calculation: Calculation, prefix: str = "", section: str | None = None) -> None:
        self._calculation = calculation
        self._prefix = prefix
        self._section = section

    def under(self, prefix: str, section: str | None = None) -> Recorder:
        """A part of this calculation: `head1` gives head1.Q, head1.S and so on."""
        return Recorder(self._calculation, f"{self._prefix}{prefix}.", section or self._section)

    def section(self, title: str) -> Recorder:
        """The same place, under a heading of its own."""
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
        """Name a result: it becomes a step, and what is returned stands for it in later formulas.

        rows, columns: the role its axes play from here on (token → query).
        Raises ValueError: the name is taken, or too much stayed unnamed; CalculationError: it has no value.
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
        """A step that is counted or looked up from the words given; as a table it is not turned."""
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
        """Numbers of the rule that form a matrix (positions, divisors), written by their symbol."""
        return replace(constants(values, rows, columns, symbol), transposes=transposes)

    def decide(self, matrix: Matrix, rule: SelectionRule[Result]) -> Result:
        """Let the calculation's path depend on values: which rows go on, in which order.

        The choice is part of the record, and a replay that would choose otherwise is refused.
        """
        chosen = rule.evaluate(floats(self._calculation.value(matrix)).tolist())
        self._calculation.decisions.append(Decision(matrix, rule, chosen))
        return chosen

    def block(self, kind: BlockKind, *, source: Matrix, base: Matrix, steps: Sequence[Matrix]) -> None:
        """Say that recorded steps together are one known function; the last of them is its result."""
        self._calculation.blocks.append(StepBlock(kind, source, base, tuple(steps)))

    def size(self, axis: Axis, symbol: str | None = None) -> Matrix:
        """The number of items of an axis, written by its symbol (d_k) in formulas."""
        return constant(axis.size, symbol or axis.name)

    def number(self, value: int | float | Fraction, symbol: str | None = None) -> Matrix:
        """A number of the rule, such as ε; a float stands only for e."""
        return constant(value, symbol)

    def input_values(self, expression: Matrix) -> Array:
        """The values of an expression of inputs and constants, for a topic to look at.

        Raises ValueError: a step is part of it. What a topic decides by a step's values would freeze one
        path into the record.
        """
        if any(self._is_step(leaf) for leaf in expression.leaves()):
            raise ValueError("a topic may look at what was given, not at what it calculated")
        return self._calculation.value(expression)

    def _is_step(self, leaf: Matrix) -> bool:
        steps = self._calculation
        return leaf.name is not None and leaf.name.id in steps and steps[leaf.name.id].result is leaf

    def check(self, step: Matrix, text: str, left: Matrix, right: Matrix, terms: int = 1) -> None:
        """Claim that two expressions are equal; terms counts the rounded numbers that make up one side."""
        assert step.name is not None
        holds = self._calculation.holds(left, right, terms)
        self._calculation.checks.append(Check(step.name.id, text, left, right, terms, holds))

    def wish(self, expression: Matrix, least: float, most: float) -> None:
        """Say what a random exercise should look like here; given numbers may be anything."""
        self._calculation.add(QualityTarget(expression, least, most))

    def conclude_from(self, tell: Callable[..., str], *matrices: Matrix) -> None:
        """State the outcome in words that follow from values; the words, not the path, depend on them."""
        self.conclude(tell(*(floats(self._calculation.value(matrix)) for matrix in matrices)))

    def has_zero(self, matrix: Matrix) -> bool:
        """Whether a number of a matrix is 0: a note may depend on it, the path of a calculation may not."""
        return bool((floats(self._calculation.value(matrix)) == 0).any())

    def shown(self, value: float) -> str:
        """A number as the documents show it, for the words of a conclusion."""
        return format_number(value, decimals_needed([value], self._calculation.arithmetic.digits), "−")

    def told(self, number: Matrix) -> str:
        """A single number in words of a conclusion: a fraction where fractions are asked for."""
        value = self._calculation.value(number).item()
        return str(value) if isinstance(value, Fraction) else self.shown(value)

    def labels(self, key: str) -> tuple[str, ...] | None:
        """The labels that were given under this key (documents), for an axis made of texts."""
        return self._calculation.labels.get(key)

    def conclude(self, text: str) -> None:
        """State the outcome in words."""
        self._calculation.conclusion = text


def _operations(expression: Matrix) -> int:
    if expression.operation is None:
        return 0
    own = 0 if expression.operation.is_view else 1
    return own + sum(_operations(operand) for operand in expression.operands)
