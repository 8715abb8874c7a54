"""The references agree with published worked examples, in both orientations, and with other libraries."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import yaml

from tests.reference.attention import attention
from tests.reference.layernorm import layernorm
from tests.reference.softmax import Matrix, Steps, softmax

EXAMPLES = sorted((Path(__file__).parent / "worked_examples").glob("*.yaml"))
TOPICS: dict[str, Callable[..., Steps]] = {"attention": attention, "softmax": softmax, "layernorm": layernorm}
VECTORS = {"gamma", "beta"}
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
RANDOM = np.random.default_rng(2017)
START = RANDOM.bit_generator.state


@pytest.fixture(autouse=True)
def _same_numbers_in_any_order() -> None:
    """A test draws the same matrices alone, in parallel and in any order."""
    RANDOM.bit_generator.state = START


# --- published worked examples ------------------------------------------------------------------------------


def _number_or_word(text: Any) -> Any:
    """What safe_load reads as text although it is a number: 1e-5 and -Infinity."""
    if isinstance(text, list):
        return [_number_or_word(item) for item in text]
    if isinstance(text, str) and (NUMBER.fullmatch(text) or text == "-Infinity"):
        return float(text)
    return text


def _load(path: Path) -> dict[str, Any]:
    example: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    example["input"] = {key: _number_or_word(given) for key, given in example["input"].items()}
    example["expect"] = {key: _number_or_word(given) for key, given in example["expect"].items()}
    return example


def _in_rows(example: dict[str, Any]) -> Steps:
    """The steps of the reference, which knows rows only, for an example in either orientation."""
    given = {k: v for k, v in example["input"].items() if k not in ("vectors", "labels", "title")}
    if example["input"]["vectors"] == "columns":
        given = {k: np.transpose(v) if np.ndim(v) == 2 and k not in VECTORS else v for k, v in given.items()}
    return TOPICS[example["topic"]](**given)


def _disagreements(expected: dict[str, Any], steps: Steps, columns: bool) -> list[str]:
    """The steps that differ: a flat list is one row or column, a nested one has to agree in shape."""
    wrong = []
    for name, wanted in expected.items():
        got = steps[name].T if columns else steps[name]
        if np.ndim(wanted) < 2 and 1 in got.shape:
            got, wanted = got.ravel(), np.ravel(wanted)
        if got.shape != np.shape(wanted) or not np.allclose(got, wanted, rtol=1e-6, atol=1e-9):
            wrong.append(name)
    return wrong


PLAIN = [path for path in EXAMPLES if "args" not in _load(path)]


def test_every_example_but_the_carried_one_is_read() -> None:
    """The references calculate in full precision only, so the example with --rounding carry is left out."""
    assert {path.stem for path in EXAMPLES} - {path.stem for path in PLAIN} == {"attention-carry-one-decimal"}
    assert len(PLAIN) == 13


@pytest.mark.parametrize("path", PLAIN, ids=lambda path: path.stem)
def test_published_steps_come_out(path: Path) -> None:
    """Every expected step, as written and (the expectation turned) the other way round."""
    example = _load(path)
    columns = example["input"]["vectors"] == "columns"
    turned = {k: np.transpose(v) if np.ndim(v) == 2 else v for k, v in example["expect"].items()}
    assert _disagreements(example["expect"], _in_rows(example), columns) == []
    assert _disagreements(turned, _in_rows(example), not columns) == []


@pytest.mark.parametrize("path", PLAIN, ids=lambda path: path.stem)
def test_the_comparison_bites(path: Path) -> None:
    """Every single step, changed in the sixth digit, is found to be wrong."""
    example = _load(path)
    columns = example["input"]["vectors"] == "columns"
    for name, wanted in example["expect"].items():
        slip = {name: np.where(np.isinf(wanted), 0.0, np.multiply(wanted, 1.00001) + 1e-5)}
        assert _disagreements(slip, _in_rows(example), columns) == [name]


@pytest.mark.parametrize("name", ["attention-exact", "attention-floor-half-base-3"])
def test_the_column_convention_worked_out_in_columns(name: str) -> None:
    """Q = W_Q X, S = Kᵀ Q, softmax down columns, O = V A: the same numbers without a transpose of ours."""
    given = _load(next(path for path in EXAMPLES if path.stem == name))
    X, W_Q, W_K, W_V = (np.array(given["input"][key], dtype=float) for key in ("X", "W_Q", "W_K", "W_V"))
    S = (W_K @ X).T @ (W_Q @ X)
    E = np.exp(S / math.sqrt(3)) if name.endswith("exact") else 3.0 ** np.floor(S / 2)
    A = E / E.sum(axis=0)
    for step, wanted in (("S", S), ("A", A), ("O", W_V @ X @ A)):
        np.testing.assert_allclose(wanted, given["expect"][step], rtol=1e-6, atol=1e-9)


# --- what the catalogue says in words -----------------------------------------------------------------------


def _whole(*shape: int) -> Matrix:
    return RANDOM.integers(-3, 4, shape).astype(np.float64)


def _inputs(n: int = 4, d: int = 6, k: int = 4, v: int = 4) -> dict[str, Any]:
    return {"X": _whole(n, d), "W_Q": _whole(d, k), "W_K": _whole(d, k), "W_V": _whole(d, v)}


def _same(got: Any, wanted: Any) -> None:
    np.testing.assert_allclose(got, wanted, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        ({}, "Q K V S Z E D A O"),
        ({"causal": True}, "Q K V S Z M E D A O"),
        ({"stable": True, "residual": True, "W_O": np.eye(4, 6)}, "Q K V S Z N E D A O P R"),
        ({"W_V2": np.ones((4, 6)), "residual": True}, "Q K U V S Z E D A O R"),
        ({"A": np.ones((4, 4))}, "V O"),
        ({"V": np.ones((4, 2))}, "Q K S Z E D A O"),
    ],
)
def test_ids_of_attention(options: dict[str, Any], ids: str) -> None:
    """In the order of the catalogue; what is optional or given is left out."""
    assert " ".join(attention(**_inputs(), **options)) == ids


def test_ids_of_two_heads() -> None:
    """Whole Q, K, V, then head by head, then the heads side by side; D is n×1."""
    steps = attention(**_inputs(), heads=2, causal=True)
    ids = ("Q", "K", "V", "S", "Z", "M", "E", "D", "A", "O")
    heads = [f"head{i}.{name}" for i in (1, 2) for name in ids]
    assert list(steps) == ["Q", "K", "V", *heads, "O"]
    assert steps["head2.D"].shape == (4, 1)


def test_given_weights_and_values_need_nothing_else() -> None:
    """Rows of A need not sum to 1."""
    steps = attention(A=[[1, 2]], V=[[1, 0, 1], [0, 3, 0]])
    assert list(steps) == ["O"]
    _same(steps["O"], [[1, 6, 1]])


def test_stable_changes_no_weight() -> None:
    """Subtracting the row maximum cancels, also beside −∞."""
    inputs = _inputs()
    plain, stable = attention(**inputs, causal=True), attention(**inputs, causal=True, stable=True)
    _same(stable["A"], plain["A"])
    assert np.all(stable["N"].max(axis=1) == 0)


def test_heads_times_their_rows_of_the_output_map_add_up() -> None:
    """The check of the catalogue: Σ head_i.O · (its rows of W_O) = P."""
    W_O = _whole(4, 5)
    steps = attention(**_inputs(), heads=2, W_O=W_O)
    _same(steps["head1.O"] @ W_O[:2] + steps["head2.O"] @ W_O[2:], steps["P"])


@pytest.mark.parametrize(
    "options",
    [
        {"mask": [[1] * 4, [0] * 4, [1] * 4, [1] * 4]},
        {"causal": True, "mask": [[0, 1, 1, 1]] * 4},
        {"causal": True, "Y": np.ones((3, 6))},
        {"heads": 3},
        {"heads": 4, "kv_heads": 3},
        {"W_V2": np.ones((4, 6)), "heads": 2},
        {"A": np.ones((4, 4)), "heads": 2},
    ],
)
def test_refusals_of_attention(options: dict[str, Any]) -> None:
    """Fully masked rows, causal with n ≠ m, sizes that heads do not divide, W_V2 with heads."""
    with pytest.raises(ValueError, match=r"row|causal|divide|heads|head"):
        attention(**_inputs(), **options)


@pytest.mark.parametrize("variance", ["n", "n-1"])
@pytest.mark.parametrize("kind", ["layer", "batch"])
@pytest.mark.parametrize("constant", [0.1, -3.0, 1e8 + 0.1])
def test_a_constant_row_gives_zero(constant: float, kind: str, variance: str) -> None:
    """Never 0 ÷ 0, and no last bit magnified, also with eps = 0."""
    X = np.full((7, 7), constant)
    assert not layernorm(X, eps=0, kind=kind, variance=variance)["N"].any()
    assert not layernorm(np.zeros((2, 3)), eps=0, kind="rms")["N"].any()


@pytest.mark.parametrize(
    ("kind", "ids", "shape"),
    [
        ("layer", "mu C Q var sd N Y", (3, 1)),
        ("batch", "mu C Q var sd N Y", (1, 2)),
        ("rms", "Q ms rms N Y", (3, 1)),
    ],
)
def test_ids_of_layernorm(kind: str, ids: str, shape: tuple[int, int]) -> None:
    """Without brackets in the catalogue, so always there; statistics are vectors across the other axis."""
    steps = layernorm([[1, 2], [3, 5], [0, 0]], kind=kind)
    assert " ".join(steps) == ids
    assert steps[{"rms": "ms"}.get(kind, "var")].shape == shape


def test_variance_of_a_sample() -> None:
    """n−1 divides by one less, against numpy's ddof."""
    X = _whole(3, 5)
    _same(layernorm(X, variance="n-1")["var"], X.var(axis=1, ddof=1, keepdims=True))


