"""How many parameters a transformer has, counted by hand."""

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


def _whole_share(values: Mapping[str, Any]) -> int:
    """d_model ÷ heads; 0 where it is no whole number."""
    return 0 if values["d_model"] % values["heads"] else values["d_model"] // values["heads"]


def _count(text: str, derived: Derived | None = None, least: int = 1, **more: Any) -> Any:
    return option(text, derived=derived, least=least, most=_MOST, **more)


@topic(Group.TRANSFORMER)
def params(
    c: Recorder,
    *,
    preset: Annotated[Literal["none", "gpt3"], option("sizes of a known model; those given win")] = "none",
    d_model: Annotated[int, _count("length of a token vector", _preset("d_model"))] = 0,
    layers: Annotated[int, _count("transformer blocks", _preset("layers"))] = 0,
    heads: Annotated[int, _count("heads of attention in a layer", _preset("heads"))] = 0,
    d_k: Annotated[
        int,
        _count("length of queries, keys and values", Derived("d_model ÷ heads", _whole_share)),
    ] = 0,
    d_ff: Annotated[
        int, _count("width of the feed-forward network", Derived("4·d_model", lambda v: 4 * v["d_model"]))
    ] = 0,
    vocabulary: Annotated[int, _count("words of the vocabulary", _preset("vocabulary"))] = 0,
    context: Annotated[int, _count("learned positions (0: none)", least=0)] = 0,
    kv_heads: Annotated[int, _count("heads of keys and values", like="heads")] = 0,
    value_map: Annotated[
        Literal["low-rank", "full"], option("values in two thin matrices, or in one d_model × d_model a head")
    ] = "low-rank",
    biases: Annotated[bool, option("a bias for each of Q, K, V, O, W_1 and W_2")] = False,
    norms: Annotated[bool, option("two norms a layer and a last one, each with gain and bias")] = False,
    tied: Annotated[bool, option("the embedding is used again to turn vectors into words")] = False,
) -> dict[str, Matrix]:
    """Parameter count: how many numbers a transformer learns.

    Symbols: table a row a matrix: its rows and columns, how many there are of it in the whole model, and
    their product, count; per_layer what one layer has; total all.

    Source: A. Vaswani et al., Attention Is All You Need (2017), for the matrices; T. Brown et al., Language
    Models are Few-Shot Learners (2020), table 2.1, for gpt3, tallied as by 3Blue1Brown (2024).

    Simplifications: gpt3 is counted without biases, norms and positions, as in that tally; the real one has
    them. Value biases under value_map full have d_model numbers a head.
    """
    if not d_k:
        raise InputError(
            f"heads is {heads}, which does not divide d_model, {d_model}: give d_k", about="heads"
        )
    if heads % kv_heads:
        raise InputError(f"kv_heads is {kv_heads}, which does not divide heads, {heads}", about="kv_heads")
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
    """A matrix, its size, and how many the model has of it."""

    name: str
    rows: int
    columns: int
    how_many: int


def _attention(d_model: int, d_k: int, layers: int, heads: int, kv_heads: int) -> list[Row]:
    return [
        Row("W_Q", d_model, d_k, layers * heads),
        Row("W_K", d_model, d_k, layers * kv_heads),
        Row("W_V", d_model, d_k, layers * kv_heads),
        Row("W_O", d_k, d_model, layers * heads),
    ]


def _biases(weights: list[Row], layers: int) -> list[Row]:
    """A bias as long as the result of its weights; that of W_O is added once, after the heads."""
    return [
        Row(row.name.replace("W", "b"), 1, row.columns, layers if row.name == "W_O" else row.how_many)
        for row in weights
    ]


def _counted(
    c: Recorder, outside: list[Row], inside: list[Row], last: list[Row], layers: int, tied: bool
) -> dict[str, Matrix]:
    """The table with its products, and their sums."""
    found = [*outside, *inside, *last]
    matrices = Axis("matrix", tuple(row.name for row in found))
    rows = c.numbers([[row.rows] for row in found], matrices, SINGLE, "rows", transposes=False)
    columns = c.numbers([[row.columns] for row in found], matrices, SINGLE, "columns", transposes=False)
    how_many = c.numbers([[row.how_many] for row in found], matrices, SINGLE, "how many", transposes=False)
    heads = Axis("number", ("rows", "columns", "how many", "count"))
    notes = ["how many: in all layers and heads together"]
    notes += ["tied: W_U is W_E, counted once"] if tied else []
    table = c.step(
        "table",
        concatenate_columns([rows, columns, how_many, rows * columns * how_many], heads),
        "Matrices",
        note="; ".join(notes),
        transposes=False,
    )
    counts = column_of(table, 3)
    start = len(outside)
    own = select_rows(counts, start, start + len(inside), "matrix")
    layer = sum_of(own, "column") / c.number(layers, "layers")
    per_layer = c.step("per_layer", in_role(layer, SINGLE, SINGLE), "Parameters of a layer", transposes=False)
    total = c.step(
        "total", in_role(sum_of(counts, "column"), SINGLE, SINGLE), "All parameters", transposes=False
    )
    number = sum(row.rows * row.columns * row.how_many for row in found)
    layered = sum(row.rows * row.columns * row.how_many for row in inside)
    share = f"{100 * layered / number:.0f} %"
    c.conclude(
        f"The model has {number:,} parameters, {layered // layers:,} in each layer; {share} are in layers."
    )
    return {"total": total, "per_layer": per_layer}
