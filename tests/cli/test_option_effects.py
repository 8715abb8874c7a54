"""Every option changes some output in every command and format that offers it, or is refused there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest
from _pytest.mark.structures import ParameterSet

import handcalc as package
from handcalc import formats, topics
from handcalc.cli import parsed_options
from handcalc.cli.grade_command import grade_command
from handcalc.cli.shared_options import shared_options
from handcalc.errors import InputError, UsageError
from handcalc.formats.document.page_options import page_options
from tests.exercises.class_folders import fill, made_class, slip
from tests.run_command import handcalc
from tests.variants import Variant, record, text_of, variants

FILE = "{file}"
"""In words of a command line, a file that is there already."""

SMALL = ["attention", "--tokens", "2", "--d-model", "2"]
COMMANDS = {
    "topic": SMALL,
    "run": ["run", "{request}"],
    "sheet": ["sheet", *SMALL],
    "sheet --key": ["sheet", *SMALL, "--key"],
    "quiz": ["quiz", *SMALL],
    "compare": ["compare", *SMALL, "--with", "base=3"],
}
EACH_DAY = ("topic", "quiz", "compare")
OUTPUTS = [[], ["-f", "table"], ["-f", "html"], ["-o", FILE], ["--json"]]
VALUES = {
    "seed": "7",
    "vectors": "columns",
    "digits": "1",
    "rounding": "full carry",
    "cells": "all",
    "only": "S",
    "fonts": "no/such/folder",
    "color": "always",
    "width": "40",
    "format": "html latex",
    "output": FILE,
}
"""A value, or several, of which one is the default somewhere; a flag needs none."""

EXEMPT = {"debug"}
"""What changes nothing until handcalc itself is at fault."""


class Result(NamedTuple):
    """What a command line leaves behind: exit code, standard output, the file."""

    code: int
    out: bytes
    file: bytes


def run(words: Iterable[str], folder: Path) -> Result:
    """Run a command line; the file that it may write to is there already."""
    file, request = folder / "there.txt", folder / "request.yaml"
    file.write_bytes(b"before")
    request.write_text("topic: attention\nseed: 3\ntokens: 2\n", encoding="utf-8")
    done = handcalc(*(word.format(file=file, request=request) for word in words), stdin=b"?\nquit\n")
    return Result(done.code, done.stdout, file.read_bytes())


def stated(name: str) -> list[list[str]]:
    """The words that state an option, one list for each of its values."""
    option = next(one for one in shared_options() if one.name == name)
    spelling = option.spellings[0]
    return [[spelling]] if option.metavar is None else [[spelling, one] for one in VALUES[name].split()]


def is_heeded(command: list[str], outputs: list[list[str]], name: str, folder: Path) -> bool:
    """Whether an option changes some output of a command, or is refused with each."""
    refused = True
    for output in outputs:
        before = run([*command, *output], folder)
        for words in stated(name):
            after = run([*command, *output, *words], folder)
            if after.code != 2 and after != before:
                return True
            refused = refused and after.code == 2
    return refused


def marked(
    cases: Iterable[tuple[str, ...]], each_day: Callable[[tuple[str, ...]], bool]
) -> list[ParameterSet]:
    """Cases, of which some run each day and the others with -m slow."""
    slow = pytest.mark.slow
    return [pytest.param(*case, id="-".join(case), marks=() if each_day(case) else slow) for case in cases]


SHARED = [one.name for one in shared_options() if one.name not in EXEMPT]


@pytest.mark.parametrize(
    ("command", "name"), marked(product(COMMANDS, SHARED), lambda case: case[0] in EACH_DAY)
)
def test_no_command_ignores_a_shared_option(command: str, name: str, tmp_path: Path) -> None:
    """It changes what the command writes, in one of its formats at least, or it is refused."""
    assert is_heeded(COMMANDS[command], OUTPUTS, name, tmp_path)


def test_an_ignored_option_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard: a command that does not hand the options of a page on is caught."""
    monkeypatch.setattr(parsed_options, "_stated", lambda words: iter(()))
    for name in ("cells", "only", "fonts", "width"):
        assert not is_heeded(COMMANDS["topic"], OUTPUTS, name, tmp_path)


@pytest.mark.parametrize(
    ("command", "option", "format"),
    marked(
        product(("topic", "sheet --key", "compare"), page_options(), formats.names()),
        lambda case: case[0] == "topic" and case[2] != "pdf",
    ),
)
def test_no_format_ignores_a_page_option(command: str, option: str, format: str, tmp_path: Path) -> None:
    """What a format does not heed is refused, and what it says it heeds changes it."""
    assert is_heeded(COMMANDS[command], [["-f", format]], option, tmp_path)


