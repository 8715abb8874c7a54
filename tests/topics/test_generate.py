"""Generating: combinations for the laws, everything tried out, greedy and beam side by side, refusals."""

from __future__ import annotations

import math
from random import Random
from typing import Any

import numpy as np
import pytest
import yaml

import handcalc
from handcalc.errors import InputError
from handcalc.library import Worked
from tests.paths import WORKED_EXAMPLES
from tests.topics.agreement import assert_as_reference
from tests.topics.reference.generate import best, every_text
from tests.topics.reference.generate import generate as reference

WORDS = ["S", "A", "B", "E"]
TABLE: list[list[float]] = [[0, 0.6, 0.4, 0], [0, 0.5, 0.3, 0.2], [0, 0.9, 0, 0.1], [0, 0, 0, 1]]
_GIVEN: dict[str, Any] = {"vocabulary": WORDS, "next": TABLE, "start": "S"}
_LOGITS = [[0, 1, 2, 0], [1, 1, 0, 2], [0, 3, 1, 1], [2, 0, 0, 1]]


VARIANTS: dict[str, dict[str, Any]] = {
    "a table": _GIVEN,
    "in columns": {**_GIVEN, "vectors": "columns"},
    "with an end": {**_GIVEN, "end": "E", "beam": 4, "steps": 4},
    "a length penalty": {**_GIVEN, "end": "E", "beam": 3, "length_penalty": "1/2"},
    "greedy": {**_GIVEN, "strategy": "greedy", "end": "E"},
    "logits": {"vocabulary": WORDS, "logits": _LOGITS, "start": "A"},
    "draws": {**_GIVEN, "strategy": "sample", "draws": [0.65, 0.2, 0.99]},
    "draws, hot and filtered": {
        "vocabulary": WORDS,
        "logits": _LOGITS,
        "start": "B",
        "strategy": "sample",
        "draws": [0.65, 0.2],
        "temperature": 2,
        "top_k": 3,
        "top_p": 0.9,
    },
    "draws of a seed": {**_GIVEN, "strategy": "sample", "seed": 3, "temperature": "1/2"},
    "draws, greedily": {**_GIVEN, "strategy": "sample", "temperature": 0},
    "drawn": {"vocabulary": WORDS, "start": "S", "seed": 7, "steps": 2},
}


def text(worked: Worked) -> tuple[int, ...]:
    """The sequence as places in the words of these tests."""
    return tuple(WORDS.index(word) for word in worked["sequence"].values[0])


def assert_agrees(given: dict[str, Any]) -> None:
    """Every step, its order and its numbers, are those of the reference."""
    worked = handcalc.generate(**given)
    expected = reference(**given)
    assert_as_reference(expected, worked)


def random_table(random: Random, size: int = 4) -> list[list[float]]:
    """Rows that sum to 1, with zeros and ties."""
    parts = [[random.randint(0, 3) for _ in range(size)] for _ in range(size)]
    parts = [row if any(row) else [1] * size for row in parts]
    return [[n / sum(row) for n in row] for row in parts]


@pytest.mark.parametrize("seed", range(60))
def test_random_tables_as_the_reference(seed: int) -> None:
    """Sixty tables with ties and zeros, options at random: the same steps, to nine digits."""
    random = Random(seed)
    numbers: dict[str, Any] = {"next": random_table(random)}
    if random.random() < 0.3:
        numbers = {"logits": [[random.randint(-2, 2) for _ in WORDS] for _ in WORDS]}
    steps = random.randint(1, 4)
    assert_agrees(
        {
            "vocabulary": WORDS,
            **numbers,
            "start": random.choice(WORDS),
            "end": random.choice([None, *WORDS]),
            "strategy": random.choice(["greedy", "beam", "sample"]),
            "beam": random.randint(1, 5),
            "steps": steps,
            "length_penalty": random.choice([0, 1, 0.5]),
            "temperature": random.choice([1, 2, 0.5, 0]),
            "top_k": random.randint(0, 3),
            "top_p": random.choice([1, 0.6]),
            "draws": [random.randint(0, 99) / 100 for _ in range(steps)],
        }
    )


