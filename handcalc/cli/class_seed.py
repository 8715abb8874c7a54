"""The seed of a class: as stated, else that of its folder, else random; with a remark for the teacher.

The seed and the id of a student lead to the student's key, and a small seed can be found by trying all of
them against the numbers on a sheet.
"""

from __future__ import annotations

import secrets
from typing import NamedTuple

from handcalc.cli.sheet_options import SheetOptions
from handcalc.errors import UsageError
from handcalc.exercises.sheets.manifest import MANIFEST, Manifest

_BITS = 128
_SAFE_DIGITS = 10
_GUESSABLE = (
    f"a seed with fewer than {_SAFE_DIGITS} digits can be found by trial from the numbers of a sheet: "
    "leave it out for a random one"
)


class ClassSeed(NamedTuple):
    """A seed, and what to tell the teacher about it."""

    seed: int
    remarks: tuple[str, ...] = ()


def class_seed(
    stated: int | None, there: Manifest | None, options: SheetOptions, *, drawn: bool
) -> ClassSeed:
    """The seed of a class.

    stated: by the command line or the file. there: the manifest of its folder. drawn: whether any numbers
    are random at all.
    Raises UsageError: each part of the class would choose a seed of its own.
    """
    if stated is not None:
        guessable = drawn and not options.open and len(str(abs(stated))) < _SAFE_DIGITS
        return ClassSeed(stated, (_GUESSABLE,) if guessable else ())
    if there is not None:
        return ClassSeed(there.seed)
    if not drawn:
        return ClassSeed(0)
    if options.part[1] > 1:
        raise UsageError("--part needs --seed N: without it each part would draw another class")
    seed = secrets.randbits(_BITS)
    return ClassSeed(seed, (f"seed {seed}, chosen at random, is kept in {MANIFEST}",))
