"""What handcalc does with spoiled files of every kind that it reads, and which promises a run breaks.

    python -m tests.campaigns.spoiled_files --seed 7 --runs 100000

runs for as long as is wanted, and prints each broken promise with the seed and number that make it again.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

from handcalc import topics
from handcalc.text import is_control
from tests.campaigns.file_mutations import spoiled
from tests.exercises.class_folders import as_json, fill_all, lines_of, made_class
from tests.paths import SAMPLES
from tests.run_command import Outcome, handcalc

MOST_SECONDS = 3
FORMATS = (["--json"], ["--json"], ["-f", "plain", "--cells", "none"], ["-f", "csv"])
Command = Callable[[str, Random], list[str]]


class Kind(NamedTuple):
    """Files of one kind: how a run reads one, where it has to lie, what exit codes it may end with.

    share: of all runs. blamed: other files that a refusal may name: a manifest says whose answers are whose.
    """

    name: str
    files: list[tuple[str, bytes]]
    command: Command
    exits: frozenset[int]
    share: int
    blamed: tuple[str, ...] = ()


class Case(NamedTuple):
    """One spoiled file, and the command line that reads it."""

    number: int
    kind: Kind
    path: Path
    data: bytes
    words: list[str]


def kinds(folder: Path) -> list[Kind]:
    """Every kind of file, with good ones to start from; folder: for a class and its files."""
    folder.mkdir(exist_ok=True)
    week = made_class(folder / "week", "softmax", "--variants", "2", "--seed", "3333333333")
    fill_all(week)
    lines = [dict(line) for line in lines_of(week / "answers" / "0001.csv")]
    answers = [
        ("0001.csv", (week / "answers" / "0001.csv").read_bytes()),
        ("0001.json", as_json("0001", lines).encode()),
    ]
    roster = 'id,name\n1,Ada\n2,"Grace ""H"""\n03,Érika; M\n'.encode()
    blamed = ("0001.csv", "0002.csv")
    refused, some = frozenset({0, 3}), frozenset({0, 3, 5})
    return [
        Kind("document", documents(), _run, refused, 16),
        Kind("answers", answers, lambda path, _: ["grade", str(week), path, "--json"], some, 3),
        Kind("roster", [("class.csv", roster)], _sheets(folder), refused, 1),
        Kind("manifest", _at(week, "manifest.json"), _grade(week), some, 1, blamed),
        Kind("key", _at(week, "keys/0001.json"), _grade(week), some, 1, blamed),
    ]


@cache
def documents() -> list[tuple[str, bytes]]:
    """Samples, templates, and what handcalc writes as JSON."""
    samples = sorted(SAMPLES.glob("*.yaml"))
    found = [(path.name, path.read_bytes()) for path in samples]
    found += [(f"{name}.yaml", handcalc("template", name).stdout) for name in topics.names()]
    return found + [(f"{path.stem}.json", handcalc("run", str(path), "--json").stdout) for path in samples]


def _run(path: str, random: Random) -> list[str]:
    return ["run", path, *random.choice(FORMATS)]


def _grade(week: Path) -> Command:
    return lambda path, random: ["grade", str(week), "--json"]


def _sheets(folder: Path) -> Command:
    def words(path: str, random: Random) -> list[str]:
        shutil.rmtree(folder / "new", ignore_errors=True)
        new = ["--out", str(folder / "new"), "--format", "plain"]
        return ["sheet", "softmax", "--roster", path, "--seed", "1111111111", *new]

    return words


def _at(week: Path, name: str) -> list[tuple[str, bytes]]:
    """A file that has to be spoiled where it lies."""
    return [(str(week / name), (week / name).read_bytes())]


def cases(folder: Path, seed: int, runs: int) -> Iterator[Case]:
    """So many spoiled files; each lies at its path until the next is asked for."""
    found = kinds(folder)
    everything = [data for kind in found for _, data in kind.files]
    for number in range(runs):
        random = Random(f"{seed}:{number}")
        kind = random.choices(found, [one.share for one in found])[0]
        name, good = random.choice(kind.files)
        others = [data for _, data in kind.files] if random.random() < 0.8 else everything
        data = spoiled(good, random, others)
        path = folder / "spoiled" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        try:
            yield Case(number, kind, path, data, kind.command(str(path), random))
        finally:
            path.write_bytes(good)


def broken(case: Case, outcome: Outcome, seconds: float) -> list[str]:
    """The promises that a run breaks."""
    both = outcome.stdout + outcome.stderr
    said = [
        "" if outcome.code in case.kind.exits else f"exit {outcome.code}",
        "traceback" if b"Traceback" in both else "",
        "time" if seconds > MOST_SECONDS else "",
    ]
    try:
        out, err = outcome.out, outcome.err
    except UnicodeDecodeError:
        return [*filter(None, said), "UTF-8"]
    controls = [char for char in out + err if is_control(char) and char != "\n"]
    said += ["control character" if controls else ""]
    said += _refused(case, out, err) if outcome.code == 3 else _done(case, outcome)
    return [one for one in said if one]


def _refused(case: Case, out: str, err: str) -> list[str]:
    return [
        "stdout" if out else "",
        "" if case.path.name in err else "file",
        "lines" if len(err.splitlines()) > 8 else "",
        "length" if len(err) > 1000 else "",
    ]


def _done(case: Case, outcome: Outcome) -> list[str]:
    named = any(name in outcome.err for name in (case.path.name, *case.kind.blamed))
    said = ["" if outcome.code != 5 or named else "file"]
    if outcome.code == 0 and "--json" in case.words:
        try:
            outcome.document  # noqa: B018  (reading it is the test)
        except ValueError:
            said.append("strict JSON")
    if outcome.code == 0 and case.kind.name == "document":
        said.append("" if outcome.out.endswith("\n") and outcome.out.strip() else "empty")
        if (
            "--json" in case.words
            and handcalc("run", "-", "--json", stdin=outcome.stdout).stdout != outcome.stdout
        ):
            said.append("does not read back")
    return said


def run(folder: Path, seed: int, runs: int) -> tuple[list[str], Counter[tuple[str, int]]]:
    """The broken promises of so many runs, in words; and how many of each kind ended with which exit code."""
    said, codes = [], Counter[tuple[str, int]]()
    for case in cases(folder, seed, runs):
        start = time.process_time()
        outcome = handcalc(*case.words)
        seconds = time.process_time() - start
        codes[case.kind.name, outcome.code] += 1
        if found := broken(case, outcome, seconds):
            data = base64.b64encode(case.data).decode()
            shown = outcome.stderr.decode("utf-8", "replace")[-600:]
            said.append(
                f"seed {seed}, number {case.number}: {found}\n{' '.join(case.words)}\n{shown}\n{data}"
            )
    return said, codes


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaigns.spoiled_files")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=10_000)
    wishes = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        said, codes = run(Path(folder) / "files", wishes.seed, wishes.runs)
        print("\n\n".join(said))
        print(dict(codes), f"{len(said)} broken", f"left: {sorted(os.listdir(folder))}")


if __name__ == "__main__":
    main()
