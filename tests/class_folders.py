"""Classes made and filled in for tests of marking."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.running import handcalc

Edit = Callable[[dict[str, str]], str]
"""From a line of an answer file, its value being the key's, to the value that is written instead."""


def made_class(folder: Path, *words: str) -> Path:
    """The folder of a class, made by the command; the sheets are Markdown."""
    outcome = handcalc("sheet", *words, "--format", "markdown", "--out", str(folder))
    assert (0, "") == (outcome.code, outcome.err)
    return folder


def manifest_of(folder: Path) -> dict[str, Any]:
    """The manifest as data."""
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return found


def answer_file(folder: Path, student: str) -> Path:
    """The answer file of a student."""
    entries = {entry["id"]: entry for entry in manifest_of(folder)["sheets"]}
    return folder / str(entries[student]["answers"])


def key_steps(folder: Path, student: str) -> dict[str, dict[str, Any]]:
    """The steps of a student's key, as its JSON has them."""
    entries = {entry["id"]: entry for entry in manifest_of(folder)["sheets"]}
    document = json.loads((folder / entries[student]["calculation"]).read_text(encoding="utf-8"))
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
    """The lines of a student's file with the values of the key, found by the order of its blanks.

    The sheets of these tests have every cell of a step blank, row by row.
    """
    steps = key_steps(folder, student)
    lines = lines_of(answer_file(folder, student))
    values = {
        name: [value for row in step["values"] for value in row if value != "-Infinity"]
        for name, step in steps.items()
    }
    return [{**line, "value": str(values[line["step"]].pop(0))} for line in lines]


def fill(folder: Path, student: str, edit: Edit = lambda line: line["value"]) -> Path:
    """Fill in a student's file, with the key's values or what is made of them."""
    path, lines = answer_file(folder, student), right_lines(folder, student)
    path.write_text(written([{**line, "value": edit(line)} for line in lines]), encoding="utf-8")
    return path


def fill_all(folder: Path, edit: Edit = lambda line: line["value"]) -> None:
    """Fill in the files of the whole class."""
    for entry in manifest_of(folder)["sheets"]:
        fill(folder, entry["id"], edit)


def as_json(student: str, lines: Sequence[Mapping[str, str | None]], **more: Any) -> str:
    """The same answers as a page saves them."""
    return json.dumps(
        {"schema": "handcalc/answers", "format_version": "1.0", "id": student, **more, "cells": lines}
    )


def slip(step: str, place: int, by: float = 5) -> Edit:
    """A clear mistake in one answer of a step, counted from 0."""
    seen: list[str] = []

    def edit(line: dict[str, str]) -> str:
        here = line["step"] == step and seen.count(step) == place
        seen.append(line["step"])
        return str(float(line["value"]) + by) if here else line["value"]

    return edit
