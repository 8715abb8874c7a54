"""From a request to its answer on stdout or in a file, which is opened when all is calculated."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, TypeVar

from handcalc import formats
from handcalc.calculate import calculate
from handcalc.cli.output_file import write_file
from handcalc.cli.parsed_options import CliOptions, on_command_line
from handcalc.cli.streams import say, show, speaks_our_alphabet
from handcalc.cli.temp_files import remove_leftovers
from handcalc.cli.terminal import PIPE_WIDTH, colored, is_terminal, usable_width
from handcalc.errors import CalculationError, InputError, MissingGlyphs, UsageError
from handcalc.formats.document.page_options import PageOptions
from handcalc.inputs.options import offered
from handcalc.inputs.request import Request
from handcalc.record.calculation import Calculation

if TYPE_CHECKING:
    from handcalc.formats.document.presentation import Presentation

Result = TypeVar("Result")


def produce(request: Request, choices: CliOptions) -> None:
    """Calculate what the request and the command line ask for, and write it.

    Raises InputError, UsageError, OutputError: as the input, the command line or the output is at fault.
    """
    calculation = calculated(calculate, request, choices)
    write(rendered(calculation, request.vectors, choices), choices)


def write(content: str | bytes, choices: CliOptions) -> None:
    """Put an answer on stdout, or into the file that the command line names.

    Raises OutputError: it cannot be written.
    """
    if choices.path is None:
        show(content, document=formats.find(choices.format).data)
    else:
        data = content if isinstance(content, bytes) else content.encode("utf-8")
        remove_leftovers(os.path.dirname(choices.path))
        write_file(choices.path, data, force=choices.force)


def calculated(work: Callable[[Request], Result], request: Request, choices: CliOptions) -> Result:
    """What is made of a request; what only the command line can be blamed for is a wrong command line.

    Raises InputError, UsageError: as the input or the command line is at fault.
    """
    request = request.overridden(choices.options, choices.seed)
    try:
        return work(request)
    except CalculationError:
        raise
    except InputError as error:
        if error.about in choices.options or (request.file is None and not request.matrices):
            raise on_command_line(error, offered(request.topic)) from None
        raise


def rendered(calculation: Calculation, written: str, choices: CliOptions) -> str | bytes:
    """A calculation as the command line wants to see it; `written` is the orientation of its file."""
    from handcalc.formats.document.presentation import present

    vectors: Literal["rows", "columns"] = "columns" if (choices.vectors or written) == "columns" else "rows"
    presentation = present(
        calculation, vectors=vectors, digits=int(calculation.options["digits"]), page=page_of(choices)
    )
    return content_of(presentation, choices.format)


def content_of(presentation: Presentation, format: str) -> str | bytes:
    """A presentation in a format; what is missing in it is said on stderr."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", MissingGlyphs)
        content = formats.find(format).render(presentation)
    for warning in caught:
        say(f"handcalc: {warning.message}\n")
    return content


def page_of(choices: CliOptions, format: str | None = None, *, to_file: bool = False) -> PageOptions:
    """The page that the command line, or else the stream, asks for; format: if it is not the one stated.

    to_file: even if the command line names none. Raises UsageError: an option has no effect on the format,
    or stdout is a terminal and the format is not for one.
    """
    format = format or choices.format
    choices.refuse_without_effect(format)
    chosen, to_file = formats.find(format), to_file or choices.path is not None
    if chosen.binary and not to_file and is_terminal(sys.stdout):
        raise UsageError(f"{format} is not for a terminal: write it with -o FILE{chosen.suffix}")
    color = choices.page.get("color", "auto")
    stated = {
        "width": PIPE_WIDTH if to_file else usable_width(sys.stdout),
        **choices.page,
        # The environment speaks of terminals; a file is coloured only when the command line says so.
        "color": "color" in chosen.options
        and (color == "always" if to_file else colored(color, sys.stdout, os.environ)),
        "ascii_only": not (chosen.data or to_file or speaks_our_alphabet(sys.stdout)),
    }
    return PageOptions(**stated)
