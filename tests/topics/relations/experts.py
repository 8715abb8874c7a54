"""Relations of a mixture of experts."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from tests.topics.relations.relation import Numbers, Run, relation_of, same

GATES = ("max", "softmax", "topk-softmax", "sigmoid")


def _experts(n: Numbers, how_many: int) -> list[dict[str, Any]]:
    return [{"W": n.matrix(3, 2), "b": n.vector(2)} for _ in range(how_many)]


@relation_of("moe")
def one_expert_is_that_expert(run: Run, n: Numbers) -> None:
    """With one expert to choose from, the mixture is its layer."""
    X, W_g, experts = n.matrix(4, 3), n.matrix(3, 1), _experts(n, 1)
    alone = run("mlp", X=X, layers=experts)["layer1.Z"]
    for gate in ("max", "softmax", "topk-softmax"):
        same(alone, run("moe", X=X, W_g=W_g, experts=experts, gate=gate)["Y"])


@relation_of("moe")
def like_experts_are_one(run: Run, n: Numbers) -> None:
    """Where all experts are the same and weights sum to 1, it does not matter who is asked."""
    X, W_g, experts = n.matrix(4, 3), n.matrix(3, 3), _experts(n, 1)
    alone = run("mlp", X=X, layers=experts)["layer1.Z"]
    for gate in GATES:
        given = {"gate": gate, "top_k": 2, "renormalize": True}
        same(alone, run("moe", X=X, W_g=W_g, experts=experts * 3, **given)["Y"])


@relation_of("moe")
def tokens_are_routed_on_their_own(run: Run, n: Numbers) -> None:
    """Tokens in another order have their results in that order."""
    X, W_g, experts, order = n.matrix(4, 3), n.matrix(3, 3), _experts(n, 3), n.order(4)
    for gate in GATES:
        one, other = (
            run("moe", X=x, W_g=W_g, experts=experts, gate=gate, top_k=2)["Y"] for x in (X, X[order])
        )
        same(one[order], other)


@relation_of("moe")
def experts_have_no_order(run: Run, n: Numbers) -> None:
    """Experts in another order, with their columns of the gate, give the same results."""
    X, W_g, experts, order = n.matrix(4, 3), n.matrix(3, 3), _experts(n, 3), n.order(3)
    others = [experts[place] for place in order]
    one = run("moe", X=X, W_g=W_g, experts=experts, top_k=2)
    other = run("moe", X=X, W_g=W_g[:, order], experts=others, top_k=2)
    same(one["Y"], other["Y"])
    same(one["balance"], other["balance"])


@relation_of("moe")
def one_more_is_kept(run: Run, n: Numbers) -> None:
    """A larger top_k keeps whom the smaller one keeps, and one more for each token."""
    X, W_g, experts = n.matrix(4, 3), n.matrix(3, 3), _experts(n, 3)
    kept = [run("moe", X=X, W_g=W_g, experts=experts, top_k=k)["keep"] for k in (1, 2, 3)]
    for fewer, more in pairwise(kept):
        same(np.sort(more - fewer, axis=1), [[0.0, 0.0, 1.0]] * 4)
