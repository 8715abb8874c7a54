"""Tokenizing: combinations for the laws, the published merges, ties, marks, unknown letters, refusals."""

from __future__ import annotations

import random
from typing import Any

import pytest

import handcalc
from handcalc.errors import InputError
from tests.topics.reference.tokenize import tokenize as reference

COMPANIONS = {"method": {"special": ["[UNK]"]}}
LOW = {"corpus": {"low": 5, "lower": 2, "new": 6}, "text": "lower"}
VARIANTS: dict[str, dict[str, Any]] = {
    "the published merges": {**LOW, "merges": 2},
    "more merges than pairs": {**LOW, "merges": 20},
    "no merges": {**LOW, "merges": 0, "text": ["low", "new"]},
    "a mark and special tokens": {
        **LOW,
        "end_of_word": "</w>",
        "special": ["[PAD]", "[UNK]"],
        "text": "lowest [PAD] low",
        "merges": 5,
    },
    "a text as the corpus": {"corpus": "aa aaa aaaa b aa", "text": "aaaaa ab", "merges": 2},
    "words": {"corpus": "the cat sat on the mat", "text": "the mat", "method": "words"},
    "unknown words": {
        "corpus": {"a": 1, "no": 2},
        "text": ["a", "b", "[CLS]"],
        "method": "words",
        "special": ["[CLS]", "[UNK]"],
    },
    "in columns": {**LOW, "vectors": "columns"},
}


def row(worked: Any, step: str) -> list[Any]:
    """A step that is one row, or one column."""
    return list(worked[step].values.ravel().tolist())


@pytest.mark.parametrize("number", range(40))
def test_random_corpora_as_the_reference(number: int) -> None:
    """Pairs, merges, vocabulary, tokens and ids are those of the paper's listing, ties and all."""
    chance = random.Random(number)
    words = {"".join(chance.choices("abc", k=chance.randint(1, 6))): chance.randint(1, 3) for _ in range(6)}
    given: dict[str, Any] = {
        "corpus": words,
        "text": " ".join("".join(chance.choices("abcd", k=4)) for _ in range(3)),
        "merges": chance.randint(0, 9),
        "end_of_word": chance.choice(["none", "</w>", "_"]),
        "special": chance.choice([["[UNK]"], ["[PAD]", "[UNK]"]]),
        "method": chance.choice(["bpe", "bpe", "words"]),
    }
    worked, expected = handcalc.tokenize(**given), reference(**given)
    assert list(expected) == worked.ids
    for name, values in expected.items():
        assert values.tolist() == worked[name].values.tolist(), name


def test_published_merges() -> None:
    """low, lower, new: (l, o) and (o, w) tie at 7, the first met wins; lower is low e r."""
    worked = handcalc.tokenize(**LOW, merges=2)
    assert ["l", "o"] == row(worked, "merge1.pair")
    assert [7] == row(worked, "merge1.count")
    assert ["lo", "w"] == row(worked, "merge2.pair")
    assert ["l", "o", "w", "e", "r", "n", "lo", "low"] == row(worked, "vocabulary")
    assert ["low", "e", "r"] == row(worked, "tokens")
    assert [7, 3, 4] == row(worked, "ids")
    assert "low e r" in (worked.conclusion or "")


def test_pairs_overlap_and_merges_do_not() -> None:
    """The word aaa holds the pair (a, a) twice, and becomes aa a, from left to right."""
    worked = handcalc.tokenize(corpus={"aaa": 1}, text="aaaaa", merges=1)
    assert [2] == row(worked, "merge1.pairs")
    assert ["aa a"] == row(worked, "merge1.words")
    assert ["aa", "aa", "a"] == row(worked, "tokens")


def test_a_tie_is_said() -> None:
    """Only where counts are equal the rule for ties stands beside the pair."""
    assert "tie: a b occurs first" in str(handcalc.tokenize(corpus="ab ba", text="a", merges=1))
    assert "tie:" not in str(handcalc.tokenize(corpus="ab ab ba", text="a", merges=1))


def test_the_mark_is_a_symbol_of_its_own() -> None:
    """Every word ends with it, in the corpus and in the text, and it stands where it was met first."""
    worked = handcalc.tokenize(corpus="ab b", text="b", merges=0, end_of_word="</w>")
    assert ["a", "b", "</w>"] == row(worked, "vocabulary")
    assert ["b", "</w>"] == row(worked, "tokens")


def test_special_tokens_come_first_and_stay_whole() -> None:
    """They have the first ids, and a text may hold them."""
    worked = handcalc.tokenize(corpus="ab", text="[CLS] ab", merges=1, special=["[PAD]", "[CLS]"])
    assert ["[PAD]", "[CLS]", "a", "b", "ab"] == row(worked, "vocabulary")
    assert [1, 4] == row(worked, "ids")


def test_unknown_letters_are_unk() -> None:
    """With [UNK] among the special tokens; letter by letter, or word by word."""
    letters = handcalc.tokenize(corpus="ab", text="axb", special=["[UNK]"], merges=1)
    assert ["a", "[UNK]", "b"] == row(letters, "tokens")
    words = handcalc.tokenize(corpus="ab", text="axb ab", special=["[UNK]"], method="words")
    assert ["[UNK]", "ab"] == row(words, "tokens")


def test_running_out_of_pairs_is_said() -> None:
    """Words that are one symbol have no pairs left."""
    worked = handcalc.tokenize(corpus="ab", text="ab", merges=5)
    assert (worked.conclusion or "").endswith("No pair is left after 1 merge.")
    assert "merge2.pairs" not in worked.ids


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"text": "lowx"}, "the letter 'x' is not in the corpus"),
        ({"text": "lowx", "method": "words"}, "the word 'lowx' is not in the corpus"),
        ({"corpus": {"a b": 1}}, "'a b', which is not a word"),
        ({"corpus": {"a": 0}}, "a whole count from 1"),
        ({"corpus": {"a": 1.5}}, "a whole count from 1"),
        ({"corpus": {}}, "corpus has no words"),
        ({"corpus": ["a", "b"]}, "corpus must be a text"),
        ({"end_of_word": "w"}, "end_of_word is 'w'"),
        ({"end_of_word": "a b"}, "end_of_word is 'a b'"),
        ({"merges": -1}, "merges must be"),
        ({"merges": 1000}, "merges must be"),
    ],
)
def test_refusals_name_what_is_at_fault(given: dict[str, Any], words: str) -> None:
    """What has no meaning is refused with the letter, word or option."""
    with pytest.raises(InputError) as caught:
        handcalc.tokenize(**{**LOW, **given})
    assert words in str(caught.value)
