"""Classes made and filled in for tests of marking."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.run_command import Outcome, handcalc

NAMES = ["Ada", "=HYPERLINK(1)", "[red]*x*[/red] <b>&amp;</b>", "\x1b[31mEve\u202e", "-5"]
"""Of the students of the class that tests share, s0 to s4."""

Edit = Callable[[dict[str, str]], str]
"""From a line of an answer file, its value being the key's, to the value that is written instead."""


SEED = ("--seed", "2026202620")
"""Long enough to be used without a remark."""


def made_class(folder: Path, *words: str) -> Path:
    """The folder of a class, made by the command; the sheets are Markdown, the seed is always the same."""
    seed = () if "--seed" in words else SEED
    outcome = handcalc("sheet", *words, *seed, "--format", "markdown", "--out", str(folder))
    assert (0, "") == (outcome.code, outcome.err)
    return folder


def manifest_of(folder: Path) -> dict[str, Any]:
    """The manifest as data."""
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return found


def _entries(folder: Path) -> dict[str, dict[str, Any]]:
    return {entry["id"]: entry for entry in manifest_of(folder)["sheets"]}


def answer_file(folder: Path, student: str) -> Path:
    """The answer file of a student."""
    return folder / str(_entries(folder)[student]["answers"])


def key_steps(folder: Path, student: str) -> dict[str, dict[str, Any]]:
    """The steps of a student's key, as its JSON has them."""
    document = json.loads((folder / _entries(folder)[student]["calculation"]).read_text(encoding="utf-8"))
    return {step["id"]: step for step in document["steps"]}


def lines_of(path: Path) -> list[dict[str, str]]:
    """The lines of an answer file."""
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def written(lines: Sequence[Mapping[str, str]]) -> str:
    """Lines as an answer file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, ["step", "row", "column", "value"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue()


def right_lines(folder: Path, student: str) -> list[dict[str, str]]:
    """The lines of a student's file with the values of the key."""
    return filled_in(folder, _entries(folder)[student])


def filled_in(folder: Path, entry: Mapping[str, str]) -> list[dict[str, str]]:
    """The same for an entry of the manifest: lines and key have the blanks of a step in the same order.

    The sheets of these tests have every cell of a step blank, row by row.
    """
    document = json.loads((folder / entry["calculation"]).read_text(encoding="utf-8"))
    values = {
        step["id"]: [value for row in step["values"] for value in row if value != "-Infinity"]
        for step in document["steps"]
    }
    lines = lines_of(folder / entry["answers"])
    return [{**line, "value": str(values[line["step"]].pop(0))} for line in lines]


def fill(folder: Path, student: str, edit: Edit = lambda line: line["value"]) -> Path:
    """Fill in a student's file, with the key's values or what is made of them."""
    return _fill(folder, _entries(folder)[student], edit)


def fill_all(
    folder: Path, edit_of: Callable[[int], Edit] = lambda number: lambda line: line["value"]
) -> None:
    """Fill in the files of the whole class; edit_of: what each student makes of the key's values."""
    for number, entry in enumerate(manifest_of(folder)["sheets"]):
        _fill(folder, entry, edit_of(number))


def _fill(folder: Path, entry: Mapping[str, str], edit: Edit) -> Path:
    path, lines = folder / entry["answers"], filled_in(folder, entry)
    path.write_text(written([{**line, "value": edit(line)} for line in lines]), encoding="utf-8")
    return path


def as_json(student: str, lines: Sequence[Mapping[str, str | None]], **more: Any) -> str:
    """The same answers as a page saves them."""
    return json.dumps(
        {"schema": "handcalc/answers", "format_version": "1.0", "id": student, **more, "cells": lines}
    )


def sheet_of(outcome: Outcome, student: str) -> dict[str, Any]:
    """What the grades in JSON say of a student."""
    found: dict[str, Any] = {one["id"]: one for one in outcome.document["sheets"]}[student]
    return found


def slip(step: str, place: int, by: float = 5) -> Edit:
    """A clear mistake in one answer of a step, counted from 0."""
    seen: list[str] = []

    def edit(line: dict[str, str]) -> str:
        here = line["step"] == step and seen.count(step) == place
        seen.append(line["step"])
        return str(float(line["value"]) + by) if here else line["value"]

    return edit


def grade(folder: Path, *words: str, **more: Any) -> Outcome:
    """One run of the command on a class."""
    return handcalc("grade", str(folder), *words, **more)


def forget_the_scaling(folder: Path, student: str) -> None:
    """Fill in a file with the scores for the scaled ones, and all the rest from the key."""
    lines = right_lines(folder, student)
    scores = {(line["row"], line["column"]): line["value"] for line in lines if line["step"] == "S"}
    fill(
        folder,
        student,
        lambda line: scores[line["row"], line["column"]] if line["step"] == "Z" else line["value"],
    )
