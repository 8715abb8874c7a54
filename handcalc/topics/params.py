"""Parameter count of a transformer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, NamedTuple

from handcalc.errors import InputError
from handcalc.record.axes import SINGLE, Axis
from handcalc.record.matrix import Matrix
from handcalc.record.operations import column_of, concatenate_columns, in_role, select_rows, sum_of
from handcalc.record.options import Derived, option
from handcalc.record.recorder import Recorder
from handcalc.record.topic import Group, topic

_MOST = 10_000_000
_PRESETS = {
    "none": {"d_model": 512, "layers": 6, "heads": 8, "vocabulary": 37_000},
    "gpt3": {"d_model": 12_288, "layers": 96, "heads": 96, "vocabulary": 50_257},
}


def _preset(name: str) -> Derived:
    usual = _PRESETS["none"][name]
    return Derived(f"{usual}, or the preset's", lambda values: _PRESETS[values["preset"]][name])


def _head_size(values: Mapping[str, Any]) -> int:
    """d_model ÷ heads, or 0 if that is not a whole number."""
    return 0 if values["d_model"] % values["heads"] else values["d_model"] // values["heads"]


def _count(text: str, derived: Derived | None = None, least: int = 1, **more: Any) -> Any:
    return option(text, derived=derived, least=least, most=_MOST, **more)


@topic(Group.TRANSFORMER)
def params(
    c: Recorder,
    *,
    preset: Annotated[
        Literal["none", "gpt3"], option("sizes of a known model; options override them")
    ] = "none",
    d_model: Annotated[int, _count("model dimension", _preset("d_model"))] = 0,
    layers: Annotated[int, _count("number of transformer blocks", _preset("layers"))] = 0,
    heads: Annotated[int, _count("attention heads per layer", _preset("heads"))] = 0,
    d_k: Annotated[
        int,
        _count("dimension of queries, keys and values per head", Derived("d_model ÷ heads", _head_size)),
    ] = 0,
    d_ff: Annotated[
        int,
        _count("hidden width of the feed-forward network", Derived("4·d_model", lambda v: 4 * v["d_model"])),
    ] = 0,
    vocabulary: Annotated[int, _count("vocabulary size", _preset("vocabulary"))] = 0,
    context: Annotated[int, _count("context length with learned positions (0: none)", least=0)] = 0,
    kv_heads: Annotated[int, _count("key/value heads: fewer than heads is GQA, 1 is MQA", like="heads")] = 0,
    value_map: Annotated[
        Literal["low-rank", "full"],
        option("low-rank: W_V and W_O per head (usual); full: one d_model × d_model matrix per head"),
    ] = "low-rank",
    biases: Annotated[bool, option("biases of W_Q, W_K, W_V, W_O, W_1 and W_2")] = False,
    norms: Annotated[bool, option("two LayerNorms per layer and a final one, each with γ and β")] = False,
    tied: Annotated[bool, option("weight tying: W_U = W_Eᵀ")] = False,
) -> dict[str, Matrix]:
    """Parameter count of a transformer.

    Symbols: table one row per matrix: rows, columns, copies in all layers and heads, and their product,
    count; per_layer the parameters of one layer; total the parameters of the model.

    Source: A. Vaswani et al., Attention Is All You Need (2017), for the matrices; T. Brown et al., Language
    Models are Few-Shot Learners (2020), table 2.1, for gpt3, tallied as by 3Blue1Brown (2024).

    Simplifications: gpt3 is counted without biases, norms and positions, as in that tally; GPT-3 has them.
    With value_map full a value bias has d_model numbers per head.
    """
    if not d_k:
        raise InputError(
            f"d_model ({d_model}) must be divisible by heads ({heads}); or give d_k", about="heads"
        )
    if heads % kv_heads:
        raise InputError(f"heads ({heads}) must be divisible by kv_heads ({kv_heads})", about="kv_heads")
    outside, inside = [Row("W_E", vocabulary, d_model, 1)], _attention(d_model, d_k, layers, heads, kv_heads)
    if value_map == "full":
        inside = [*inside[:2], Row("W_V", d_model, d_model, layers * heads)]
    inside += [Row("W_1", d_model, d_ff, layers), Row("W_2", d_ff, d_model, layers)]
    if biases:
        inside += _biases(inside, layers)
    if context:
        outside.append(Row("W_P", context, d_model, 1))
    if norms:
        inside.append(Row("norms", 2, d_model, 2 * layers))
    last = [Row("last norm", 2, d_model, 1)] if norms else []
    last += [] if tied else [Row("W_U", d_model, vocabulary, 1)]
    return _counted(c, outside, inside, last, layers, tied)


class Row(NamedTuple):
    """A matrix, its size, and its number of copies in the model."""

    name: str
    rows: int
    columns: int
    copies: int


def _attention(d_model: int, d_k: int, layers: int, heads: int, kv_heads: int) -> list[Row]:
    return [
        Row("W_Q", d_model, d_k, layers * heads),
        Row("W_K", d_model, d_k, layers * kv_heads),
        Row("W_V", d_model, d_k, layers * kv_heads),
        Row("W_O", d_k, d_model, layers * heads),
    ]


def _biases(weights: list[Row], layers: int) -> list[Row]:
    """The bias of each weight matrix; W_O has one for all heads of a layer."""
    return [
        Row(row.name.replace("W", "b"), 1, row.columns, layers if row.name == "W_O" else row.copies)
        for row in weights
    ]


def _counted(
    c: Recorder, outside: list[Row], inside: list[Row], last: list[Row], layers: int, tied: bool
) -> dict[str, Matrix]:
    """The table with its products, and their sums."""
    model = [*outside, *inside, *last]
    matrices = Axis("matrix", tuple(row.name for row in model))
    rows = c.numbers([[row.rows] for row in model], matrices, SINGLE, "rows", transposes=False)
    columns = c.numbers([[row.columns] for row in model], matrices, SINGLE, "columns", transposes=False)
    copies = c.numbers([[row.copies] for row in model], matrices, SINGLE, "copies", transposes=False)
    heads = Axis("number", ("rows", "columns", "copies", "count"))
    notes = ["copies: over all layers and heads"]
    notes += ["weight tying: W_U = W_Eᵀ, counted once"] if tied else []
    table = c.step(
        "table",
        concatenate_columns([rows, columns, copies, rows * columns * copies], heads),
        "Parameters per matrix",
        note="; ".join(notes),
        transposes=False,
    )
    counts = column_of(table, 3)
    start = len(outside)
    own = select_rows(counts, start, start + len(inside), "matrix")
    layer = sum_of(own, "column") / c.number(layers, "layers")
    per_layer = c.step("per_layer", in_role(layer, SINGLE, SINGLE), "Parameters per layer", transposes=False)
    total = c.step(
        "total", in_role(sum_of(counts, "column"), SINGLE, SINGLE), "Total parameters", transposes=False
    )
    number = sum(row.rows * row.columns * row.copies for row in model)
    layered = sum(row.rows * row.columns * row.copies for row in inside)
    c.conclude(
        f"The model has {number:,} parameters, {layered // layers:,} per layer; "
        f"{100 * layered / number:.0f} % are in the layers."
    )
    return {"total": total, "per_layer": per_layer}
