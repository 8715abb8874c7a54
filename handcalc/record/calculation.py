"""The record of one calculation: what was given, every step in order, and what it was for."""

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
    """One input as it entered.

    matrix: the leaf, for a matrix or a vector. exact: its numbers as fractions. written: the texts of
    its numbers. value: what was given, for words, texts and mappings. items: of a list, the fields of each.
    """

    id: str
    kind: GivenKind
    title: str
    matrix: Matrix | None = None
    exact: Array | None = None
    written: tuple[tuple[str, ...], ...] = ()
    drawn: bool = False
    value: Any = None
    items: tuple[tuple[Given, ...], ...] = ()

    @property
    def parts(self) -> list[Given]:
        """The inputs it consists of: itself, or the fields of its items."""
        return [field for item in self.items for field in item] if self.items else [self]


class Step(NamedTuple):
    """A named result.

    result: the leaf that later steps use. formula: the expression it was calculated from.
    section: the title of the part of the calculation it belongs to. note: a rule to print beside it.
    """

    result: Matrix
    formula: Matrix
    title: str
    section: str | None = None
    note: str | None = None
    picture: Picture | None = None

    @property
    def id(self) -> str:
        """The step's id, the same in every format."""
        assert self.result.name is not None
        return self.result.name.id

    @property
    def values(self) -> Array:
        """The numbers, float64 or fractions."""
        assert self.result.values is not None
        return self.result.values


class Check(NamedTuple):
    """A claim about a step: two expressions that must have equal values."""

    step: str
    text: str
    left: Matrix
    right: Matrix
    terms: int
    holds: bool


class QualityTarget(NamedTuple):
    """What a kind exercise would look like: every value of the expression between two bounds."""

    expression: Matrix
    least: float
    most: float


class Decision(NamedTuple):
    """A choice that the path of the calculation depends on: the matrix, the rule, and the result.

    turned: whether the rule looks at the transpose, because the matrix is that of the column view.
    """

    matrix: Matrix
    rule: SelectionRule[Any]
    chosen: Any
    column_form: bool = False

    def choose(self, values: Array) -> Any:
        """What the rule chooses with these values of the matrix."""
        return self.rule.evaluate(floats(values.T if self.column_form else values).tolist())


class StepBlock(NamedTuple):
    """Steps that together are one known function, such as the softmax of a source with a base.

    kind: the function's name. steps: the leaves of its steps in order; the last is the result.
    """

    kind: BlockKind
    source: Matrix
    base: Matrix
    steps: tuple[Matrix, ...]

    @property
    def result(self) -> Matrix:
        """What the function gives."""
        return self.steps[-1]


@dataclass
class Calculation:
    """The whole record; everything printed is derived from it.

    summary: the topic in a line, which stands in for a title. notable: the options worth telling a reader.
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
    # Told of every step and wish as it is recorded; it stops the recording by raising.
    watch: Callable[[Calculation, Step | QualityTarget], None] | None = field(
        default=None, repr=False, compare=False
    )
    # The same from the start without rounding: rounded values may have led another way.
    unrounded: Callable[[], Calculation] | None = field(default=None, repr=False, compare=False)
    # Steps are only ever added; thousands of time steps cannot be searched from the start each time.
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
        """The values of an expression, from this record's leaves or, by the leaf's identity, from others."""

        def lookup(leaf: Matrix) -> Array:
            if values is not None and id(leaf) in values:
                return values[id(leaf)]
            return leaf_values(leaf, self.arithmetic)

        return evaluate_matrix(expression, lookup)

    def step_values(self, identifier: str, formula: Matrix) -> Array:
        """A step's values as later steps use them.

        Raises CalculationError, NotRational: it has none; the step is named.
        """
        try:
            return self.arithmetic.round_step(self.value(formula))
        except CalculationError as error:
            raise type(error)(f"step {identifier} {self.arithmetic.explain(error.fact)}") from None

    def add(self, recorded: Step | QualityTarget) -> None:
        """Take a step or a wish into the record; whoever watches is told."""
        if isinstance(recorded, Step):
            self.steps.append(recorded)
        else:
            self.quality_targets.append(recorded)
        if self.watch is not None:
            self.watch(self, recorded)

    def meets(self, wish: QualityTarget) -> bool:
        """Whether every value of a wish's expression is between its bounds."""
        values = floats(self.value(wish.expression))
        # A masked share is 0 and an only share 1, whatever is drawn.
        free = values[(values != 0) & (values != 1)]
        return bool(((free >= wish.least) & (free <= wish.most)).all())

    def holds(self, left: Matrix, right: Matrix, terms: int) -> bool:
        """Whether two expressions agree, as closely as this way of calculating can tell."""
        return self._within(left, right, self.arithmetic.tolerance(terms))

    def holds_exactly(self, left: Matrix, right: Matrix) -> bool:
        """Whether two expressions agree in every digit, whatever was rounded on the way."""
        return self._within(left, right, 1e-9)

    def _within(self, left: Matrix, right: Matrix, slack: float) -> bool:
        one, other = floats(self.value(left)), floats(self.value(right))
        # Large numbers have their last digits in large places.
        within = slack + self.arithmetic.relative_tolerance * abs(other)
        return bool((abs(one - other) <= within).all())


def leaf_values(leaf: Matrix, arithmetic: Arithmetic) -> Array:
    """The numbers of an input, a step or a constant."""
    assert leaf.values is not None
    return arithmetic.constant(leaf.values) if leaf.is_constant else leaf.values


def cell_value(cell: Cell, arithmetic: Arithmetic) -> Value:
    """The number of one cell of these, as Python's own: numpy's scalars warn where an overflow is meant."""
    number: Value = leaf_values(cell.matrix, arithmetic).item(cell.row, cell.column)
    return number
