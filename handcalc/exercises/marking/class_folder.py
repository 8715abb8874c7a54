"""The folder of a class as marking reads it: the manifest, and the student of each answer file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from handcalc.errors import InputError, UsageError
from handcalc.exercises.marking.answer_files import SUFFIXES, is_untouched
from handcalc.exercises.sheets.blanks import Blanks
from handcalc.exercises.sheets.manifest import MANIFEST, Entry, Manifest, read_manifest
from handcalc.exercises.sheets.roster import Student
from handcalc.exercises.sheets.sheet import SheetRecipe
from handcalc.from_document import topic_named
from handcalc.record.calculation import Calculation
from handcalc.text import counted, did_you_mean, listed, quoted, visible, why

ANSWERS = "answers"
_MOST_NAMED = 5


class HandedIn(NamedTuple):
    """An answer file and its student."""

    entry: Entry
    path: Path


class ClassFolder(NamedTuple):
    """A class whose sheets exist. file: the path of its manifest, for messages."""

    path: Path
    file: str
    manifest: Manifest

    @classmethod
    def read(cls, path: Path) -> ClassFolder:
        """Read the class of a folder.

        Raises InputError, naming the file: there is no class, its manifest is broken, or keys are missing.
        """
        manifest = read_manifest(path)
        if manifest is None:
            raise InputError(
                f"{_why_no_class(path)}: name the folder that handcalc sheet has made",
                file=visible(str(path)),
            )
        file = visible(str(path / MANIFEST))
        try:
            topic_named(manifest.topic)
        except InputError as error:
            raise error.in_file(file) from None
        folder = cls(path, file, manifest)
        folder._refuse_missing()
        return folder

    def _refuse_missing(self) -> None:
        keys = {entry.calculation for entry in self.manifest.sheets}
        folders = {os.path.dirname(key) for key in keys}
        missing = sorted(keys - {f"{folder}/{name}" for folder in folders for name in self._names_in(folder)})
        if missing:
            named = listed([*missing[:_MOST_NAMED], *(["more"] if len(missing) > _MOST_NAMED else [])])
            advice = "the command that made the class completes its folder"
            count = counted(len(missing), "missing file")
            raise InputError(f"the class has {count}: {named}; {advice}", file=self.file)

    def _names_in(self, folder: str) -> list[str]:
        try:
            return os.listdir(self.path / folder)
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise InputError(f"{folder} cannot be read: {why(error)}", file=self.file) from None

    def blanks(self, calculation: Calculation) -> Blanks:
        """The blanks of a student's sheet.

        Raises InputError: the manifest names a cell that does not exist.
        """
        manifest = self.manifest
        recipe = SheetRecipe(manifest.level, manifest.blank, manifest.vectors, ())  # type: ignore[arg-type]
        try:
            return recipe.blanks(calculation)
        except UsageError as error:
            raise InputError(error.fact, file=self.file) from None

    def handed_in(self) -> list[Path]:
        """The answer files in the folder itself, sorted by name.

        Raises InputError: there are none.
        """
        folder = self.path / ANSWERS
        files = answer_files(folder) if folder.is_dir() else []
        if not files:
            place = visible(str(folder))
            raise InputError(f"there are no answers to mark: put them into {place}, or name them")
        return files


def answer_files(path: Path) -> list[Path]:
    """The files in a folder, without hidden files and subfolders; for a file, the file itself.

    Raises InputError, naming the folder: it cannot be read.
    """
    if not os.path.isdir(path):
        return [path]
    try:
        return sorted(file for file in path.iterdir() if file.is_file() and not file.name.startswith("."))
    except OSError as error:
        raise InputError(f"the folder cannot be read: {why(error)}", file=visible(str(path))) from None


def assigned(folder: ClassFolder, paths: Sequence[Path]) -> tuple[list[HandedIn], list[InputError]]:
    """Match answer files to students: the matches in the order of the class, and errors for the other files.

    The stem of a file is the student's id, or the id as the class spells it in file names. An empty template
    is ignored if the student has another file.
    """
    by_stem = {Path(entry.answers).stem.casefold(): entry for entry in folder.manifest.sheets}
    files: dict[str, list[Path]] = {}
    refused: list[InputError] = []
    for path in dict.fromkeys(paths):
        stem = Student(path.stem).file_name.casefold()
        if stem in by_stem:
            files.setdefault(stem, []).append(path)
        else:
            # Near misses take time in a large class, and a few are enough to see the problem.
            refused.append(_unknown_student(path, by_stem if len(refused) < _MOST_NAMED else ()))
    handed_in = []
    for stem, entry in by_stem.items():
        if stem in files:
            path, *others = _filled_in(files[stem])
            handed_in.append(HandedIn(entry, path))
            refused += [_second_file(other, path) for other in others]
    return handed_in, refused


def _filled_in(paths: list[Path]) -> list[Path]:
    if len(paths) == 1:
        return paths
    return [path for path in paths if not is_untouched(path)] or paths[:1]


def _unknown_student(path: Path, stems: Iterable[str]) -> InputError:
    """The error for a file that matches no student. stems: the candidates for near misses."""
    fact = f"answers are in {listed(SUFFIXES, 'or')} files, named for their student"
    if path.suffix.lower() in SUFFIXES:
        near = did_you_mean(path.stem, stems)
        fact = f"nobody in this class has the id {quoted(path.stem)}{near}; a file is named for its student"
    return InputError(fact, file=visible(str(path)))


def _second_file(path: Path, first: Path) -> InputError:
    fact = f"the same student has answers in {visible(str(first))}, which is the one marked; keep one"
    return InputError(fact, file=visible(str(path)))


def _why_no_class(folder: Path) -> str:
    if not os.path.exists(folder):
        return "there is no such folder"
    return "there is no manifest in this folder" if os.path.isdir(folder) else "this is not a folder"
