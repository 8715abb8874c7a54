"""The multilayer perceptron: the forward pass, layer by layer."""

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
from handcalc.record.selection_rules import largest_first
from handcalc.record.topic import Group, topic
from handcalc.text import did_you_mean, listed, quoted
from handcalc.topics._conclusions import Numbers, first_rows, tie_note
from handcalc.topics._dimensions import token
from handcalc.topics.ffn import ACTIVATION_TITLES, ActivationName, activated

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
        text("activation of this layer, in place of the option", name="activation", required=False),
    ),
]


@topic(Group.TRANSFORMER)
def mlp(
    c: Recorder,
    X: Annotated[Matrix, matrix(token, width.at(0), "input vectors", drawn_from=(0, 0, 1, 1, 2))],
    layers: Layers,
    *,
    activation: Annotated[ActivationName, option("activation after every layer but the last")] = "relu",
    tokens: Annotated[int, size(token, "drawn X: number of examples")] = 3,
    d_in: Annotated[int, size(width.at(0), "drawn X: number of inputs")] = 3,
    n_layers: Annotated[int, size(layer, "drawn network: number of layers")] = 3,
    d_out: Annotated[int, size(width.last, "drawn network: number of outputs")] = 2,
    d_hidden: Annotated[int, size(width.each, "drawn network: width of each hidden layer")] = 4,
) -> Matrix:
    """Multilayer perceptron: the forward pass.

    Symbols:
      X (n × width0): inputs, one for each token or example
      W (width before × width), b: weights and bias of a layer
      Z = X W + b: pre-activations; from layer 2 on the last H replaces X
      H = activation(Z)

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
        last = part.step("Z", summed if bias is None else summed + bias, "Pre-activations")
        if chosen != "none":
            last = part.step("H", activated(last, chosen), ACTIVATION_TITLES[chosen])
        prefer_different_rows(c, last)
    c.conclude_from(lambda rows: _conclusion(c, last, rows), last)
    return last


def prefer_different_rows(c: Recorder, a: Matrix) -> None:
    """In a random exercise no two rows should be equal."""
    c.prefer(count_repeated_rows(a) + c.number(2), 2, 2)


def _conclusion(c: Recorder, outputs: Matrix, rows: Sequence[Numbers]) -> str:
    """The output of each example; of several outputs the largest."""
    pairs = list(zip(map(quoted, outputs.rows.labels), rows, strict=True))
    if outputs.columns.size == 1:
        parts = [f"{c.text_of(row[0])} for {label}" for label, row in pairs]
        return f"Outputs: {first_rows(parts, ', ')}."
    names = outputs.columns.labels
    parts = [
        f"{quoted(names[largest_first(list(row))[0]])} ({c.text_of(max(row))}) for {label}"
        for label, row in pairs
    ]
    return f"Largest output: {first_rows(parts, ', ')}{tie_note(*rows)}."


def _chosen(number: int, word: str) -> ActivationName:
    """The activation of one layer, from the name in the file or the option."""
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
