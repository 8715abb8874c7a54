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
from handcalc.cli.shared_options import shared_options
from handcalc.errors import InputError, UsageError
from handcalc.formats.document.page_options import page_options
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