def test_ids_and_temperature_of_softmax() -> None:
    """Z is there only when the temperature is not 1."""
    assert list(softmax([[1, 2]])) == ["E", "D", "P"]
    assert list(softmax([[1, 2]], temperature=2, stable=True)) == ["Z", "N", "E", "D", "P"]
    _same(softmax([[2, 4]], temperature=2)["P"], softmax([[1, 2]])["P"])
    _same(softmax([[1, 2]], base=2)["P"], [[1 / 3, 2 / 3]])


# --- other libraries ----------------------------------------------------------------------------------------


def _tensor(torch: Any, matrix: npt.ArrayLike) -> Any:
    return torch.tensor(np.array(matrix), dtype=torch.float64)


def _split(torch: Any, whole: Matrix, heads: int) -> Any:
    """(n × h·k) as 1 × h × n × k, the form that torch expects."""
    return _tensor(torch, whole.reshape(len(whole), heads, -1).transpose(1, 0, 2)[None])


@pytest.mark.parametrize("options", [{}, {"causal": True}, {"stable": True}, {"scale": 3}, {"scale": "none"}])
def test_torch_scaled_dot_product_attention(options: dict[str, Any]) -> None:
    """Self-attention and its options."""
    torch = pytest.importorskip("torch")
    steps = attention(**_inputs(), **options)
    q, k, v = (_tensor(torch, steps[name]) for name in "QKV")
    factor = {"sqrt": None, 3: 1 / 3, "none": 1.0}[options.get("scale", "sqrt")]
    sdpa = torch.nn.functional.scaled_dot_product_attention
    _same(steps["O"], sdpa(q, k, v, is_causal=options.get("causal", False), scale=factor).numpy())


