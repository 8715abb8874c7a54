"""What INDEX.tsv of tests/bad_inputs promises, and whether a run keeps it."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from handcalc.inputs.document import load
from handcalc.inputs.nodes import MappingNode, ScalarNode, SequenceNode
from handcalc.text import is_control, visible
from tests.formats.skeletons import READERS
from tests.run_command import Outcome, handcalc

FOLDER = Path(__file__).parent / "bad_inputs"


@dataclass(frozen=True)
class Row:
    """One run of the index."""

    file: str
    category: str
    command: str
    exits: tuple[int, ...]
    checks: tuple[tuple[str, str], ...]

    @property
    def words(self) -> list[str]:
        """The command line."""
        return [str(FOLDER / self.file) if word == "{f}" else word for word in self.command.split()]

    @property
    def format(self) -> str:
        """The format that it asks for."""
        words = self.command.split()
        return words[words.index("-f") + 1] if "-f" in words else "json" if "--json" in words else "table"

    @property
    def for_json(self) -> list[str]:
        """The same command line for JSON."""
        return [*self.words[:2], "--json"]


def read_index() -> list[Row]:
    """All rows."""
    with open(FOLDER / "INDEX.tsv", encoding="utf-8", newline="") as stream:
        lines = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [
            Row(
                line["file"],
                line["category"],
                line["command"],
                tuple(map(int, line["expected_exit"].split(" or "))),
                tuple(read_check(check) for check in (line["checks"] or "").split(" ;; ") if check),
            )
            for line in lines
        ]


def read_check(text: str) -> tuple[str, str]:
    """A check as its kind and what it compares with."""
    kind, _, value = text.partition("=")
    return kind, value


ROWS = read_index()


@dataclass(frozen=True)
class Run:
    """A row, what came of it, and what its JSON is, if it was accepted."""

    row: Row
    outcome: Outcome
    json: Outcome | None = None

    def matrix(self, name: str) -> Any:
        """A matrix of the JSON, given or a step."""
        assert self.json is not None
        document = self.json.document
        return next(one for one in [*document["given"], *document["steps"]] if one["id"] == name)


def place(run: Run, value: str) -> bool:
    """FILE:LINE:COLUMN is in the message."""
    pattern = {"any": r"\d+:\d+"}.get(value, value if ":" in value else rf"{value}:\d+")
    return re.search(rf"{re.escape(run.row.file)}:{pattern}: ", run.outcome.err) is not None


def says(run: Run, value: str) -> bool:
    """One of these texts is in the message, beside the name of the file."""
    message = run.outcome.err.replace(str(FOLDER / run.row.file), "")
    return any(text in message for text in value.split("|"))


def cell(run: Run, value: str) -> bool:
    """A cell of a matrix has this value."""
    name, row, column, number = re.fullmatch(r"(.*)\[(\d+),(\d+)\]=(.*)", value).groups()  # type: ignore[union-attr]
    found = run.matrix(name)["values"][int(row) - 1][int(column) - 1]
    return float(number) == float(Fraction(found))  # a fraction is text: "1/2"


def shape(run: Run, value: str) -> bool:
    """A matrix has this shape."""
    name, size = value.split("=")
    return bool([int(part) for part in size.split("x")] == run.matrix(name)["shape"])


def option(run: Run, value: str) -> bool:
    """An option has this value."""
    assert run.json is not None
    name, wanted = value.split("=")
    found = run.json.document["options"][name]
    return wanted == str(found) or (not isinstance(found, str) and float(wanted) == float(found))


def label(run: Run, value: str) -> bool:
    """An axis has this label."""
    assert run.json is not None
    axis, number, wanted = re.fullmatch(r"(\w+)\[(\d+)\]=(.*)", value).groups()  # type: ignore[union-attr]
    return bool(wanted == run.json.document["labels"][axis][int(number) - 1])


def same(run: Run, value: str) -> bool:
    """The JSON is that of the smallest good file."""
    assert run.json is not None
    return handcalc("attention", str(FOLDER / f"ok-01-{value}.yaml"), "--json").stdout == run.json.stdout


def safe(run: Run, value: str) -> bool:
    """Labels and titles are text: the document with harmless ones has the same skeleton."""
    texts = labels_and_title(run.row)
    harmless = json.loads(handcalc(*run.row.for_json).out)
    harmless["title"] = harmless["title"] and "harmless"
    # As long as they were: what fits beside each other must stay the same.
    harmless["labels"] = {
        axis: [re.sub(r"[^\w\s]", "n", word) for word in words] for axis, words in harmless["labels"].items()
    }
    words = [run.row.words[0], "-", *run.row.words[2:]]
    twin = handcalc(*words, stdin=json.dumps(harmless).encode())
    read = READERS[run.row.format]
    skeleton, text = read(run.outcome.out)
    squeezed = " ".join(text.split())
    shown = [" ".join(visible(one).split()) in squeezed for one in texts]
    return skeleton == read(twin.out)[0] and all(shown)


CHECKS: dict[str, Callable[[Run, str], bool]] = {
    "place": place,
    "says": says,
    "shows": lambda run, value: value in run.outcome.out,
    "matches": lambda run, value: re.search(value, run.outcome.out) is not None,
    "not": lambda run, value: re.search(value, run.outcome.out) is None,
    "value": cell,
    "shape": shape,
    "option": option,
    "label": label,
    "json": lambda run, value: run.json is not None and value in run.json.out,
    "same": same,
    "safe": safe,
}


def labels_and_title(row: Row) -> list[str]:
    """The texts of a file that must stay texts."""
    document = load(str(FOLDER / row.file))
    labels, title = document.find("labels"), document.find("title")
    texts = [title.text] if isinstance(title, ScalarNode) else []
    for _, words in labels.entries if isinstance(labels, MappingNode) else []:
        assert isinstance(words, SequenceNode)
        texts += [word.text for word in words.items if isinstance(word, ScalarNode)]
    return texts


def complaints(run: Run) -> list[str]:
    """Every promise that a run breaks."""
    outcome = run.outcome
    said = [_common(outcome), "exit" if outcome.code not in run.row.exits else ""]
    if outcome.code == 3:
        said += _refused(run)
    if outcome.code == 0 and run.json is not None:
        said += [_common(run.json), _strict(run.json)]
    if not any(said):
        said += [kind for kind, value in run.row.checks if not CHECKS[kind](run, value)]
    return [one for one in said if one]


def _common(outcome: Outcome) -> str:
    everything = outcome.out + outcome.err
    controls = [char for char in everything if is_control(char) and char != "\n"]
    return "control character" if controls else "traceback" if "Traceback" in everything else ""


def _strict(outcome: Outcome) -> str:
    try:
        outcome.document  # noqa: B018  (reading it is the test)
    except ValueError:
        return "strict JSON"
    return ""


def _refused(run: Run) -> list[str]:
    err = run.outcome.err
    return [
        "stdout" if run.outcome.out else "",
        "lines" if len(err.splitlines()) > 8 else "",
        "file" if run.row.file not in err else "",
        "length" if len(err) > 1000 else "",
    ]


def ran(row: Row) -> Run:
    """The row, run in this process, and its JSON."""
    outcome = handcalc(*row.words)
    return Run(row, outcome, handcalc(*row.for_json) if outcome.code == 0 else None)
