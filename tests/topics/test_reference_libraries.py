"""The references of attention, layernorm and softmax agree with PyTorch and ONNX, where these are there."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from tests.topics.reference.attention import attention
from tests.topics.reference.layernorm import layernorm
from tests.topics.reference.softmax import Matrix, softmax
from tests.topics.reference_inputs import RANDOM, assert_same, attention_inputs, start_again, whole_matrix

_same_numbers_in_any_order = pytest.fixture(autouse=True)(start_again)


def _tensor(torch: Any, matrix: npt.ArrayLike) -> Any:
    return torch.tensor(np.array(matrix), dtype=torch.float64)


def _split(torch: Any, whole: Matrix, heads: int) -> Any:
    """(n × h·k) as 1 × h × n × k, the form that torch expects."""
    return _tensor(torch, whole.reshape(len(whole), heads, -1).transpose(1, 0, 2)[None])


@pytest.mark.parametrize("options", [{}, {"causal": True}, {"stable": True}, {"scale": 3}, {"scale": "none"}])
def test_torch_scaled_dot_product_attention(options: dict[str, Any]) -> None:
    """Self-attention and its options."""
    torch = pytest.importorskip("torch")
    steps = attention(**attention_inputs(), **options)
    q, k, v = (_tensor(torch, steps[name]) for name in "QKV")
    factor = {"sqrt": None, 3: 1 / 3, "none": 1.0}[options.get("scale", "sqrt")]
    sdpa = torch.nn.functional.scaled_dot_product_attention
    assert_same(steps["O"], sdpa(q, k, v, is_causal=options.get("causal", False), scale=factor).numpy())


@pytest.mark.parametrize("causal", [False, True])
def test_torch_masks_and_memory(causal: bool) -> None:
    """Cross-attention under a mask; with causal both must allow."""
    torch = pytest.importorskip("torch")
    mask = np.array([[1, 0, 1, 0], [0, 1, 1, 1], [1, 1, 0, 1], [0, 0, 0, 1]])
    steps = attention(**attention_inputs(), Y=whole_matrix(4, 6), mask=mask, causal=causal)
    visible = (np.tril(mask) if causal else mask) == 1
    q, k, v = (_tensor(torch, steps[name]) for name in "QKV")
    sdpa = torch.nn.functional.scaled_dot_product_attention
    assert_same(steps["O"], sdpa(q, k, v, attn_mask=torch.tensor(visible)).numpy())


@pytest.mark.parametrize("kv_heads", [1, 2, 4])
def test_torch_grouped_queries(kv_heads: int) -> None:
    """Neighbouring heads share a group, as torch repeats them with enable_gqa."""
    torch = pytest.importorskip("torch")
    inputs: dict[str, Any] = {
        "X": whole_matrix(3, 5),
        "W_Q": whole_matrix(5, 8),
        "W_K": whole_matrix(5, 2 * kv_heads),
        "W_V": whole_matrix(5, 3 * kv_heads),
    }
    steps = attention(**inputs, heads=4, kv_heads=kv_heads)
    q, k, v = (_split(torch, steps[name], h) for name, h in (("Q", 4), ("K", kv_heads), ("V", kv_heads)))
    result = torch.nn.functional.scaled_dot_product_attention(q, k, v, enable_gqa=True)
    assert_same(steps["O"], result[0].numpy().transpose(1, 0, 2).reshape(3, -1))


@pytest.mark.parametrize("heads", [1, 2])
def test_torch_multihead_attention(heads: int) -> None:
    """With an output map; torch keeps the transposes of our weights and averages those of attention."""
    torch = pytest.importorskip("torch")
    inputs, W_O = attention_inputs(3, 4), whole_matrix(4, 4)
    module = torch.nn.MultiheadAttention(4, heads, bias=False, batch_first=True, dtype=torch.float64)
    with torch.no_grad():
        stacked = np.vstack([inputs[name].T for name in ("W_Q", "W_K", "W_V")])
        module.in_proj_weight.copy_(_tensor(torch, stacked))
        module.out_proj.weight.copy_(_tensor(torch, W_O.T))
        x = _tensor(torch, inputs["X"])
        result, shares = module(x, x, x, average_attn_weights=False)
    steps = attention(**inputs, W_O=W_O, heads=heads)
    assert_same(steps["P"], result.numpy())
    assert_same(steps["A" if heads == 1 else "head2.A"], shares.numpy()[-1])


@pytest.mark.parametrize("eps", [1e-5, 0.5])
def test_torch_norms(eps: float) -> None:
    """Layer, root-mean-square and batch normalisation in training mode."""
    torch = pytest.importorskip("torch")
    functional = torch.nn.functional
    X, gamma, beta = RANDOM.normal(size=(5, 3)), RANDOM.normal(size=3), RANDOM.normal(size=3)
    x, weight, bias = (_tensor(torch, given) for given in (X, gamma, beta))
    layer = functional.layer_norm(x, (3,), weight, bias, eps)
    batch = functional.batch_norm(x, None, None, weight, bias, training=True, eps=eps)
    assert_same(layernorm(X, gamma, beta, eps=eps)["Y"], layer.numpy())
    assert_same(layernorm(X, gamma, beta, eps=eps, kind="batch")["Y"], batch.numpy())
    if hasattr(functional, "rms_norm"):
        rms = functional.rms_norm(x, (3,), weight, eps)
        assert_same(layernorm(X, gamma, eps=eps, kind="rms")["Y"], rms.numpy())


@pytest.mark.parametrize("temperature", [1, 0.5, 3])
def test_torch_softmax(temperature: float) -> None:
    """Along rows, with a temperature."""
    torch = pytest.importorskip("torch")
    logits = RANDOM.normal(size=(3, 5))
    wanted = torch.softmax(_tensor(torch, logits) / temperature, dim=1).numpy()
    assert_same(softmax(logits, temperature=temperature)["P"], wanted)
    assert_same(softmax(logits, temperature=temperature, stable=True)["P"], wanted)


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
    assert_same(softmax(logits)["P"], _onnx("Softmax", [logits], axis=-1))


def test_onnx_layer_normalization() -> None:
    """Operator LayerNormalization with scale and bias."""
    X, gamma, beta = RANDOM.normal(size=(4, 3)), RANDOM.normal(size=3), RANDOM.normal(size=3)
    assert_same(
        layernorm(X, gamma, beta)["Y"], _onnx("LayerNormalization", [X, gamma, beta], axis=-1, epsilon=1e-5)
    )
