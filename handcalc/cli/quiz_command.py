"""`handcalc quiz TOPIC`: practice, one blank at a time."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import Any

import typer

from handcalc.cli.environment import TERM
from handcalc.cli.output import calculated, page_of
from handcalc.cli.parsed_options import CliOptions
from handcalc.cli.sheet_making import making_of
from handcalc.cli.sheet_options import OPTIONS, level_of
from handcalc.cli.terminal import is_terminal
from handcalc.cli.topic_command import topic_command
from handcalc.cli.topic_help import TopicCommand
from handcalc.cli.topic_subcommand import TopicSubcommand, arguments_of, deferring, topic_among
from handcalc.errors import UsageError
from handcalc.formats.document.page_options import page_options
from handcalc.inputs.options import ON_PAPER
from handcalc.inputs.request import Request

_OWN = [option for option in OPTIONS if option.name in ("level", "blank")]
_LAYOUTS = ("table", "plain")
_REFUSED = tuple(name for name in page_options() if name not in ("color", "width"))


def quiz_command() -> TopicSubcommand:
    """The command `quiz`."""
    return deferring(
        _quiz,
        "quiz",
        ("TOPIC", "[FILE]"),
        "Practise: the blanks of a sheet are asked for one by one, and every answer is checked at once. "
        "Answer with a number or a word, or with ? (a hint), skip, show, help or quit; = before a word "
        "makes it an answer. The topic's own options may be given too: handcalc TOPIC --help. "
        "It ends with a summary and exit code 0, however it went.",
        "handcalc quiz attention --seed 7",
        "echo quit | handcalc quiz softmax --level 3",
        own=_OWN,
        defaults=ON_PAPER,
        refused=(*_REFUSED, "json", "output", "force"),
    )


def _quiz(context: typer.Context) -> tuple[TopicCommand, list[str]]:
    topic, arguments = topic_among(context, "quiz")
    if "-" in arguments_of(context):
        raise UsageError("quiz reads answers from standard input, so FILE cannot be there as well")
    return topic_command(topic, answer=_answer, own=_OWN), arguments


def _answer(request: Request, choices: CliOptions, **words: Any) -> None:
    """What the topic's command does here with a request instead of showing its calculation."""
    from handcalc.cli.quiz_session import Session
    from handcalc.exercises.drawing.variants import single
    from handcalc.exercises.quiz.quiz import Quiz
    from handcalc.exercises.sheets.sheet import command_again, on_paper, sheet
    from handcalc.inputs.binding import bind

    _refuse_what_has_no_meaning(choices)
    making = making_of(request, choices, level_of(words), words["blank"], "quiz")
    interactive = is_full_terminal()
    tables = choices.format == "table" and (interactive or choices.format_stated)
    calculation = calculated(lambda request: single(bind(on_paper(request))), request, choices)
    page = page_of(choices)
    page = page if tables else replace(page, ascii_only=True, color=False)
    quiz = Quiz(calculation, sheet(calculation, making, page=page))
    Session(quiz, command_again(calculation, making), tables=tables, interactive=interactive).run()


def is_full_terminal() -> bool:
    """Whether a person types the answers and reads the replies on a terminal that can do more than lines."""
    return is_terminal(sys.stdin) and is_terminal(sys.stdout) and os.environ.get(TERM) not in (None, "dumb")


def _refuse_what_has_no_meaning(choices: CliOptions) -> None:
    why = "has no meaning in a quiz: it writes no file; --blank says what it asks"
    choices.refuse(_REFUSED, why)
    for option, is_stated in (("--output", choices.path is not None), ("--force", choices.force)):
        if is_stated:
            raise UsageError(f"{option} {why}")
    if choices.format not in _LAYOUTS:
        raise UsageError(f"a quiz is for people, and {choices.format} is not: --format table or plain")
