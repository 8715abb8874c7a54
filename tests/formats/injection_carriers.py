"""Ways for user input into the output of handcalc, each with all its output."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from handcalc import formats
from tests.exercises.class_folders import as_json, grade, lines_of
from tests.paths import SAMPLES
from tests.run_command import Outcome, handcalc

Texts = Sequence[str]
FORMATS = [name for name in formats.names() if name != "pdf"]
PRINTED = [name for name in FORMATS if formats.find(name).prints]


class Made(NamedTuple):
    """One output: its format, its bytes, and the texts that it has to contain."""

    format: str
    data: bytes
    shows: Texts = ()


Carrier = Callable[[Texts, Path], list[Made]]
"""From texts and a working folder to the outputs that contain them."""


def done(*words: str, may: tuple[int, ...] = (0,), **more: Any) -> Outcome:
    """A run that exits with 0."""
    outcome = handcalc(*words, **more)
    assert outcome.code in may, outcome.err
    return outcome


def put(folder: Path, name: str, content: str) -> str:
    """A file of this name, as a path."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content.encode())
    return str(folder / name)


def softmax(texts: Texts, folder: Path) -> str:
    """A file with the texts as labels on both axes, and one of them as its title."""
    logits = [[(3 * i + j) % 7 - 2 for i in range(len(texts))] for j in range(len(texts))]
    labels = {"words": texts, "positions": texts}
    return put(
        folder,
        "x.json",
        json.dumps({"topic": "softmax", "title": texts[0], "labels": labels, "logits": logits}),
    )


def calculations(texts: Texts, folder: Path) -> list[Made]:
    """Labels and a title, in every format; in colour and as a part of a page, too."""
    words = ["run", softmax(texts, folder), "--cells", "none"]
    coloured = re.sub(rb"\x1b\[[0-9;]*m", b"", done(*words, "--color", "always").stdout)
    return [
        *(Made(format, done(*words, "-f", format).stdout, texts[format == "csv" :]) for format in FORMATS),
        Made("table", coloured, texts),
        Made("html", done(*words, "-f", "html", "--fragment").stdout, texts),
    ]


def comparisons(texts: Texts, folder: Path) -> list[Made]:
    """`compare`: the title, and the labels of the cells that differ."""
    file = softmax(texts, folder)
    words = ["compare", "softmax", file, "--with", "base=2", "-f"]
    return [
        Made(format, done(*words, format, may=(0, 1)).stdout, texts[: format != "csv"]) for format in FORMATS
    ]


def sheets(texts: Texts, folder: Path) -> list[Made]:
    """Sheets and keys: a student's id, and a file name in the command that rebuilds them."""
    # What a file system takes, with a space, so that a shell needs quotes in any case.
    name = "a file " + texts[1].replace("/", "-").replace("\0", "-")[:60]
    path = put(folder, name, Path(softmax(texts, folder)).read_text(encoding="utf-8"))
    student, outputs = f"{texts[2]}7", []
    for format in PRINTED:
        for more in ([], ["--open"], ["--key"]):
            words = ["sheet", "softmax", path, "--seed", "1", f"--student={student}", "-f", format, *more]
            shows = [texts[0], student.strip(), *([shlex.quote(name)[1:-1]] if more else [])]
            outputs.append(Made(format, done(*words).stdout, shows))
    return outputs


def a_class(texts: Texts, folder: Path) -> Path:
    """The folder of a class with these texts as title, labels, ids and names."""
    labels = {"words": texts[:3], "positions": texts[3:]}
    document = {"title": texts[0], "labels": labels, "vocabulary_size": 3, "positions": len(texts) - 3}
    file = put(folder, "x.json", json.dumps(document))
    roster = io.StringIO()
    rows = [("id", "name"), *((f"{text}{number}", text) for number, text in enumerate(texts))]
    csv.writer(roster).writerows(rows)
    who = put(folder, "class.csv", roster.getvalue())
    words = ["--roster", who, "--seed", "1111111111", "--format", "markdown", "--out", str(folder / "week")]
    done("sheet", "softmax", file, *words)
    return folder / "week"


