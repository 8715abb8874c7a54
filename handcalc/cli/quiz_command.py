"""`handcalc quiz TOPIC`, practice in the terminal, one blank at a time."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import Any

import typer

from handcalc.cli.environment import TERM
from handcalc.cli.output import calculate_with, page_of
from handcalc.cli.parsed_options import CliOptions
from handcalc.cli.sheet_options import OPTIONS, level_of, sheet_recipe
from handcalc.cli.terminal import is_terminal
from handcalc.cli.topic_command import TopicCommand
from handcalc.cli.topic_subcommand import TopicSubcommand, arguments_of, topic_subcommand
from handcalc.errors import UsageError
from handcalc.formats.document.page_options import page_options
from handcalc.inputs.options import ON_PAPER
from handcalc.inputs.request import Request

_EXTRA = [option for option in OPTIONS if option.name in ("level", "blank")]
_LAYOUTS = ("table", "plain")
_REFUSED = tuple(name for name in page_options() if name not in ("color", "width"))


class QuizCommand(TopicSubcommand):
    """A command whose answers come from standard input, so that FILE cannot."""

    def topic_command(self, context: typer.Context) -> tuple[TopicCommand, list[str]]:
        """As for other commands.

        Raises UsageError: no word names a topic, or FILE is standard input.
        """
        command, arguments = super().topic_command(context)
        if "-" in arguments_of(context):
            raise UsageError("quiz reads answers from standard input, so FILE cannot be there as well")
        return command, arguments


def quiz_command() -> TopicSubcommand:
    """The command `quiz`."""
    return topic_subcommand(
        QuizCommand,
        "quiz",
        "Practise: the blanks of a sheet are asked for one by one, and every answer is checked at once. "
        "Answer with a number or a word, or with ? (a hint), skip, show, help or quit; = before a word "
        "makes it an answer. The topic's own options may be given too: handcalc TOPIC --help. "
        "It ends with a summary and exit code 0, however it went.",
        "handcalc quiz attention --seed 7",
        "echo quit | handcalc quiz softmax --level 3",
        answer=_answer,
        extra=_EXTRA,
        defaults=ON_PAPER,
        refused=(*_REFUSED, "json", "output", "force"),
    )


def _answer(request: Request, cli_options: CliOptions, **words: Any) -> None:
    """Run a quiz on the sheet of this request."""
    from handcalc.cli.quiz_session import Session
    from handcalc.exercises.drawing.variants import single
    from handcalc.exercises.quiz.quiz import Quiz
    from handcalc.exercises.sheets.sheet import command_again, on_paper, sheet
    from handcalc.inputs.binding import bind

    _refuse_what_has_no_meaning(cli_options)
    recipe = sheet_recipe(request, cli_options, level_of(words), words["blank"], "quiz")
    interactive = is_full_terminal()
    tables = cli_options.format == "table" and (interactive or cli_options.format_stated)
    calculation = calculate_with(lambda request: single(bind(on_paper(request))), request, cli_options)
    page = page_of(cli_options)
    page = page if tables else replace(page, ascii_only=True, color=False)
    quiz = Quiz(calculation, sheet(calculation, recipe, page=page))
    Session(quiz, command_again(calculation, recipe), tables=tables, interactive=interactive).run()


def is_full_terminal() -> bool:
    """Whether a person answers on a terminal that can do more than print lines."""
    return is_terminal(sys.stdin) and is_terminal(sys.stdout) and os.environ.get(TERM) not in (None, "dumb")


def _refuse_what_has_no_meaning(cli_options: CliOptions) -> None:
    why = "has no meaning in a quiz: it writes no file; --blank says what it asks"
    cli_options.refuse(_REFUSED, why)
    for option, is_stated in (("--output", cli_options.path is not None), ("--force", cli_options.force)):
        if is_stated:
            raise UsageError(f"{option} {why}")
    if cli_options.format not in _LAYOUTS:
        raise UsageError(f"a quiz is for people, and {cli_options.format} is not: --format table or plain")
