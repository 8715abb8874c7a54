"""The tree of errors.

HandcalcError
    UsageError            the command line is wrong                              exit 2
    InputError            an input file or a given matrix is refused             exit 3
        CalculationError  a step overflows, divides by zero, …                   exit 3
            NotRational   a step has no fraction as its value (exact rounding)   exit 3
                NeverRational  … whatever the numbers are
            PathChanged   a replay would make another choice                      exit 3
    OutputError           the result cannot be written                           exit 4
        AlreadyThere      a file exists, and --force is not set                  exit 4

Low-level code raises with a fact ("a matrix needs rows"); callers add the place, the step or the file; the
command line prints one paragraph.
"""

from __future__ import annotations

from typing import NamedTuple

from handcalc.exit_codes import FAULT, NO_OUTPUT, REFUSED_INPUT, WRONG_COMMAND


class Place(NamedTuple):
    """A position in an input file: line and column, both from 1, columns counted in characters."""

    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.line}:{self.column}"


class HandcalcError(Exception):
    """The base class of all errors that handcalc raises on purpose."""

    exit_code = FAULT

    def __init__(self, fact: str) -> None:
        super().__init__(fact)
        self.fact = fact


class UsageError(HandcalcError):
    """The command line is wrong."""

    exit_code = WRONG_COMMAND


class InputError(HandcalcError, ValueError):
    """An input is refused; `place` and `file` say where, if known.

    about: the input or option at fault, so that a caller can look up its place.
    """

    exit_code = REFUSED_INPUT

    def __init__(
        self, fact: str, place: Place | None = None, file: str | None = None, about: str | None = None
    ) -> None:
        super().__init__(fact)
        self.place = place
        self.file = file
        self.about = about

    def at(self, place: Place | None) -> InputError:
        """The error with its place, unless it has a more precise one already."""
        self.place = self.place or place
        return self

    def in_file(self, file: str) -> InputError:
        """The error with the name of its file."""
        self.file = self.file or file
        return self

    def __str__(self) -> str:
        where = ":".join(str(part) for part in (self.file, self.place) if part is not None)
        return f"{where}: {self.fact}" if where else self.fact


class CalculationError(InputError):
    """A step of the calculation has no value; the fact names the step."""


class NotRational(CalculationError):
    """With exact rounding, a value is not a fraction."""


class NeverRational(NotRational):
    """A value that is not a fraction for any input, such as a power of e."""


class PathChanged(CalculationError):
    """In a replay with other values a data-dependent choice has another result."""


class MissingGlyphs(UserWarning):
    """No font has these characters, so that they are printed as empty boxes."""

    def __init__(self, characters: list[str]) -> None:
        first = ", ".join(characters[:8]) + (", …" if len(characters) > 8 else "")
        super().__init__(f"no font has {first}: empty boxes stand there; --fonts DIR names a folder of fonts")


class OutputError(HandcalcError):
    """The result cannot be written."""

    exit_code = NO_OUTPUT


class AlreadyThere(OutputError):
    """The file exists, and may not be overwritten."""
