"""`handcalc help [TOPIC|COMMAND]`: what `--help` shows."""

from __future__ import annotations

from typing import Annotated

import typer

from handcalc.cli.application import command_names, dispatch
from handcalc.cli.base_command import BaseCommand, built


def help_command() -> BaseCommand:
    """The command `help`."""

    def show_help_of(
        name: Annotated[
            str | None,
            typer.Argument(metavar="TOPIC|COMMAND", show_default=False, autocompletion=command_names),
        ] = None,
    ) -> None:
        """Show the help of handcalc, or of one topic or command, as --help does."""
        dispatch(["--help"] if name is None else ["--", name, "--help"])

    return built(show_help_of, "help", "handcalc help", "handcalc help attention")
