"""Sampling: combinations for the laws, PyTorch, the rules that implementations differ on, refusals."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

import numpy as np
import pytest
import yaml

import handcalc
from handcalc.errors import CalculationError, InputError
from handcalc.library import Worked
from tests.paths import WORKED_EXAMPLES
from tests.topics.agreement import assert_as_reference
from tests.topics.reference.sample import sample as reference

WORDS = ["how", "are", "you", "today"]
_P = [[0.1, 0.2, 0.3, 0.4], [0.25, 0.25, 0, 0.5]]
_LOGITS = [[1, 2, 3, 0], [0, 0, -1, 2]]
_GIVEN = {"vocabulary": WORDS, "P": _P, "draws": [0.65, 0.12]}
_SCORED = {"vocabulary": WORDS, "logits": _LOGITS, "draws": [0.65, 0.92]}

VARIANTS: dict[str, dict[str, Any]] = {
    "given": _GIVEN,
    "in columns": {**_GIVEN, "P": np.transpose(_P).tolist(), "vectors": "columns"},
    "from the bottom": {**_GIVEN, "order": "reversed"},
    "the largest first": {**_GIVEN, "order": "sorted", "top_k": 3},
    "a temperature on probabilities": {**_GIVEN, "temperature": 2},
    "a temperature on probabilities, base 3": {**_GIVEN, "temperature": "1/2", "base": 3, "top_p": 0.8},
    "greedy": {**_GIVEN, "temperature": 0},
    "greedy, without draws": {"vocabulary": WORDS, "logits": _LOGITS, "temperature": 0},
    "logits": _SCORED,
    "logits in thirds": {**_SCORED, "base": 3, "top_k": 2},
    "all filters": {**_SCORED, "base": 2, "top_k": 3, "top_p": 0.9, "min_p": 0.2, "temperature": 1},
    "all filters, hot": {**_SCORED, "top_k": 3, "top_p": 0.7, "min_p": 0.1, "temperature": 1.5},
    "one row, three draws": {"vocabulary": WORDS, "logits": [[2, 1, 1, 0]], "count": 3, "seed": 1, "base": 2},
    "drawn": {"seed": 4, "vocabulary": WORDS, "positions": 3},
    "drawn, sorted": {"seed": 5, "vocabulary": WORDS, "order": "sorted", "min_p": 0.5},
    "draws from seed 0": {"vocabulary": WORDS, "P": _P},
}


def drawn(*probabilities: float, **more: Any) -> Worked:
    """One position over the words a, b, c, …"""
    words = list("abcdefgh"[: len(probabilities)])
    worked: Worked = handcalc.sample(**{"vocabulary": words, "P": [probabilities], "draws": [0.5], **more})
    return worked


def word(worked: Worked, position: int = 1) -> str:
    """What was drawn."""
    return str(worked[f"p{position}.word"].values.item())


def assert_agrees(given: dict[str, Any]) -> None:
    """Every step, its order and its numbers, are those of the reference."""
    worked = handcalc.sample(**given)
    expected = reference(**{name: value for name, value in given.items() if name != "digits"})
    assert_as_reference(expected, worked)


def random_given(random: Random) -> dict[str, Any]:
    """Probabilities or logits with ties and zeros, any options."""
    size, rows = random.randint(1, 6), random.randint(1, 3)
    parts = [[random.randint(0, 4) for _ in range(size)] for _ in range(rows)]
    parts = [row if any(row) else [1] * size for row in parts]
    numbers: dict[str, Any] = {"P": [[n / sum(row) for n in row] for row in parts]}
    if random.random() < 0.5:
        numbers = {"logits": [[n - 1.5 for n in row] for row in parts]}
    return {
        "vocabulary": [f"w{number}" for number in range(size)],
        **numbers,
        "draws": [random.randint(0, 99) / 100 for _ in range(rows)],
        "temperature": random.choice([1, 1, 0.5, 2]),
        "top_k": random.randint(0, size),
        "top_p": random.choice([1, 0.9, 0.5]),
        "min_p": random.choice([0, 0.25, 0.5]),
        "order": random.choice(["given", "reversed", "sorted"]),
        "base": random.choice([2, 3]),
    }


@pytest.mark.parametrize("seed", range(60))
def test_random_inputs_as_the_reference(seed: int) -> None:
    """Sixty inputs with ties and zeros, options at random: the same steps, to nine digits."""
    assert_agrees(random_given(Random(seed)))


@pytest.mark.parametrize("seed", range(30))
def test_drawn_exercises_as_the_reference(seed: int) -> None:
    """What a seed draws is calculated like anything else."""
    worked = handcalc.sample(seed=seed, top_k=3, order="reversed")
    P, draws = worked.given["P"], worked.given["draws"]
    expected = reference(WORDS, P, draws=draws.ravel(), top_k=3, order="reversed")
    for name in worked.ids:
        if name.endswith("word"):
            assert expected[name].item() == worked[name].values.item()
        else:
            np.testing.assert_allclose(worked[name].values, expected[name], rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("seed", range(30))
def test_a_drawn_exercise_is_kind(seed: int) -> None:
    """Shares are twentieths, none 0 and no two alike; draws have two decimals and keep off the boundaries."""
    worked = handcalc.sample(seed=seed)
    for row in worked.given["P"]:
        twentieths = np.round(row * 20, 9)
        np.testing.assert_array_equal(twentieths, np.round(twentieths))
        assert 4 == len(set(twentieths.tolist()))
        assert 0 < row.min()
    for number, draw in enumerate(worked.given["draws"].ravel().tolist(), start=1):
        assert draw == round(draw, 2)
        assert 0.0099 < abs(worked[f"p{number}.C"].values - draw).min()


@pytest.mark.parametrize("seed", range(5))
def test_shares_and_filters_are_those_of_torch(seed: int) -> None:
    """Softmax with temperature, then top-k, as torch computes them."""
    torch = pytest.importorskip("torch")
    logits = np.random.default_rng(seed).normal(size=(2, 6))
    worked = handcalc.sample(
        vocabulary=list("abcdef"), logits=logits, temperature=0.7, top_k=3, draws=[0.1, 0.9]
    )
    scores = torch.tensor(logits) / 0.7
    kept = torch.full_like(scores, -torch.inf)
    values, places = scores.topk(3)
    kept.scatter_(1, places, values)
    for number in range(2):
        P, Q = (torch.softmax(one[number], 0).numpy() for one in (scores, kept))
        np.testing.assert_allclose(worked[f"p{number + 1}.P"].values[0], P, rtol=1e-9)
        np.testing.assert_allclose(worked[f"p{number + 1}.Q"].values[0], Q, rtol=1e-9)


# --- the rules ----------------------------------------------------------------------------------------------


def test_the_published_sentence() -> None:
    """Draws .65, .92, .52, added up from the bottom, say "how are you"; from the top something else."""
    example = yaml.safe_load((WORKED_EXAMPLES / "sample-how-are-you.yaml").read_text("utf-8"))
    assert (handcalc.sample(**example["input"]).conclusion or "").endswith("how, are, you")
    assert (handcalc.sample(**{**example["input"], "order": "given"}).conclusion or "").endswith(
        "where, why, you"
    )


@pytest.mark.parametrize(("draw", "expected"), [(0, "a"), (0.29, "a"), (0.3, "b"), (0.99, "b")])
def test_a_word_owns_its_left_end(draw: float, expected: str) -> None:
    """[0, 0.3) and [0.3, 1): a draw on the boundary falls to the right."""
    assert expected == word(drawn(0.3, 0.7, draws=[draw]))


def test_sums_are_decimals() -> None:
    """0.1 + 0.2 is 0.3, and 0.1 added six times 0.6: a draw of that size falls on the next word."""
    assert "c" == word(drawn(0.1, 0.2, 0.7, draws=[0.3]))
    assert "g" == word(drawn(*[0.1] * 6, 0.4, draws=[0.6]))
    assert "g" == word(drawn(*[0.1] * 6, 0.4, draws=[0.6], rounding="exact"))


def test_the_last_interval_ends_at_1() -> None:
    """Three thirds of six digits sum to 0.999999, and carried thirds to 0.9: no draw falls beside."""
    worked = drawn(0.333333, 0.333333, 0.333333, draws=[0.9999999])
    assert ("c", 1) == (word(worked), worked["p1.C"].values[0, 2])
    carried = drawn(0.333333, 0.333333, 0.333334, draws=[0.95], rounding="carry", digits=1)
    np.testing.assert_allclose([[0, 0.3], [0.3, 0.6], [0.6, 1]], carried["p1.interval"].values, atol=1e-12)
    assert "the last interval is set to end at 1" in carried.to("plain")
    assert "set to end at 1" not in drawn(0.5, 0.3, 0.2).to("plain")


def test_a_cut_word_owns_nothing() -> None:
    """Its interval is empty, wherever it stands, no draw falls on it, and a note says so."""
    for draw in (0, 0.5, 0.99):
        worked = drawn(0.2, 0.5, 0.2, 0.1, top_k=1, draws=[draw])
        ends = worked["p1.interval"].values
        np.testing.assert_array_equal([0, 1, 0, 0], ends[:, 1] - ends[:, 0])
        assert "b" == word(worked)
        assert "probability 0 has an empty one" in worked.to("plain")
    assert "probability 0" not in drawn(0.2, 0.8).to("plain")


@pytest.mark.parametrize(
    ("order", "intervals"),
    [
        ("given", [[0, 0.2], [0.2, 0.7], [0.7, 1]]),
        ("reversed", [[0.8, 1], [0.3, 0.8], [0, 0.3]]),
        ("sorted", [[0.8, 1], [0, 0.5], [0.5, 0.8]]),
    ],
)
def test_orders(order: str, intervals: Any) -> None:
    """Intervals are listed in the order of the vocabulary, whatever the order of adding up."""
    worked = drawn(0.2, 0.5, 0.3, order=order)
    np.testing.assert_allclose(worked["p1.interval"].values, intervals, atol=1e-12)
    np.testing.assert_allclose(worked["p1.C"].values[0], np.array(intervals)[:, 1], atol=1e-12)


@pytest.mark.parametrize("rounding", ["full", "exact"])
@pytest.mark.parametrize(
    ("p", "kept"),
    [(0.3, [0, 0, 0, 1]), (0.4, [0, 0, 0, 1]), (0.41, [0, 0, 1, 1]), (0.7, [0, 0, 1, 1]), (0, [0, 0, 0, 1])],
)
def test_top_p_stops_where_it_is_reached(p: float, kept: list[int], rounding: str) -> None:
    """The crossing word is kept, a sum that equals p stops there, and one word is always left."""
    worked = drawn(0.1, 0.2, 0.3, 0.4, top_p=p, rounding=rounding)
    np.testing.assert_array_equal([kept], worked["p1.keep_p"].values)


def test_top_p_reaches_a_sum_that_binary_numbers_miss() -> None:
    """0.5 + 0.2 + 0.1 is 0.7999999999999999 in binary, and 0.8 on paper: the fourth word is cut."""
    assert 0.8 > 0.5 + 0.2 + 0.1
    worked = drawn(0.5, 0.2, 0.1, 0.1, 0.1, top_p=0.8)
    np.testing.assert_array_equal([[1, 1, 1, 0, 0]], worked["p1.keep_p"].values)


def test_top_p_is_a_part_of_what_top_k_left() -> None:
    """Of 0.4 and 0.3, top-p 0.57 keeps the first: 4/7 is more. Of the whole it would keep both."""
    worked = drawn(0.1, 0.2, 0.3, 0.4, top_k=2, top_p=0.57)
    np.testing.assert_array_equal([[0, 0, 1, 1]], worked["p1.keep_k"].values)
    np.testing.assert_array_equal([[0, 0, 0, 1]], worked["p1.keep_p"].values)
    np.testing.assert_array_equal([[0, 0, 1, 1]], drawn(0.1, 0.2, 0.3, 0.4, top_p=0.57)["p1.keep_p"].values)


def test_top_k_ties_go_to_the_first() -> None:
    """Of four equal words, top-k 2 keeps the two listed first; 0 is off."""
    worked = drawn(0.25, 0.25, 0.25, 0.25, top_k=2)
    np.testing.assert_array_equal([[1, 1, 0, 0]], worked["p1.keep_k"].values)
    assert "p1.keep_k" not in drawn(0.25, 0.75, top_k=0).ids


@pytest.mark.parametrize("rounding", ["full", "exact"])
def test_min_p_keeps_what_equals_it(rounding: str) -> None:
    """A third of 0.6 is 0.2: exactly that is kept, less is not."""
    worked = drawn(0.6, 0.2, 0.15, 0.05, min_p=Fraction(1, 3), rounding=rounding)
    np.testing.assert_array_equal([[1, 1, 0, 0]], worked["p1.keep_m"].values)


def test_temperature_0_is_greedy() -> None:
    """No draw, no filter; at a tie the token listed first, with a note."""
    worked = handcalc.sample(vocabulary=list("abc"), logits=[[1, 2, 2]], temperature=0, top_k=2)
    assert ["p1.Q", "p1.C", "p1.interval", "p1.word"] == worked.ids
    assert "tie: the token listed first is taken" in worked.to("plain")
    assert ("b", "Greedy: b") == (word(worked), worked.conclusion)


def test_a_temperature_acts_on_the_logarithm_of_probabilities() -> None:
    """p^(1/T), renormalised: with T = 1/2 the squares; 0 stays 0; and it is said."""
    worked = drawn(0.1, 0.2, 0.7, 0, temperature=Fraction(1, 2))
    squares = np.array([[0.01, 0.04, 0.49, 0]])
    np.testing.assert_allclose(worked["p1.Q"].values, squares / squares.sum(), rtol=1e-9)
    assert "logarithm" in worked.to("plain")


def test_a_note_says_that_base_has_no_effect_on_probabilities() -> None:
    """Probabilities as input need no softmax, so that base is ignored, with a note."""
    assert "base has no effect" in drawn(0.5, 0.5, base=3).to("plain")


def test_exact_shares() -> None:
    """Logits 0, 1, 2 in base 3: 1/13, 3/13, 9/13; of the two largest 1/4 and 3/4."""
    worked = handcalc.sample(
        vocabulary=list("abc"), logits=[[0, 1, 2]], base=3, top_k=2, draws=["1/4"], rounding="exact"
    )
    assert [[Fraction(1, 13), Fraction(3, 13), Fraction(9, 13)]] == worked["p1.P"].fractions
    assert [[0, Fraction(1, 4), Fraction(3, 4)]] == worked["p1.Q"].fractions
    assert "c" == word(worked)


def test_count_repeats_a_single_row() -> None:
    """Four draws from one row, each a position of its own."""
    worked = drawn(0.5, 0.5, count=4, draws=[0, 0.5, 0.2, 0.7])
    assert "Sampled: a, b, a, b" == worked.conclusion


def test_draws_come_from_the_seed() -> None:
    """Left out they are drawn, with seed 0 when none is stated; another seed gives others."""
    first, again, other = (
        handcalc.sample(vocabulary=WORDS, P=_P, seed=seed).given["draws"] for seed in (None, 0, 3)
    )
    np.testing.assert_array_equal(first, again)
    assert first.tolist() != other.tolist()


@pytest.mark.parametrize("name", VARIANTS)
def test_checks_hold(name: str) -> None:
    """What is left sums to 1, in every variant."""
    assert all(handcalc.sample(**VARIANTS[name]).checks.values())


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"P": [[0.5, 0.3, 0.1]]}, "sums to 0.9"),
        ({"P": [[0.5, 0.3, 0.2], [0.5, 0.5, "1/2"]], "draws": [0, 0]}, "row 2 sums to 1.5"),
        ({"P": [[1.5, -0.5, 0]]}, "P, row 1, column 2 is '-0.5'"),
        ({"P": [[0.5, 0.5]]}, "vocabulary has 3 words"),
        ({"logits": [[1, 2, 3]]}, "logits has no effect: P is given"),
        ({"draws": [1]}, "draws, value 1 is '1': draws holds numbers in [0, 1)"),
        ({"draws": [-0.1]}, "draws, value 1 is '-0.1'"),
        ({"draws": [0.1, 0.2]}, "draws has 2 values but P has 1 row"),
        ({"draws": [0.1, 0.2], "count": 3}, "cannot be split over 3 count"),
        ({"P": [[1, 0, 0]] * 2, "count": 2, "draws": None}, "count needs a single position"),
        ({"top_p": 1.5}, "top_p must be a number from 0 to 1"),
        ({"min_p": -1}, "min_p must be a number from 0 to 1"),
        ({"temperature": -1}, "temperature must be a number, at least 0"),
        ({"order": "random"}, "order must be"),
    ],
)
def test_refusals(given: dict[str, Any], words: str) -> None:
    """What has no meaning is refused with the input or option, and its number."""
    with pytest.raises(InputError) as caught:
        handcalc.sample(**{"vocabulary": list("abc"), "P": [[0.5, 0.3, 0.2]], "draws": [0.5], **given})
    assert words in str(caught.value).replace("draws, column", "draws, value")


def test_a_sum_off_by_a_millionth_is_not_refused() -> None:
    """Probabilities that were rounded to six digits are probabilities."""
    assert "p1.word" in drawn(0.333333, 0.333333, 0.333333).ids


def test_nothing_left_names_the_step() -> None:
    """Carried without decimals, every share rounds to 0."""
    with pytest.raises(CalculationError, match=r"p1\.Q"):
        drawn(0.25, 0.25, 0.25, 0.25, rounding="carry", digits=0)
