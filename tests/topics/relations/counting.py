"""Relations of what is counted: parameters, tokens and computing."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.topics.relations.relation import Numbers, Run, relation_of, same


def _model(n: Numbers) -> dict[str, Any]:
    heads = n.some(1, 4)
    sizes = {"d_model": heads * n.some(1, 8), "heads": heads, "vocabulary": n.some(1, 1000)}
    return {**sizes, "biases": n.random.random() < 0.5, "norms": n.random.random() < 0.5}


@relation_of("params")
def a_layer_more_is_a_layer_more(run: Run, n: Numbers) -> None:
    """Each layer adds the same to the total: what one layer has."""
    given, layers = _model(n), n.some(1, 9)
    one, other = (run("params", **given, layers=layers + more) for more in (0, 3))
    same(one["total"] + 3 * one["per_layer"], other["total"])
    same(one["per_layer"], other["per_layer"])


@relation_of("params")
def a_word_more_is_two_vectors_more(run: Run, n: Numbers) -> None:
    """One to come in and one to go out; with tied vectors one, and a layer is the same."""
    given = _model(n)
    more = {**given, "vocabulary": given["vocabulary"] + 10}
    for tied, vectors in ((False, 2), (True, 1)):
        one, other = (run("params", **sizes, tied=tied) for sizes in (given, more))
        same(one["total"] + 10 * vectors * given["d_model"], other["total"])
        same(one["per_layer"], other["per_layer"])


@relation_of("params")
def heads_divide_but_add_nothing(run: Run, n: Numbers) -> None:
    """As many numbers with one head as with four that are a quarter as wide."""
    given = {**_model(n), "d_model": 4 * n.some(1, 8)}
    one, four = (run("params", **{**given, "heads": heads}) for heads in (1, 4))
    same(one["total"], four["total"])


@relation_of("params")
def a_position_is_a_vector(run: Run, n: Numbers) -> None:
    """Learned positions add a vector each, outside of the layers."""
    given, context = _model(n), n.some(1, 100)
    one, other = run("params", **given), run("params", **given, context=context)
    same(one["total"] + context * given["d_model"], other["total"])


def _split(n: Numbers) -> dict[str, float]:
    return {"N": float(n.some(1, 99) * 10**9), "D": float(n.some(1, 99) * 10**10)}


@relation_of("chinchilla")
def computing_is_what_matters(run: Run, n: Numbers) -> None:
    """However the same computing was split, the best split is the same; given alone, too."""
    given = _split(n)
    one = run("chinchilla", **given)
    for other in (
        run("chinchilla", N=given["N"] * 2, D=given["D"] / 2),
        run("chinchilla", C=6 * given["N"] * given["D"]),
    ):
        same(one["N_opt"], other["N_opt"])
        same(one["table"], other["table"])


@relation_of("chinchilla")
def four_times_the_computing_doubles_both(run: Run, n: Numbers) -> None:
    """Parameters and tokens grow alike."""
    C = 6 * _split(n)["N"] * 10**11
    one, other = run("chinchilla", C=C), run("chinchilla", C=4 * C)
    same(2 * one["N_opt"], other["N_opt"])
    same(2 * one["D_opt"], other["D_opt"])


@relation_of("chinchilla")
def a_ratio_is_a_ratio(run: Run, n: Numbers) -> None:
    """D is ratio · N; four times the ratio is half the parameters and twice the tokens."""
    C, ratio = 6 * _split(n)["N"] * 10**11, n.some(5, 40)
    one, other = (run("chinchilla", C=C, ratio=r) for r in (ratio, 4 * ratio))
    same(ratio * one["N_opt"], one["D_opt"])
    same(one["N_opt"] / 2, other["N_opt"])
    same(2 * one["D_opt"], other["D_opt"])


@relation_of("chinchilla")
def data_helps_less_and_less(run: Run, n: Numbers) -> None:
    """Each doubling of the tokens takes 2^−β of what the doubling before took off the loss."""
    given = _split(n)
    for constants, beta in (("published", 0.28), ("refit", 0.3658)):
        losses = [
            run("chinchilla", N=given["N"], D=k * given["D"], constants=constants)["L"] for k in (1, 2, 4)
        ]
        first, second = -np.diff(np.ravel(losses))
        np.testing.assert_allclose(second, 2**-beta * first, rtol=1e-6)
