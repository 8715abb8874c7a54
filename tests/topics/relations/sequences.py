"""Relations of what goes step by step: state spaces, drawing and searching words."""

from __future__ import annotations

import math
from itertools import pairwise, product
from typing import Any

import numpy as np

from tests.topics.relations.relation import Array, Numbers, Run, relation_of, same


def _space(n: Numbers) -> dict[str, Array]:
    A = -abs(n.matrix(2, 3)) - 0.1
    return {"A": A, "W_B": n.matrix(2, 3), "W_C": n.matrix(2, 3), "W_delta": n.matrix(2, 1)}


@relation_of("mamba")
def the_first_steps_are_a_shorter_run(run: Run, n: Numbers) -> None:
    """The outputs of the first steps do not depend on what comes later."""
    X, space = n.matrix(5, 2), _space(n)
    same(run("mamba", X=X, **space)["Y"][:3], run("mamba", X=X[:3], **space)["Y"])


@relation_of("mamba")
def a_scan_can_be_continued(run: Run, n: Numbers) -> None:
    """From the state where a scan stopped, the rest gives the rest of the outputs."""
    X, space = n.matrix(5, 2), _space(n)
    for discretize in ("zoh", "euler"):
        whole = run("mamba", X=X, **space, discretize=discretize)
        rest = run("mamba", X=X[2:], h0=whole["t2.h"], **space, discretize=discretize)
        same(whole["Y"][2:], rest["Y"])


@relation_of("mamba")
def the_scan_is_its_matrix(run: Run, n: Numbers) -> None:
    """Each channel's outputs are its matrix times its inputs, and what passes by the state."""
    X, space, skip = n.matrix(4, 2), _space(n), n.vector(2)
    steps = run("mamba", X=X, **space, D_skip=skip, view="matrix")
    outputs = [steps[f"channel{c + 1}.M"] @ X[:, c] + skip[c] * X[:, c] for c in (0, 1)]
    same(np.transpose(outputs), steps["Y"])


@relation_of("mamba")
def states_have_no_order(run: Run, n: Numbers) -> None:
    """The numbers of state in another order, with all that concerns them, give the same outputs."""
    X, space, order = n.matrix(4, 2), _space(n), n.order(3)
    other = {name: space[name][:, order] for name in ("A", "W_B", "W_C")}
    same(run("mamba", X=X, **space)["Y"], run("mamba", X=X, **{**space, **other})["Y"])


def _by_hand(n: Numbers) -> dict[str, Any]:
    S, A = [n.matrix(3, 4) for _ in range(3)], [n.vector(2) for _ in range(3)]
    return {"x": n.vector(3), "S": S, "A": A, "h0": n.vector(2)}


@relation_of("mamba-by-hand")
def the_state_keeps_proportions(run: Run, n: Numbers) -> None:
    """What the first state adds to the outputs is proportional to it."""
    given = _by_hand(n)
    none, once, twice = (run("mamba-by-hand", **{**given, "h0": k * given["h0"]})["y"] for k in (0, 1, 2))
    same(2 * (once - none), twice - none)


@relation_of("mamba-by-hand")
def inputs_count_three_times(run: Run, n: Numbers) -> None:
    """Inputs choose what is written, are written, and choose what is read: twice the inputs, 8 times y."""
    given = {name: value for name, value in _by_hand(n).items() if name != "h0"}
    same(8 * run("mamba-by-hand", **given)["y"], run("mamba-by-hand", **{**given, "x": 2 * given["x"]})["y"])


@relation_of("mamba-by-hand")
def nothing_kept_is_forgotten(run: Run, n: Numbers) -> None:
    """Where A is 0 it does not matter what was there before."""
    given = _by_hand(n)
    given["A"] = [np.zeros(2), *given["A"][1:]]
    other = {**given, "h0": n.vector(2), "A": [np.zeros(2), *given["A"][1:]]}
    same(run("mamba-by-hand", **given)["y"], run("mamba-by-hand", **other)["y"])


@relation_of("mamba-by-hand")
def the_two_numbers_of_state_may_swap(run: Run, n: Numbers) -> None:
    """In selections, in what is kept and in the first state: the outputs are the same."""
    given = _by_hand(n)
    S, A = [s[:, [1, 0, 3, 2]] for s in given["S"]], [a[::-1] for a in given["A"]]
    other = {**given, "S": S, "A": A, "h0": given["h0"][::-1]}
    same(run("mamba-by-hand", **given)["y"], run("mamba-by-hand", **other)["y"])


