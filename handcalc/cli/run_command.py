"""`handcalc run FILE`: the topic is named inside the file, the options are that topic's."""

from __future__ import annotations

import os

import typer

from handcalc.cli.topic_command import topic_command
from handcalc.cli.topic_help import TopicCommand
from handcalc.cli.topic_subcommand import TopicSubcommand, arguments_of, deferring
from handcalc.errors import UsageError
from handcalc.from_document import from_document
from handcalc.inputs.document import STANDARD_INPUT, load, shown_name

_FILE_IS_MISSING = "run needs a FILE, which names its topic; or write handcalc TOPIC"


def run_command() -> TopicSubcommand:
    """The command `run`."""
    return deferring(
        _run,
        "run",
        ("FILE",),
        "Calculate what a file asks for: it names its topic in a line such as `topic: attention`. The "
        "options of that topic may be given too; handcalc TOPIC --help lists them.",
        "handcalc template softmax > my.yaml",
        "handcalc run my.yaml",
        "handcalc run my.yaml --rounding carry --digits 2",
    )


def _run(context: typer.Context) -> tuple[TopicCommand, list[str]]:
    arguments = arguments_of(context)
    path = _file_among(context.args, arguments)
    request = from_document(load(path), shown_name(path))
    return topic_command(request.topic, (path, request)), arguments


def _file_among(words: list[str], arguments: list[str]) -> str:
    """The word that is FILE, beside options of a topic that is not known yet, and their values."""
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
