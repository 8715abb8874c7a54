"""What stands at a path, and what a path is called: everything is written where it should be, or refused."""

from __future__ import annotations

import os
import resource
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from tests.campaigns.killing import contents
from tests.exercises.class_folders import fill_all
from tests.run_command import Outcome, handcalc, process

SOFTMAX = ("sheet", "softmax", "--seed", "2026202620", "--format", "markdown")
NOBODY = 65534


def make(folder: Path, *words: str) -> Outcome:
    """Make a class of two."""
    return handcalc(*SOFTMAX, "--variants", "2", "--out", str(folder), *words)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


NAMES = {
    "a line break": "a\nb",
    "a dash in front": "-x",
    "the name of an option": "--force",
    "blanks": " a b ",
    "letters of other scripts": "Übung 你好 é",
    "a right-to-left mark": "a\u202eb",
    "bytes that are not UTF-8": "caf\udce9",
    "quotes": "a'b\"c$(d)`e`",
    "as long as it may be": "x" * 250,
}


class TestNames:
    """Files and folders with names that programs trip over."""

    @pytest.mark.parametrize("name", NAMES)
    def test_a_file(self, name: str, here: Path) -> None:
        """It has exactly this name, and holds what any other would; when it is refused, one line shows it."""
        file = f"{NAMES[name]}.json"
        assert (0, b"", b"") == process_like("softmax", f"--output={file}")
        assert handcalc("softmax", "--json").stdout == (here / file).read_bytes()
        code, out, err = process_like("softmax", f"--output={file}")
        assert (4, b"", 1, [file]) == (code, out, err.count(b"\n"), os.listdir(here))
        assert err.rstrip(b"\n").decode("utf-8").isprintable()

    @pytest.mark.parametrize("name", NAMES)
    def test_a_file_that_is_read(self, name: str, here: Path) -> None:
        """Its sheet is made, and its name is data in the command that rebuilds it."""
        file = f"{NAMES[name]}.yaml"
        (here / file).write_text("topic: softmax\nlogits: [[0, 1, 3]]\n")
        for format in ("markdown", "html", "latex", "typst", "plain"):
            code, out, err = process_like("sheet", "softmax", "-f", format, "--", file)
            assert (0, b"") == (code, err)
            assert out.decode("utf-8")

    @pytest.mark.parametrize("name", NAMES)
    def test_folders(self, name: str, here: Path) -> None:
        """A class, its feedback and its grades, all with this name."""
        word = NAMES[name]
        folder = f"./{word}"
        assert (0, b"", b"") == process_like(*SOFTMAX, "--variants", "1", f"--out={word}")
        fill_all(here / word)
        words = (f"--feedback={word[::-1]}feed"[: 11 + 255], f"--output=./{word}.csv")
        assert (0, b"", b"") == process_like("grade", folder, *words)
        assert 3 == len(os.listdir(here))

    def test_a_name_that_is_too_long(self, here: Path) -> None:
        """Of a file or a folder that is to be written: 4; of one that is to be read: 3."""
        long = "x" * 300
        for words in (["softmax", "-o", f"{long}.md"], [*SOFTMAX, "--variants", "2", "--out", long]):
            outcome = handcalc(*words)
            assert (4, "", 1) == (outcome.code, outcome.out, outcome.err.count("\n"))
            assert "File name too long" in outcome.err
        for words in (["softmax", long], ["grade", long]):
            assert 3 == handcalc(*words).code
        assert [] == os.listdir(here)

    @pytest.mark.parametrize(
        "words",
        [
            ["softmax", "-o", ""],
            [*SOFTMAX, "--variants", "2", "--out", ""],
            ["grade", "week3", "--feedback", ""],
        ],
    )
    def test_no_name_is_a_wrong_command_line(self, words: list[str], here: Path) -> None:
        """As from a shell variable that nobody has set: not the working folder."""
        assert 2 == handcalc(*words).code
        assert [] == os.listdir(here)

    def test_an_id_that_is_not_utf_8(self) -> None:
        """No roster could have it."""
        outcome = handcalc("sheet", "softmax", "--student", "a\udce9")
        assert (2, "") == (outcome.code, outcome.out)
        assert "is not UTF-8" in outcome.err


def process_like(*words: str) -> tuple[int, bytes, bytes]:
    """One run in this process: its exit code and what it said."""
    outcome = handcalc(*words)
    return outcome.code, outcome.stdout, outcome.stderr


def _folder(path: Path) -> None:
    path.mkdir()


def _dangling(path: Path) -> None:
    path.symlink_to("nowhere")


def _to_a_file(path: Path) -> None:
    path.with_name("aside").write_text("mine")
    path.symlink_to("aside")


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


