"""Patch embedding of a vision transformer (ViT)."""

from __future__ import annotations

from typing import Annotated

from handcalc.errors import InputError
from handcalc.record.axes import Axis
from handcalc.record.dimensions import Dimension, count_of
from handcalc.record.matrix import Matrix
from handcalc.record.operations import concatenate_rows, in_role, patches_of
from handcalc.record.options import option, size
from handcalc.record.parameters import matrix, vector
from handcalc.record.recorder import Recorder
from handcalc.record.topic import Group, topic
from handcalc.text import counted
from handcalc.topics._dimensions import d_model, position

row = Dimension("row")
column = Dimension("column")
pixel = Dimension("pixel").squared(count_of("patch"))

_GREYS = (0, 0, 1, 2, 3)


@topic(Group.TRANSFORMER)
def vit(
    c: Recorder,
    image: Annotated[Matrix, matrix(row, column, "image, one channel", transposes=False, drawn_from=_GREYS)],
    W: Annotated[Matrix, matrix(pixel, d_model, "patch projection (E in the paper)")],
    cls: Annotated[Matrix | None, vector(d_model, "learned [CLS] token")] = None,
    W_P: Annotated[Matrix | None, matrix(position, d_model, "position embeddings")] = None,
    *,
    patch: Annotated[int, option("patch size: pixels along each side", least=1)] = 2,
    height: Annotated[int, size(row, "drawn image: height in pixels")] = 4,
    width: Annotated[int, size(column, "drawn image: width in pixels")] = 4,
    d_model: Annotated[int, size(d_model, "drawn weights: d_model")] = 4,
) -> Matrix:
    """ViT patch embedding: from an image to tokens.

    Symbols:
      image (h × w): one number for each pixel
      patches (n × patch²): flattened patches; r1c2 is in row 1, column 2
      T = patches W: patch embeddings
      C: the [CLS] token, then T
      W_P (tokens × d_model): position embeddings
      X = C + W_P, or T + W_P without cls

    Source: A. Dosovitskiy et al., An Image is Worth 16x16 Words (2020), section 3.1.

    Simplifications: one channel, no bias. With three channels a flattened patch has 3·patch² numbers.
    """
    _refuse_uneven(image, patch)
    down, across = (side // patch for side in image.shape)
    places = (f"r{row}c{column}" for row in range(1, down + 1) for column in range(1, across + 1))
    tokens = Axis("token", tuple(places))
    note = "patches, and the pixels of each, from left to right and from top to bottom"
    pixels = patches_of(image, patch, tokens, W.rows)
    patches = c.step("patches", pixels, "Flattened patches", note=note, picture="heat map")  # n × patch²
    last = c.step("T", patches @ W, "Patch embeddings")  # n × d_model
    c.conclude(_conclusion(tokens.size, patch, W.columns.size, cls is not None))
    if cls is not None:
        together = concatenate_rows([cls, last], Axis("token", ("cls", *tokens.labels)))
        last = c.step("C", together, "Prepend the [CLS] token")  # (n + 1) × d_model
    if W_P is None:
        return last
    if W_P.rows.size != last.rows.size:
        there = counted(last.rows.size, "token")
        raise InputError(f"W_P has {counted(W_P.rows.size, 'position')}, but there are {there}", about="W_P")
    return c.step(
        "X", last + in_role(W_P, last.rows, last.columns), "Add position embeddings"
    )  # tokens × d_model


def _conclusion(patches: int, side: int, width: int, cls: bool) -> str:
    """The tokens that the image became."""
    tokens = f"{counted(patches + cls, 'token')} of {counted(width, 'feature')}"
    parts = f"{'[CLS] and ' if cls else ''}{counted(patches, 'patch', 'patches')} of {side} × {side} pixels"
    return f"The image became {tokens}: {parts}."


def _refuse_uneven(image: Matrix, patch: int) -> None:
    height, width = image.shape
    if height % patch or width % patch:
        raise InputError(
            f"image has {height} × {width} pixels, which patches of {patch} × {patch} do not divide evenly",
            about="image",
        )
