"""`handcalc completion SHELL`, which prints the completion script, and the answers to that script."""

from __future__ import annotations

from contextlib import redirect_stdout
from io import StringIO
from typing import Annotated

import typer
from typer.completion import get_completion_inspect_parameters, shell_complete

from handcalc.cli.application import whole_application
from handcalc.cli.base_command import BaseCommand, any_of, build, refuse_unknown
from handcalc.cli.environment import COMPLETE
from handcalc.cli.streams import show

SHELLS = ("bash", "zsh", "fish")


def completion_command() -> BaseCommand:
    """The command `completion`."""

    def completion(
        shell: Annotated[str, typer.Argument(metavar="|".join(SHELLS), autocompletion=any_of(SHELLS))],
    ) -> None:
        """Print a script that makes a shell complete topics, commands and options; no file is changed."""
        refuse_unknown("completion for", shell, SHELLS)
        with redirect_stdout(StringIO()) as output:
            complete(f"source_{shell}")  # the script runs handcalc with COMPLETE at every Tab
        show(f"{output.getvalue().strip()}\n", document=True)

    return build(BaseCommand, completion, "completion", 'eval "$(handcalc completion bash)"')


def complete(instruction: str) -> int:
    """Write the completions that the shell requests by the value of COMPLETE, and return the exit code.

    Raises SystemExit: for fish, to say whether there is something to complete.
    """
    get_completion_inspect_parameters()  # registers the shells with Typer
    return shell_complete(whole_application(), {}, "handcalc", COMPLETE, instruction)