LETTERS = ["A", "B", "C", "D"]


def _generate(n: Numbers) -> dict[str, Any]:
    return {"vocabulary": LETTERS, "logits": n.matrix(4, 4), "start": n.random.choice(LETTERS)}


@relation_of("generate")
def a_beam_of_one_is_greedy(run: Run, n: Numbers) -> None:
    """Who keeps one text takes the best word each time."""
    given = _generate(n)
    one, other = run("generate", **given, beam=1), run("generate", **given, strategy="greedy")
    same(other["sequence"], one["sequence"])
    same(other["log_probability"], one["log_probability"])


@relation_of("generate")
def a_wide_beam_finds_the_best(run: Run, n: Numbers) -> None:
    """A beam that keeps everything finds the text that is best of all."""
    given = _generate(n)
    steps = run("generate", **given, beam=64)
    first, P = LETTERS.index(given["start"]), steps["P"]
    texts = [(first, *rest) for rest in product(range(4), repeat=3)]
    best = max(texts, key=lambda text: math.prod(P[pair] for pair in pairwise(text)))
    same([[LETTERS[word] for word in best[1:]]], steps["sequence"])
    same(math.prod(P[pair] for pair in pairwise(best)), steps["probability"][0, 0])


@relation_of("generate")
def words_have_no_order(run: Run, n: Numbers) -> None:
    """The vocabulary in another order, with the table's rows and columns, gives the same text."""
    given, order = _generate(n), n.order(4)
    other = {"vocabulary": [LETTERS[place] for place in order], "logits": given["logits"][order][:, order]}
    one, two = run("generate", **given), run("generate", **{**given, **other})
    same(one["sequence"], two["sequence"])
    same(one["probability"], two["probability"])


@relation_of("generate")
def logits_are_probabilities(run: Run, n: Numbers) -> None:
    """Given logits lead where the probabilities lead that the topic softmax makes of them."""
    given = _generate(n)
    table = {
        "vocabulary": LETTERS,
        "start": given["start"],
        "next": run("softmax", logits=given["logits"])["P"],
    }
    one, two = run("generate", **given), run("generate", **table)
    same(one["sequence"], two["sequence"])
    same(one["probability"], two["probability"])


def _sample(n: Numbers) -> dict[str, Any]:
    draws = [round(n.random.uniform(0, 0.999), 3) for _ in range(2)]
    return {"vocabulary": LETTERS, "logits": n.matrix(2, 4), "draws": draws}


@relation_of("sample")
def a_shift_draws_the_same(run: Run, n: Numbers) -> None:
    """A number added to all logits changes no share and no word."""
    given = _sample(n)
    one, other = run("sample", **given), run("sample", **{**given, "logits": given["logits"] + 2.5})
    for step in ("p1.Q", "p1.word", "p2.Q", "p2.word"):
        same(one[step], other[step])


@relation_of("sample")
def all_words_are_no_filter(run: Run, n: Numbers) -> None:
    """To keep as many as there are, or all that sum to 1, is to filter nothing."""
    given = _sample(n)
    one = run("sample", **given)
    for filters in ({"top_k": 4}, {"top_p": 1}, {"min_p": 0}):
        other = run("sample", **given, **filters)
        same(one["p1.Q"], other["p1.Q"])
        same(one["p2.word"], other["p2.word"])


@relation_of("sample")
def one_word_more_is_kept(run: Run, n: Numbers) -> None:
    """A larger top_k keeps what the smaller one keeps, and one more."""
    given = _sample(n)
    kept = [run("sample", **given, top_k=k)["p1.keep_k"] for k in (1, 2, 3, 4)]
    for fewer, more in pairwise(kept):
        same([[0.0, 0.0, 0.0, 1.0]], np.sort(more - fewer))


@relation_of("sample")
def heat_divides_logits(run: Run, n: Numbers) -> None:
    """A temperature is a division of logits, and of the logarithms of given probabilities."""
    given = _sample(n)
    hot = run("sample", **given, temperature=2)
    same(run("sample", **{**given, "logits": given["logits"] / 2})["p1.Q"], hot["p1.Q"])
    P = run("softmax", logits=given["logits"])["P"]
    same(run("sample", vocabulary=LETTERS, P=P, draws=given["draws"], temperature=2)["p1.Q"], hot["p1.Q"])
