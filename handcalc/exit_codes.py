"""The exit codes; the table in the README is generated from EXIT_CODES.

This module imports nothing, because an interrupt may arrive during an import.
"""

DONE = 0
NO = 1
WRONG_COMMAND = 2
REFUSED_INPUT = 3
NO_OUTPUT = 4
SOME_REFUSED = 5
FAULT = 70
INTERRUPTED = 130

EXIT_CODES = (
    (DONE, "done, also when the reader of a pipe goes away"),
    (NO, "`compare` ran, and the two differ; `grade --strict` found a wrong answer"),
    (WRONG_COMMAND, "the command line is wrong; a mistyped name is answered with the near miss"),
    (REFUSED_INPUT, "an input is refused, or a step overflows, divides by zero or is no fraction"),
    (
        NO_OUTPUT,
        "the output cannot be written: the file exists without `--force`, a full disk, a closed stdout",
    ),
    (SOME_REFUSED, "`grade` has marked a class, but some files could not be read"),
    (FAULT, "a fault of handcalc itself; `--debug` or `HANDCALC_DEBUG=1` shows the traceback"),
    (INTERRUPTED, "interrupted"),
)
"""Each code and its meaning."""
