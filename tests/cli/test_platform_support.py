"""Without what only POSIX systems have, all that is offered works: a file, a PDF, a class and its marks."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import handcalc

WITHOUT_POSIX = """
import multiprocessing, os, signal, sys
for module in ("fcntl", "grp", "pwd", "resource", "termios", "tty", "pty"):
    sys.modules[module] = None
for module, names in ((os, {os_names}), (signal, {signal_names})):
    for name in names:
        if hasattr(module, name):
            delattr(module, name)
multiprocessing.get_all_start_methods = lambda: ["spawn"]
os.cpu_count = lambda: 2
opened = os.open
def open_files_only(path, *more, **named):
    if os.path.isdir(path):
        raise PermissionError(13, "Permission denied", path)
    return opened(path, *more, **named)
os.open = open_files_only
from handcalc.cli.main import main
sys.exit(main())
"""
OS_NAMES = {
    *("fork", "forkpty", "register_at_fork", "wait", "killpg", "getpgid", "setsid", "nice", "mkfifo"),
    *("chown", "fchown", "lchown", "fchmod", "getuid", "geteuid", "getgid", "getegid", "O_NOFOLLOW"),
    *("O_DIRECTORY", "O_CLOEXEC", "O_NONBLOCK", "openpty", "sysconf", "posix_spawn", "statvfs"),
}
SIGNAL_NAMES = {"SIGHUP", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGPIPE", "SIGCHLD", "SIGKILL", "SIGQUIT"}
SIGNAL_NAMES |= {
    "pthread_sigmask",
    "pthread_kill",
    "sigpending",
    "sigwait",
    "alarm",
    "setitimer",
    "SIG_BLOCK",
}
MODULES = {"fcntl", "grp", "pwd", "resource", "termios", "tty", "pty"}
ONE_FILE = "platform_support.py"


def without_posix(folder: Path, *words: str) -> None:
    """Run a command line, well and quietly, as on a system that is not POSIX."""
    code = WITHOUT_POSIX.format(os_names=sorted(OS_NAMES), signal_names=sorted(SIGNAL_NAMES))
    command = [sys.executable, "-X", "utf8", "-c", code, *words]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    assert (0, "") == (ended.returncode, ended.stderr)


def test_a_file(tmp_path: Path) -> None:
    """New, and in place of another."""
    without_posix(tmp_path, "softmax", "-o", "a.json")
    whole = (tmp_path / "a.json").read_bytes()
    (tmp_path / "a.json").write_text("old")
    without_posix(tmp_path, "softmax", "-o", "a.json", "--force")
    assert [("a.json", whole)] == [(path.name, path.read_bytes()) for path in tmp_path.iterdir()]


def test_a_pdf(tmp_path: Path) -> None:
    """Which Typst makes."""
    without_posix(tmp_path, "softmax", "-o", "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-")


def test_a_class(tmp_path: Path) -> None:
    """So many sheets that processes would share the work; then one more, another class, and their marks."""
    words = ("sheet", "softmax", "--seed", "1234567890", "--format", "markdown", "--out", "week3")
    without_posix(tmp_path, *words, "--variants", "30")
    without_posix(tmp_path, *words, "--variants", "31")
    assert 31 == len(list((tmp_path / "week3" / "sheets").iterdir()))
    without_posix(tmp_path, *words, "--variants", "30", "--level", "1", "--force")
    without_posix(tmp_path, "grade", "week3", "-o", "grades.csv", "--feedback", "feedback")
    assert 31 == len((tmp_path / "grades.csv").read_text("utf-8").splitlines())


def only_posix(source: str) -> Iterator[str]:
    """What a file uses that other systems do not have."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(value=ast.Name(id="os"), attr=name) if name in OS_NAMES:
                yield f"os.{name}"
            case ast.Attribute(value=ast.Name(id="signal"), attr=name) if name in SIGNAL_NAMES:
                yield f"signal.{name}"
            case ast.ImportFrom(module="os" | "signal" | "multiprocessing" as module, names=names):
                yield from (f"{module}.{n.name}" for n in names if n.name in OS_NAMES | SIGNAL_NAMES)
            case ast.Import(names=names):
                yield from (n.name for n in names if n.name in MODULES)
            case ast.ImportFrom(module=str(name)) if name in MODULES:
                yield name


def test_it_is_used_in_one_file() -> None:
    """All others work everywhere."""
    package = Path(handcalc.__file__).parent
    found = {path.name: list(only_posix(path.read_text("utf-8"))) for path in package.rglob("*.py")}
    assert {ONE_FILE} == {name for name, uses in found.items() if uses}


@pytest.mark.parametrize(
    "source",
    ["os.fork()", "import fcntl", "from os import geteuid", "signal.SIGHUP", "from termios import tcgetattr"],
)
def test_the_scan_bites(source: str) -> None:
    """Each way to use it is seen."""
    assert list(only_posix(source))
