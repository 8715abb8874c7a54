"""The environment variables that have an effect; the README's table is generated from this one."""

from __future__ import annotations

NO_COLOR = "NO_COLOR"
FORCE_COLOR = "FORCE_COLOR"
TERM = "TERM"
COLUMNS = "COLUMNS"
DEBUG = "HANDCALC_DEBUG"
COMPLETE = "_HANDCALC_COMPLETE"

VARIABLES = (
    (NO_COLOR, "no colour; stronger than `FORCE_COLOR`"),
    (FORCE_COLOR, "colour on stdout, even in a pipe"),
    (TERM, "`dumb`: no colour, and `quiz` asks in plain lines"),
    (COLUMNS, "how wide the terminal is, whatever it says itself"),
    (DEBUG, "`1`: the traceback of a fault of handcalc itself, as with `--debug`"),
    (COMPLETE, "set by the completion script at each Tab; nothing else is done then"),
)
"""Each variable and its effect; an empty one counts as unset, and an option has precedence."""
