"""Shapes: sizes that inputs agree on, and refusals with names and places where they do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Any

import pytest

from handcalc.errors import InputError, Place
from handcalc.inputs.binding import bind
from handcalc.inputs.labels import labelled_axes
from handcalc.inputs.request import Request
from handcalc.inputs.required_inputs import complete
from handcalc.inputs.shapes import solve_shapes
from handcalc.record.dimensions import Dimension, count_of, symbol
from handcalc.record.matrix import Matrix
from handcalc.record.numbers import Number, Rows
from handcalc.record.options import option, size
from handcalc.record.parameters import StandIn, items, matrix, vector
from handcalc.record.recorder import Recorder
from handcalc.record.topic import Group, topic

token, memory = Dimension("token"), Dimension("memory", plural="memory")
d_model, d_k = symbol("d_model"), symbol("d_k")
heads, patch = count_of("heads"), count_of("patch")
pixel, gate = Dimension("pixel").squared(patch), Dimension("gate").times(2)
layer, width = Dimension("layer"), Dimension("width")


@topic(Group.TRANSFORMER)
def shaped(
    c: Recorder,
    X: Annotated[Matrix, matrix(token, d_model, "vectors")],
    W: Annotated[Matrix, matrix(d_model, d_k.times(heads), "weights")],
    b: Annotated[Matrix | None, vector(d_k, "bias")] = None,
    P: Annotated[Matrix | None, matrix(pixel, d_model, "pixels")] = None,
    G: Annotated[Matrix | None, vector(gate, "gates")] = None,
    Y: Annotated[
        Matrix | None,
        matrix(
            memory,
            d_model,
            "memory",
            stand_in=StandIn(token, d_model),
            required_when=lambda options: bool(options["memory"]),
        ),
    ] = None,
    mask: Annotated[Matrix | None, matrix(token.role("query"), memory.role("key"), "mask")] = None,
    *,
    heads: Annotated[int, option("heads", least=1)] = 1,
    patch: Annotated[int, option("side of a patch", least=1)] = 2,
    tokens: Annotated[int, size(token, "tokens")] = 4,
    d_model: Annotated[int, size(d_model, "columns")] = 3,
    d_k: Annotated[int, size(d_k, "columns of a head")] = 2,
    memory: Annotated[int, size(memory, "tokens of a random Y", least=0)] = 0,
) -> Matrix:
    """Inputs of every shape."""
    return X


@topic(Group.TRANSFORMER)
def layered(
    c: Recorder,
    X: Annotated[Matrix, matrix(token, width.at(0), "inputs")],
    layers: Annotated[
        Sequence[Mapping[str, Matrix]],
        items(
            "layer",
            "layers",
            layer,
            count_of("n_layers"),
            matrix(width.before, width.each, "weights", name="W"),
        ),
    ],
    target: Annotated[Matrix, matrix(token, width.last, "what comes out")],
    *,
    tokens: Annotated[int, size(token, "rows")] = 2,
    d_in: Annotated[int, size(width.at(0), "columns")] = 3,
    n_layers: Annotated[int, size(layer, "layers")] = 2,
    d_out: Annotated[int, size(width.last, "columns of the result")] = 5,
    d_hidden: Annotated[int, size(width.each, "columns of the hidden layers")] = 4,
) -> Matrix:
    """A list whose last axis another input shares."""
    return X


def ones(rows: int, columns: int) -> Rows:
    """A matrix of ones."""
    return [[Number(Fraction(1), "1")] * columns for _ in range(rows)]


def asked(the_topic: Any, shapes: Mapping[str, tuple[int, int]], **more: Any) -> Request:
    """A request with matrices of these shapes, each key in a line of its own."""
    places = {name: Place(line, 4) for line, name in enumerate([*shapes, *more.get("options", ())], start=1)}
    matrices = {name: ones(*shape) for name, shape in shapes.items()}
    return Request(the_topic, matrices=matrices, places=places, file="x.yaml", **{"seed": 1, **more})


def sizes(request: Request) -> dict[str, int]:
    """The sizes that are solved."""
    return dict(solve_shapes(complete(request)).sizes)


def test_sizes_follow_from_several_inputs() -> None:
    """What the inputs say, heads taken apart; the defaults of options say the rest."""
    request = asked(shaped, {"X": (5, 3), "W": (3, 6)}, options={"heads": 2})
    assert {"token": 5, "d_model": 3, "d_k": 3} == sizes(request)
    assert {"token": 4, "d_model": 7, "d_k": 2} == sizes(asked(shaped, {"P": (4, 7)}))
    assert {"token": 4, "d_model": 3, "d_k": 2, "gate": 3} == sizes(asked(shaped, {"G": (1, 6)}))


def test_the_options_agree_with_the_inputs() -> None:
    """A size that an input has goes into its option."""
    bound = bind(asked(shaped, {"X": (5, 6), "b": (1, 7)}))
    assert (5, 6, 7) == tuple(bound.options[name] for name in ("tokens", "d_model", "d_k"))
    W = next(one for one in bound.inputs if one.spec.name == "W")
    assert (6, 7) == (W.rows.size, W.columns.size)


def test_an_absent_input_has_the_axes_of_its_stand_in() -> None:
    """Without Y keys are tokens; with it they are memory."""
    alone = bind(asked(shaped, {"X": (5, 3), "mask": (5, 5)}))
    assert {"token": 5, "d_model": 3, "d_k": 2} == sizes(alone.request)
    both = bind(asked(shaped, {"X": (5, 3), "Y": (2, 3), "mask": (5, 2)}))
    assert 2 == both.options["memory"]
    mask = next(one for one in both.inputs if one.spec.name == "mask")
    assert ("query", "key") == (mask.rows.name, mask.columns.name)


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "rows and columns of one axis": (
        {"shapes": {"X": (2, 4), "W": (3, 2)}},
        "x.yaml:2:4: W has 3 rows but X has 4 columns: X (2 tokens × 4 d_model) · W (3 d_model × 2 d_k)",
    ),
    "the other way round in columns": (
        {"shapes": {"X": (4, 2), "W": (2, 3)}, "vectors": "columns"},
        "x.yaml:2:4: W has 3 columns but X has 4 rows: W (2 d_k × 3 d_model) · X (4 d_model × 2 tokens)",
    ),
    "a vector": (
        {"shapes": {"W": (3, 4), "b": (1, 3)}},
        "x.yaml:2:4: b has 3 values but W has 4 columns: W (3 d_model × 4 d_k) and b (3 d_k)",
    ),
    "heads that do not divide": (
        {"shapes": {"W": (3, 5)}, "options": {"heads": 2}},
        "x.yaml:2:4: W has 5 columns, which cannot be split over 2 heads",
    ),
    "halves": (
        {"shapes": {"G": (1, 5)}},
        "x.yaml:1:4: G has 5 columns, which cannot be split into 2 halves",
    ),
    "no square": (
        {"shapes": {"P": (5, 3)}},
        "x.yaml:1:4: P has 5 rows, but patch is 2: 2·2 = 4 are needed",
    ),
    "an option against an input": (
        {"shapes": {"X": (2, 3)}, "options": {"tokens": 4}},
        "x.yaml:2:4: tokens is 4, but X (2 tokens × 3 d_model) is given",
    ),
    "too long": (
        {"shapes": {"X": (513, 1)}},
        "x.yaml:1:4: X has 513 rows; the limit is 512",
    ),
    "too large to be drawn": (
        {"shapes": {"W": (3, 2)}, "options": {"tokens": 600}},
        "x.yaml:2:4: X would be 600 × 3; the limits are 512 rows or columns and 100,000 cells",
    ),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_contradictions_are_refused(fault: str) -> None:
    """With the names of both inputs, as the file has them, at the place of the later one or the option."""
    more, expected = REFUSED[fault]
    with pytest.raises(InputError) as caught:
        bind(asked(shaped, **more))
    assert expected == str(caught.value)


def test_the_axis_of_the_last_item_is_there_outside_its_list() -> None:
    """A target is as wide as the last layer: drawn, given, and refused where it is not."""
    drawn = {one.spec.name: (one.rows.size, one.columns.size) for one in bind(Request(layered)).inputs}
    assert {"X": (2, 3), "layer1.W": (3, 4), "layer2.W": (4, 5), "target": (2, 5)} == drawn
    three = bind(Request(layered, options={"n_layers": 3, "d_out": 1}))
    assert ("width3", 1) == (three.inputs[-1].columns.name, three.inputs[-1].columns.size)
    wide = {"layer1.W": (3, 2), "target": (4, 2)}
    assert 2 == bind(asked(layered, wide, counts={"layers": 1})).options["d_out"]
    with pytest.raises(InputError, match=r"target has 3 columns but layer1.W has 2 columns"):
        bind(asked(layered, {"layer1.W": (3, 2), "target": (4, 3)}, counts={"layers": 1}))


def test_an_axis_says_its_plural() -> None:
    """The key of its labels is its own plural, the symbol of a size, or its name and s."""
    assert {"tokens": "token", "d_model": "d_model", "d_k": "d_k", "memory": "memory"} == labelled_axes(
        shaped
    )
    assert "hidden" == Dimension("hidden", plural="hidden").label_key
    assert ["1 memory", "2 memory"] == [memory.counted(number) for number in (1, 2)]


def test_a_dimension_is_shown_by_its_parts() -> None:
    """As help and templates have it."""
    shown = [
        str(one) for one in (token, d_k.times(heads), gate, pixel, width.before, width.each, width.at(0))
    ]
    assert ["tokens", "heads·d_k", "2·gate", "patch·patch", "width_in", "width_out", "width0"] == shown
    assert "shared + n_experts" == str(count_of("shared") + count_of("n_experts"))
