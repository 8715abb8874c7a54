"""Writing to stdout and stderr, whatever they are connected to.

Imports only what a bare interpreter has loaded already, because `--version` waits for it.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # as in typing, whose import would take 4 ms
if TYPE_CHECKING:
    from typing import TextIO

ALPHABET = "−·×√ᵀΣ⌊⌋≈÷│─Ā…"
"""What our texts are written in; a stream that lacks one of these gets ASCII instead."""

_IN_ASCII = str.maketrans(
    {
        "−": "-",
        "·": "*",
        "×": "x",
        "÷": "/",
        "√": "sqrt ",
        "ᵀ": "^T",
        "Σ": "sum ",
        "⌊": "floor(",
        "⌋": ")",
        "≈": "~",
        "…": "...",
        "⊙": "*",
        "–": "-",
        "’": "'",
        "²": "^2",
        "∞": "inf",
    }
)


def speaks_our_alphabet(stream: TextIO | None) -> bool:
    """Whether the stream's encoding has the characters that we write with."""
    try:
        ALPHABET.encode(getattr(stream, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def show(content: str | bytes, *, document: bool = False) -> bool:
    """Write a result to stdout, all of it, now; a reader that has gone away is no fault.

    document: a file format, which is UTF-8 everywhere; other texts are in the encoding of the stream. Bytes
    are written as they are.
    Raises OutputError: stdout is closed or full.
    """
    stream = sys.stdout
    if stream is None:
        raise _refusal("standard output is closed")
    encoding = "utf-8" if document else stream.encoding or "utf-8"
    try:
        _write(stream, content, encoding)
    except BrokenPipeError:
        _silence(stream)
        return False
    except (OSError, ValueError) as error:
        _silence(stream)
        reason = getattr(error, "strerror", None) or "it is closed"
        raise _refusal(f"standard output cannot be written: {reason}") from None
    return True


def show_words(text: str) -> None:
    """Write a text of ours, such as help, to stdout, in ASCII where the stream needs it.

    Raises OutputError: stdout is closed or full.
    """
    show(_spelled(text, sys.stdout) if sys.stdout else text)


def say(text: str) -> None:
    """Write talk to stderr; where nobody listens, it is lost."""
    stream = sys.stderr
    if stream is None:
        return
    try:
        _write(stream, _spelled(text, stream), stream.encoding or "utf-8")
    except (OSError, ValueError):
        _silence(stream)


def _spelled(text: str, stream: TextIO) -> str:
    return text if speaks_our_alphabet(stream) else text.translate(_IN_ASCII)


def _write(stream: TextIO, content: str | bytes, encoding: str) -> None:
    """Bytes, so that no platform changes line ends; backslashes for what an encoding lacks."""
    stream.flush()
    binary = getattr(stream, "buffer", None)
    if binary is None:  # a stream of Python's own, such as io.StringIO
        stream.write(content if isinstance(content, str) else content.decode(encoding, "replace"))
    else:
        binary.write(content if isinstance(content, bytes) else content.encode(encoding, "backslashreplace"))
        binary.flush()


def _silence(stream: TextIO) -> None:
    """Send the rest to nowhere: Python flushes once more at its end, and would print a traceback."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        pass


def _refusal(fact: str) -> Exception:
    from handcalc.errors import OutputError

    return OutputError(fact)