def test_the_library_refuses_what_a_format_ignores() -> None:
    """As the command line does."""
    calculation = package.softmax()
    for option, value, format in (("width", 40, "json"), ("color", True, "html"), ("cells", "all", "csv")):
        with pytest.raises(UsageError, match=f"{option} has no effect on {format}"):
            calculation.to(format, **{option: value})


# --- options of grade ---------------------------------------------------------------------------------------

GRADE_OUTPUTS: dict[str, list[str]] = {"table": [], "json": ["--json"], "csv": ["--output", FILE]}
GRADE_OPTIONS: dict[str, list[str]] = {
    "digits": ["--digits", "1"],
    "follow_cap": ["--follow-cap", "0.5"],
    "feedback": ["--feedback", "{folder}/feedback"],
    "strict": ["--strict"],
    "json": ["--json"],
    "output": ["--output", FILE],
    "force": ["--force"],
    "color": ["--color", "always"],
    "width": ["--width", "40"],
}
ONLY_FOR_A_TABLE = ("color", "width")


def grade_in(folder: Path, week: Path, words: Iterable[str], *, file_exists: bool) -> tuple[object, ...]:
    """Exit code, standard output, and all files that one run of grade leaves in a new folder."""
    folder.mkdir()
    file = folder / "grades.csv"
    if file_exists:
        file.write_bytes(b"before")
    done = handcalc("grade", str(week), *(word.format(file=file, folder=folder) for word in words))
    return done.code, done.stdout, {path.name: path.read_bytes() for path in folder.rglob("*.*")}


@pytest.fixture(scope="module")
def graded_week(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class of two: one with a follow-through answer, one with an answer right to one decimal only."""
    week = made_class(tmp_path_factory.mktemp("class") / "week", "softmax", "--variants", "2")
    factors = {"D": 2.0, "P": 0.5}
    fill(week, "0001", lambda line: str(float(line["value"]) * factors[line["step"]]))
    fill(week, "0002", slip("P", 0, by=0.03))
    return week


@pytest.mark.parametrize(
    ("name", "output"),
    [
        (name, output)
        for name, output in product(GRADE_OPTIONS, GRADE_OUTPUTS)
        if GRADE_OPTIONS[name] != GRADE_OUTPUTS[output]
    ],
)
def test_grade_ignores_no_option(name: str, output: str, graded_week: Path, tmp_path: Path) -> None:
    """With every output, each option changes what is written or the exit code, or it is refused."""
    words, more = GRADE_OUTPUTS[output], GRADE_OPTIONS[name]
    if name == "force":
        words = GRADE_OUTPUTS["csv"]
    before = grade_in(tmp_path / "before", graded_week, words, file_exists=name == "force")
    after = grade_in(tmp_path / "after", graded_week, [*words, *more], file_exists=name == "force")
    refused = name in ONLY_FOR_A_TABLE and output != "table"
    assert (2 if refused else before != after) == (after[0] if refused else True)


def test_grade_has_no_option_without_a_case() -> None:
    """All options of the command are in the table above, apart from --debug."""
    options = {one.name for one in grade_command().params if one.param_type_name == "option"}
    assert set(GRADE_OPTIONS) == options - {"debug", "help"}


def test_grade_says_why_a_page_option_is_refused(graded_week: Path) -> None:
    """Grades as data have neither width nor colour."""
    done = handcalc("grade", str(graded_week), "--json", "--width", "40")
    assert "handcalc: --width has no effect on json" == done.err.splitlines()[0]


# --- options of topics --------------------------------------------------------------------------------------


def steps_of(variant: Variant) -> str | None:
    """What a page says below its heading; None if the calculation is refused."""
    try:
        return text_of(record(variant), "plain", cells="all").partition("\n\n")[2]
    except InputError:
        return None


def acts(variant: Variant, option: str) -> bool:
    """Whether a calculation is another one without this option."""
    without = {name: value for name, value in variant.given.items() if name != option}
    return steps_of(variant) != steps_of(Variant(variant.topic, "", without))


@pytest.mark.parametrize(
    "name", marked(((name,) for name in topics.names()), lambda case: case[0] in ("attention", "softmax"))
)
def test_every_option_of_a_topic_acts(name: str) -> None:
    """Each changes the steps in some variant, not only the line that repeats it."""
    idle = set(topics.find(name).options)
    for variant in variants(name):
        idle -= {option for option in idle & set(variant.given) if acts(variant, option)}
    assert set() == idle


def test_an_option_that_does_nothing_is_seen() -> None:
    """Guard: the default, stated, changes no step."""
    assert not acts(Variant("softmax", "", {"base": "e", "seed": 1}), "base")
    assert acts(Variant("softmax", "", {"base": 3, "seed": 1}), "base")
