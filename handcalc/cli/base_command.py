"""A Typer command in the manner of the house: -h, examples, usage with FILE before the options."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from inspect import Parameter, signature
from typing import Annotated, Any, TypeVar

import typer
from typer.core import TyperCommand

from handcalc.cli.completers import Completer
from handcalc.cli.streams import show_words

SETTINGS: dict[str, Any] = {"token_normalize_func": lambda name: name.replace("_", "-")}
"""--d_model is --d-model, too."""

APPEARANCE: dict[str, Any] = {
    "rich_markup_mode": None,
    "pretty_exceptions_enable": False,
    "add_completion": False,
}


def show_help(context: typer.Context, wanted: bool) -> None:
    """The answer to -h; our own, so that a closed stdout is noticed."""
    if wanted and not context.resilient_parsing:
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
    """A command whose help ends in examples that can be run."""

    examples: tuple[str, ...] = ()

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """The options that begin so, without their help: Typer would import Rich to write it."""
        found = super().shell_complete(ctx, incomplete)
        for item in found:
            item.help = None
        return found

    def step_ids(self, words: Mapping[str, Any]) -> list[str]:
        """The ids that --only may name, given the words of the line; of no topic there are none."""
        return []

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """FILE first, then the options, as people type them."""
        arguments = [one for one in self.get_params(ctx) if one.param_type_name == "argument"]
        return [*(_in_usage(one) for one in arguments), "[OPTIONS]"]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """The options; what the usage names is explained above them."""
        options = [one for one in self.get_params(ctx) if one.param_type_name == "option"]
        records = [option.get_help_record(ctx) for option in options]
        with formatter.section("Options"):
            formatter.write_dl([record for record in records if record is not None])

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """The examples, line by line."""
        with formatter.section("Examples" if len(self.examples) > 1 else "Example"):
            formatter.write_dl([(example, "") for example in self.examples])


def _in_usage(argument: Any) -> str:
    """FILE, or [FILE] if it may be left out."""
    word = str(argument.metavar)
    return word if argument.required or word.startswith("[") else f"[{word}]"


Command = TypeVar("Command", bound=BaseCommand)


def built(function: Callable[..., None], name: str, *examples: str) -> BaseCommand:
    """The command that calls this function with what its signature, and -h, read from the command line."""
    return build(BaseCommand, function, name, *examples)


def build(kind: type[Command], function: Callable[..., None], name: str, *examples: str) -> Command:
    """The same as a command of this kind."""
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

    own = signature(function, eval_str=True)
    call.__signature__ = own.replace(parameters=[*own.parameters.values(), HELP])  # type: ignore[attr-defined]
    return call


def declared(
    name: str, *spellings: str, metavar: str | None, help: str, completer: Completer | None = None
) -> Parameter:
    """An option as a parameter of a command's function: a text, or without metavar a flag."""
    option = typer.Option(
        *spellings, metavar=metavar, help=help, show_default=False, autocompletion=completer
    )
    kind: Any = (str | None) if metavar else bool
    default = None if metavar else False
    return Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, option])
