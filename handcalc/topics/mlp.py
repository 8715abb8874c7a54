"""The multilayer perceptron: layer after layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, get_args

from handcalc.errors import InputError
from handcalc.record.dimensions import Dimension, count_of
from handcalc.record.matrix import Matrix
from handcalc.record.operations import count_repeated_rows
from handcalc.record.options import option, size
from handcalc.record.parameters import items, matrix, text, vector
from handcalc.record.recorder import Recorder
from handcalc.record.topic import Group, topic
from handcalc.text import did_you_mean, listed, quoted
from handcalc.topics._dimensions import token
from handcalc.topics.ffn import ActivationName, activated

layer = Dimension("layer")
width = Dimension("width")

Layers = Annotated[
    Sequence[Mapping[str, Any]],
    items(
        "layer",
        "layers",
        layer,
        count_of("n_layers"),
        matrix(width.before, width.each, "weights", name="W", drawn_from=(-1, 0, 0, 1, 1)),
        vector(width.each, "bias", name="b", required=False),
        text("activation, if not that of the option", name="activation", required=False),
    ),
]


@topic(Group.TRANSFORMER)
def mlp(
    c: Recorder,
    X: Annotated[Matrix, matrix(token, width.at(0), "input vectors", drawn_from=(0, 0, 1, 1, 2))],
    layers: Layers,
    *,
    activation: Annotated[ActivationName, option("the function after every layer but the last")] = "relu",
    tokens: Annotated[int, size(token, "rows of a random X")] = 3,
    d_in: Annotated[int, size(width.at(0), "columns of a random X")] = 3,
    n_layers: Annotated[int, size(layer, "layers of a random network")] = 3,
    d_out: Annotated[int, size(width.last, "columns of the result")] = 2,
    d_hidden: Annotated[int, size(width.each, "columns of each random hidden layer")] = 4,
) -> Matrix:
    """Multilayer perceptron: numbers through one layer after the other.

    Symbols: X (n × width0) one token or example a row; of layer l, W (width before × width) its weights and
    b its bias; Z = X W + b, from the second layer on with the H before in place of X; H = activation(Z).

    Source: D. Rumelhart, G. Hinton and R. Williams, Learning Representations by Back-Propagating Errors
    (1986); relu as in V. Nair and G. Hinton, Rectified Linear Units (2010).

    Simplifications: none; libraries keep W as the transpose of this one (outputs × inputs).
    """
    last = X
    for number, layer in enumerate(layers, start=1):
        default = "none" if number == len(layers) else activation
        chosen = _chosen(number, layer.get("activation") or default)
        bias: Matrix | None = layer.get("b")
        part = c.under(f"layer{number}", f"Layer {number}")
        summed = last @ layer["W"]  # n × width
        last = part.step("Z", summed if bias is None else summed + bias, "Weighted sums")
        if chosen != "none":
            last = part.step("H", activated(last, chosen), f"Activation {chosen}")
        wish_for_different_rows(c, last)
    return last


def wish_for_different_rows(c: Recorder, a: Matrix) -> None:
    """A random exercise should not ask for the same row twice."""
    c.wish(count_repeated_rows(a) + c.number(2), 2, 2)


def _chosen(number: int, word: str) -> ActivationName:
    """The activation that a layer of its own names."""
    name: ActivationName
    for name in get_args(ActivationName):
        if name == word:
            return name
    known = get_args(ActivationName)
    raise InputError(
        f"the activation of layer {number} must be {listed(known, 'or')}, not {quoted(word)}"
        f"{did_you_mean(word, known)}",
        about=f"layer{number}.activation",
    )
