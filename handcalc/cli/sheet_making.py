"""How the sheets that a command line asks for are made, and how many draws that took."""

from __future__ import annotations

from typing import Any

from handcalc.cli.parsed_options import CliOptions
from handcalc.cli.streams import say
from handcalc.inputs.request import Request
from handcalc.text import counted, listed


def making_of(
    request: Request,
    choices: CliOptions,
    level: int,
    blank: str | None,
    command: str = "sheet",
    *,
    open: bool = False,
) -> Any:
    """How the sheets that the command line asks for are made."""
    from handcalc.exercises.sheets.sheet import SheetRecipe, stated
    from handcalc.inputs.document import STANDARD_INPUT, shown_name

    file = STANDARD_INPUT if request.file == shown_name(STANDARD_INPUT) else request.file
    if file and file.startswith("-") and file != STANDARD_INPUT:
        file = f"./{file}"  # among options it would be one
    again = [request.topic.name, *([file] if file else []), *stated(choices.options)]
    if blank is not None:
        again += ["--blank", blank]
    else:
        again += ["--level", str(level)]
    if choices.vectors is not None:
        again += ["--vectors", choices.vectors]
    if open:
        again.append("--open")
    vectors = "columns" if (choices.vectors or request.vectors) == "columns" else "rows"
    return SheetRecipe(level, blank, vectors, tuple(again), command, open)  # type: ignore[arg-type]


def report(counts: Any) -> None:
    """Say how many draws it took."""
    why = listed(f"{times} {fault}" for fault, times in counts.faults.most_common())
    say(f"{counted(counts.tried, 'draw')}, {counts.accepted} accepted{f'; refused: {why}' if why else ''}\n")
