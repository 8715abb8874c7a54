"""`handcalc grade FOLDER [ANSWERS…]`: the answers of a class, marked."""

from __future__ import annotations

from inspect import Signature
from typing import Any

import typer

from handcalc.cli.base_command import BaseCommand, built
from handcalc.cli.grade_options import PARAMETERS, GradeOptions


def grade_command() -> BaseCommand:
    """The command `grade`."""
    _grade.__signature__ = Signature(PARAMETERS)  # type: ignore[attr-defined]
    return built(
        _grade,
        "grade",
        "handcalc sheet softmax --variants 3 --format html --out week3",
        "handcalc grade week3",
        "handcalc grade week3 week3/answers/*.csv -o grades.csv --feedback feedback",
    )


def _grade(**words: Any) -> None:
    """Mark the answers of a class that `handcalc sheet` has made.

    FOLDER is the folder of the class. ANSWERS are files of answers, CSV or JSON, each named for its student,
    or folders of them; without any, all in FOLDER/answers are marked. An answer is right if it is the key. It
    follows if it is right for the student's own earlier numbers. A file that cannot be read is told of, the
    others are marked, and the command exits with 5.
    """
    options = GradeOptions.read(words)
    from handcalc.cli.grade_class import grade_class

    code = grade_class(options)
    if code:
        raise typer.Exit(code)
