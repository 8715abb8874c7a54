"""A progress bar for work that takes long."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from handcalc.cli.environment import TERM
from handcalc.cli.terminal import is_terminal

_EVERY = 0.1
"""Seconds between two drawings of the bar."""


@contextmanager
def progress(what: str, count: int) -> Iterator[Callable[[], None]]:
    """Show a bar on stderr if it is a terminal that can erase it; yields the function to call per item."""
    if not is_terminal(sys.stderr) or os.environ.get(TERM) == "dumb":
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = TextColumn(what), BarColumn(), MofNCompleteColumn()
    console = Console(stderr=True, color_system=None)  # without colour, whatever --color is
    # No refresh thread: processes are forked meanwhile.
    with Progress(*columns, console=console, transient=True, auto_refresh=False) as bar:
        task = bar.add_task(what, total=count)
        last_drawn = 0.0

        def done() -> None:
            nonlocal last_drawn
            bar.advance(task)
            if monotonic() - last_drawn > _EVERY:  # drawing takes longer than some of the work
                last_drawn = monotonic()
                bar.refresh()

        yield done
