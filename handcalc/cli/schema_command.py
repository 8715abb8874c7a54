"""`handcalc schema [OF]`: the JSON Schema of what a command writes."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated

import typer

from handcalc.cli.base_command import BaseCommand, built
from handcalc.cli.completers import any_of
from handcalc.cli.streams import show
from handcalc.errors import UsageError
from handcalc.schema import SCHEMAS
from handcalc.text import did_you_mean, listed, quoted


def schema_command() -> BaseCommand:
    """The command `schema`."""

    def schema(
        what: Annotated[
            str, typer.Argument(metavar="[OF]", show_default=False, autocompletion=any_of(SCHEMAS))
        ] = "calculation",
    ) -> None:
        """Print the JSON Schema that the output of --json keeps. OF is calculation (default) or grades."""
        import json

        if what not in SCHEMAS:
            near = did_you_mean(what, SCHEMAS) or f"; there are {listed(SCHEMAS)}"
            raise UsageError(f"there is no schema of {quoted(what)}{near}")
        text = json.dumps(import_module(SCHEMAS[what]).schema(), indent=2, ensure_ascii=False)
        show(f"{text}\n", document=True)

    return built(schema, "schema", "handcalc schema > calculation.schema.json", "handcalc schema grades")
