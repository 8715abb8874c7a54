"""The same input gives the same bytes: in every locale, time zone and encoding."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

from handcalc import formats
from handcalc.cli.streams import can_encode_texts
from tests.run_command import handcalc, process

DOCUMENT = "logits: [[1.5, -2], [0, 1]]\nlabels: {words: [é−, İı]}\n"
ALL_FORMATS = """
import io, sys
from handcalc import formats
from handcalc.cli.main import main
given = sys.stdin.buffer.read()
for name in sorted(formats.names()):
    sys.stdin = io.TextIOWrapper(io.BytesIO(given))
    suffix = formats.find(name).suffix or ".txt"
    assert 0 == main(["softmax", "-", "-f", name, "-o", f"{name}-file{suffix}"])
    sys.stdin = io.TextIOWrapper(io.BytesIO(given))
    with open(f"{name}-out", "wb") as out:
        sys.stdout = io.TextIOWrapper(out, encoding=sys.__stdout__.encoding)
        assert 0 == main(["softmax", "-", "-f", name])
        sys.stdout.flush()
"""
ELSEWHERE = [
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"LC_ALL": "POSIX", "TZ": "Pacific/Kiritimati"},
    {"LC_ALL": "de_DE.UTF-8", "LANGUAGE": "de", "PYTHONHASHSEED": "1", "COLUMNS": "200"},
    {"LC_ALL": "tr_TR.UTF-8", "TZ": "America/St_Johns", "PYTHONHASHSEED": "2"},
    {"PYTHONIOENCODING": "latin-1", "HOME": "/nonexistent", "TERM": "", "OPENBLAS_NUM_THREADS": "4"},
    {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "1", "NO_COLOR": "1", "LC_NUMERIC": "fr_FR.UTF-8"},
]
OF_THE_STREAM = {"table", "plain"}
"""What is in the encoding of stdout; everything else is in UTF-8."""


def written(folder: Path, environment: dict[str, str]) -> dict[str, bytes]:
    """What a process of this environment writes, in files and to stdout, in every format."""
    folder.mkdir()
    ended = subprocess.run(
        [sys.executable, "-c", ALL_FORMATS],
        input=DOCUMENT.encode(),
        env={"PYTHONPATH": str(Path(formats.__file__).parents[2]), **environment},
        cwd=folder,
        capture_output=True,
        timeout=60,
    )
    assert (0, b"", b"") == (ended.returncode, ended.stdout, ended.stderr)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What is written where the locale is of UTF-8 and nothing else is said."""
    return written(tmp_path_factory.mktemp("here") / "a", {"LC_ALL": "C.UTF-8"})


@pytest.mark.parametrize("environment", ELSEWHERE, ids=lambda one: " ".join(one.values()))
def test_the_same_bytes_everywhere(
    environment: dict[str, str], here: dict[str, bytes], tmp_path: Path
) -> None:
    """In files always; on stdout but for text to be read, where the stream's encoding lacks our alphabet."""
    there = written(tmp_path / "a", environment)
    assert set(here) == set(there)
    for name, data in there.items():
        if not name.endswith("-out") or name.removesuffix("-out") not in OF_THE_STREAM:
            assert here[name] == data, name
        elif data != here[name]:
            assert b"\\u2212" in data


def test_what_is_in_all_of_them(here: dict[str, bytes]) -> None:
    """The twin: the document's words and numbers are in the bytes that were compared."""
    assert len(here) == 2 * len(formats.names())
    for name in formats.names():
        assert name == "pdf" or "İı" in here[f"{name}-out"].decode("utf-8")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "cp437", "utf-16", "koi8-r"])
@pytest.mark.parametrize("name", formats.names())
def test_every_format_in_every_encoding(name: str, encoding: str) -> None:
    """Text can be read in the stream's encoding, data is the same bytes, no letter is a fault."""
    outcome = handcalc("softmax", "-", "-f", name, stdin=DOCUMENT.encode(), encoding=encoding)
    assert (0, b"") == (outcome.code, outcome.stderr)
    if name not in OF_THE_STREAM:
        assert handcalc("softmax", "-", "-f", name, stdin=DOCUMENT.encode()).stdout == outcome.stdout
    else:
        text = outcome.stdout.decode(encoding)
        assert ("İı" in text) == (encoding == "utf-16")
        assert "P[p1, \\u0130\\u0131]" in text or encoding == "utf-16" or name == "table"


@pytest.mark.parametrize(
    "words",
    [
        ["softmax", "é.yaml"],
        ["softmax", "--base", "−1"],
        ["é"],
        ["softmax", "-o", "é/−.json"],
        ["grade", "é"],
    ],
)
@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-16"])
def test_messages_in_every_encoding(words: list[str], encoding: str) -> None:
    """A refusal is readable on any stderr; the exit code does not depend on it."""
    outcome, usual = handcalc(*words, encoding=encoding), handcalc(*words)
    assert usual.code == outcome.code > 1
    assert len(outcome.stderr.decode(encoding).splitlines()) == len(usual.err.splitlines())


@pytest.mark.parametrize("student", ["a\udcff", "\udcff", "", "–"])
def test_words_that_are_no_text(student: str) -> None:
    """What a system cannot decode is no fault of handcalc, and decides about no numbers."""
    outcome = handcalc("sheet", "softmax", "--student", student)
    assert (2, b"") == (outcome.code, outcome.stdout)
    assert "--student" in outcome.err


def test_a_file_name_that_is_no_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is read and written all the same, and shown as what it is made of."""
    monkeypatch.chdir(tmp_path)
    Path("\udcff.yaml").write_text("logits: [[0, x]]\n")
    assert handcalc("softmax", "\udcff.yaml").err.startswith("<U+DCFF>.yaml:1:14: ")
    assert 0 == handcalc("softmax", "-o", "\udcfe.json").code
    assert Path("\udcfe.json").is_file()


def test_nothing_is_written_that_was_not_asked_for(tmp_path: Path) -> None:
    """No cache, no configuration, no history, wherever a system keeps such things."""
    home, work = tmp_path / "home", tmp_path / "work"
    home.mkdir()
    work.mkdir()
    places = {f"XDG_{what}_HOME": str(home / what) for what in ("CACHE", "CONFIG", "DATA", "STATE")}
    environment = {"HOME": str(home), "TMPDIR": str(home), **places, "PYTHONDONTWRITEBYTECODE": "1"}
    for words in (
        ["softmax", "-f", "pdf"],
        ["quiz", "softmax"],
        ["sheet", "softmax"],
        ["help"],
        ["completion", "bash"],
    ):
        assert 0 == process(*words, environment=environment, cwd=work).code
    assert [home, work] == sorted(tmp_path.rglob("*"))


def test_which_encodings_do() -> None:
    """UTF-8 and UTF-16 have our alphabet; a stream without an encoding takes text."""
    names = ("utf-8", "utf-16", "cp1252", "ascii")
    streams = {name: io.TextIOWrapper(io.BytesIO(), name) for name in names}
    assert ["utf-8", "utf-16"] == [name for name, one in streams.items() if can_encode_texts(one)]
    assert can_encode_texts(io.StringIO())
