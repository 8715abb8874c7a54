"""Completion by a shell: Typer's script for it, and the answers to what that script asks."""

from __future__ import annotations

from contextlib import redirect_stdout
from io import StringIO

from typer.completion import get_completion_inspect_parameters, shell_complete

from handcalc.cli.application import whole_application
from handcalc.cli.environment import COMPLETE

SHELLS = ("bash", "zsh", "fish")


def script(shell: str) -> str:
    """The script for one of SHELLS; at every Tab it runs handcalc with COMPLETE in the environment."""
    with redirect_stdout(StringIO()) as output:
        answer(f"source_{shell}")
    return f"{output.getvalue().strip()}\n"


def answer(instruction: str) -> int:
    """Write to stdout what a shell asks for by the value of COMPLETE, and return the exit code.

    Raises SystemExit: with fish's answer to whether there is something to complete.
    """
    get_completion_inspect_parameters()  # makes Typer know its shells
    return shell_complete(whole_application(), {}, "handcalc", COMPLETE, instruction)
