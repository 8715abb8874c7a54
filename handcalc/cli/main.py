"""The entry point of the command `handcalc`: from arguments to an exit code."""

from __future__ import annotations

import gc
import os
import sys

from handcalc import __version__

_is_done = False
"""Whether all output is written, so that a signal may end the process at once."""


def main(argv: list[str] | None = None) -> int:
    """Run one command line, by default that of this process, and return its exit code.

    Nothing is raised: errors are reported on stderr and become the exit code.
    """
    global _is_done
    arguments = sys.argv[1:] if argv is None else list(argv)
    # Our matrices are small: threads would only cost processor time. Must be set before numpy is imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    owns_process = argv is None  # a program that calls main keeps its own garbage collection
    if owns_process:
        # Imports make many objects and no garbage; collecting would take 6 ms of the start.
        gc.set_threshold(100_000)
    try:
        return _run(arguments, owns_process)
    except KeyboardInterrupt:
        from handcalc.exit_codes import INTERRUPTED

        return INTERRUPTED
    except BaseException as error:
        from handcalc.cli.report_error import report

        return report(error, arguments)
    finally:
        if owns_process:
            _is_done = True  # not a call, which an interrupt could break
            # The process ends here; the last collection would take 25 ms.
            gc.freeze()


def _run(arguments: list[str], owns_process: bool) -> int:
    # Imported here, so that main handles an interrupt during the import.
    from handcalc.cli.streams import show

    # Before Typer is imported: five times as fast.
    if arguments[:1] == ["--version"]:
        show(f"handcalc {__version__}\n")
        return 0
    if owns_process:
        from handcalc.cli.signals import install_handlers

        install_handlers(lambda: _is_done)
    from handcalc.cli.environment import COMPLETE

    if os.environ.get(COMPLETE):
        from handcalc.cli.completion_command import complete

        return complete(os.environ[COMPLETE])
    from handcalc.cli.application import dispatch

    return dispatch(arguments)