@pytest.mark.parametrize("causal", [False, True])
def test_torch_masks_and_memory(causal: bool) -> None:
    """Cross-attention under a mask; with causal both must allow."""
    torch = pytest.importorskip("torch")
    mask = np.array([[1, 0, 1, 0], [0, 1, 1, 1], [1, 1, 0, 1], [0, 0, 0, 1]])
    steps = attention(**_inputs(), Y=_whole(4, 6), mask=mask, causal=causal)
    visible = (np.tril(mask) if causal else mask) == 1
    q, k, v = (_tensor(torch, steps[name]) for name in "QKV")
    sdpa = torch.nn.functional.scaled_dot_product_attention
    _same(steps["O"], sdpa(q, k, v, attn_mask=torch.tensor(visible)).numpy())


@pytest.mark.parametrize("kv_heads", [1, 2, 4])
def test_torch_grouped_queries(kv_heads: int) -> None:
    """Neighbouring heads share a group, as torch repeats them with enable_gqa."""
    torch = pytest.importorskip("torch")
    inputs: dict[str, Any] = {
        "X": _whole(3, 5),
        "W_Q": _whole(5, 8),
        "W_K": _whole(5, 2 * kv_heads),
        "W_V": _whole(5, 3 * kv_heads),
    }
    steps = attention(**inputs, heads=4, kv_heads=kv_heads)
    q, k, v = (_split(torch, steps[name], h) for name, h in (("Q", 4), ("K", kv_heads), ("V", kv_heads)))
    result = torch.nn.functional.scaled_dot_product_attention(q, k, v, enable_gqa=True)
    _same(steps["O"], result[0].numpy().transpose(1, 0, 2).reshape(3, -1))


