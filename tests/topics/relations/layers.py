"""Relations of layers: feed-forward, perceptron, norm, patches, thin matrices, experts."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.topics.relations.relation import Array, Numbers, Run, relation_of, same


def _ffn(n: Numbers) -> dict[str, Array]:
    weights = {"W_1": n.matrix(4, 5), "b_1": n.vector(5), "W_2": n.matrix(5, 4), "b_2": n.vector(4)}
    return {"X": n.matrix(3, 4), **weights}


@relation_of("ffn")
def tokens_do_not_see_each_other(run: Run, n: Numbers) -> None:
    """Each token has the result that it has alone."""
    given = _ffn(n)
    alone = [run("ffn", **{**given, "X": given["X"][[row]]})["F"] for row in range(3)]
    same(run("ffn", **given)["F"], np.concatenate(alone))


@relation_of("ffn")
def hidden_numbers_have_no_order(run: Run, n: Numbers) -> None:
    """The hidden layer in another order, on both sides of it, gives the same result."""
    given, order = _ffn(n), n.order(5)
    other = {"W_1": given["W_1"][:, order], "b_1": given["b_1"][order], "W_2": given["W_2"][order]}
    for activation in ("relu", "gelu", "silu"):
        one = run("ffn", **given, activation=activation)
        same(one["F"], run("ffn", **{**given, **other}, activation=activation)["F"])


@relation_of("ffn")
def relu_keeps_proportions(run: Run, n: Numbers) -> None:
    """Without biases, a token twice as long has a result twice as long."""
    given = {name: matrix for name, matrix in _ffn(n).items() if not name.startswith("b")}
    same(2 * run("ffn", **given)["F"], run("ffn", **{**given, "X": 2 * given["X"]})["F"])


@relation_of("ffn")
def a_residual_is_added(run: Run, n: Numbers) -> None:
    """With a residual connection the result is that without it, and X."""
    given = _ffn(n)
    same(run("ffn", **given)["F"] + given["X"], run("ffn", **given, residual=True)["R"])


def _layers(n: Numbers) -> list[dict[str, Any]]:
    return [{"W": n.matrix(3, 4), "b": n.vector(4)}, {"W": n.matrix(4, 2), "b": n.vector(2)}]


@relation_of("mlp")
def examples_do_not_see_each_other(run: Run, n: Numbers) -> None:
    """Each row has the result that it has alone."""
    X, layers = n.matrix(3, 3), _layers(n)
    alone = [run("mlp", X=X[[row]], layers=layers)["layer2.Z"] for row in range(3)]
    same(run("mlp", X=X, layers=layers)["layer2.Z"], np.concatenate(alone))


@relation_of("mlp")
def layers_without_activation_are_one(run: Run, n: Numbers) -> None:
    """Two of them are one with the product of their weights."""
    X, layers = n.matrix(3, 3), _layers(n)
    one, two = (layer["W"] for layer in layers)
    single = [{"W": one @ two, "b": layers[0]["b"] @ two + layers[1]["b"]}]
    both = run("mlp", X=X, layers=layers, activation="none")["layer2.Z"]
    same(both, run("mlp", X=X, layers=single)["layer1.Z"])


@relation_of("mlp")
def a_perceptron_is_feed_forward(run: Run, n: Numbers) -> None:
    """Two layers are the topic ffn, with every activation."""
    X, (one, two) = n.matrix(3, 3), _layers(n)
    for activation in ("relu", "gelu", "gelu-tanh", "silu"):
        other = run("ffn", X=X, W_1=one["W"], b_1=one["b"], W_2=two["W"], b_2=two["b"], activation=activation)
        same(other["F"], run("mlp", X=X, layers=[one, two], activation=activation)["layer2.Z"])


@relation_of("mlp")
def hidden_layers_have_no_order(run: Run, n: Numbers) -> None:
    """The hidden numbers in another order, on both sides of them, give the same result."""
    X, (one, two), order = n.matrix(3, 3), _layers(n), n.order(4)
    other = [{"W": one["W"][:, order], "b": one["b"][order]}, {**two, "W": two["W"][order]}]
    same(run("mlp", X=X, layers=[one, two])["layer2.Z"], run("mlp", X=X, layers=other)["layer2.Z"])


@relation_of("layernorm")
def a_norm_knows_no_shift(run: Run, n: Numbers) -> None:
    """A number added to a whole row changes nothing but the mean."""
    X = n.matrix(3, 5)
    same(run("layernorm", X=X)["N"], run("layernorm", X=X + np.array([[7], [-2.5], [100]]))["N"])


@relation_of("layernorm")
def a_norm_knows_no_scale(run: Run, n: Numbers) -> None:
    """Without ε rows of any length have the same norm, and opposite rows opposite ones."""
    X, factors = n.matrix(3, 5), np.array([[2.0], [0.25], [-3.0]])
    for kind in ("layer", "rms"):
        one, other = (run("layernorm", X=x, eps=0, kind=kind)["N"] for x in (X, factors * X))
        same(np.sign(factors) * one, other)


@relation_of("layernorm")
def features_have_no_order(run: Run, n: Numbers) -> None:
    """Features in another order, with their γ and β, have results in that order."""
    X, gamma, beta, order = n.matrix(2, 5), n.vector(5), n.vector(5), n.order(5)
    other = run("layernorm", X=X[:, order], gamma=gamma[order], beta=beta[order])
    same(run("layernorm", X=X, gamma=gamma, beta=beta)["Y"][:, order], other["Y"])


@relation_of("layernorm")
def a_batch_is_a_layer_of_columns(run: Run, n: Numbers) -> None:
    """Batch norm is layer norm of the transpose."""
    X = n.matrix(4, 3)
    for variance in ("n", "n-1"):
        batch = run("layernorm", X=X, kind="batch", variance=variance)
        same(run("layernorm", X=X.T, variance=variance)["N"].T, batch["N"])


@relation_of("vit")
def twice_as_bright_is_twice_as_long(run: Run, n: Numbers) -> None:
    """Patch vectors keep the proportions of the image."""
    image, W = n.matrix(4, 6), n.matrix(4, 3)
    same(2 * run("vit", image=image, W=W)["T"], run("vit", image=2 * image, W=W)["T"])


@relation_of("vit")
def patches_do_not_see_each_other(run: Run, n: Numbers) -> None:
    """The upper half of an image has the tokens that it has alone."""
    image, W = n.matrix(4, 6), n.matrix(4, 3)
    same(run("vit", image=image, W=W)["T"][:3], run("vit", image=image[:2], W=W)["T"])


@relation_of("vit")
def a_patch_of_one_pixel_is_the_pixel(run: Run, n: Numbers) -> None:
    """Patches of a single pixel are the image in one column, from left to right and top to bottom."""
    image = n.matrix(3, 4)
    same(image.reshape(-1, 1), run("vit", image=image, W=n.matrix(1, 2), patch=1)["patches"])


@relation_of("vit")
def positions_are_added_to_tokens(run: Run, n: Numbers) -> None:
    """The class token comes first, and position vectors are added to it as well."""
    image, W, cls, W_P = n.matrix(4, 4), n.matrix(4, 3), n.vector(3), n.matrix(5, 3)
    without = np.concatenate((cls[None], run("vit", image=image, W=W)["T"]))
    same(without + W_P, run("vit", image=image, W=W, cls=cls, W_P=W_P)["X"])


def _lora(n: Numbers) -> dict[str, Array]:
    return {"W": n.matrix(4, 3), "A": n.matrix(4, 2), "B": n.matrix(2, 3), "X": n.matrix(2, 4)}


@relation_of("lora")
def an_untrained_update_is_none(run: Run, n: Numbers) -> None:
    """With B = 0 the result is that of the frozen layer."""
    given = _lora(n)
    steps = run("lora", **{**given, "B": np.zeros((2, 3))})
    same(run("lora", **given)["base"], steps["Y"])
    same(given["W"], steps["W_merged"])


@relation_of("lora")
def an_update_can_be_merged(run: Run, n: Numbers) -> None:
    """The merged matrix as the frozen one, without an update, gives the same result."""
    given = _lora(n)
    one = run("lora", **given)
    other = run("lora", **{**given, "W": one["W_merged"], "B": np.zeros((2, 3))})
    same(one["Y"], other["base"])


@relation_of("lora")
def what_is_mixed_between_a_and_b_cancels(run: Run, n: Numbers) -> None:
    """A R and R⁻¹ B are the same update as A and B."""
    given = _lora(n)
    R, back = np.array([[2.0, 1.0], [1.0, 1.0]]), np.array([[1.0, -1.0], [-1.0, 2.0]])
    other = run("lora", **{**given, "A": given["A"] @ R, "B": back @ given["B"]})
    same(run("lora", **given)["delta"], other["delta"])


@relation_of("lora")
def alpha_scales_the_update(run: Run, n: Numbers) -> None:
    """Twice the α is twice the update."""
    given = _lora(n)
    same(2 * run("lora", **given, alpha=3)["delta"], run("lora", **given, alpha=6)["delta"])
