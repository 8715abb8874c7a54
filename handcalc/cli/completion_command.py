"""`handcalc completion SHELL`: the script that makes a shell complete the words of handcalc."""

from __future__ import annotations

from typing import Annotated

import typer

from handcalc.cli.base_command import BaseCommand, built
from handcalc.cli.completers import any_of
from handcalc.cli.completion import SHELLS, script
from handcalc.cli.streams import show
from handcalc.errors import UsageError
from handcalc.text import did_you_mean, listed, quoted


def completion_command() -> BaseCommand:
    """The command `completion`."""

    def completion(
        shell: Annotated[str, typer.Argument(metavar="|".join(SHELLS), autocompletion=any_of(SHELLS))],
    ) -> None:
        """Print a script that makes a shell complete topics, commands and options; no file is changed."""
        if shell not in SHELLS:
            near = did_you_mean(shell, SHELLS) or f"; there are {listed(SHELLS)}"
            raise UsageError(f"there is no completion for {quoted(shell)}{near}")
        show(script(shell), document=True)

    return built(completion, "completion", 'eval "$(handcalc completion bash)"')
