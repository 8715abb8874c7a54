"""The entry point of the command `handcalc`: arguments in, exit code out."""

from __future__ import annotations

import gc
import os
import sys

from handcalc import __version__

_over = False
"""Whether all is said and done: then a signal just ends the process."""


def main(argv: list[str] | None = None) -> int:
    """Run one command line, of this process unless it is given, and return its exit code.

    Nothing is raised: what goes wrong is said on stderr and becomes the exit code.
    """
    global _over
    arguments = sys.argv[1:] if argv is None else list(argv)
    # Our matrices are small: threads would only cost processor time. Must be set before numpy is imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    ours = argv is None  # only the process that is handcalc has its garbage collected in another way
    if ours:
        # Importing makes many objects and no garbage: looking for some takes 6 ms of a start.
        gc.set_threshold(100_000)
    try:
        return _answer(arguments, ours)
    except KeyboardInterrupt:
        from handcalc.exit_codes import INTERRUPTED

        return INTERRUPTED
    except BaseException as error:
        from handcalc.cli.report_error import reported

        return reported(error, arguments)
    finally:
        if ours:
            _over = True  # no call, in which an interrupt would be noticed
            # The process ends here: searching everything for cycles once more takes 25 ms.
            gc.freeze()


def _answer(arguments: list[str], ours: bool) -> int:
    # Imported here, so that an interrupt is heard from the start.
    from handcalc.cli.streams import show

    # Answered before Typer is imported: five times as fast.
    if arguments[:1] == ["--version"]:
        show(f"handcalc {__version__}\n")
        return 0
    if ours:
        from handcalc.cli.signals import install_handlers

        install_handlers(lambda: _over)
    from handcalc.cli.environment import COMPLETE

    if os.environ.get(COMPLETE):
        from handcalc.cli.completion import answer

        return answer(os.environ[COMPLETE])
    from handcalc.cli.application import dispatch

    return dispatch(arguments)
