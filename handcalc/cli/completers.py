"""What may stand where a shell asks to complete a word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import typer
from typer.core import TyperArgument

Completer = Callable[..., Iterable[str]]
"""A function that Typer calls with the context and the beginning of the word, as its parameters ask for."""

_HARMLESS = re.compile(r"[\w.,\[\]-]*")
"""What may be repeated to a shell: zsh evaluates what it gets."""


def any_of(words: Iterable[str]) -> Completer:
    """The completer of a word that is one of these."""
    return lambda: list(words)


def step_ids(context: typer.Context, incomplete: str) -> list[str]:
    """The ids of the steps of the calculation on the line; several stand between commas."""
    command: Any = context.command
    before = incomplete[: incomplete.rfind(",") + 1]
    if not _HARMLESS.fullmatch(before):
        return []
    return [f"{before}{id}" for id in command.step_ids(context.params)]


def items(words: Iterable[str], context: Any, incomplete: str) -> list[Any]:
    """Those of the words that begin so, as Typer hands them to a shell."""
    argument = TyperArgument(param_decls=["word"], autocompletion=lambda *_: list(words))
    return argument.shell_complete(context, incomplete)
