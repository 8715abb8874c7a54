"""The code blocks of a README: its console sessions are run, compared with what is shown, and refreshed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.paths import ROOT, SAMPLES

ELISION = "…"
"""A line of this alone stands for any number of lines of output."""

CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Command:
    """A command line of a console block and the output below it."""

    line: str
    output: str


def blocks(text: str, language: str) -> list[str]:
    """The code blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def commands(block: str) -> list[Command]:
    """The commands of a console block, each with its output."""
    pieces = [part.partition("\n") for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
    return [Command(line, output) for line, _, output in pieces]


def agrees(expected: str, actual: str) -> bool:
    """Whether an output matches its block; blank lines at either end are ignored."""
    lines = _lines(expected)
    patterns = [r"(?:.*\n)*" if line == ELISION else re.escape(line) + r"\n" for line in lines]
    return re.fullmatch("".join(patterns), "".join(f"{line}\n" for line in _lines(actual))) is not None


def run(line: str, folder: Path) -> str:
    """The output of a command line in a folder, stderr included; `handcalc` is this checkout."""
    script = f'handcalc() {{ "{sys.executable}" -m handcalc "$@"; }}\n{line}'
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "COLUMNS": "80"}
    process = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=60,
    )
    return process.stdout.decode("utf-8")


def with_fresh_outputs(text: str) -> str:
    """A README's text with the present output below every command; elisions stay where they can."""
    return CONSOLE.sub(lambda match: f"```console\n{_fresh_block(match[1])}```", text)


def fresh_output(expected: str, actual: str) -> str:
    """The output to show: all of it, or, where lines were left out, the lines most like those before."""
    if agrees(expected, actual):
        return expected
    lines, excerpts = _lines(actual), _excerpts(_lines(expected))
    if len(excerpts) == 1:
        return "".join(f"{line}\n" for line in lines)
    first, *middle, last = excerpts
    at, end = min(len(first), len(lines)), max(len(first), len(lines) - len(last))
    selection = [lines[:at]]
    for excerpt in middle:
        at = _most_similar(excerpt, lines, at, end)
        selection.append(lines[at : at + len(excerpt)])
        at += len(excerpt)
    selection.append(lines[max(at, end) :])
    return f"\n{ELISION}\n".join("\n".join(excerpt) for excerpt in selection).strip("\n") + "\n"


def _fresh_block(block: str) -> str:
    """A console block, run in a folder beside the samples."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "samples").symlink_to(SAMPLES)
        return "".join(
            f"$ {command.line}\n{fresh_output(command.output, run(command.line, folder))}"
            for command in commands(block)
        )


def _excerpts(lines: list[str]) -> list[list[str]]:
    """The lines between elisions."""
    excerpts: list[list[str]] = [[]]
    for line in lines:
        if line == ELISION:
            excerpts.append([])
        else:
            excerpts[-1].append(line)
    return excerpts


def _most_similar(excerpt: list[str], lines: list[str], begin: int, end: int) -> int:
    """Where between two lines the output is most like an excerpt; the first such place."""

    def similarity(at: int) -> float:
        candidate = "\n".join(lines[at : at + len(excerpt)])
        return SequenceMatcher(None, "\n".join(excerpt), candidate, autojunk=False).ratio()

    return max(range(begin, max(begin, end - len(excerpt)) + 1), key=similarity)


def _lines(text: str) -> list[str]:
    return text.strip("\n").split("\n") if text.strip("\n") else []
