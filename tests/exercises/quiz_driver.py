"""Driving a quiz by its lines, as a script does."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.run_command import Outcome, handcalc

SMALL_SOFTMAX = (
    "softmax",
    str(Path(__file__).with_name("small_softmax.yaml")),
    "--no-stable",
    "--level",
    "3",
)
"""A quiz of five blanks: E = 1 and 2, D = 3, P = 0.33 and 0.67."""

PROMPT = re.compile(r"^blank (\d+) of (\d+): (.*) =$", re.MULTILINE)


@dataclass(frozen=True)
class Talk:
    """What a quiz wrote: the lines that are not the page."""

    outcome: Outcome

    @property
    def lines(self) -> list[str]:
        """The lines of talk; those of the page are indented."""
        return [line for line in self.outcome.out.splitlines() if line and not line.startswith(" ")]

    @property
    def prompts(self) -> list[str]:
        """The names of the cells that were asked for, in order, with repetitions."""
        return [match[3] for match in PROMPT.finditer(self.outcome.out)]

    @property
    def replies(self) -> list[str]:
        """What was said to each line that was typed."""
        begun = [index for index, line in enumerate(self.lines) if PROMPT.match(line)]
        said = [self.lines[index + 1] for index in begun if index + 1 < len(self.lines)]
        return [line for line in said if not line.startswith(("summary", "blank"))]

    def count(self, what: str) -> str:
        """A line of the summary."""
        found = [line.removeprefix(f"{what}: ") for line in self.lines if line.startswith(f"{what}: ")]
        return found[-1]


def quiz(*arguments: str, typed: Sequence[str]) -> Talk:
    """A quiz, answered line by line."""
    outcome = handcalc("quiz", *arguments, stdin="".join(f"{line}\n" for line in typed).encode())
    assert (0, "") == (outcome.code, outcome.err)
    return Talk(outcome)


def asked(*arguments: str) -> list[str]:
    """The names of all cells that a quiz asks for."""
    return quiz(*arguments, typed=["skip"] * 1000).prompts


def key(*arguments: str) -> dict[str, str]:
    """The printed answer key, by the names of the cells."""
    page = handcalc("sheet", *arguments, "--key", "--format", "plain", "--cells", "none")
    assert page.code == 0
    cells: dict[str, str] = {}
    for line in page.out.splitlines():
        name, _, value = line.rpartition(" = ")
        cells.setdefault(name, value)  # the first: what the result would be without rounding comes last
    return cells


def answered(answer: Callable[[str], str], *arguments: str) -> Talk:
    """A quiz in which every cell is answered once, by its name."""
    return quiz(*arguments, typed=[f"= {answer(name)}" for name in asked(*arguments)])
