"""The manual pages: what `--help` says, written with roff, and what holds for every command."""

from __future__ import annotations

import typer

from handcalc import __version__, topics
from handcalc.commands.application import ABOUT, AROUND, whole_application
from handcalc.commands.environment import VARIABLES
from handcalc.commands.roff import Roff
from handcalc.commands.topic_command import topic_command
from handcalc.commands.topic_help import WHAT_FILE_IS
from handcalc.exit_codes import EXIT_CODES
from handcalc.limits import LIMITS


def page(name: str | None) -> str:
    """The page of a topic or command, or of handcalc as a whole."""
    whole = whole_application()
    if name is None:
        command, title, about = whole, "handcalc", ABOUT.partition(":")[0]
    else:
        command, title = whole.get_command(None, name), f"handcalc {name}"
        about = AROUND[name][1] if name in AROUND else topics.find(name).summary
    roff = Roff(title, __version__, about)
    context = typer.Context(command, info_name=title)
    command.format_usage(context, roff)
    for other in AROUND if name is None else ():
        of_other = whole.get_command(None, other)
        of_other.format_usage(typer.Context(of_other, info_name=f"handcalc {other}"), roff)
    command.format_help_text(context, roff)
    command.format_options(context, roff)
    if name is None:
        _write_what_holds_for_all(context, roff)
    command.format_epilog(context, roff)
    with roff.section("See also"):
        roff.write_text(_OTHERS if name is None else _WHOLE)
    return roff.getvalue()


_OTHERS = "`handcalc man TOPIC` prints the page of a topic or command, and `handcalc TOPIC --help` its help."
_WHOLE = "`handcalc man` prints the page of all, with exit status, environment and limits."


def _write_what_holds_for_all(context: typer.Context, roff: Roff) -> None:
    any_topic = topic_command(topics.find(topics.names()[0]))
    with roff.section("Options of every topic"):
        any_topic.write_options(context, roff, own=False)
    with roff.section("FILE"):
        roff.write_text(f"{WHAT_FILE_IS}. `handcalc template TOPIC` prints one to start from.")
    with roff.section("Limits"):
        roff.write_dl([(limit.name, limit.words) for limit in LIMITS], col_max=40)
    with roff.section("Exit status"):
        roff.write_dl([(str(code), meaning) for code, meaning in EXIT_CODES])
    with roff.section("Environment"):
        roff.write_dl(VARIABLES)