@pytest.mark.parametrize("end", [None, "E"])
@pytest.mark.parametrize("penalty", [0, 0.7])
@pytest.mark.parametrize("seed", range(20))
def test_a_beam_that_is_wide_enough_finds_the_best_of_all(seed: int, penalty: float, end: str | None) -> None:
    """Trying out every text gives the same one, the first of equals, with the same probability."""
    table = random_table(Random(1000 + seed))
    worked = handcalc.generate(
        vocabulary=WORDS,
        next=table,
        start="S",
        beam=4**3,
        steps=3,
        end=end,
        length_penalty=penalty,
    )
    expected, probability = best(table, 0, 3, None if end is None else WORDS.index(end), penalty)
    assert expected == text(worked)
    np.testing.assert_allclose(worked["probability"].values, probability, rtol=1e-9)
    np.testing.assert_allclose(worked["log_probability"].values, math.log(probability), rtol=1e-9, atol=1e-12)


def test_a_narrow_beam_never_beats_the_best() -> None:
    """Guard: over many tables a beam of one is worse somewhere and better nowhere."""
    missed = 0
    for seed in range(40):
        table = random_table(Random(seed))
        narrow = handcalc.generate(vocabulary=WORDS, next=table, start="S", beam=1)[
            "probability"
        ].values.item()
        _, highest = best(table, 0, 3)
        assert narrow <= highest + 1e-12
        missed += narrow < highest - 1e-9
    assert 0 < missed


def test_probabilities_of_all_texts_sum_to_1() -> None:
    """With a beam that keeps everything, the ranking is a distribution."""
    worked = handcalc.generate(**_GIVEN, beam=64, end="E")
    np.testing.assert_allclose(worked["ranking"].values[:, 0].sum(), 1, rtol=1e-12)
    assert len(worked["ranking"].values) == len(list(every_text(TABLE, 0, 3, 3)))


def test_greedy_is_a_beam_of_one() -> None:
    """Both take the most probable word again and again."""
    greedy, narrow = (
        handcalc.generate(**_GIVEN, end="E", **more) for more in ({"strategy": "greedy"}, {"beam": 1})
    )
    assert text(greedy) == text(narrow)
    np.testing.assert_array_equal(greedy["step3.candidates"].values, narrow["step3.candidates"].values)


def test_the_published_search() -> None:
    """Greedy ends at 0.30, the beam finds B A with 0.36; the conclusion has both, with the start."""
    example = yaml.safe_load((WORKED_EXAMPLES / "generate-beam-two-letters.yaml").read_text("utf-8"))
    worked = handcalc.generate(**example["input"])
    np.testing.assert_allclose(worked["probability"].values, 0.36, rtol=1e-12)
    assert "Beam search: 'S B A' (p = 0.36). Greedy: 'S A A' (p = 0.3)." == worked.conclusion
    greedy = handcalc.generate(**{**example["input"], "strategy": "greedy"})
    assert "Greedy: 'S A A' (p = 0.3)." == greedy.conclusion


def test_a_text_that_has_ended_keeps_its_place() -> None:
    """It is a candidate of its own, with 1 for the word that it does not need."""
    table = [[0, 0.5, 0, 0.5], [0, 0.5, 0.5, 0], [0, 1, 0, 0], [0, 0, 0, 1]]
    worked = handcalc.generate(vocabulary=WORDS, next=table, start="S", end="E", steps=2)
    assert ("A A", "A B", "E") == worked["step2.candidates"].labels[0]
    np.testing.assert_allclose(
        worked["step2.candidates"].values[2], [1, 0.5, math.log(0.5), math.log(0.5), 1], rtol=1e-12
    )
    assert "finished hypotheses stay in the beam" in worked.to("plain")


def test_it_stops_when_every_text_has_ended() -> None:
    """No step for words that nobody adds."""
    table = [[0, 0, 0, 1], [1, 0, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1]]
    worked = handcalc.generate(vocabulary=WORDS, next=table, start="S", end="E", steps=5)
    assert "step1.candidates" in worked.ids
    assert "step2.candidates" not in worked.ids


def test_the_length_penalty_counts_the_end_word() -> None:
    """A E is two words: ln 0.12 ÷ 2."""
    worked = handcalc.generate(**_GIVEN, end="E", steps=2, beam=9, length_penalty=1)
    row = worked["step2.candidates"].labels[0].index("A E")
    np.testing.assert_allclose(worked["step2.score"].values[row], math.log(0.6 * 0.2) / 2, rtol=1e-12)


def test_ties_go_to_the_first_listed() -> None:
    """All texts are equal: beam and ranking keep the first of the vocabulary; notes say so, only at a tie."""
    worked = handcalc.generate(vocabulary=WORDS, next=[[0.25] * 4] * 4, start="B")
    assert "tie: the hypothesis listed first is kept" in worked.to("plain")
    assert "tie: the hypothesis listed first comes first" in worked.to("plain")
    assert "tie:" not in handcalc.generate(**_GIVEN, beam=1, steps=1).to("plain")
    assert (0, 0, 0) == text(worked)
    np.testing.assert_array_equal([1, 1, 0, 0], worked["step1.candidates"].values[:, 4])


