"""Report an error on stderr, in a few lines, and choose the exit code."""

from __future__ import annotations

import os
import sys
import textwrap
from collections.abc import Callable

from handcalc.cli.environment import DEBUG
from handcalc.cli.signals import Terminated
from handcalc.cli.streams import say
from handcalc.cli.terminal import is_terminal, usable_width
from handcalc.errors import HandcalcError, InputError, UsageError
from handcalc.exit_codes import FAULT
from handcalc.text import did_you_mean, visible

MOST_LINES = 8
MOST_CHARACTERS = 2000


def report(error: BaseException, arguments: list[str]) -> int:
    """Describe the error on stderr, and return its exit code."""
    if isinstance(error, Terminated):
        return error.end()
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else 0
    usage = _usage_error(error)
    if usage is not None:
        write_paragraphs(f"handcalc: {usage.fact}", f"Try '{_command(arguments)} --help'.")
        return usage.exit_code
    if isinstance(error, InputError):
        # The file and the place come first, as in compilers' messages, so that editors find them.
        write_paragraphs(str(error) if error.file else f"handcalc: {error.fact}")
        return error.exit_code
    if isinstance(error, HandcalcError):
        write_paragraphs(f"handcalc: {error.fact}")
        return error.exit_code
    _report_fault(error, arguments)
    return FAULT


def _report_fault(error: BaseException, arguments: list[str]) -> None:
    debug = "--debug" in arguments or os.environ.get(DEBUG, "") not in ("", "0")
    if debug:
        import traceback

        lines = "".join(traceback.format_exception(error)).splitlines()
        say("".join(f"{visible(line)}\n" for line in lines))
    what = " ".join(f"{type(error).__name__} {error}".split())[:300]
    how = "" if debug else "; --debug shows where it happened"
    write_paragraphs(f"handcalc: this is a fault of handcalc itself, please report it ({what}){how}")


def write_paragraphs(*paragraphs: str) -> None:
    """Write paragraphs to stderr without control characters, wrapped to the width of a terminal."""
    width = usable_width(sys.stderr) if is_terminal(sys.stderr) else None
    lines: list[str] = []
    for paragraph in paragraphs:
        text = visible(paragraph)
        if len(text) > MOST_CHARACTERS:
            text = text[: MOST_CHARACTERS - 1] + "…"
        lines += _wrapped(text, width) if width else [text]
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], "…"]
    say("".join(f"{line}\n" for line in lines))


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) or [""]


def _usage_error(error: BaseException) -> UsageError | None:
    """The error as a UsageError, if the command line is at fault."""
    if isinstance(error, UsageError):
        return error
    typer = sys.modules.get("typer._click.exceptions")
    if typer is None or not isinstance(error, typer.UsageError):
        return None
    if isinstance(error, typer.NoSuchOption):
        name = str(error.option_name)
        return UsageError(f"there is no option {visible(name)[:60]}{_near(name, error)}")
    message: Callable[[], str] = error.format_message
    fact = message().rstrip(".")
    return UsageError(fact[:1].lower() + fact[1:])


def _near(name: str, error: BaseException) -> str:
    context = getattr(error, "ctx", None)
    if context is None or not name.startswith("--"):
        return ""
    in_group = context.parent is None
    parameters = context.command.params
    options = [option for one in parameters for option in (*one.opts, *one.secondary_opts)]
    # Without dashes, which would make all options similar.
    bare = [option[2:] for option in [*options, *(["--version"] if in_group else [])] if option[:2] == "--"]
    near = did_you_mean(name[2:], bare).replace("mean ", "mean --")
    return near or ("; options come after the topic" if in_group else "")


def _command(arguments: list[str]) -> str:
    """The beginning of the command line, with the command if it exists."""
    from handcalc.cli.application import command_names

    first = arguments[0].replace("_", "-") if arguments else ""
    return f"handcalc {first}" if first in command_names() else "handcalc"
