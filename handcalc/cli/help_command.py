"""`handcalc help [TOPIC|COMMAND]`, which prints what `--help` prints."""

from __future__ import annotations

from typing import Annotated

import typer

from handcalc.cli.application import command_names, dispatch
from handcalc.cli.base_command import BaseCommand, build


def help_command() -> BaseCommand:
    """The command `help`."""

    def help_about(
        name: Annotated[
            str | None,
            typer.Argument(metavar="TOPIC|COMMAND", show_default=False, autocompletion=command_names),
        ] = None,
    ) -> None:
        """Show the help of handcalc, or of one topic or command, as --help does."""
        dispatch(["--help"] if name is None else ["--", name, "--help"])

    return build(BaseCommand, help_about, "help", "handcalc help", "handcalc help attention")
