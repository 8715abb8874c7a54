"""Whatever the file system refuses, at whichever moment: one paragraph, nothing half, nothing lost."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from handcalc.cli import output_file
from handcalc.exercises import process_pool
from handcalc.exercises.process_pool import FEWEST
from tests.campaigns.faults import ERRORS, HARMFUL, HARMLESS, LOOKING, READING, TIDYING, Faults, failing
from tests.exercises.class_folders import fill_all
from tests.run_command import Outcome, handcalc

Contents = dict[str, tuple[bytes, int]]


def contents(folder: Path) -> Contents:
    """Every file of a folder by its path, hidden ones too: its bytes and its mode."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mode)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


EXITS = {
    **dict.fromkeys(HARMFUL, (4,)),
    **dict.fromkeys(HARMLESS, (0,)),
    **dict.fromkeys(TIDYING, (0, 4)),
    **dict.fromkeys(READING, (0, 3, 4, 5)),
    **dict.fromkeys(LOOKING, (0, 3)),
}


@dataclass(frozen=True)
class Command:
    """A command that writes; prepared: what is in its folder before, and the words, from the folder.

    again: what brings a run that failed to its end. giving_way: what was there may go.
    """

    prepared: Callable[[Path], list[str]]
    again: tuple[str, ...] = ()
    giving_way: bool = False


SOFTMAX = ["sheet", "softmax", "--seed", "2026202620", "--format", "markdown"]


def _a_new_file(folder: Path) -> list[str]:
    return ["softmax", "-o", str(folder / "new.json")]


def _an_existing_file(folder: Path) -> list[str]:
    (folder / "old.json").write_text("old")
    (folder / "old.json").chmod(0o640)
    return ["softmax", "-o", str(folder / "old.json"), "--force"]


def _one_sheet(folder: Path) -> list[str]:
    return ["sheet", "softmax", "--key", "-o", str(folder / "key.html")]


def _a_class(folder: Path) -> list[str]:
    return [*SOFTMAX, "--variants", "2", "--out", str(folder / "new" / "week3")]


def _made(folder: Path) -> list[str]:
    words = _a_class(folder)
    assert 0 == handcalc(*words).code
    return words


def _a_class_to_be_completed(folder: Path) -> list[str]:
    words, week = _made(folder), folder / "new" / "week3"
    fill_all(week)
    for name in ("sheets/0001.md", "keys/0002.json"):
        (week / name).unlink()
    shutil.rmtree(week / "answers")
    return words


def _a_late_student(folder: Path) -> list[str]:
    words = _made(folder)
    return [("3" if word == "2" else word) for word in words]


def _another_class(folder: Path) -> list[str]:
    return [*_made(folder), "--level", "3", "--force"]


def _graded(folder: Path) -> list[str]:
    _made(folder)
    fill_all(folder / "new" / "week3")
    return ["grade", str(folder / "new" / "week3"), *_outputs(folder)]


def _outputs(folder: Path) -> list[str]:
    return ["-o", str(folder / "grades.csv"), "--feedback", str(folder / "back" / "week3")]


def _graded_again(folder: Path) -> list[str]:
    words = [*_graded(folder), "--force"]
    assert 0 == handcalc(*words).code
    (folder / "grades.csv").write_text("old")
    return words


COMMANDS = {
    "a new file": Command(_a_new_file, ("--force",)),
    "an existing file": Command(_an_existing_file),
    "one sheet": Command(_one_sheet, ("--force",)),
    "a class": Command(_a_class),
    "a class to be completed": Command(_a_class_to_be_completed),
    "a late student": Command(_a_late_student),
    "another class": Command(_another_class, giving_way=True),
    "grades": Command(_graded, ("--force",)),
    "grades again": Command(_graded_again),
}


@dataclass(frozen=True)
class Course:
    """What a command finds, what it leaves when nothing goes wrong, and where that is tried."""

    command: Command
    template: Path
    words: list[str]
    before: Contents
    after: Contents

    @classmethod
    def of(cls, command: Command, root: Path) -> Course:
        """Run it undisturbed. Paths are in no file, so the folder may be another one for each run."""
        root.mkdir()
        template, tried = root / "template", root / "tried"
        template.mkdir()
        words = [word.replace(str(template), str(tried)) for word in command.prepared(template)]
        course = cls(command, template, words, contents(template), {})
        assert 0 == course.begun(tried).code
        return cls(command, template, words, course.before, contents(tried))

    def begun(self, tried: Path, faults: Faults | None = None) -> Outcome:
        """One run from the beginning, disturbed or not."""
        shutil.rmtree(tried, ignore_errors=True)
        shutil.copytree(self.template, tried)
        if faults is None:
            return handcalc(*self.words)
        with failing(faults):
            return handcalc(*self.words)


