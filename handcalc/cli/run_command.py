"""`handcalc run FILE`, which calculates a file that names its topic; the options are that topic's."""

from __future__ import annotations

import os

import typer

from handcalc.cli.output import calculate_and_write
from handcalc.cli.topic_command import TopicCommand, topic_command
from handcalc.cli.topic_subcommand import TopicSubcommand, arguments_of, topic_subcommand
from handcalc.errors import UsageError
from handcalc.from_document import from_document
from handcalc.inputs.document import STANDARD_INPUT, load, shown_name

_FILE_IS_MISSING = "run needs a FILE, which names its topic; or write handcalc TOPIC"


class RunCommand(TopicSubcommand):
    """A command that reads FILE to learn its topic."""

    usage_words = ("FILE",)

    def topic_command(self, context: typer.Context) -> tuple[TopicCommand, list[str]]:
        """The command of the topic that FILE names, and all words.

        Raises InputError: the file is refused; UsageError: no word can be FILE.
        """
        arguments = arguments_of(context)
        path = _file_among(context.args, arguments)
        request = from_document(load(path), shown_name(path))
        return topic_command(request.topic, (path, request)), arguments


def run_command() -> TopicSubcommand:
    """The command `run`."""
    return topic_subcommand(
        RunCommand,
        "run",
        "Calculate what a file asks for: it names its topic in a line such as `topic: attention`. The "
        "options of that topic may be given too; handcalc TOPIC --help lists them.",
        "handcalc template softmax > my.yaml",
        "handcalc run my.yaml",
        "handcalc run my.yaml --rounding carry --digits 2",
        answer=calculate_and_write,
    )


def _file_among(words: list[str], arguments: list[str]) -> str:
    """The word that is most probably FILE, among options of an unknown topic and their values."""
    literal = arguments[arguments.index("--") + 1 :] if "--" in arguments else []
    candidates = [
        (not _readable(word), before.startswith("-") and before != STANDARD_INPUT, position)
        for position, (before, word) in enumerate(zip(["", *words], words, strict=False))
        if word == STANDARD_INPUT or not word.startswith("-") or word in literal
    ]
    if not candidates:
        raise UsageError(_FILE_IS_MISSING)
    return words[min(candidates)[2]]


def _readable(word: str) -> bool:
    try:
        return word == STANDARD_INPUT or os.path.exists(word)
    except ValueError:
        return False
