"""The base class of all commands: -h, examples, FILE before the options in the usage line, completion."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from inspect import Parameter, signature
from typing import Annotated, Any, TypeVar

import typer
from typer.core import TyperArgument, TyperCommand

from handcalc.cli.streams import show_words
from handcalc.errors import UsageError
from handcalc.text import did_you_mean, listed, quoted

SETTINGS: dict[str, Any] = {"token_normalize_func": lambda name: name.replace("_", "-")}
"""--d_model is --d-model, too."""

APPEARANCE: dict[str, Any] = {
    "rich_markup_mode": None,
    "pretty_exceptions_enable": False,
    "add_completion": False,
}

Completer = Callable[..., Iterable[str]]
"""Called by Typer with the context and the beginning of the word, as its parameters ask for."""

_SAFE_IN_A_SHELL = re.compile(r"[\w.,\[\]-]*")
"""What may be repeated to a shell: zsh evaluates the words it gets."""


def show_help(context: typer.Context, is_requested: bool) -> None:
    """Answer -h; Typer's own answer would not notice a closed stdout."""
    if is_requested and not context.resilient_parsing:
        show_words(f"{context.get_help()}\n")
        raise typer.Exit


HELP = Parameter(
    "help",
    Parameter.KEYWORD_ONLY,
    default=False,
    annotation=Annotated[
        bool,
        typer.Option(
            "--help", "-h", is_eager=True, callback=show_help, expose_value=False, help="show this text"
        ),
    ],
)


class BaseCommand(TyperCommand):
    """A command whose help ends with examples that can be run."""

    examples: tuple[str, ...] = ()

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """Complete options, without their help: Typer would import Rich to write it."""
        items = super().shell_complete(ctx, incomplete)
        for item in items:
            item.help = None
        return items

    def step_ids(self, words: Mapping[str, Any]) -> list[str]:
        """The ids that --only may name, given the words of the command line; none without a topic."""
        return []

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """FILE first, then the options, as people type them."""
        arguments = [one for one in self.get_params(ctx) if one.param_type_name == "argument"]
        return [*(_in_usage(one) for one in arguments), "[OPTIONS]"]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """List the options; the text above them explains the arguments."""
        options = [one for one in self.get_params(ctx) if one.param_type_name == "option"]
        records = [option.get_help_record(ctx) for option in options]
        with formatter.section("Options"):
            formatter.write_dl([record for record in records if record is not None])

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """List the examples, one a line."""
        with formatter.section("Examples" if len(self.examples) > 1 else "Example"):
            formatter.write_dl([(example, "") for example in self.examples])


def _in_usage(argument: Any) -> str:
    """FILE, or [FILE] if it may be left out."""
    word = str(argument.metavar)
    return word if argument.required or word.startswith("[") else f"[{word}]"


Command = TypeVar("Command", bound=BaseCommand)


def build(kind: type[Command], function: Callable[..., None], name: str, *examples: str) -> Command:
    """A command of this class that calls the function; its signature says what the command line offers."""
    application = typer.Typer(**APPEARANCE)
    settings: dict[str, Any] = {"cls": kind, "add_help_option": False, "context_settings": SETTINGS}
    application.command(name, **settings)(with_help(function))
    command = typer.main.get_command(application)
    assert isinstance(command, kind)
    command.examples = examples
    return command


def with_help(function: Callable[..., None]) -> Callable[..., None]:
    """The function with -h among its parameters, where Typer looks for them."""

    @wraps(function)
    def call(**words: Any) -> None:
        words.pop("help", None)
        function(**words)

    original = signature(function, eval_str=True)
    call.__signature__ = original.replace(  # type: ignore[attr-defined]
        parameters=[*original.parameters.values(), HELP]
    )
    return call


def cli_option(
    name: str,
    *spellings: str,
    help: str,
    metavar: str | None = None,
    completer: Completer | None = None,
    hidden: bool = False,
) -> Parameter:
    """An option as a parameter of a command's function.

    metavar: stands for the value, which stays text; None for a flag. A flag spelled --x/--no-x is None if
    neither is stated. hidden: left out of the help.
    """
    option = typer.Option(
        *spellings, metavar=metavar, help=help, show_default=False, hidden=hidden, autocompletion=completer
    )
    default = None if metavar or "/" in spellings[0] else False
    kind: Any = str if metavar else bool
    annotation = Annotated[kind if default is False else kind | None, option]  # type: ignore[valid-type]
    return Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def refuse_unknown(what: str, word: str, known: Iterable[str]) -> None:
    """Refuse a word that is not one of the known ones.

    Raises UsageError: it is unknown; with the nearest word, or all of them.
    """
    if word not in known:
        near = did_you_mean(word, known) or f"; there are {listed(known)}"
        raise UsageError(f"there is no {what} {quoted(word)}{near}")


def any_of(words: Iterable[str]) -> Completer:
    """The completer of a value that is one of these words."""
    return lambda: list(words)


def step_ids(context: typer.Context, incomplete: str) -> list[str]:
    """Complete the last of several step ids with commas between them."""
    command: Any = context.command
    before = incomplete[: incomplete.rfind(",") + 1]
    if not _SAFE_IN_A_SHELL.fullmatch(before):
        return []
    return [f"{before}{id}" for id in command.step_ids(context.params)]


def completion_items(words: Iterable[str], context: Any, incomplete: str) -> list[Any]:
    """The words that begin like the incomplete one, as Typer hands them to a shell."""
    argument = TyperArgument(param_decls=["word"], autocompletion=lambda *_: list(words))
    return argument.shell_complete(context, incomplete)