def disturbed(course: Course, kind: str, *, lasting: bool = False) -> int:
    """Let the first call of a kind fail, then the second, …, until there are no more; how many failed."""
    tried = course.template.parent / "tried"
    for number in count(1):
        code = errno.ENOSPC if lasting else ERRORS[number % len(ERRORS)]
        faults = Faults(tried, kind, number, code, lasting)
        outcome = course.begun(tried, faults)
        if not faults.reached:
            assert (0, course.after) == (outcome.code, contents(tried))
            return number - 1
        check(course, faults, outcome, contents(tried))
        if outcome.code or kind in TIDYING:
            _wait_two_hours(tried)
            again = handcalc(*course.words, *course.command.again)
            assert (0, "") == (again.code, again.err)
        assert course.after == contents(tried)
    raise AssertionError


def _wait_two_hours(folder: Path) -> None:
    """Make temporary files as old as if the next run came that much later."""
    for path in folder.rglob(".handcalc-*.tmp"):
        os.utime(path, (path.stat().st_mtime - 7200,) * 2)


def check(course: Course, faults: Faults, outcome: Outcome, found: Contents) -> None:
    """What is promised of a run that was disturbed."""
    again = faults.kind == "write" and faults.code == errno.EINTR
    assert outcome.code in ((0,) if again else EXITS[faults.kind])
    assert "Traceback" not in outcome.err
    assert "fault of handcalc" not in outcome.err
    assert outcome.err.count("\n") == (1 if outcome.code else 0)
    assert outcome.code == 5 or not outcome.out
    if faults.kind in TIDYING:
        found = {name: whole for name, whole in found.items() if not name.endswith(".tmp")}
    graded = {"grades.csv"} if outcome.code == 5 else set[str]()  # without whoever could not be read
    for name in found.keys() - graded:
        assert found[name] in (course.before.get(name), course.after.get(name))
    for name in set(course.before) - set(found):
        assert course.command.giving_way or name not in course.after
    if outcome.code == 0:
        assert course.after == found


EVERYDAY = ("a new file", "an existing file", "a class to be completed", "grades")


def _now_and_then(names: Iterable[str]) -> list[object]:
    return [pytest.param(name, marks=() if name in EVERYDAY else pytest.mark.slow) for name in names]


@pytest.mark.parametrize("name", _now_and_then(COMMANDS))
def test_every_call_may_fail(name: str, tmp_path: Path) -> None:
    """One after the other, for every kind of call."""
    course = Course.of(COMMANDS[name], tmp_path / "one")
    failed = {kind: disturbed(course, kind) for kind in EXITS}
    assert failed["create"] == failed["write"] == failed["close"] == failed["fsync"] > 0
    assert failed["link"] + failed["replace"] == failed["create"]


@pytest.mark.parametrize("name", _now_and_then(COMMANDS))
def test_a_full_disk(name: str, tmp_path: Path) -> None:
    """From the N-th write on, none succeeds."""
    course = Course.of(COMMANDS[name], tmp_path / "one")
    assert disturbed(course, "write", lasting=True) > 0


def test_faults_in_processes_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same where the work is shared: the disk is full from the fifth write of each process on."""
    words, folder = [*SOFTMAX, "--variants", str(FEWEST), "--out"], tmp_path / "week3"
    assert 0 == handcalc(*words, str(tmp_path / "whole")).code
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    monkeypatch.setattr(process_pool, "can_fork", lambda: True)
    with failing(Faults(folder, "write", 5, errno.ENOSPC, lasting=True)):
        outcome = handcalc(*words, str(folder))
    assert (4, "", 1) == (outcome.code, outcome.out, outcome.err.count("\n"))
    assert contents(folder).items() <= contents(tmp_path / "whole").items()
    assert 0 == handcalc(*words, str(folder)).code
    assert contents(tmp_path / "whole") == contents(folder)


@pytest.mark.parametrize(
    ("kind", "broken"), [("write", "_errors_name"), ("write", "temporary_file"), ("replace", "_rename")]
)
def test_the_injector_bites(kind: str, broken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that writes to the file itself, or reports nothing, is found out."""
    course = Course.of(COMMANDS["an existing file"], tmp_path / "one")
    monkeypatch.setattr(output_file, broken, BREAKAGES[broken])
    with pytest.raises(AssertionError):
        disturbed(course, kind)


def _put_again(temporary: str, path: str, force: bool) -> None:
    with suppress(OSError):
        os.replace(temporary, path)


@contextmanager
def _no_temporary_file(folder: str, mode: int) -> Iterator[tuple[int, str]]:
    path = os.path.join(folder, "old.json")
    yield os.open(path, os.O_WRONLY | os.O_TRUNC), path


BREAKAGES: dict[str, object] = {
    "_errors_name": lambda path: nullcontext(),
    "temporary_file": _no_temporary_file,
    "_rename": _put_again,
}
