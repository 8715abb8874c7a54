"""The record of one calculation: inputs, steps in order, checks, results."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from handcalc.errors import CalculationError
from handcalc.record.arithmetic import Arithmetic, floats
from handcalc.record.cell_expression import Cell
from handcalc.record.evaluation import evaluate_matrix
from handcalc.record.functions import Value
from handcalc.record.matrix import Array, Matrix
from handcalc.record.selection_rules import SelectionRule

Picture = Literal["heat map", "bars", "unit interval", "tree"]
GivenKind = Literal["matrix", "vector", "text", "words", "mapping", "list"]
BlockKind = Literal["softmax"]


class Given(NamedTuple):
    """One input.

    matrix: the leaf of a matrix or a vector. exact: its numbers as fractions. number_texts: as typed.
    value: words, texts or a mapping. items: the fields of each item of a list.
    """

    id: str
    kind: GivenKind
    title: str
    matrix: Matrix | None = None
    exact: Array | None = None
    number_texts: tuple[tuple[str, ...], ...] = ()
    is_random: bool = False
    value: Any = None
    items: tuple[tuple[Given, ...], ...] = ()

    @property
    def parts(self) -> list[Given]:
        """The input itself, or the fields of all items of a list."""
        return [field for item in self.items for field in item] if self.items else [self]


class Step(NamedTuple):
    """A named result.

    result: the leaf that later steps use. formula: the expression that gives it. section: the heading it
    belongs to. note: a rule to print beside it.
    """

    result: Matrix
    formula: Matrix
    title: str
    section: str | None = None
    note: str | None = None
    picture: Picture | None = None

    @property
    def id(self) -> str:
        """The id of the step, the same in every format."""
        assert self.result.name is not None
        return self.result.name.id

    @property
    def values(self) -> Array:
        """The numbers, float64 or fractions."""
        assert self.result.values is not None
        return self.result.values


class Check(NamedTuple):
    """Two expressions that must have equal values; step: the id of the step that they check."""

    step: str
    text: str
    left: Matrix
    right: Matrix
    terms: int
    holds: bool


class QualityTarget(NamedTuple):
    """A property of an exercise that is easy by hand: all values of the expression in a range."""

    expression: Matrix
    least: float
    most: float


class Decision(NamedTuple):
    """A data-dependent choice on which later steps depend: its matrix, its rule, its result.

    column_form: whether the matrix is in the column view, so that the rule takes its transpose.
    """

    matrix: Matrix
    rule: SelectionRule[Any]
    chosen: Any
    column_form: bool = False

    def choose(self, values: Array) -> Any:
        """The choice with other values of the matrix."""
        return self.rule.evaluate(floats(values.T if self.column_form else values).tolist())


class StepBlock(NamedTuple):
    """Steps that together are one known function, such as softmax.

    source, base: its arguments. steps: the leaves of its steps in order; the last one is the result.
    """

    kind: BlockKind
    source: Matrix
    base: Matrix
    steps: tuple[Matrix, ...]

    @property
    def result(self) -> Matrix:
        """The result of the function."""
        return self.steps[-1]


@dataclass
class Calculation:
    """The whole record; everything printed is derived from it.

    summary: the topic in one line, used if there is no title. non_default_options: the options to print.
    """

    topic: str
    arithmetic: Arithmetic
    title: str | None = None
    summary: str = ""
    seed: int | None = None
    vectors: Literal["rows", "columns"] = "rows"
    options: dict[str, Any] = field(default_factory=dict)
    non_default_options: tuple[str, ...] = ()
    labels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    given: list[Given] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    quality_targets: list[QualityTarget] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    blocks: list[StepBlock] = field(default_factory=list)
    results: dict[str, Matrix] = field(default_factory=dict)
    conclusion: str | None = None
    # Called with every step and quality target when it is recorded; it stops the recording by raising.
    watch: Callable[[Calculation, Step | QualityTarget], None] | None = field(
        default=None, repr=False, compare=False
    )
    # Runs the topic again without rounding: rounded values may have led to other choices.
    unrounded: Callable[[], Calculation] | None = field(default=None, repr=False, compare=False)
    # The index of each step by id, extended when steps were added.
    _positions: dict[str, int] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __getitem__(self, identifier: str) -> Step:
        """The step with this id."""
        for position in range(len(self._positions), len(self.steps)):
            self._positions[self.steps[position].id] = position
        return self.steps[self._positions[identifier]]

    def __contains__(self, identifier: str) -> bool:
        """Whether there is a step with this id."""
        try:
            self[identifier]
        except KeyError:
            return False
        return True

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)

    @property
    def ids(self) -> list[str]:
        """The ids of all steps, in order."""
        return [step.id for step in self.steps]

    def value(self, expression: Matrix, values: Mapping[int, Array] | None = None) -> Array:
        """The values of an expression; values: numbers by id() of a leaf, in place of its own."""

        def lookup(leaf: Matrix) -> Array:
            if values is not None and id(leaf) in values:
                return values[id(leaf)]
            return leaf_values(leaf, self.arithmetic)

        return evaluate_matrix(expression, lookup)

    def step_values(self, identifier: str, formula: Matrix) -> Array:
        """The values of a formula, rounded as a step.

        Raises CalculationError, NotRational: it has no value; the message names the step.
        """
        try:
            return self.arithmetic.round_step(self.value(formula))
        except CalculationError as error:
            raise type(error)(f"step {identifier} {self.arithmetic.explain(error.fact)}") from None

    def add(self, recorded: Step | QualityTarget) -> None:
        """Append a step or a quality target and notify the observer."""
        if isinstance(recorded, Step):
            self.steps.append(recorded)
        else:
            self.quality_targets.append(recorded)
        if self.watch is not None:
            self.watch(self, recorded)

    def meets(self, target: QualityTarget) -> bool:
        """Whether all values of the expression are in the range; 0 and 1 always pass.

        The probability of a masked key is 0 and that of an only key is 1, whatever the random numbers are.
        """
        values = floats(self.value(target.expression))
        values = values[(values != 0) & (values != 1)]
        return bool(((values >= target.least) & (values <= target.most)).all())

    def holds(self, left: Matrix, right: Matrix, terms: int) -> bool:
        """Whether two expressions are equal, if one side is a sum of this many rounded terms; 0: exactly."""
        one, other = floats(self.value(left)), floats(self.value(right))
        tolerance = self.arithmetic.tolerance(terms) + self.arithmetic.relative_tolerance * abs(other)
        return bool((abs(one - other) <= tolerance).all())


def leaf_values(leaf: Matrix, arithmetic: Arithmetic) -> Array:
    """The numbers of an input, a step or a constant."""
    assert leaf.values is not None
    return arithmetic.constant(leaf.values) if leaf.is_constant else leaf.values


def cell_value(cell: Cell, arithmetic: Arithmetic) -> Value:
    """The number of one cell, as a Python number: numpy scalars warn of overflows that are handled."""
    number: Value = leaf_values(cell.matrix, arithmetic).item(cell.row, cell.column)
    return number
