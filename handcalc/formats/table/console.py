"""The Rich console of all terminal output: no markup in the content, no cut lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console

# Wider than any table: Rich would break labels longer than its width.
_ENDLESS = 100_000


def console_on(out: TextIO, color: bool) -> Console:
    """A console that writes to a stream and ignores environment variables."""
    from rich.console import Console

    return Console(
        file=out,
        width=_ENDLESS,
        force_terminal=color,
        color_system="256" if color else None,
        no_color=not color,
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
        _environ={},
    )