def classes(texts: Texts, folder: Path) -> list[Made]:
    """Every file of a class."""
    week = a_class(texts, folder)
    students = _entries(week)
    outputs = [Made("json", (week / "manifest.json").read_bytes(), [one["id"] for one in students])]
    for one in students:
        outputs += [
            Made("markdown", (week / one["sheet"]).read_bytes(), [one["id"], one["name"], texts[0]]),
            Made("markdown", (week / one["key"]).read_bytes(), [one["id"], one["name"], texts[0]]),
            Made("json", (week / one["calculation"]).read_bytes(), texts),
            Made("csv", (week / one["answers"]).read_bytes(), texts),
        ]
    return outputs


def grades(texts: Texts, folder: Path) -> list[Made]:
    """A class with these texts as answers: table, CSV, JSON, and feedback for each student."""
    week = a_class(texts, folder)
    students = _entries(week)
    for one in students:
        path = week / one["answers"]
        lines = lines_of(path)
        values = [{**line, "value": texts[n % len(texts)]} for n, line in enumerate(lines)]
        path.with_suffix(".json").write_text(as_json(one["id"], values), encoding="utf-8")
        path.unlink()
    ids = [one["id"] for one in students]
    feedback = folder / "feedback"
    table = grade(week, "--feedback", str(feedback), "--width", "200")
    assert (0, "") == (table.code, table.err)
    assert 0 == grade(week, "-o", str(folder / "grades.csv")).code
    pages = [feedback / f"{Path(one['answers']).stem}.md" for one in students]
    answers = [text.strip() for text in texts]
    return [
        Made("table", table.stdout, ids),
        Made("csv", (folder / "grades.csv").read_bytes(), ids),
        Made("json", grade(week, "--json").stdout, [*ids, *answers]),
        *(
            Made("markdown", page.read_bytes(), [one["id"], *answers])
            for page, one in zip(pages, students, strict=True)
        ),
    ]


def _entries(week: Path) -> list[dict[str, Any]]:
    """The students of a class in the order of the roster; their ids end with their number."""
    sheets: list[dict[str, Any]] = json.loads((week / "manifest.json").read_text(encoding="utf-8"))["sheets"]
    return sorted(sheets, key=lambda one: str(one["id"])[-1])


def quizzes(texts: Texts, folder: Path) -> list[Made]:
    """A quiz with these texts as labels, title and typed answers."""
    typed = "".join(f"{' '.join(text.split()) or 'x'}\n" for text in texts)
    words = ["quiz", "softmax", softmax(texts, folder), "--level", "3"]
    return [Made("plain", done(*words, stdin=typed.encode()).stdout, texts[:1])]


CARRIERS: Mapping[str, Carrier] = {
    "calculations": calculations,
    "comparisons": comparisons,
    "sheets": sheets,
    "classes": classes,
    "grades": grades,
    "quizzes": quizzes,
}


# --- words, which topics calculate with ---------------------------------------------------------------------

WORDY = {
    "analogy-king-queen": ("king", "man", "woman", "queen"),
    "decoder-once-upon-a": ("once", "upon", "a", "time"),
    "embed-bank": ("the", "bank", "by", "river"),
    "generate-weather": ("today", "it", "rains", "sunny"),
    "mlm-cat-and-mouse": ("the", "cat", "chased", "mouse"),
    "rag-opening-hours": ("library", "opens", "nine", "when"),
    "sample-how-are-you": ("you", "they", "are", "how"),
    "tokenize-words": ("the", "cat", "sat", "on"),
    "unembed-the-cat-sat-on-the": ("cat", "mat", "sat", "table"),
    "vectordb-recipes": ("cold", "tomato", "soup", "ice"),
}
"""A sample of each topic that calculates with words, and the words to replace."""


def words_in(sample: str) -> Carrier:
    """The sample with these words instead of its own, in every format."""

    def carrier(texts: Texts, folder: Path) -> list[Made]:
        table = dict(zip(WORDY[sample], texts, strict=False))
        document = done("run", str(SAMPLES / f"{sample}.yaml"), "--json").document
        for given in document["given"]:
            if given["kind"] not in ("matrix", "vector", "list"):
                given["value"] = _swapped(given["value"], table)
        document["labels"] = {axis: _swapped(labels, table) for axis, labels in document["labels"].items()}
        document["title"] = " ".join(texts)[:200]
        data = json.dumps(document).encode()
        return [Made(format, done("run", "-", "-f", format, stdin=data).stdout) for format in FORMATS]

    return carrier


def _swapped(value: Any, table: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {table.get(word, word): count for word, count in value.items()}
    if isinstance(value, list):
        return [_swapped(one, table) for one in value]
    return " ".join(table.get(word, word) for word in str(value).split(" "))
