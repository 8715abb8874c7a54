"""All commands under one name; each is made when it is asked for, so that none imports the others' topics."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from os.path import isfile
from typing import Any

import typer
from typer.core import TyperGroup

from handcalc import topics
from handcalc.cli.base_command import APPEARANCE, SETTINGS, BaseCommand, with_help
from handcalc.cli.completers import items
from handcalc.cli.streams import show_words
from handcalc.errors import UsageError
from handcalc.text import did_you_mean, quoted

AROUND = {
    "run": "calculate what FILE asks for; it names its topic",
    "compare": "compare two runs with different options, step by step",
    "sheet": "an exercise sheet, its key, or the sheets of a class",
    "grade": "mark the answers of a class: grades, feedback, where it went wrong",
    "quiz": "practice in the terminal, one blank at a time",
    "list": "the topics, a line each",
    "template": "an input file to start from",
    "schema": "the JSON Schema of the JSON output",
    "completion": "a completion script for bash, zsh or fish",
    "help": "this text, or the help of one topic or command",
}
"""The commands that are no topics, each with its line in the help; NAME_command.py makes it."""

REMOVED = {"man": "handcalc help"}
"""The commands of the version before that are gone, each with what to use instead."""

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
    """Every word that may come first."""
    return [*topics.names(), *AROUND]


class Application(TyperGroup):
    """The group of all commands."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Their names."""
        return command_names()

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of this name, made now; None if there is none."""
        if cmd_name in AROUND:
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
            command = BaseCommand(name)  # behind a word that names nothing a shell completes nothing
        if command is None:
            raise UsageError(f"there is no command or topic {quoted(args[0])}{_advice(args[0])}")
        return name, command, args[1:]

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """The words that may come first."""
        return items([*command_names(), "--help", "--version"], ctx, incomplete)

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """A topic is the usual command."""
        return ["TOPIC", "[FILE]", "[OPTIONS]"]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Topics in groups, the commands around them, the options."""
        from handcalc.cli.listing import grouped

        for heading, members in grouped():
            with formatter.section(heading):
                formatter.write_dl([(topic.name, topic.summary) for topic in members])
        with formatter.section("Commands"):
            formatter.write_dl(list(AROUND.items()))
        with formatter.section("Options"):
            formatter.write_dl([("--version", "print the version"), ("-h, --help", "show this text")])

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Where to begin."""
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
    """What happens before a command, or without one."""
    if context.invoked_subcommand is None:
        show_words(SHORT_HELP)


def whole_application() -> Any:
    """The group of all commands, as Typer sees it."""
    application = typer.Typer(cls=Application, add_help_option=False, context_settings=SETTINGS, **APPEARANCE)
    application.callback(invoke_without_command=True, help=ABOUT)(with_help(start))
    return typer.main.get_command(application)


def dispatch(arguments: list[str]) -> int:
    """Run the command that the arguments name, and return the exit code of one that ended well.

    Raises what the command raises, and Typer's errors.
    """
    group = whole_application()
    try:
        with group.make_context("handcalc", list(arguments)) as context:
            group.invoke(context)
    except typer.Exit as end:
        return end.exit_code
    return 0
