"""Relations of topics about words: softmax, embedding, unembedding, masked words, tokens."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tests.topics.relations.relation import Numbers, Run, relation_of, same

WORDS = ["the", "cat", "sat", "on", "a", "mat"]


def _reordered(words: list[str], order: list[int]) -> list[str]:
    return [words[place] for place in order]


@relation_of("softmax")
def shares_know_no_shift(run: Run, n: Numbers) -> None:
    """A number added to all logits of a row changes no share."""
    logits = n.matrix(2, 5)
    same(run("softmax", logits=logits)["P"], run("softmax", logits=logits + np.array([[1.5], [-2]]))["P"])


@relation_of("softmax")
def shares_move_with_their_words(run: Run, n: Numbers) -> None:
    """Logits in another order have shares in that order."""
    logits, order = n.matrix(2, 5), n.order(5)
    same(run("softmax", logits=logits)["P"][:, order], run("softmax", logits=logits[:, order])["P"])


@relation_of("softmax")
def a_temperature_divides(run: Run, n: Numbers) -> None:
    """Temperature 2 is half of the logits."""
    logits = n.matrix(2, 4)
    same(run("softmax", logits=logits / 2)["P"], run("softmax", logits=logits, temperature=2)["P"])


@relation_of("softmax")
def a_base_is_e_to_its_logarithm(run: Run, n: Numbers) -> None:
    """Base 9 is base 3 with logits twice as large, and base e with the logits times ln 9."""
    logits = n.matrix(2, 4)
    nine = run("softmax", logits=logits, base=9)["P"]
    same(run("softmax", logits=2 * logits, base=3)["P"], nine)
    same(run("softmax", logits=math.log(9) * logits)["P"], nine)


def _text(n: Numbers, length: int) -> list[str]:
    return [n.random.choice(WORDS) for _ in range(length)]


@relation_of("embed")
def places_in_the_vocabulary_do_not_matter(run: Run, n: Numbers) -> None:
    """The vocabulary in another order, and its vectors with it, gives the same X."""
    text, W_E, order = _text(n, 4), n.matrix(6, 3), n.order(6)
    given = {"text": text, "vocabulary": _reordered(WORDS, order), "W_E": W_E[order]}
    same(run("embed", text=text, vocabulary=WORDS, W_E=W_E)["X"], run("embed", **given)["X"])


@relation_of("embed")
def later_words_do_not_matter(run: Run, n: Numbers) -> None:
    """The first words have the vectors that they have alone."""
    text, W_E = _text(n, 5), n.matrix(6, 4)
    whole = run("embed", text=text, vocabulary=WORDS, W_E=W_E)["X"]
    same(whole[:3], run("embed", text=text[:3], vocabulary=WORDS, W_E=W_E)["X"])


@relation_of("embed")
def positions_are_added(run: Run, n: Numbers) -> None:
    """What positions add is the same for all word vectors, and nothing for position none."""
    given: dict[str, Any] = {"text": _text(n, 3), "vocabulary": WORDS}
    one, other = n.matrix(6, 4), n.matrix(6, 4)
    of_one = run("embed", W_E=one, **given)["X"] - run("embed", W_E=one, position="none", **given)["X"]
    of_other = run("embed", W_E=other, **given)["X"] - run("embed", W_E=other, position="none", **given)["X"]
    same(of_one, of_other)


@relation_of("embed")
def without_positions_order_is_lost(run: Run, n: Numbers) -> None:
    """Words in another order have the same vectors in that order."""
    text, W_E, order = _text(n, 4), n.matrix(6, 3), n.order(4)
    given = {"vocabulary": WORDS, "W_E": W_E, "position": "none"}
    same(
        run("embed", text=text, **given)["X"][order], run("embed", text=_reordered(text, order), **given)["X"]
    )


@relation_of("unembed")
def a_bias_for_all_words_is_none(run: Run, n: Numbers) -> None:
    """The same bias for every word changes no share."""
    given = {"X": n.matrix(3, 4), "W_U": n.matrix(4, 6), "vocabulary": WORDS}
    same(run("unembed", **given)["P"], run("unembed", b_U=[0.75] * 6, **given)["P"])


@relation_of("unembed")
def shares_follow_the_vocabulary(run: Run, n: Numbers) -> None:
    """Words in another order, with their columns of W_U, have shares in that order."""
    X, W_U, order = n.matrix(3, 4), n.matrix(4, 6), n.order(6)
    other = run("unembed", X=X, W_U=W_U[:, order], vocabulary=_reordered(WORDS, order))
    same(run("unembed", X=X, W_U=W_U, vocabulary=WORDS)["P"][:, order], other["P"])


@relation_of("unembed")
def the_last_position_is_the_last_of_all(run: Run, n: Numbers) -> None:
    """Asking for all positions gives the last one, too."""
    given = {"X": n.matrix(3, 4), "W_U": n.matrix(4, 6), "vocabulary": WORDS}
    same(run("unembed", **given)["P"], run("unembed", positions="all", **given)["P"][-1:])


@relation_of("unembed")
def the_mean_loss_is_that_of_single_positions(run: Run, n: Numbers) -> None:
    """Each position has the loss that it has alone; e to the power of their mean is the perplexity."""
    X, W_U, targets = n.matrix(3, 4), n.matrix(4, 6), _text(n, 3)
    given = {"W_U": W_U, "vocabulary": WORDS}
    alone = [run("unembed", X=X[[i]], targets=[targets[i]], **given)["loss"][0, 0] for i in range(3)]
    whole = run("unembed", X=X, targets=targets, positions="all", **given)
    same(np.reshape(alone, (3, 1)), whole["loss"])
    same(math.exp(sum(alone) / 3), whole["perplexity"][0, 0])


MASKED = ["the", "[MASK]", "sat", "on", "[MASK]"]
GUESSES = [*WORDS, "[MASK]"]


@relation_of("mlm")
def vectors_of_other_words_do_not_matter(run: Run, n: Numbers) -> None:
    """Given vectors of words that are not hidden have no part in the shares."""
    X, W_U = n.matrix(5, 3), n.matrix(3, 7)
    other = np.where([[False], [True], [False], [False], [True]], X, n.matrix(5, 3))
    given = {"text": MASKED, "vocabulary": GUESSES, "W_U": W_U}
    same(run("mlm", X=X, **given)["P"], run("mlm", X=other, **given)["P"])


@relation_of("mlm")
def guesses_follow_the_vocabulary(run: Run, n: Numbers) -> None:
    """Words in another order, with their columns of W_U, have shares in that order."""
    X, W_U, order = n.matrix(5, 3), n.matrix(3, 7), n.order(7)
    other = run("mlm", text=MASKED, X=X, vocabulary=_reordered(GUESSES, order), W_U=W_U[:, order])
    same(run("mlm", text=MASKED, X=X, vocabulary=GUESSES, W_U=W_U)["P"][:, order], other["P"])


@relation_of("mlm")
def a_mask_is_unembedded(run: Run, n: Numbers) -> None:
    """Shares and losses are those of the topic unembed for the vectors of the masks."""
    X, W_U, targets = n.matrix(5, 3), n.matrix(3, 7), _text(n, 2)
    given = {"vocabulary": GUESSES, "W_U": W_U, "targets": targets}
    masks, other = (
        run("mlm", text=MASKED, X=X, **given),
        run("unembed", X=X[[1, 4]], positions="all", **given),
    )
    same(masks["P"], other["P"])
    same(masks["mean_loss"], other["mean_loss"])


@relation_of("mlm")
def without_positions_the_others_may_swap(run: Run, n: Numbers) -> None:
    """Attention sees all words alike: those around the masks may stand in another order."""
    given = {"vocabulary": GUESSES, "W_U": n.matrix(3, 7), "W_E": n.matrix(7, 4)}
    given |= {"W_Q": n.matrix(4, 2), "W_K": n.matrix(4, 2), "W_V": n.matrix(4, 3)}
    other = run("mlm", text=["sat", "[MASK]", "on", "the", "[MASK]"], **given)
    same(run("mlm", text=MASKED, **given)["P"], other["P"])


CORPUS = {"low": 5, "lower": 2, "newest": 6, "widest": 3}


def _corpus(n: Numbers) -> dict[str, int]:
    return {word: n.some(1, 9) for word in CORPUS}


@relation_of("tokenize")
def tokens_put_together_are_the_text(run: Run, n: Numbers) -> None:
    """Whatever is merged, no letter is lost."""
    steps = run("tokenize", corpus=_corpus(n), text="lowest newer", merges=n.some(0, 8))
    same("lowestnewer", "".join(steps["tokens"][0]))


@relation_of("tokenize")
def merges_come_in_order(run: Run, n: Numbers) -> None:
    """Who learns more merges learns the same first."""
    corpus = _corpus(n)
    few, many = (run("tokenize", corpus=corpus, text="lowest", merges=merges) for merges in (3, 6))
    for number in (1, 2, 3):
        same(few[f"merge{number}.pair"], many[f"merge{number}.pair"])
        same(few[f"merge{number}.words"], many[f"merge{number}.words"])


@relation_of("tokenize")
def twice_the_corpus_is_the_corpus(run: Run, n: Numbers) -> None:
    """Every word twice as often: twice the counts, and the same tokens."""
    corpus = _corpus(n)
    one = run("tokenize", corpus=corpus, text="lowest")
    other = run("tokenize", corpus={word: 2 * count for word, count in corpus.items()}, text="lowest")
    same(2 * one["merge1.pairs"], other["merge1.pairs"])
    same(one["tokens"], other["tokens"])


@relation_of("tokenize")
def words_are_cut_one_by_one(run: Run, n: Numbers) -> None:
    """The tokens of two words are those of the one and then those of the other."""
    corpus = _corpus(n)
    cut = [
        run("tokenize", corpus=corpus, text=text, merges=5)["ids"]
        for text in ("lowest", "wide", "lowest wide")
    ]
    same(np.concatenate(cut[:2], axis=1), cut[2])
