"""Cases of operations that only take numbers to other places."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import chain

from handcalc.record import operations as ops
from handcalc.record.axes import Axis
from handcalc.record.matrix import Matrix
from handcalc.record.operations import products
from handcalc.record.operations.gather import StatedTable as Counts
from tests.campaigns.exactly.case import Case, Draw, Near, Table, across, as_it_is, exact


def _moved(formula: Matrix, rule: Callable[..., Table]) -> Case:
    def expected(*tables: Table) -> list[list[Near]]:
        return [[as_it_is(number) for number in row] for row in rule(*tables)]

    return Case(formula, expected)


def _transpose(d: Draw) -> Case:
    return _moved(ops.transpose(d.matrix()), across)


def _role(d: Draw) -> Case:
    a = d.matrix()
    return _moved(products.InRole(a.rows.renamed("query"), a.columns)(a), lambda table: table)


def _columns(d: Draw) -> Case:
    a = d.matrix()
    first, last = sorted(d.random.sample(range(a.columns.size + 1), 2))
    return _moved(ops.select_columns(a, first, last, "part"), lambda t: [row[first:last] for row in t])


def _side_by_side(d: Draw) -> Case:
    rows = d.axis("token")
    some = [d.leaf(rows, d.axis("part")) for _ in range(d.random.randint(1, 3))]
    axis = Axis.numbered("d_v", sum(one.columns.size for one in some))
    return _moved(
        ops.concatenate_columns(some, axis),
        lambda *tables: [[*chain(*lines)] for lines in zip(*tables, strict=True)],
    )


def _in_turn(d: Draw) -> Case:
    rows, pairs = d.axis("token"), d.axis("pair")
    wide = 2 * pairs.size - d.random.randint(0, 1)

    def rule(one: Table, other: Table) -> Table:
        both = [
            [pair for pairs in zip(a, b, strict=True) for pair in pairs]
            for a, b in zip(one, other, strict=True)
        ]
        return [row[:wide] for row in both]

    a, b = d.leaf(rows, pairs), d.leaf(rows, pairs)
    return _moved(ops.interleave(a, b, Axis.numbered("d_v", wide)), rule)


def _patches(d: Draw) -> Case:
    side, down, across_ = d.random.randint(1, 3), d.random.randint(1, 3), d.random.randint(1, 3)
    image = d.leaf(Axis.numbered("row", side * down), Axis.numbered("column", side * across_))
    rows, pixels = Axis.numbered("patch", down * across_), Axis.numbered("pixel", side**2)

    def rule(table: Table) -> Table:
        corners = [(side * i, side * j) for i in range(down) for j in range(across_)]
        inside = [(i, j) for i in range(side) for j in range(side)]
        return [[table[top + i][left + j] for i, j in inside] for top, left in corners]

    return _moved(ops.patches_of(image, side, rows, pixels), rule)


def _table(d: Draw) -> Case:
    rows, columns = d.axis("token"), d.axis("feature")
    words = d.random.random() < 0.3
    cells = [[d.random.choice("abc") if words else d.number() for _ in columns.labels] for _ in rows.labels]
    return _moved(Counts(rows, columns, cells)(), lambda: [[exact(cell) for cell in row] for row in cells])


def _pick_rows(d: Draw) -> Case:
    a, axis = d.matrix(), d.axis("step")
    places = [d.random.randrange(a.rows.size) for _ in axis.labels]
    return _moved(ops.take(a, places, axis), lambda table: [table[place] for place in places])


def _pick_cells(d: Draw) -> Case:
    a = d.matrix()
    places = [d.random.randrange(a.columns.size) for _ in a.rows.labels]

    def rule(table: Table) -> Table:
        return [[row[place]] for row, place in zip(table, places, strict=True)]

    return _moved(ops.take_along_axis(a, places, "target"), rule)


def _pick_places(d: Draw) -> Case:
    a, axis = d.matrix(), d.axis("step")
    rows, columns = a.shape
    places = [
        None if d.random.random() < 0.2 else (d.random.randrange(rows), d.random.randrange(columns))
        for _ in axis.labels
    ]

    def rule(table: Table) -> Table:
        return [[Fraction(1) if place is None else table[place[0]][place[1]]] for place in places]

    return _moved(ops.take_cells(a, places, axis, "word"), rule)


def _row(d: Draw) -> Case:
    a = d.matrix()
    place = d.random.randrange(a.rows.size)
    return _moved(ops.row_of(a, place), lambda table: [table[place]])


def _repeat(d: Draw) -> Case:
    a, axis = d.leaf(d.axis("token"), Axis("single", ("",))), d.axis("state")
    return _moved(ops.repeat(a, axis), lambda table: [[row[0]] * axis.size for row in table])


CASES: dict[str, Callable[[Draw], Case]] = {
    "transpose": _transpose,
    "role": _role,
    "columns": _columns,
    "side by side": _side_by_side,
    "in turn": _in_turn,
    "patches": _patches,
    "table": _table,
    "pick rows": _pick_rows,
    "pick cells": _pick_cells,
    "pick places": _pick_places,
    "row": _row,
    "repeat": _repeat,
}
