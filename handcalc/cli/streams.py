"""Write to stdout and stderr, whatever they are connected to.

Imports only modules that every interpreter has loaded already, to keep `--version` fast.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # as in typing, whose import would take 4 ms
if TYPE_CHECKING:
    from typing import TextIO

ALPHABET = "−·×√ᵀΣ⌊⌋≈÷│─Ā…"
"""Characters of handcalc's texts; a stream whose encoding lacks one of them gets ASCII."""

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


def can_encode_texts(stream: TextIO | None) -> bool:
    """Whether the stream's encoding has all characters of ALPHABET."""
    try:
        ALPHABET.encode(getattr(stream, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def show(content: str | bytes, *, document: bool = False) -> bool:
    """Write a result to stdout and flush it; False if the reader has closed the pipe.

    document: whether it is a file format, which is always UTF-8; other texts have the encoding of the stream.
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
    """Write a text such as help to stdout, in ASCII if the stream needs it.

    Raises OutputError: stdout is closed or full.
    """
    show(_encodable(text, sys.stdout) if sys.stdout else text)


def say(text: str) -> None:
    """Write a message to stderr; if stderr is closed, nothing happens."""
    stream = sys.stderr
    if stream is None:
        return
    try:
        _write(stream, _encodable(text, stream), stream.encoding or "utf-8")
    except (OSError, ValueError):
        _silence(stream)


def _encodable(text: str, stream: TextIO) -> str:
    return text if can_encode_texts(stream) else text.translate(_IN_ASCII)


def _write(stream: TextIO, content: str | bytes, encoding: str) -> None:
    """Write bytes, so that no platform changes line ends; with escapes for characters it cannot encode."""
    stream.flush()
    binary = getattr(stream, "buffer", None)
    if binary is None:  # a text stream such as io.StringIO
        stream.write(content if isinstance(content, str) else content.decode(encoding, "replace"))
    else:
        binary.write(content if isinstance(content, bytes) else content.encode(encoding, "backslashreplace"))
        binary.flush()


def _silence(stream: TextIO) -> None:
    """Redirect the stream to devnull: Python flushes once more when it ends, and would print a traceback."""
    try:
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, stream.fileno())
        os.close(devnull)
    except (OSError, ValueError):
        pass


def _refusal(fact: str) -> Exception:
    from handcalc.errors import OutputError

    return OutputError(fact)
