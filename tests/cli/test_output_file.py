"""--output: a file is written wholly or not at all, and nothing is overwritten by accident."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from handcalc.cli import output_file
from handcalc.cli.output_file import write_file
from handcalc.errors import OutputError
from tests.exercises.class_folders import made_class
from tests.run_command import handcalc


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def mode(path: Path) -> int:
    """The permissions of a file."""
    return stat.S_IMODE(path.stat().st_mode)


def names(folder: Path) -> list[str]:
    """What is in a folder, temporary files included."""
    return sorted(os.listdir(folder))


class TestFormats:
    """Which format a file has."""

    @pytest.mark.parametrize(
        ("file", "format"),
        [
            ("a.txt", "table"),
            ("a.json", "json"),
            ("a.CSV", "csv"),
            ("a.md", "markdown"),
            ("a.Html", "html"),
            ("a.tex", "latex"),
            ("a.typ", "typst"),
            ("a.b.pdf", "pdf"),
            ("-a.txt", "table"),
        ],
    )
    def test_the_suffix_picks_the_format(self, file: str, format: str, folder: Path) -> None:
        """The file holds what -f prints, and stdout nothing."""
        outcome = handcalc("softmax", "-o", file)
        assert (0, b"", b"") == (outcome.code, outcome.stdout, outcome.stderr)
        assert handcalc("softmax", "-f", format).stdout == (folder / file).read_bytes()

    def test_a_text_file_may_be_plain(self, folder: Path) -> None:
        """The format plain has no suffix of its own; .txt is right for it."""
        assert 0 == handcalc("softmax", "-f", "plain", "-o", "a.txt").code
        assert handcalc("softmax", "-f", "plain").stdout == (folder / "a.txt").read_bytes()

    @pytest.mark.parametrize(
        "words",
        [
            ["-o", "a.foo"],
            ["-o", "a.xlsx"],
            ["-o", "a.pdf.gz"],
            ["-o", ".json"],
            ["-o", "a"],
            ["-o", ""],
            ["-o", "a.json", "-f", "csv"],
            ["-o", "a.txt", "--json"],
        ],
    )
    def test_a_wrong_suffix_is_a_wrong_command_line(self, words: list[str], folder: Path) -> None:
        """Unknown or contradicting suffixes: exit 2, and no file."""
        outcome = handcalc("softmax", *words)
        assert (2, b"", []) == (outcome.code, outcome.stdout, names(folder))
        assert "--output" in outcome.err

    def test_a_dash_is_stdout(self) -> None:
        """-o - prints."""
        assert handcalc("softmax", "--json").stdout == handcalc("softmax", "--json", "-o", "-").stdout

    def test_files_are_utf_8(self, folder: Path) -> None:
        """Whatever the encoding of stdout is, a file has our alphabet."""
        handcalc("attention", "-o", "a.txt", encoding="ascii")
        assert "Kᵀ" in (folder / "a.txt").read_text("utf-8")

    def test_a_refused_input_writes_nothing(self, folder: Path) -> None:
        """The file is opened when all is calculated: the old one stays."""
        (folder / "a.txt").write_text("old")
        assert 3 == handcalc("attention", "--rounding", "exact", "-o", "a.txt", "--force").code
        assert (["a.txt"], "old") == (names(folder), (folder / "a.txt").read_text())


class TestWhatIsThere:
    """What is at the path already."""

    def test_an_existing_file_needs_force(self, folder: Path) -> None:
        """Exit 4 and the old content; with --force the new content and the old mode."""
        file = folder / "a.json"
        file.write_text("old")
        file.chmod(0o640)
        refused = handcalc("softmax", "-o", "a.json")
        assert (4, b"", "old") == (refused.code, refused.stdout, file.read_text())
        assert "--force" in refused.err
        assert 0 == handcalc("softmax", "-o", "a.json", "--force").code
        assert (0o640, ["a.json"]) == (mode(file), names(folder))
        assert handcalc("softmax", "--json").stdout == file.read_bytes()

    @pytest.mark.parametrize(
        "words",
        [
            ["run", "../my.yaml"],
            ["compare", "softmax", "--with", "base=3"],
            ["sheet", "softmax", "--key"],
            ["grade", "../week"],
        ],
        ids=lambda words: words[0],
    )
    def test_every_command_that_writes_a_file(self, words: list[str], folder: Path) -> None:
        """Not over a file without --force, nor over a link or folder with it; nothing on stdout."""
        work = folder / "work"
        work.mkdir()
        os.chdir(work)
        (folder / "my.yaml").write_text("topic: softmax\nlogits: [[0, 1]]\n")
        made_class(folder / "week", "softmax", "--variants", "1")
        Path("old.json").write_text("old")
        Path("link.json").symlink_to("old.json")
        Path("folder.json").mkdir()
        for name, more in (("old", []), ("link", ["--force"]), ("folder", ["--force"])):
            outcome = handcalc(*words, "-o", f"{name}.json", *more)
            assert (4, b"", "old") == (outcome.code, outcome.stdout, Path("old.json").read_text())
        outcome = handcalc(*words, "-o", "old.json", "--force")
        assert (outcome.code in (0, 1), b"") == (True, outcome.stdout)
        assert handcalc(*words, "--json").stdout == Path("old.json").read_bytes()
        assert ["folder.json", "link.json", "old.json"] == names(work)

    @pytest.mark.parametrize(("umask", "expected"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
    def test_a_new_file_has_the_usual_mode(self, umask: int, expected: int, folder: Path) -> None:
        """As any program's new files: 0666 less the umask."""
        before = os.umask(umask)
        try:
            write_file("a.txt", b"x", force=False)
        finally:
            os.umask(before)
        assert expected == mode(folder / "a.txt")

    @pytest.mark.parametrize("target", ["there.txt", "nowhere.txt"])
    def test_a_link_is_refused(self, target: str, folder: Path) -> None:
        """With --force too, and whether or not it leads somewhere."""
        (folder / "there.txt").write_text("old")
        (folder / "link.txt").symlink_to(target)
        assert 4 == handcalc("softmax", "-o", "link.txt", "--force").code
        assert (["link.txt", "there.txt"], "old") == (names(folder), (folder / "there.txt").read_text())
        assert (folder / "link.txt").is_symlink()

    def test_what_is_no_file_is_refused(self, folder: Path) -> None:
        """A folder, a pipe, a folder that is none: exit 4, nothing changed."""
        (folder / "a.txt").mkdir()
        os.mkfifo(folder / "b.txt")
        (folder / "c").write_text("")
        for path in ("a.txt", "b.txt", "c/d.txt", "none/d.txt", "x" * 300 + ".txt"):
            outcome = handcalc("softmax", "-o", path, "--force")
            assert (4, 1) == (outcome.code, outcome.err.count("\n"))
        assert ["a.txt", "b.txt", "c"] == names(folder)

    def test_a_name_with_control_characters(self, folder: Path) -> None:
        """It is written, and shown visibly when it may not be."""
        assert 0 == handcalc("softmax", "-o", "\x1b[31m.txt").code
        refused = handcalc("softmax", "-o", "\x1b[31m.txt")
        assert b"\x1b" not in refused.stderr
        assert "<U+001B>" in refused.err