def _file(path: Path) -> None:
    path.write_text("mine")


THINGS: list[Callable[[Path], None]] = [_folder, _dangling, _loop, os.mkfifo]


class TestClass:
    """What stands where a class has its files and folders."""

    @pytest.mark.parametrize("force", [[], ["--force"]])
    @pytest.mark.parametrize("put", THINGS)
    @pytest.mark.parametrize("name", ["sheets/0002.md", "keys/0001.json", "answers/0001.csv"])
    def test_no_file_where_a_file_should_be(
        self, name: str, put: Callable[[Path], None], force: list[str], tmp_path: Path
    ) -> None:
        """Refused before anything is written, as otherwise a student would have no sheet."""
        path = tmp_path / "week3" / name
        path.parent.mkdir(parents=True)
        put(path)
        outcome = make(tmp_path / "week3", *force)
        assert (4, "", 1) == (outcome.code, outcome.out, outcome.err.count("\n"))
        assert [path.name] == [one.name for one in (tmp_path / "week3").rglob("*.*")]

    @pytest.mark.parametrize("put", [*THINGS, _to_a_file])
    def test_no_file_where_the_manifest_should_be(self, put: Callable[[Path], None], tmp_path: Path) -> None:
        """As an input it is refused with 3, as an output with 4; nothing is written either way."""
        path = tmp_path / "week3" / "manifest.json"
        path.parent.mkdir()
        put(path)
        before = sorted(os.listdir(path.parent))
        assert make(path.parent).code in (3, 4)
        assert before == sorted(os.listdir(path.parent))
        assert 3 == handcalc("grade", str(path.parent)).code

    @pytest.mark.parametrize("put", [_file, _dangling, _loop, os.mkfifo, _to_a_file])
    @pytest.mark.parametrize("name", ["", "sheets", "keys", "answers"])
    def test_no_folder_where_a_folder_should_be(
        self, name: str, put: Callable[[Path], None], tmp_path: Path
    ) -> None:
        """Refused, and left as it is."""
        path = tmp_path / "week3" / name
        path.parent.mkdir(exist_ok=True)
        put(path)
        before = path.lstat().st_ino
        outcome = make(tmp_path / "week3")
        assert (4, "", 1) == (outcome.code, outcome.out, outcome.err.count("\n"))
        assert (before, False) == (path.lstat().st_ino, (tmp_path / "week3" / "manifest.json").exists())

    def test_links_to_folders_are_followed(self, tmp_path: Path) -> None:
        """Who keeps the keys elsewhere has them written there."""
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / "week3").mkdir()
        (tmp_path / "week3" / "keys").symlink_to(tmp_path / "elsewhere")
        (tmp_path / "link").symlink_to("week3")
        assert 0 == make(tmp_path / "link").code
        assert ["0001.json", "0001.md", "0002.json", "0002.md"] == sorted(os.listdir(tmp_path / "elsewhere"))

    def test_a_link_to_a_file_is_what_is_there(self, tmp_path: Path) -> None:
        """It stays; but nothing is written through it or over it, with --force neither."""
        make(tmp_path / "week3")
        sheet, aside = tmp_path / "week3" / "sheets" / "0001.md", tmp_path / "aside.md"
        sheet.rename(aside)
        sheet.symlink_to(aside)
        assert 0 == make(tmp_path / "week3").code
        aside.write_text("mine")
        outcome = make(tmp_path / "week3", "--force")
        assert (4, "mine", True) == (outcome.code, aside.read_text(), sheet.is_symlink())

    def test_a_folder_that_is_removed_meanwhile(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Exit 4, in one line that names the file."""
        fsync = os.fsync

        def moving(handle: int) -> None:
            fsync(handle)
            if (tmp_path / "week3" / "manifest.json").exists():
                (tmp_path / "week3").rename(tmp_path / "moved")

        monkeypatch.setattr(os, "fsync", moving)
        outcome = make(tmp_path / "week3")
        assert (4, "", 1) == (outcome.code, outcome.out, outcome.err.count("\n"))
        assert "there is no such folder" in outcome.err


class TestOverwriting:
    """What an overwritten file keeps."""

    def test_its_mode_and_its_owner(self, here: Path) -> None:
        """The owner where the system lets it be given away. What may only be read is overwritten, too."""
        file = here / "a.json"
        file.write_text("old")
        file.chmod(0o440)
        os.chown(file, *((NOBODY, NOBODY) if os.getuid() == 0 else (-1, -1)))
        before = file.stat()
        assert 0 == handcalc("softmax", "-o", "a.json", "--force").code
        after = file.stat()
        assert (before.st_mode, before.st_uid, before.st_gid) == (after.st_mode, after.st_uid, after.st_gid)
        assert handcalc("softmax", "--json").stdout == file.read_bytes()

    def test_another_name_of_it_keeps_the_old_content(self, here: Path) -> None:
        """A hard link: the file is replaced, not written into."""
        (here / "a.json").write_text("old")
        os.link(here / "a.json", here / "b.json")
        assert 0 == handcalc("softmax", "-o", "a.json", "--force").code
        assert ("old", 1) == ((here / "b.json").read_text(), (here / "a.json").stat().st_nlink)

    @pytest.mark.parametrize("umask", [0o000, 0o077, 0o777])
    def test_a_class_has_the_usual_modes(self, umask: int, tmp_path: Path) -> None:
        """Those of the umask; a folder that its own maker could not enter is no matter for root only."""
        before = os.umask(umask)
        try:
            outcome = make(tmp_path / "week3")
        finally:
            os.umask(before)
        if umask == 0o777 and os.getuid() != 0:
            assert (4, []) == (outcome.code, os.listdir(tmp_path))
            return
        assert 0 == outcome.code
        for path in (tmp_path / "week3").rglob("*"):
            usual = 0o777 if path.is_dir() else 0o666
            assert usual & ~umask == stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that anybody can reach, but only its owner can change."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def as_nobody(*words: str) -> Outcome:
    """One run without the rights of root, for whom no permission counts.

    What it needs of handcalc should have been imported: where root has installed it, nobody may read it.
    """
    ours, theirs = get_context("fork").Pipe()
    run = get_context("fork").Process(target=_serve, args=(theirs, words))
    run.start()
    outcome: Outcome = ours.recv()
    run.join()
    return outcome


def _serve(pipe: Connection, words: tuple[str, ...]) -> None:
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    pipe.send(handcalc(*words))


def outputs(folder: Path) -> list[list[str]]:
    """Commands that write into a folder in which there is a class."""
    week, new = str(folder / "week3"), str(folder / "new")
    return [
        ["softmax", "-o", f"{new}.json"],
        ["softmax", "-o", f"{week}/manifest.json", "--force"],
        [*SOFTMAX, "--variants", "2", "--out", new],
        [*SOFTMAX, "--variants", "3", "--out", week],
        [*SOFTMAX, "--variants", "2", "--out", week, "--level", "1", "--force"],
        ["grade", week, "--feedback", new],
        ["grade", week, "-o", f"{new}.csv"],
    ]


class TestPermissions:
    """Folders and files that may not be written or read."""

    def test_a_folder_that_may_not_be_written(self, open_to_all: Path, tmp_path: Path) -> None:
        """Exit 4 for every output, and nothing is there; where it may be written, all goes well."""
        make(open_to_all / "week3")
        before = contents(open_to_all)
        for number in range(len(outputs(tmp_path))):
            shutil.copytree(open_to_all, tmp_path / str(number))
            assert 0 == handcalc(*outputs(tmp_path / str(number))[number]).code
        for path in (open_to_all, *open_to_all.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        for words in outputs(open_to_all):
            outcome = as_nobody(*words)
            assert (4, 1) == (outcome.code, outcome.err.count("\n"))
            assert ": Permission denied" in outcome.err
        assert before == contents(open_to_all)
        open_to_all.chmod(0o755)

    def test_what_may_not_be_read(self, open_to_all: Path) -> None:
        """A manifest is an input for both commands; a folder without keys to be seen is no class."""
        make(open_to_all / "week3")
        folder = open_to_all / "week3"
        (folder / "manifest.json").chmod(0)
        for words in (["grade", str(folder)], [*SOFTMAX, "--variants", "2", "--out", str(folder)]):
            outcome = as_nobody(*words)
            assert (3, "") == (outcome.code, outcome.out)
            assert "manifest.json: the manifest cannot be read: Permission denied" in outcome.err
        (folder / "manifest.json").chmod(0o644)
        (folder / "keys").chmod(0)
        outcome = as_nobody("grade", str(folder))
        assert 3 == outcome.code
        assert "keys cannot be read: Permission denied" in outcome.err


@pytest.mark.parametrize("force", [[], ["--force"]])
def test_a_limit_on_the_size_of_files(force: list[str], here: Path) -> None:
    """No signal ends the run, and the file that is there stays whole."""
    file = "old.json" if force else "new.json"
    (here / "old.json").write_text("old")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))

    outcome = process("softmax", "-o", file, *force, preexec_fn=limit)
    assert (4, b"", 1) == (outcome.code, outcome.stdout, outcome.err.count("\n"))
    assert "File too large" in outcome.err
    assert {"old.json": b"old"} == contents(here)
