"""How far a long work has come."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from handcalc.cli.environment import TERM
from handcalc.cli.terminal import is_terminal

_EVERY = 0.1
"""Seconds between two pictures of the bar."""


@contextmanager
def progress(what: str, count: int) -> Iterator[Callable[[], None]]:
    """A bar on stderr while a person waits at a terminal that can take it away again; else nothing."""
    if not is_terminal(sys.stderr) or os.environ.get(TERM) == "dumb":
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = TextColumn(what), BarColumn(), MofNCompleteColumn()
    console = Console(stderr=True, color_system=None)  # --color is not asked
    # No thread of its own: processes are forked off while it is shown.
    with Progress(*columns, console=console, transient=True, auto_refresh=False) as bar:
        task = bar.add_task(what, total=count)

        shown = 0.0

        def done() -> None:
            nonlocal shown
            bar.advance(task)
            if monotonic() - shown > _EVERY:  # drawing takes longer than some of the work
                shown = monotonic()
                bar.refresh()

        yield done