@pytest.mark.parametrize("heads", [1, 2])
def test_torch_multihead_attention(heads: int) -> None:
    """With an output map; torch keeps the transposes of our weights and averages those of attention."""
    torch = pytest.importorskip("torch")
    inputs, W_O = _inputs(3, 4), _whole(4, 4)
    module = torch.nn.MultiheadAttention(4, heads, bias=False, batch_first=True, dtype=torch.float64)
    with torch.no_grad():
        stacked = np.vstack([inputs[name].T for name in ("W_Q", "W_K", "W_V")])
        module.in_proj_weight.copy_(_tensor(torch, stacked))
        module.out_proj.weight.copy_(_tensor(torch, W_O.T))
        x = _tensor(torch, inputs["X"])
        result, shares = module(x, x, x, average_attn_weights=False)
    steps = attention(**inputs, W_O=W_O, heads=heads)
    _same(steps["P"], result.numpy())
    _same(steps["A" if heads == 1 else "head2.A"], shares.numpy()[-1])


@pytest.mark.parametrize("eps", [1e-5, 0.5])
def test_torch_norms(eps: float) -> None:
    """Layer, root-mean-square and batch normalisation in training mode."""
    torch = pytest.importorskip("torch")
    functional = torch.nn.functional
    X, gamma, beta = RANDOM.normal(size=(5, 3)), RANDOM.normal(size=3), RANDOM.normal(size=3)
    x, weight, bias = (_tensor(torch, given) for given in (X, gamma, beta))
    layer = functional.layer_norm(x, (3,), weight, bias, eps)
    batch = functional.batch_norm(x, None, None, weight, bias, training=True, eps=eps)
    _same(layernorm(X, gamma, beta, eps=eps)["Y"], layer.numpy())
    _same(layernorm(X, gamma, beta, eps=eps, kind="batch")["Y"], batch.numpy())
    if hasattr(functional, "rms_norm"):
        rms = functional.rms_norm(x, (3,), weight, eps)
        _same(layernorm(X, gamma, eps=eps, kind="rms")["Y"], rms.numpy())


@pytest.mark.parametrize("temperature", [1, 0.5, 3])
def test_torch_softmax(temperature: float) -> None:
    """Along rows, with a temperature."""
    torch = pytest.importorskip("torch")
    logits = RANDOM.normal(size=(3, 5))
    wanted = torch.softmax(_tensor(torch, logits) / temperature, dim=1).numpy()
    _same(softmax(logits, temperature=temperature)["P"], wanted)
    _same(softmax(logits, temperature=temperature, stable=True)["P"], wanted)


def _onnx(operator: str, inputs: list[Matrix], **attributes: Any) -> Matrix:
    """What ONNX's own reference implementation gives for one operator."""
    onnx = pytest.importorskip("onnx")
    reference = pytest.importorskip("onnx.reference")
    names = [f"input{i}" for i in range(len(inputs))]
    double, make = onnx.TensorProto.DOUBLE, onnx.helper
    graph = make.make_graph(
        [make.make_node(operator, names, ["result"], **attributes)],
        "one",
        [make.make_tensor_value_info(name, double, None) for name in names],
        [make.make_tensor_value_info("result", double, None)],
    )
    model = make.make_model(graph, opset_imports=[make.make_opsetid("", 17)])
    result = reference.ReferenceEvaluator(model).run(None, dict(zip(names, inputs, strict=True)))[0]
    assert result.dtype == np.float64
    return np.array(result)


def test_onnx_softmax() -> None:
    """Operator Softmax along the last axis."""
    logits = RANDOM.normal(size=(3, 5))
    _same(softmax(logits)["P"], _onnx("Softmax", [logits], axis=-1))


def test_onnx_layer_normalization() -> None:
    """Operator LayerNormalization with scale and bias."""
    X, gamma, beta = RANDOM.normal(size=(4, 3)), RANDOM.normal(size=3), RANDOM.normal(size=3)
    _same(
        layernorm(X, gamma, beta)["Y"], _onnx("LayerNormalization", [X, gamma, beta], axis=-1, epsilon=1e-5)
    )
