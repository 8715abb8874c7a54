"""Running the command: in this process with captured streams, or as a process of its own."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from handcalc.cli.main import main

HANDCALC = [sys.executable, "-m", "handcalc"]


@dataclass(frozen=True)
class Outcome:
    """What a run left behind."""

    code: int
    stdout: bytes
    stderr: bytes

    @property
    def out(self) -> str:
        """What went to stdout."""
        return self.stdout.decode("utf-8")

    @property
    def err(self) -> str:
        """What went to stderr."""
        return self.stderr.decode("utf-8")

    @property
    def document(self) -> Any:
        """Stdout as strict JSON."""
        return json.loads(self.out, parse_constant=_refuse)


def _refuse(token: str) -> None:
    raise ValueError(f"{token} is not JSON")


def handcalc(*arguments: str, stdin: bytes = b"", encoding: str = "utf-8") -> Outcome:
    """Run one command line in this process."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2))
    given = io.TextIOWrapper(io.BytesIO(stdin))
    with patch("sys.stdout", out), patch("sys.stderr", err), patch("sys.stdin", given):
        code = main(list(arguments))
        out.flush()
        err.flush()
    assert isinstance(out.buffer, io.BytesIO)
    assert isinstance(err.buffer, io.BytesIO)
    return Outcome(code, out.buffer.getvalue(), err.buffer.getvalue())


def process(*arguments: str, stdin: bytes = b"", **more: Any) -> Outcome:
    """Run one command line as users do."""
    environment = {**os.environ, **more.pop("environment", {})}
    ended = subprocess.run(
        [*HANDCALC, *arguments], input=stdin, capture_output=True, env=environment, timeout=60, **more
    )
    return Outcome(ended.returncode, ended.stdout, ended.stderr)


def hear_signals() -> None:
    """Let processes that are started here hear signals that are ignored here, as under nohup or behind &."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_IGN:
            usual = signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL
            signal.signal(number, usual)


def python(code: str) -> str:
    """What a fresh interpreter prints."""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def shell(script: str, **more: Any) -> Outcome:
    """Run a bash script in which `handcalc` is the command."""
    whole = f'handcalc() {{ {sys.executable} -m handcalc "$@"; }}\n{script}'
    ended = subprocess.run(["bash", "-c", whole], capture_output=True, timeout=60, **more)
    return Outcome(ended.returncode, ended.stdout, ended.stderr)
