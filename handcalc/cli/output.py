"""Calculate a request, render it, and write it to stdout or a file; the file is opened last."""

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
from handcalc.cli.streams import can_encode_texts, say, show
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


def calculate_and_write(request: Request, cli_options: CliOptions) -> None:
    """Calculate a request with the options of the command line, and write it.

    Raises InputError, UsageError or OutputError: the input, the command line or the output is at fault.
    """
    calculation = calculate_with(calculate, request, cli_options)
    write(render(calculation, request.vectors, cli_options), cli_options)


def write(content: str | bytes, cli_options: CliOptions) -> None:
    """Write to stdout, or to the file that the command line names.

    Raises OutputError: it cannot be written.
    """
    if cli_options.path is None:
        show(content, document=formats.find(cli_options.format).data)
    else:
        data = content if isinstance(content, bytes) else content.encode("utf-8")
        remove_leftovers(os.path.dirname(cli_options.path))
        write_file(cli_options.path, data, force=cli_options.force)


def calculate_with(work: Callable[[Request], Result], request: Request, cli_options: CliOptions) -> Result:
    """The result of `work` on the request with the options of the command line.

    Raises UsageError: an option of the command line is refused, or all numbers come from it; InputError:
    the file is refused.
    """
    request = request.overridden(cli_options.options, cli_options.seed)
    try:
        return work(request)
    except CalculationError:
        raise
    except InputError as error:
        if error.about in cli_options.options or (request.file is None and not request.matrices):
            raise on_command_line(error, offered(request.topic)) from None
        raise


def render(calculation: Calculation, file_vectors: str, cli_options: CliOptions) -> str | bytes:
    """A calculation in the format of the command line; file_vectors: the orientation of its file."""
    from handcalc.formats.document.presentation import present

    vectors: Literal["rows", "columns"] = (
        "columns" if (cli_options.vectors or file_vectors) == "columns" else "rows"
    )
    presentation = present(
        calculation, vectors=vectors, digits=int(calculation.options["digits"]), page=page_of(cli_options)
    )
    return content_of(presentation, cli_options.format)


def content_of(presentation: Presentation, format: str) -> str | bytes:
    """A presentation in a format; missing glyphs are reported on stderr."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", MissingGlyphs)
        content = formats.find(format).render(presentation)
    for warning in caught:
        say(f"handcalc: {warning.message}\n")
    return content


def page_of(cli_options: CliOptions, format: str | None = None, *, to_file: bool = False) -> PageOptions:
    """The page options of the command line, completed from the stream and the environment.

    format: if it differs from the stated one. to_file: whether a file is written although none is named.
    Raises UsageError: an option has no effect on the format, or a binary format would go to a terminal.
    """
    format = format or cli_options.format
    cli_options.refuse_without_effect(format)
    properties, to_file = formats.find(format), to_file or cli_options.path is not None
    if properties.binary and not to_file and is_terminal(sys.stdout):
        raise UsageError(f"{format} is not for a terminal: write it with -o FILE{properties.suffix}")
    color = cli_options.page.get("color", "auto")
    stated = {
        "width": PIPE_WIDTH if to_file else usable_width(sys.stdout),
        **cli_options.page,
        # The environment is about terminals; a file gets colour only from the command line.
        "color": "color" in properties.options
        and (color == "always" if to_file else colored(color, sys.stdout, os.environ)),
        "ascii_only": not (properties.data or to_file or can_encode_texts(sys.stdout)),
    }
    return PageOptions(**stated)
