"""Cases of operations that add: products of matrices, sums, means, running sums, scans, weighted parts."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import prod

from handcalc.record import operations as ops
from handcalc.record.axes import Axis
from handcalc.record.matrix import Matrix
from tests.campaigns.exactly.case import Case, Draw, Expected, Near, Number, Table, across, as_it_is, sum_near


def _matmul(d: Draw) -> Case:
    inner = d.axis("d_model", most=12)

    def expected(a: Table, b: Table) -> list[list[Near]]:
        columns = across(b)
        return [
            [sum_near([x * y for x, y in zip(row, column, strict=True)]) for column in columns] for row in a
        ]

    a = d.leaf(d.axis("token"), inner, 150)
    return Case(ops.matmul(a, d.leaf(inner, d.axis("d_k"), 150)), expected)


def _reduction(
    operation: Callable[[Matrix], Matrix], rule: Callable[[list[Number]], Near]
) -> Callable[[Draw], Case]:
    """A number for each row; turned around it is one for each column."""

    def case(d: Draw) -> Case:
        a = d.leaf(d.axis("token"), d.axis("feature", most=12))
        return Case(operation(a), lambda table: [[rule(list(row))] for row in table])

    return case


def _mean(numbers: list[Number]) -> Near:
    value, size = sum_near(numbers)
    return Near(value / len(numbers), size / len(numbers))


def _running_sum_to_one(d: Draw) -> Case:
    a = d.matrix(of=lambda x: d.random.choice((0.0, abs(x), abs(x))))
    order = list(range(a.columns.size))
    d.random.shuffle(order)

    def ends(row: list[Number]) -> list[Near]:
        last = max((place for place, column in enumerate(order) if row[column]), default=-1)
        found = {
            column: as_it_is(Fraction(1)) if place >= last else sum_near([row[i] for i in order[: place + 1]])
            for place, column in enumerate(order)
        }
        return [found[column] for column in range(len(row))]

    return Case(ops.cumulative_probability(a, tuple(order)), lambda table: [ends(list(row)) for row in table])


def _intervals(d: Draw) -> Case:
    a = d.leaf(d.axis("position", most=1), d.axis("word"), of=lambda x: abs(x) / 10)
    order = list(range(a.columns.size))
    d.random.shuffle(order)

    def expected(table: Table) -> list[list[Near]]:
        right = [min(number, Fraction(1)) for number in table[0]]
        before = [None, *order]
        left = [before[order.index(piece)] for piece in range(len(right))]
        return [
            [as_it_is(Fraction(0) if last is None else right[last]), as_it_is(end)]
            for last, end in zip(left, right, strict=True)
        ]

    return Case(ops.intervals(a, tuple(order)), expected)


def _weighted_parts(d: Draw) -> Case:
    whole, columns, experts = d.axis("token"), d.axis("d_out"), d.axis("expert")
    parts = []
    for number in range(experts.size):
        rows = tuple(row for row in range(whole.size) if d.random.random() < 0.6) or (0,)
        axis = whole._replace(labels=tuple(whole.labels[row] for row in rows))
        weight = None if d.random.random() < 0.2 else number
        parts.append((ops.ExpertRows(rows, weight), d.leaf(axis, columns, 150)))

    def expected(weights: Table, *tables: Table) -> list[list[Near]]:
        terms: list[list[list[Number]]] = [[[] for _ in columns.labels] for _ in whole.labels]
        for ((rows, weight), _), table in zip(parts, tables, strict=True):
            for row, numbers in zip(rows, table, strict=True):
                for column, number in enumerate(numbers):
                    factor = Fraction(1) if weight is None else weights[row][weight]
                    terms[row][column].append(factor * number)
        return [[sum_near(cell) for cell in row] for row in terms]

    return Case(ops.combine("expert", d.leaf(whole, experts, 150), parts), expected)


def _scan(d: Draw) -> Case:
    steps, channels, states = d.axis("step"), d.axis("channel"), d.axis("state")
    C, channel = d.leaf(steps, states, 40), d.random.randrange(channels.size)
    kept = [d.leaf(channels, states, 40) for _ in steps.labels]
    if d.random.random() < 0.3:
        start = d.leaf(channels, states, 40)
        return Case(ops.initial_state_response(C, kept, start, channel), _scanned(steps, channel, -1))
    entered = [d.leaf(channels, states, 40) for _ in steps.labels]
    return Case(ops.ssm_matrix(C, kept, entered, steps, channel), _scanned(steps, channel, 0))


def _scanned(steps: Axis, channel: int, begins: int) -> Expected:
    """C_i Ā_i … Ā_(j + 1) B̄_j, summed over states; 0 where j comes after i."""

    def expected(C: Table, *tables: Table) -> list[list[Near]]:
        kept, entered = tables[: steps.size], tables[steps.size :]

        def cell(i: int, j: int) -> Near:
            if j > i:
                return as_it_is(Fraction(0))
            through = [[A[channel][n] for A in kept[j + 1 : i + 1]] for n in range(len(C[0]))]
            return sum_near(
                [C[i][n] * prod(through[n]) * entered[j - begins][channel][n] for n in range(len(C[0]))]
            )

        return [[cell(i, j) for j in range(begins, begins + len(entered))] for i in range(steps.size)]

    return expected


CASES: dict[str, Callable[[Draw], Case]] = {
    "matmul": _matmul,
    "sum": _reduction(ops.sum_of, sum_near),
    "mean": _reduction(ops.mean_of, _mean),
    "maximum": _reduction(ops.max_of, lambda numbers: as_it_is(max(numbers))),
    "running sum to 1": _running_sum_to_one,
    "intervals": _intervals,
    "weighted parts": _weighted_parts,
    "scan matrix": _scan,
}
