"""From an image to token vectors, as a vision transformer reads it."""

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
    image: Annotated[
        Matrix, matrix(row, column, "the image, a number a pixel", transposes=False, drawn_from=_GREYS)
    ],
    W: Annotated[Matrix, matrix(pixel, d_model, "weights of the pixels of a patch")],
    cls: Annotated[Matrix | None, vector(d_model, "class token: stands for the whole image")] = None,
    W_P: Annotated[Matrix | None, matrix(position, d_model, "position vectors")] = None,
    *,
    patch: Annotated[int, option("pixels on each side of a patch", least=1)] = 2,
    height: Annotated[int, size(row, "rows of a random image")] = 4,
    width: Annotated[int, size(column, "columns of a random image")] = 4,
    d_model: Annotated[int, size(d_model, "columns of random weights")] = 4,
) -> Matrix:
    """Vision transformer, the entrance: an image becomes tokens.

    Symbols: image (h × w) a number a pixel; patches (n × patch²) a flattened patch a row, r1c2 the one in the
    first row and second column of patches; T = patches W the patch vectors; C = cls on top of T; W_P (as many
    rows as tokens) the position vectors; X = C + W_P, or T + W_P without cls.

    Source: A. Dosovitskiy et al., An Image is Worth 16x16 Words (2020), section 3.1.

    Simplifications: one channel, no bias. With three colours a flattened patch has 3·patch² numbers.
    """
    _refuse_uneven(image, patch)
    down, across = (side // patch for side in image.shape)
    places = (f"r{row}c{column}" for row in range(1, down + 1) for column in range(1, across + 1))
    tokens = Axis("token", tuple(places))
    note = "patches from left to right, then from top to bottom; so are the pixels of each"
    cut = patches_of(image, patch, tokens, W.rows)
    patches = c.step("patches", cut, "Patches, flattened", note=note, picture="heat map")  # n × patch²
    last = c.step("T", patches @ W, "Patch vectors")  # n × d_model
    if cls is not None:
        together = concatenate_rows([cls, last], Axis("token", ("cls", *tokens.labels)))
        last = c.step("C", together, "Class token first")  # (n + 1) × d_model
    if W_P is None:
        return last
    if W_P.rows.size != last.rows.size:
        there = counted(last.rows.size, "token")
        raise InputError(f"W_P has {counted(W_P.rows.size, 'position')}, but there are {there}", about="W_P")
    return c.step("X", last + in_role(W_P, last.rows, last.columns), "With positions")  # tokens × d_model


def _refuse_uneven(image: Matrix, patch: int) -> None:
    height, width = image.shape
    if height % patch or width % patch:
        raise InputError(
            f"image has {height} rows and {width} columns, which patches of {patch} by {patch} do not fill",
            about="image",
        )
