"""`handcalc schema [OF]`, which prints the JSON Schema of what a command writes."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated

import typer

from handcalc.cli.base_command import BaseCommand, any_of, build, refuse_unknown
from handcalc.cli.streams import show
from handcalc.schema import SCHEMAS


def schema_command() -> BaseCommand:
    """The command `schema`."""

    def schema(
        what: Annotated[
            str, typer.Argument(metavar="[OF]", show_default=False, autocompletion=any_of(SCHEMAS))
        ] = "calculation",
    ) -> None:
        """Print the JSON Schema that the output of --json keeps. OF is calculation (default) or grades."""
        import json

        refuse_unknown("schema of", what, SCHEMAS)
        text = json.dumps(import_module(SCHEMAS[what]).schema(), indent=2, ensure_ascii=False)
        show(f"{text}\n", document=True)

    examples = "handcalc schema > calculation.schema.json", "handcalc schema grades"
    return build(BaseCommand, schema, "schema", *examples)