def test_equal_products_are_a_tie_in_decimals() -> None:
    """0.1 · 0.7 is 0.07, and so is 0.07 · 1, though binary numbers differ: the first listed is kept."""
    assert 0.1 * 0.7 < 0.07 * 1.0
    table = [[0, 0.1, 0.07, 0.83], [0, 0.7, 0, 0.3], [0, 0, 1, 0], [0.25, 0.25, 0.25, 0.25]]
    worked = handcalc.generate(vocabulary=WORDS, next=table, start="S", beam=5, steps=2)
    labels, values = worked["step2.candidates"].labels[0], worked["step2.candidates"].values
    kept = dict(zip(labels, values[:, 4], strict=True))
    assert (1, 0) == (kept["A A"], kept["B B"])
    assert "A A" == worked["ranking"].labels[0][-1]


def test_options_of_drawing_act_only_when_drawing() -> None:
    """A beam has no use for temperature, top_k and top_p."""
    plain, hot = (
        handcalc.generate(**_GIVEN, **more) for more in ({}, {"temperature": 9, "top_k": 1, "top_p": 0.1})
    )
    assert (plain.ids, plain.conclusion) == (hot.ids, hot.conclusion)


def test_drawing_is_that_of_sample() -> None:
    """The steps of one position of sample, under the name of the step."""
    worked = handcalc.generate(**_GIVEN, strategy="sample", draws=[0.65], top_k=2)
    alone = handcalc.sample(vocabulary=WORDS, P=[TABLE[0]], draws=[0.65], top_k=2)
    for name in ("P", "keep_k", "Q", "C", "interval", "draw"):
        np.testing.assert_array_equal(worked[f"step1.{name}"].values, alone[f"p1.{name}"].values)
    assert worked["step1.word"].values.item() == alone["p1.word"].values.item()


def test_the_table_does_not_turn() -> None:
    """Next-word tables are written the same way in both conventions, and so is what follows from them."""
    for given in (_GIVEN, {"vocabulary": WORDS, "logits": _LOGITS, "start": "S"}):
        rows, columns = (handcalc.generate(**given, vectors=vectors) for vectors in ("rows", "columns"))
        for name in rows.ids:
            np.testing.assert_array_equal(rows[name].values, columns[name].values, err_msg=name)


def test_words_of_a_table_may_be_anything() -> None:
    """Markup and control characters are words."""
    worked = handcalc.generate(vocabulary=["[/s]", "a\tb"], next=[[0, 1], [1, 0]], start="[/s]", steps=2)
    assert ["a\tb", "[/s]"] == worked["sequence"].values[0].tolist()
    assert "\t" not in worked.to("plain")


@pytest.mark.parametrize("name", VARIANTS)
def test_checks_hold(name: str) -> None:
    """In every variant."""
    assert all(handcalc.generate(**VARIANTS[name]).checks.values())


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"start": "X"}, "start is 'X', which is not in the vocabulary"),
        ({"end": "stop"}, "end is 'stop', which is not in the vocabulary"),
        ({"next": [[0.5, 0.4, 0, 0], *TABLE[1:]]}, "next, row 1 sums to 0.9"),
        ({"next": [[1.5, -0.5, 0, 0], *TABLE[1:]]}, "next, row 1, column 2 is '-0.5'"),
        ({"next": TABLE[:3]}, "next has 3 rows but vocabulary has 4 words"),
        ({"logits": _LOGITS}, "logits has no effect: next is given"),
        ({"strategy": "sample", "draws": [0.5, 1, 0.5]}, "draws holds numbers in [0, 1)"),
        ({"beam": 0}, "beam must be"),
        ({"steps": 0}, "steps must be"),
        ({"steps": 101}, "steps must be"),
        ({"length_penalty": -1}, "length_penalty must be"),
        ({"strategy": "best"}, "strategy must be"),
        ({"rounding": "exact"}, "step step1.ln"),
    ],
)
def test_refusals(given: dict[str, Any], words: str) -> None:
    """What has no meaning is refused with the input or option, and what it may be."""
    with pytest.raises(InputError) as caught:
        handcalc.generate(**{**_GIVEN, **given})
    assert words in str(caught.value)
