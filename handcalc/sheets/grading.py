"""A class, marked: one student after the other, so that memory does not grow with the class."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from handcalc.errors import InputError
from handcalc.record.calculation import Calculation
from handcalc.sheets.answer_files import read_answers
from handcalc.sheets.asked import Asked
from handcalc.sheets.class_folder import ClassFolder, HandedIn
from handcalc.sheets.keys import Keys
from handcalc.sheets.manifest import Entry
from handcalc.sheets.marked import Marked
from handcalc.sheets.marking import mark
from handcalc.wording import visible


class GradedSheet(NamedTuple):
    """A student's sheet, marked; calculation: its key, in rows."""

    entry: Entry
    calculation: Calculation
    marked: Marked


def graded(
    folder: ClassFolder, handed_in: Sequence[HandedIn], digits: int
) -> Iterator[GradedSheet | InputError]:
    """Every sheet that was handed in, marked; for one that cannot be read why, with the name of the file."""
    keys = Keys(folder.manifest.topic)
    for entry, path in handed_in:
        try:
            calculation = keys.read(folder.path / entry.calculation)
            blanks = folder.blanks(calculation)
            asked = Asked(calculation, blanks, folder.manifest.vectors)
            answers = read_answers(path, entry.id, asked)
        except InputError as error:
            yield error.in_file(visible(str(path)))
        else:
            yield GradedSheet(entry, calculation, mark(calculation, blanks, answers, digits))
