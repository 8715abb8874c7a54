"""The options of `handcalc grade`, and what they ask for."""

from __future__ import annotations

import os
from inspect import Parameter
from typing import Annotated, Any, NamedTuple

import typer

from handcalc.cli.base_command import declared
from handcalc.cli.completers import any_of
from handcalc.cli.parsed_options import parsed, refuse_empty
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
    """What the command line asks for, checked.

    digits: None for those of the sheets. output: table, csv or json, on stdout where there is no path.
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
        """Check the words of the command line.

        Raises UsageError: one is not what it may be, or two contradict each other.
        """
        refuse_empty("FOLDER", words["folder"])
        refuse_empty("--feedback", words["feedback"])
        for name in words["answers"] or ():
            refuse_empty("ANSWERS", name)
        read = {name: parsed(_PARSED[name], words[name]) for name in _PARSED if words[name] is not None}
        output, path = _output(words["output"], words["json"])
        return cls(
            folder=words["folder"],
            answers=words["answers"] or [],
            digits=int(read["digits"]) if "digits" in read else None,
            output=output,
            path=path,
            feedback=words["feedback"],
            strict=words["strict"],
            follow_cap=float(read.get("follow_cap", 1)),
            force=words["force"],
            color=str(read.get("color", "auto")),
            width=int(read["width"]) if "width" in read else None,
        )


def _argument(name: str, metavar: str, kind: Any, default: Any) -> Parameter:
    argument = typer.Argument(metavar=metavar, show_default=False)
    return Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, argument])


PARAMETERS = [
    _argument("folder", "FOLDER", str, Parameter.empty),
    _argument("answers", "[ANSWERS]...", list[str] | None, None),
    declared("digits", "--digits", metavar="N", help="decimals asked for [default: those of the sheets]"),
    declared("follow_cap", "--follow-cap", metavar="N", help="worth of what follows, 0 to 1 [default: 1]"),
    declared("feedback", "--feedback", metavar="DIR", help="a page for every student, Markdown, goes there"),
    declared("strict", "--strict", metavar=None, help="exit with 1 when something is wrong or unreadable"),
    declared("json", "--json", metavar=None, help="every cell of every sheet, as JSON"),
    declared("output", "--output", "-o", metavar="FILE", help="grades go there, .csv or .json; - is stdout"),
    declared("force", "--force", metavar=None, help="overwrite existing files"),
    declared("debug", "--debug", metavar=None, help="show the traceback of a fault of handcalc itself"),
    declared(
        "color",
        "--color",
        metavar="WHEN",
        help="auto, always or never in colour [default: auto]",
        completer=any_of(COLOR.words),
    ),
    declared("width", "--width", metavar="N", help=WIDTH.help),
]


def _output(output: str | None, json: bool) -> tuple[str, str | None]:
    """What is written, and into which file.

    Raises UsageError: the suffix is of no kind of grades, or contradicts --json.
    """
    if output in (None, "-"):
        return ("json" if json else "table"), None
    assert output is not None
    kind = SUFFIXES.get(os.path.splitext(output)[1].lower())
    if kind is None:
        raise UsageError(f"--output {quoted(output)}: grades are written as .csv or .json")
    if json and kind != "json":
        raise UsageError(f"--output {quoted(output)} and --json contradict each other")
    return kind, output
