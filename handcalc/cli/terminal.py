"""Properties of the terminal: colour and width."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from typing import TextIO

from handcalc.cli.environment import COLUMNS, FORCE_COLOR, NO_COLOR, TERM
from handcalc.formats.document.page_options import NARROWEST

PIPE_WIDTH = 80
"""Columns in a pipe or a file."""

WIDEST = 120
"""Columns used at most without --width: longer lines are hard to read."""


def colored(when: str, stream: TextIO | None, environment: Mapping[str, str]) -> bool:
    """Whether to write in colour: by --color, else by the environment, else on terminals.

    Empty variables are unset; NO_COLOR is stronger than FORCE_COLOR, as in Python itself.
    """
    if when != "auto":
        return when == "always"
    if environment.get(NO_COLOR):
        return False
    if environment.get(FORCE_COLOR):
        return True
    return environment.get(TERM) != "dumb" and is_terminal(stream)


def is_terminal(stream: TextIO | None) -> bool:
    """Whether this stream is an open terminal."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


def usable_width(stream: TextIO | None) -> int:
    """Columns to fill: those of the terminal, from 20 to 120; 80 for other streams."""
    if not is_terminal(stream):
        return PIPE_WIDTH
    return max(NARROWEST, min(WIDEST, _columns(stream)))


def _columns(stream: TextIO | None) -> int:
    """The columns of the terminal, by the variable COLUMNS or by the system."""
    stated = os.environ.get(COLUMNS, "")
    if stated.isascii() and stated.isdigit() and int(stated[:6]):
        return int(stated[:6])
    try:
        assert stream is not None
        return os.get_terminal_size(stream.fileno()).columns or PIPE_WIDTH
    except (OSError, ValueError):
        return shutil.get_terminal_size((PIPE_WIDTH, 24)).columns
