"""Relations of attention and of the blocks that are made of it."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.topics.relations.relation import Array, Numbers, Run, relation_of, same


def _weights(n: Numbers, width: int = 4) -> dict[str, Array]:
    return {"W_Q": n.matrix(width, 3), "W_K": n.matrix(width, 3), "W_V": n.matrix(width, 2)}


@relation_of("attention")
def tokens_have_no_order(run: Run, n: Numbers) -> None:
    """Tokens in another order are mixed to the same values in that order."""
    X, weights, order = n.matrix(4, 4), _weights(n), n.order(4)
    same(run("attention", X=X, **weights)["O"][order], run("attention", X=X[order], **weights)["O"])


@relation_of("attention")
def keys_move_with_their_values(run: Run, n: Numbers) -> None:
    """A memory in another order gives weights in that order, and the same mixed values."""
    X, Y, weights, order = n.matrix(3, 4), n.matrix(5, 4), _weights(n), n.order(5)
    one, other = (run("attention", X=X, Y=memory, **weights) for memory in (Y, Y[order]))
    same(one["A"][:, order], other["A"])
    same(one["O"], other["O"])


@relation_of("attention")
def later_tokens_are_not_seen(run: Run, n: Numbers) -> None:
    """With causal the first tokens have the values that they have alone."""
    X, weights = n.matrix(5, 4), _weights(n)
    whole, begun = (run("attention", X=x, **weights, causal=True)["O"] for x in (X, X[:3]))
    same(whole[:3], begun)


@relation_of("attention")
def the_largest_score_cancels(run: Run, n: Numbers) -> None:
    """Subtracting the largest score of each row changes no weight, whatever is masked."""
    X, weights = n.matrix(4, 4), _weights(n)
    for base in ("e", 3):
        given = {"X": X, **weights, "base": base, "causal": True}
        same(run("attention", **given)["A"], run("attention", **given, stable=True)["A"])


@relation_of("attention")
def a_masked_token_is_not_there(run: Run, n: Numbers) -> None:
    """Hidden from all, a token of the memory may as well be left out."""
    X, Y, weights = n.matrix(3, 4), n.matrix(5, 4), _weights(n)
    hidden = run("attention", X=X, Y=Y, mask=[[1, 1, 0, 1, 1]] * 3, **weights)
    same(run("attention", X=X, Y=Y[[0, 1, 3, 4]], **weights)["O"], hidden["O"])


@relation_of("attention")
def shared_keys_are_repeated_keys(run: Run, n: Numbers) -> None:
    """Two heads that share keys and values are two heads with the same ones."""
    X, W_Q, W_K, W_V = n.matrix(3, 4), n.matrix(4, 6), n.matrix(4, 3), n.matrix(4, 2)
    shared = run("attention", X=X, W_Q=W_Q, W_K=W_K, W_V=W_V, heads=2, kv_heads=1)
    twice = {"W_K": np.hstack((W_K, W_K)), "W_V": np.hstack((W_V, W_V))}
    same(shared["O"], run("attention", X=X, W_Q=W_Q, heads=2, **twice)["O"])


def _block(n: Numbers) -> dict[str, Array]:
    own = {**_weights(n), "W_O": n.matrix(2, 4)}
    return {**own, "W_1": n.matrix(4, 5), "W_2": n.matrix(5, 4), "b_1": n.vector(5), "b_2": n.vector(4)}


@relation_of("encoder")
def a_block_has_no_order(run: Run, n: Numbers) -> None:
    """Tokens in another order leave the block in that order, wherever the norms stand."""
    X, block, order = n.matrix(3, 4), _block(n), n.order(3)
    for norm, last in (("post", "norm2.Y"), ("pre", "add2")):
        one, other = (run("encoder", X=x, **block, norm=norm)[last] for x in (X, X[order]))
        same(one[order], other)


@relation_of("encoder")
def a_block_that_learned_nothing_lets_pass(run: Run, n: Numbers) -> None:
    """With zeros for W_O, W_2 and b_2 a block is X if norms come first, else X normed twice."""
    X, block = n.matrix(3, 4), _block(n)
    block |= {"W_O": np.zeros((2, 4)), "W_2": np.zeros((5, 4)), "b_2": np.zeros(4)}
    same(X, run("encoder", X=X, **block, norm="pre")["add2"])
    once = run("layernorm", X=X)["Y"]
    same(run("layernorm", X=once)["Y"], run("encoder", X=X, **block)["norm2.Y"])


@relation_of("encoder")
def a_block_is_its_parts(run: Run, n: Numbers) -> None:
    """Attention, norm, feed-forward and norm, one after the other as topics of their own."""
    X, block = n.matrix(3, 4), _block(n)
    attention = {name: block[name] for name in ("W_Q", "W_K", "W_V", "W_O")}
    ffn = {name: block[name] for name in ("W_1", "W_2", "b_1", "b_2")}
    middle = run("layernorm", X=run("attention", X=X, **attention, residual=True)["R"])["Y"]
    last = run("ffn", X=middle, **ffn, residual=True, norm="post")["norm.Y"]
    same(last, run("encoder", X=X, **block)["norm2.Y"])


def _decoder(n: Numbers) -> dict[str, Any]:
    weights = {f"self_{name}": matrix for name, matrix in {**_weights(n), "W_O": n.matrix(2, 4)}.items()}
    rest = {"W_1": n.matrix(4, 5), "W_2": n.matrix(5, 4), "W_U": n.matrix(4, 3)}
    return {**weights, **rest, "vocabulary": ["the", "cat", "sat"]}


def _memory(n: Numbers) -> dict[str, Array]:
    weights = {f"cross_{name}": matrix for name, matrix in {**_weights(n), "W_O": n.matrix(2, 4)}.items()}
    return {**weights, "memory": n.matrix(5, 4)}


@relation_of("decoder")
def what_comes_later_is_not_seen(run: Run, n: Numbers) -> None:
    """A text that goes on has the vectors of its beginning, up to the last norm."""
    X, block = n.matrix(5, 4), _decoder(n)
    whole, begun = (run("decoder", X=x, **block) for x in (X, X[:3]))
    for step in ("self.O", "add1", "norm1.Y", "ffn.F", "norm3.Y"):
        same(whole[step][:3], begun[step])


@relation_of("decoder")
def a_memory_has_no_order(run: Run, n: Numbers) -> None:
    """The memory in another order says the same."""
    X, block, crossing, order = n.matrix(3, 4), _decoder(n), _memory(n), n.order(5)
    other = {**crossing, "memory": crossing["memory"][order]}
    same(run("decoder", X=X, **block, **crossing)["P"], run("decoder", X=X, **block, **other)["P"])


@relation_of("decoder")
def the_next_word_follows_the_vocabulary(run: Run, n: Numbers) -> None:
    """Words in another order, with their columns of W_U, have shares in that order."""
    X, block, order = n.matrix(3, 4), _decoder(n), n.order(3)
    words = [block["vocabulary"][place] for place in order]
    other = run("decoder", X=X, **{**block, "vocabulary": words, "W_U": block["W_U"][:, order]})
    same(run("decoder", X=X, **block)["P"][:, order], other["P"])


@relation_of("decoder")
def a_single_token_is_encoded(run: Run, n: Numbers) -> None:
    """With nothing before it and no memory, a token is seen as by an encoder, and then unembedded."""
    X, block = n.matrix(1, 4), _decoder(n)
    own = {name.removeprefix("self_"): matrix for name, matrix in block.items() if name.startswith("self_")}
    encoded = run("encoder", X=X, **own, W_1=block["W_1"], W_2=block["W_2"])["norm2.Y"]
    steps = run("decoder", X=X, **block)
    same(encoded, steps["norm3.Y"])
    same(run("unembed", X=encoded, W_U=block["W_U"], vocabulary=block["vocabulary"])["P"], steps["P"])
