"""`handcalc grade FOLDER [ANSWERS…]`, which marks the answers of a class."""

from __future__ import annotations

import os
from inspect import Parameter, Signature
from typing import Annotated, Any, NamedTuple

import typer

from handcalc.cli.base_command import BaseCommand, any_of, build, cli_option
from handcalc.cli.parsed_options import parse_values, refuse_empty
from handcalc.cli.shared_options import spelling
from handcalc.errors import UsageError
from handcalc.formats.document.page_options import COLOR, WIDTH
from handcalc.inputs.options import SHARED
from handcalc.record.options import Option
from handcalc.text import quoted

_PARSED = {
    "digits": SHARED["digits"],
    "follow_cap": Option("", name="follow_cap", least=0, most=1, number="decimal"),
    "color": COLOR,
    "width": WIDTH,
}
SUFFIXES = {".csv": "csv", ".json": "json"}


class GradeOptions(NamedTuple):
    """The options of `grade`, checked.

    digits: None for those of the sheets. output: table, csv or json, on stdout if there is no path.
    """

    folder: str
    answers: list[str]
    digits: int | None
    output: str
    path: str | None
    feedback: str | None
    strict: bool
    follow_cap: float
    force: bool
    color: str
    width: int | None

    @classmethod
    def read(cls, words: dict[str, Any]) -> GradeOptions:
        """Check the values of the command line.

        Raises UsageError: a value is not allowed, two options contradict each other, or one has no effect.
        """
        refuse_empty("FOLDER", words["folder"])
        refuse_empty("--feedback", words["feedback"])
        for name in words["answers"] or ():
            refuse_empty("ANSWERS", name)
        values = parse_values(_PARSED, words)
        output, path = _output(words["output"], words["json"])
        for name in ("color", "width"):
            if output != "table" and name in values:
                raise UsageError(f"{spelling(name)} has no effect on {output}")
        return cls(
            **{name: words[name] for name in ("folder", "feedback", "strict", "force")},
            answers=words["answers"] or [],
            output=output,
            path=path,
            **{"digits": None, "follow_cap": 1, "color": "auto", "width": None, **values},
        )


def _argument(name: str, metavar: str, kind: Any, default: Any) -> Parameter:
    argument = typer.Argument(metavar=metavar, show_default=False)
    return Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, argument])


PARAMETERS = [
    _argument("folder", "FOLDER", str, Parameter.empty),
    _argument("answers", "[ANSWERS]...", list[str] | None, None),
    cli_option("digits", "--digits", metavar="N", help="decimals asked for [default: those of the sheets]"),
    cli_option(
        "follow_cap",
        "--follow-cap",
        metavar="N",
        help="credit for follow-through, 0 to 1 [default: 1]",
    ),
    cli_option("feedback", "--feedback", metavar="DIR", help="write a Markdown page for each student there"),
    cli_option("strict", "--strict", help="exit with 1 when something is wrong or unreadable"),
    cli_option("json", "--json", help="every cell of every sheet, as JSON"),
    cli_option(
        "output", "--output", "-o", metavar="FILE", help="write grades there, .csv or .json; - is stdout"
    ),
    cli_option("force", "--force", help="overwrite existing files"),
    cli_option("debug", "--debug", help="show the traceback of a fault of handcalc itself"),
    cli_option(
        "color",
        "--color",
        metavar="WHEN",
        help="auto, always or never in colour [default: auto]",
        completer=any_of(COLOR.words),
    ),
    cli_option("width", "--width", metavar="N", help=WIDTH.help),
]


def grade_command() -> BaseCommand:
    """The command `grade`."""
    _grade.__signature__ = Signature(PARAMETERS)  # type: ignore[attr-defined]
    return build(
        BaseCommand,
        _grade,
        "grade",
        "handcalc sheet softmax --variants 3 --format html --out week3",
        "handcalc grade week3",
        "handcalc grade week3 week3/answers/*.csv -o grades.csv --feedback feedback",
    )


def _grade(**words: Any) -> None:
    """Mark the answers of a class that `handcalc sheet` has made.

    FOLDER is the folder of the class. ANSWERS are files of answers, CSV or JSON, each named for its student,
    or folders of them; without any, all in FOLDER/answers are marked. An answer is right if it is the key. It
    follows if it is right for the student's own earlier numbers. A file that cannot be read is reported,
    the others are marked, and the command exits with 5.
    """
    options = GradeOptions.read(words)
    from handcalc.cli.grade_class import grade_class

    code = grade_class(options)
    if code:
        raise typer.Exit(code)


def _output(output: str | None, json: bool) -> tuple[str, str | None]:
    """The kind of output and its file; raises UsageError for other suffixes, and if --json contradicts."""
    if output in (None, "-"):
        return ("json" if json else "table"), None
    assert output is not None
    kind = SUFFIXES.get(os.path.splitext(output)[1].lower())
    if kind is None:
        raise UsageError(f"--output {quoted(output)}: grades are written as .csv or .json")
    if json and kind != "json":
        raise UsageError(f"--output {quoted(output)} and --json contradict each other")
    return kind, output
