"""The options that every topic's command has, beside those of the topic: one table."""

from __future__ import annotations

from collections.abc import Mapping
from inspect import Parameter
from types import MappingProxyType
from typing import NamedTuple

from handcalc import formats
from handcalc.cli.base_command import Completer, any_of, cli_option, step_ids
from handcalc.formats.document.page_options import page_options
from handcalc.inputs.options import SEED, SHARED, VECTORS, allowed
from handcalc.record.options import Option, OptionValue, spelled


class SharedOption(NamedTuple):
    """One option. metavar: stands for its value in the help; None for a flag."""

    name: str
    spellings: tuple[str, ...]
    metavar: str | None
    help: str

    def parameter(self, hidden: bool = False) -> Parameter:
        """The option as a parameter for Typer; hidden: left out of the help."""
        return cli_option(
            self.name,
            *self.spellings,
            metavar=self.metavar,
            help=self.help,
            completer=_completer(self.name),
            hidden=hidden,
        )


def shared_options(defaults: Mapping[str, OptionValue] = MappingProxyType({})) -> list[SharedOption]:
    """The table, in the order of the help; defaults: of options for which a command has other ones."""
    return [
        SharedOption("seed", ("--seed",), "N", "seed of what is not given [default: 0 without FILE]"),
        SharedOption("vectors", ("--vectors",), "WAY", "show token vectors as rows or columns [as in FILE]"),
        *(
            SharedOption(
                name,
                (f"--{name}",),
                "N" if option.number else "WORD",
                option_help(option, defaults.get(name)),
            )
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


def option_help(option: Option, otherwise: OptionValue | None = None) -> str:
    """The help of an option: its meaning, the allowed values, the default (otherwise: a command's own)."""
    if option.flag:
        return option.help
    default = option.default_in_words or spelled(option.default)
    default = default if otherwise is None else spelled(otherwise)
    choices = allowed(option)
    if not option.words:  # the metavar N already says that it is a number
        choices = choices.removeprefix("a whole ").removeprefix("a ").removeprefix("number").lstrip(", ")
    return f"{option.help} [{choices}{'; ' if choices else ''}default: {default}]"


def _completer(name: str) -> Completer | None:
    if name == "only":
        return step_ids
    kinds = {**PARSED, **{option.name: option.kind for option in page_options().values()}}
    words = {"format": formats.names(), "cells": ("first", "all", "none")}.get(name)
    words = words or (kinds[name].words if name in kinds else None)
    return any_of(words) if words else None


PARSED = {"seed": SEED, "vectors": VECTORS, **SHARED}
"""The options whose values follow the same rules in a file."""
