"""Images as tokens: combinations for the laws, PyTorch's unfold, and what only it promises."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.testing as npt
import pytest

import handcalc
from handcalc.errors import InputError
from tests.topics.agreement import assert_as_reference
from tests.topics.reference.vit import vit as reference

_IMAGE = [[10 * row + column for column in range(1, 5)] for row in range(1, 5)]
_W = [[1, 0, 0], [0, 1, -1], [1, 1, 0], [0, 0, 2]]
_CLS = [1, -1, 0.5]
_PLACES = [[0, 0, 1], [1, 0, 0], [0, 1, 0], [1, 1, 1], [2, 0, -1]]
COMPANIONS: dict[str, dict[str, Any]] = {
    "patch": {"height": 12, "width": 12},
    "height": {"patch": 1},
    "width": {"patch": 1},
    "W_P": {"image": _IMAGE, "W": _W},
}
VARIANTS: dict[str, dict[str, Any]] = {
    "class token": {"seed": 1, "cls": [1, 0, -1, 2]},
    "positions": {"seed": 2, "W_P": _PLACES[:4]},
    "class token and positions": {"image": _IMAGE, "W": _W, "cls": _CLS, "W_P": _PLACES},
    "patches of three": {"seed": 3, "patch": 3, "height": 3, "width": 9},
    "a pixel a patch": {"seed": 4, "patch": 1, "height": 2, "width": 3, "cls": [1, 2, 3, 4]},
    "fractions": {"image": [["1/3", 1], [0, "2/7"]], "W": [[1], [3], [0], ["1/2"]], "cls": ["1/9"]},
    "in columns": {
        "image": [[1, 2, 3, 4], [5, 6, 7, 8]],
        "W": np.transpose(_W).tolist(),
        "W_P": [[1, 2], [0, 1], [0, 0]],
        "vectors": "columns",
        "labels": {"rows": ["top", "bottom"], "d_model": ["ink", "edge", "edge"]},
    },
}


@pytest.mark.parametrize("seed", range(40))
def test_steps_are_those_of_the_reference(seed: int) -> None:
    """Images of random sizes give the reference's steps, in its order."""
    random = np.random.default_rng(seed)
    patch, down, across, d = random.integers(1, 4, size=4).tolist()
    given: dict[str, Any] = {
        "image": random.normal(size=(down * patch, across * patch)),
        "W": random.normal(size=(patch**2, d)),
        "patch": patch,
    }
    given |= {"cls": random.normal(size=d)} if seed % 2 else {}
    given |= {"W_P": random.normal(size=(down * across + seed % 2, d))} if seed % 3 else {}
    expected, worked = reference(**given), handcalc.vit(**given)
    assert_as_reference(expected, worked)


def test_patches_are_those_of_torch() -> None:
    """Torch's unfold gives the same patches, its strided convolution the same patch vectors."""
    torch = pytest.importorskip("torch")
    image = torch.tensor(_IMAGE, dtype=torch.float64)[None, None]
    kernels = torch.tensor(_W, dtype=torch.float64).T.reshape(3, 1, 2, 2)
    worked = handcalc.vit(image=_IMAGE, W=_W)
    unfolded = torch.nn.functional.unfold(image, 2, stride=2)[0].T.numpy()
    convolved = torch.nn.functional.conv2d(image, kernels, stride=2)[0].reshape(3, -1).T.numpy()
    npt.assert_array_equal(unfolded, worked["patches"].values)
    npt.assert_allclose(convolved, worked["T"].values, rtol=1e-9, atol=1e-9)


def test_patches_go_from_left_to_right_and_top_to_bottom() -> None:
    """The first row of patches comes first; within a patch the pixels go the same way."""
    worked = handcalc.vit(image=_IMAGE, W=_W)
    npt.assert_array_equal(
        [[11, 12, 21, 22], [13, 14, 23, 24], [31, 32, 41, 42], [33, 34, 43, 44]], worked["patches"].values
    )
    assert ("r1c1", "r1c2", "r2c1", "r2c2") == worked["patches"].labels[0]


def test_the_image_does_not_turn() -> None:
    """In columns the patches are columns, and the image is as it was given, to be seen upright."""
    rows, columns = (
        handcalc.vit(image=_IMAGE, W=W, cls=_CLS, vectors=vectors)
        for W, vectors in ((_W, "rows"), (np.transpose(_W), "columns"))
    )
    npt.assert_array_equal(_IMAGE, columns.given["image"])
    for name in ("patches", "T", "C"):
        npt.assert_array_equal(rows[name].values.T, columns[name].values)


def test_the_class_token_comes_first() -> None:
    """C has cls on top of T, and the first position is its own."""
    worked = handcalc.vit(image=_IMAGE, W=_W, cls=_CLS, W_P=_PLACES)
    npt.assert_array_equal([_CLS], worked["C"].values[:1])
    npt.assert_array_equal(np.add(_CLS, _PLACES[0]), worked["X"].values[0])


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"image": _IMAGE[:3]}, "image has 3 × 4 pixels, which patches of 2 × 2 do not divide evenly"),
        ({"W": _W[:3]}, "W has 3 rows, but patch is 2: 2·2 = 4 are needed"),
        ({"patch": 4}, "W has 4 rows, but patch is 4: 4·4 = 16 are needed"),
        ({"patch": 0}, "patch must be"),
        ({"cls": [1, 2]}, "cls has 2 values"),
        ({"W_P": _PLACES}, "W_P has 5 positions, but there are 4 tokens"),
        ({"W_P": _PLACES[:4], "cls": _CLS}, "W_P has 4 positions, but there are 5 tokens"),
        ({"height": 3}, "height is 3, but image"),
    ],
)
def test_refusals_name_what_is_at_fault(more: dict[str, Any], words: str) -> None:
    """What does not fit is refused with the input or option."""
    with pytest.raises(InputError) as caught:
        handcalc.vit(**{"image": _IMAGE, "W": _W, **more})
    assert words in str(caught.value)
