"""The group of all commands; each command is built when it is needed, so that it imports only its own."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from os.path import isfile
from typing import Any

import typer
from typer.core import TyperGroup

from handcalc import topics
from handcalc.cli.base_command import APPEARANCE, SETTINGS, BaseCommand, completion_items, with_help
from handcalc.cli.streams import show_words
from handcalc.errors import UsageError
from handcalc.text import did_you_mean, quoted

COMMANDS = {
    "run": "calculate what FILE asks for; it names its topic",
    "compare": "the same twice with other options: the first step that differs",
    "sheet": "an exercise sheet, its key, or the sheets of a class",
    "grade": "mark the answers of a class: grades, feedback, where it went wrong",
    "quiz": "practice in the terminal, one blank at a time",
    "list": "the topics, a line each",
    "template": "an input file to start from",
    "schema": "the JSON Schema of the JSON output",
    "completion": "a completion script for bash, zsh or fish",
    "help": "this text, or the help of one topic or command",
}
"""The commands that are not topics, each with its line in the help; NAME_command.py builds it."""

REMOVED = {"man": "handcalc help"}
"""Commands of earlier versions, each with its replacement."""

ABOUT = (
    "Worked calculations of the building blocks of deep learning: every intermediate matrix, with the "
    "arithmetic behind its numbers."
)

EXAMPLES = (
    ("handcalc attention", "an example drawn from seed 0"),
    ("handcalc template attention > my.yaml", "an input file to start from"),
    ("handcalc attention my.yaml --base 3", "your own matrices"),
)

SHORT_HELP = f"""\
handcalc TOPIC [FILE] [OPTIONS]

{"".join(f"  {command:<38}  {what}" + chr(10) for command, what in EXAMPLES)}
handcalc list shows the topics, handcalc --help all commands.
"""


def command_names() -> list[str]:
    """Every topic and command: the words that may come first."""
    return [*topics.names(), *COMMANDS]


class Application(TyperGroup):
    """The group of all commands."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of all commands."""
        return command_names()

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Build the command of this name; None if there is none."""
        if cmd_name in COMMANDS:
            module = import_module(f"handcalc.cli.{cmd_name}_command")
            make: Callable[[], Any] = getattr(module, f"{cmd_name}_command")
            return make()
        if cmd_name not in topics.names():
            return None
        from handcalc.cli.topic_command import topic_command

        return topic_command(topics.find(cmd_name))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the first word names; names are not abbreviated."""
        name = args[0].replace("_", "-")
        command = self.get_command(ctx, name)
        if command is None and ctx.resilient_parsing:
            command = BaseCommand(name)  # after an unknown word nothing is completed
        if command is None:
            raise UsageError(f"there is no command or topic {quoted(args[0])}{_advice(args[0])}")
        return name, command, args[1:]

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """Complete the first word."""
        return completion_items([*command_names(), "--help", "--version"], ctx, incomplete)

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """The usage line of a topic, the usual command."""
        return ["TOPIC", "[FILE]", "[OPTIONS]"]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """List topics in groups, commands, options."""
        from handcalc.cli.list_command import topic_groups

        for heading, members in topic_groups():
            with formatter.section(heading):
                formatter.write_dl([(topic.name, topic.summary) for topic in members])
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))
        with formatter.section("Options"):
            formatter.write_dl([("--version", "print the version"), ("-h, --help", "show this text")])

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """List the examples."""
        with formatter.section("Examples"):
            formatter.write_dl(EXAMPLES, col_max=38)


def _advice(word: str) -> str:
    if word in REMOVED:
        return f" any more; see {REMOVED[word]}"
    near = did_you_mean(word, command_names())
    if near:
        return near
    return f"; to calculate a file: handcalc run {quoted(word)}" if isfile(word) else "; see handcalc list"


def start(context: typer.Context) -> None:
    """Show a short help if no command is named."""
    if context.invoked_subcommand is None:
        show_words(SHORT_HELP)


def whole_application() -> Any:
    """The group of all commands as Typer's application."""
    application = typer.Typer(cls=Application, add_help_option=False, context_settings=SETTINGS, **APPEARANCE)
    application.callback(invoke_without_command=True, help=ABOUT)(with_help(start))
    return typer.main.get_command(application)


def dispatch(arguments: list[str]) -> int:
    """Run the command that the arguments name, and return its exit code.

    Raises what the command raises, and Typer's errors.
    """
    group = whole_application()
    try:
        with group.make_context("handcalc", list(arguments)) as context:
            group.invoke(context)
    except typer.Exit as end:
        return end.exit_code
    return 0
