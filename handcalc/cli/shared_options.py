"""The options that every topic's command has, beside the topic's own: one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from inspect import Parameter
from types import MappingProxyType
from typing import Annotated, Any

import typer

from handcalc import formats
from handcalc.cli.completers import Completer, any_of, step_ids
from handcalc.formats.document.page_options import page_options
from handcalc.inputs.options import SEED, SHARED, VECTORS, allowed
from handcalc.record.options import Option, OptionValue, spelled


@dataclass(frozen=True)
class SharedOption:
    """One option: how it is written, what stands for its value (nothing: a flag), what it means."""

    name: str
    spellings: tuple[str, ...]
    metavar: str | None
    help: str

    def parameter(self, hidden: bool = False) -> Parameter:
        """The option as a parameter that Typer understands; values stay text. hidden: not in the help."""
        option = typer.Option(
            *self.spellings,
            metavar=self.metavar,
            help=self.help,
            show_default=False,
            hidden=hidden,
            autocompletion=_completer(self.name),
        )
        kind: Any = (str | None) if self.metavar else bool
        default = None if self.metavar else False
        return Parameter(
            self.name, Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, option]
        )


def shared_options(defaults: Mapping[str, OptionValue] = MappingProxyType({})) -> list[SharedOption]:
    """The table, in the order of the help; defaults: where a command has others."""
    return [
        SharedOption("seed", ("--seed",), "N", "seed of what is not given [default: 0 without FILE]"),
        SharedOption("vectors", ("--vectors",), "WAY", "show token vectors as rows or columns [as in FILE]"),
        *(
            SharedOption(name, (f"--{name}",), _metavar(option), described(option, defaults.get(name)))
            for name, option in SHARED.items()
        ),
        *(
            SharedOption(option.name, (spelling(option.name),), option.metavar, option.kind.help)
            for option in page_options().values()
        ),
        SharedOption("format", ("--format", "-f"), "NAME", f"{', '.join(formats.names())} [default: table]"),
        SharedOption("json", ("--json",), None, "short for --format json"),
        SharedOption(
            "output", ("--output", "-o"), "FILE", "write there; the suffix picks the format; - is stdout"
        ),
        SharedOption("force", ("--force",), None, "overwrite an existing file"),
        SharedOption("debug", ("--debug",), None, "show the traceback of a fault of handcalc itself"),
    ]


def spelling(name: str) -> str:
    """--d-model for d_model."""
    return f"--{name.replace('_', '-')}"


def described(option: Option, otherwise: OptionValue | None = None) -> str:
    """What an option means, may be, and is when nobody says: its default, or what stands for it."""
    if option.flag:
        return option.help
    default = option.default_in_words or spelled(option.default)
    default = default if otherwise is None else spelled(otherwise)
    choices = allowed(option)
    if not option.words:  # N says already that it is a number
        choices = choices.removeprefix("a whole ").removeprefix("a ").removeprefix("number").lstrip(", ")
    return f"{option.help} [{choices}{'; ' if choices else ''}default: {default}]"


def _metavar(option: Option) -> str:
    return "N" if option.number else "WORD"


def _completer(name: str) -> Completer | None:
    if name == "only":
        return step_ids
    kinds = {**PARSED, **{option.name: option.kind for option in page_options().values()}}
    words = {"format": formats.names(), "cells": ("first", "all", "none")}.get(name)
    words = words or (kinds[name].words if name in kinds else None)
    return any_of(words) if words else None


PARSED = {"seed": SEED, "vectors": VECTORS, **SHARED}
"""The options whose values are read by the same rule as a file's."""
