"""Conclusions: the outcome of a calculation in a sentence."""

from __future__ import annotations

from typing import Any

import pytest

import handcalc
from handcalc import topics
from handcalc.calculate import calculate
from handcalc.inputs.request import Request
from handcalc.record.orientation import in_columns

_IDENTITY = [[1, 0], [0, 1]]


@pytest.mark.parametrize("name", topics.names())
def test_every_topic_concludes(name: str) -> None:
    """The drawn example of every topic has a conclusion, which the column view keeps."""
    calculation = calculate(Request(topics.find(name)))
    assert calculation.conclusion
    assert calculation.conclusion == in_columns(calculation).conclusion


@pytest.mark.parametrize(
    ("topic", "given", "expected"),
    [
        ("attention", {"A": [[0.2, 0.7, 0.1]]}, "'x1' attends most to 'y2' (0.7), then to 'y1' (0.2)."),
        ("attention", {"A": [[0.5, 0.5, 0]]}, "'x1' attends most to 'y1' and 'y2' (0.5 each)."),
        ("attention", {"A": [[0, 1, 0]]}, "'x1' attends only to 'y2' (1)."),
        ("attention", {"A": [[0.25, 0.25, 0.25]]}, "'x1' attends equally to all 3 keys (0.25 each)."),
        ("softmax", {"logits": [[0, 1]], "base": 3}, "Most probable: 'w2' (p = 0.75), then 'w1' (p = 0.25)."),
        (
            "softmax",
            {"logits": [[0, 0]]},
            "Most probable: 'w1' (p = 0.5), then 'w2' (p = 0.5); tie: the one listed first is taken.",
        ),
        (
            "layernorm",
            {"X": [[1, 3], [5, 5]], "eps": 0},
            "'x1' had mean 2 and variance 1; 'x2' had mean 5 and variance 0.",
        ),
        ("layernorm", {"X": [[3, -3]], "kind": "rms", "eps": 0}, "'x1' had RMS 3. N has RMS 1."),
        (
            "ffn",
            {"X": [[1, -1]], "W_1": [[1, 0, 1], [0, 1, 0]], "W_2": [[1], [1], [1]]},
            "Each token goes from 2 features through 3 hidden ones to 1. "
            "After ReLU 1 of 3 hidden values are 0.",
        ),
        ("mlp", {"X": [[1], [2]], "layers": [{"W": [[3]]}]}, "Outputs: 3 for 'x1', 6 for 'x2'."),
        (
            "mlp",
            {"X": [[1]], "layers": [{"W": [[3, 4]], "b": [2, 0]}]},
            "Largest output: 'w1' (5) for 'x1'.",
        ),
        (
            "embed",
            {"text": "a b a", "vocabulary": ["a", "[UNK]"], "W_E": _IDENTITY},
            "The text became 3 vectors of 2 features. Repeated, with the same token embedding: 'a'. "
            "Out of vocabulary, with the embedding of '[UNK]': 'b'.",
        ),
        (
            "vit",
            {"image": [[1, 2], [3, 4]], "W": [[1], [1], [1], [1]], "cls": [0]},
            "The image became 2 tokens of 1 feature: [CLS] and 1 patch of 2 × 2 pixels.",
        ),
    ],
)
def test_conclusions_state_what_came_out(topic: str, given: dict[str, Any], expected: str) -> None:
    """The sentence names the largest numbers, ties and special cases; the numbers are worked out by hand."""
    values = {"V": [[1]] * 3} if topic == "attention" else {}
    assert expected == getattr(handcalc, topic)(**given, **values).conclusion


def test_heads_conclude_together() -> None:
    """The largest weight of each head; the first query of causal attention has no choice and is left out."""
    identity = [[1, 0], [0, 1]]
    worked = handcalc.attention(
        X=[[0, 0], [1, 0]],
        W_Q=identity,
        W_K=identity,
        W_V=identity,
        heads=2,
        causal=True,
        base=3,
        scale="none",
    )
    assert worked.conclusion == (
        "Largest attention weights: head 1 'x2' to 'x2' (0.75); head 2 'x2' to 'x1' (0.5)."
    )


def test_carried_numbers_conclude() -> None:
    """With carried rounding the sentence has the rounded numbers: a third and two thirds with one decimal."""
    worked = handcalc.softmax(logits=[[0, 1]], base=2, rounding="carry", digits=1)
    assert "Most probable: 'w2' (p = 0.7), then 'w1' (p = 0.3)." == worked.conclusion


def test_a_constant_row_is_noted_where_it_happens() -> None:
    """0 ÷ 0 is said to be 0 only where a standard deviation is 0."""
    constant, other = (handcalc.layernorm(X=[[5, last]], eps=0) for last in (5, 6))
    assert "constant token: N is set to 0" in str(constant)
    assert "constant" not in str(other)
