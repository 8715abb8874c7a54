"""Mark a class one student after the other, so that memory does not grow with the class."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple, TypeVar

from handcalc.errors import InputError
from handcalc.exercises.marking.answer_files import read_answers
from handcalc.exercises.marking.answer_keys import AnswerKeys
from handcalc.exercises.marking.blank_lookup import BlankLookup
from handcalc.exercises.marking.class_folder import ClassFolder, HandedIn
from handcalc.exercises.marking.marking import mark
from handcalc.exercises.marking.marks import MarkedSheet
from handcalc.exercises.process_pool import in_parallel
from handcalc.exercises.sheets.manifest import Entry
from handcalc.record.calculation import Calculation
from handcalc.text import visible

Result = TypeVar("Result")


class GradedSheet(NamedTuple):
    """A marked sheet. calculation: its key, in the row convention."""

    entry: Entry
    calculation: Calculation
    marked: MarkedSheet


def grade_sheets(
    folder: ClassFolder, handed_in: Sequence[HandedIn], digits: int, use: Callable[[GradedSheet], Result]
) -> Iterator[Result | InputError]:
    """Mark sheets and yield a result for each, in order; an InputError with the file for an unreadable one.

    use: makes the result of a marked sheet. It runs in several processes, so results should be small.
    """
    marker = _Marker(folder, digits)

    def work(file: HandedIn) -> Result | InputError:
        try:
            return use(marker.mark(file))
        except InputError as error:
            return error.in_file(visible(str(file.path)))

    # The processes share what the first sheet has in common with the others; its errors come later.
    for first in handed_in[:1]:
        with suppress(InputError):
            marker.mark(first)
    return in_parallel(work, handed_in)


class _Marker:
    """Marks sheets one after the other and reuses what they have in common."""

    def __init__(self, folder: ClassFolder, digits: int) -> None:
        self._folder = folder
        self._digits = digits
        self._keys = AnswerKeys(folder.manifest.topic)
        self._lookup: BlankLookup | None = None

    def mark(self, file: HandedIn) -> GradedSheet:
        """Mark one sheet.

        Raises InputError: its answers or its key cannot be read.
        """
        entry, folder = file.entry, self._folder
        calculation = self._keys.read(folder.path / entry.calculation)
        blanks = folder.blanks(calculation)
        self._lookup = BlankLookup(calculation, blanks, folder.manifest.vectors, self._lookup)
        answers = read_answers(file.path, entry.id, self._lookup)
        return GradedSheet(entry, calculation, mark(calculation, blanks, answers, self._digits))