class TestFailures:
    """Writing that does not end well."""

    @pytest.mark.parametrize("where", ["fsync", "link", "replace", "open"])
    @pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(28, "No space"), MemoryError()])
    def test_no_temporary_file_is_left(
        self, where: str, error: BaseException, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Whatever goes wrong while writing, the old file is there and nothing beside it."""
        (folder / "a.txt").write_text("old")

        def fail(*arguments: object) -> None:
            raise error

        monkeypatch.setattr(os, where, fail)
        force = where != "link"
        path = "a.txt" if force else "new.txt"
        if where == "link" and isinstance(error, OSError):
            write_file(path, b"new", force=force)  # a file system without hard links
            assert ["a.txt", "new.txt"] == names(folder)
            return
        with pytest.raises(OutputError if isinstance(error, OSError) else type(error)):
            write_file(path, b"new", force=force)
        assert (["a.txt"], "old") == (names(folder), (folder / "a.txt").read_text())

    def test_a_file_that_appears_meanwhile_stays(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without --force not even a file made after the first look is overwritten."""
        monkeypatch.setattr(output_file, "_status", lambda path, force: None)
        (folder / "a.txt").write_text("old")
        with pytest.raises(OutputError, match="exists"):
            write_file("a.txt", b"new", force=False)
        assert (["a.txt"], "old") == (names(folder), (folder / "a.txt").read_text())

    def test_a_folder_that_takes_nothing(self, folder: Path) -> None:
        """/proc takes no files from anybody: exit 4."""
        assert 4 == handcalc("softmax", "-o", "/proc/handcalc.txt").code
