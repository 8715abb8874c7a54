"""The READMEs run, print what they show, name everything, and their generated parts are up to date."""

from __future__ import annotations

import io
import re
import shutil
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from handcalc import formats, topics
from handcalc.cli.application import command_names
from handcalc.cli.shared_options import shared_options
from handcalc.exit_codes import EXIT_CODES
from handcalc.inputs.options import offered
from handcalc.limits import LIMITS
from tests.console_blocks import (
    Command,
    agrees,
    blocks,
    commands,
    fresh_output,
    run,
    with_fresh_outputs,
)
from tests.make_reference import COMMANDS_PAGE, PAGES, README, READMES, SAMPLES_PAGE, TOPICS_PAGE, refreshed
from tests.paths import ROOT, SAMPLES
from tests.run_command import handcalc

TEXTS = {page: page.read_text(encoding="utf-8") for page in PAGES}
ALL_TEXT = "\n".join(TEXTS.values())
LINES_AT_MOST = 300


def name_of(page: Path) -> str:
    """The path of a README in this repository."""
    return page.relative_to(ROOT).as_posix()


def every_block(language: str) -> list[ParameterSet]:
    """The code blocks of a language in all READMEs, as parameters."""
    return [
        pytest.param(block, id=f"{name_of(page)}-{number}")
        for page in READMES
        for number, block in enumerate(blocks(page.read_text(encoding="utf-8"), language), start=1)
    ]


@pytest.mark.parametrize("block", every_block("console"))
def test_every_command_prints_what_is_shown(block: str, tmp_path: Path) -> None:
    """The commands of a block run in order, in a fresh folder beside the samples."""
    if "| jq" in block and shutil.which("jq") is None:
        pytest.skip("jq is not installed")
    (tmp_path / "samples").symlink_to(SAMPLES)
    session = commands(block)
    assert len(session) > 0
    for command in session:
        output = run(command.line, tmp_path)
        assert agrees(command.output, output), f"$ {command.line}\n{output}"


def test_there_are_sessions_for_the_three_kinds_of_user() -> None:
    """The front page has commands for a terminal, a script and a class."""
    session = [command.line for block in blocks(TEXTS[README], "console") for command in commands(block)]
    for words in ("--only S", "| jq", "handcalc grade", "handcalc template"):
        assert any(words in line for line in session), words


def test_a_wrong_output_is_noticed() -> None:
    """The twin: a changed number, a missing line or an extra line does not agree."""
    actual = "a = 1\nb = 2\nc = 3\n"
    assert agrees("a = 1\n…\nc = 3\n", actual)
    assert not agrees("a = 1\n…\nc = 4\n", actual)
    assert not agrees("a = 1\nc = 3\n", actual)
    assert not agrees("a = 1\nb = 2\nc = 3\nd = 4\n", actual)
    assert not agrees("", actual)


@pytest.mark.parametrize(
    ("expected", "fresh"),
    [
        ("a\nb\n", "title\na = 1\nb = 2\nc = 3\nd = 4\nend\n"),
        ("titles\n…\n", "title\n…\n"),
        ("…\nb = 5\n…\nend!\n", "…\nb = 2\n…\nend\n"),
        ("…\na = 1\nb = 7\n…\nd = 0\n…\n", "…\na = 1\nb = 2\n…\nd = 4\n…\n"),
        ("title\n…\nend\n", "title\n…\nend\n"),
    ],
)
def test_outputs_are_refreshed(expected: str, fresh: str) -> None:
    """A stale output is replaced by the lines in its place; elisions stay, and the result agrees."""
    actual = "title\na = 1\nb = 2\nc = 3\nd = 4\nend\n"
    assert fresh == fresh_output(expected, actual)
    assert agrees(fresh, actual)


def test_console_blocks_are_refreshed() -> None:
    """Only outputs in console blocks change; the text around them stays."""
    text = "Text\n\n```console\n$ echo new\nold\n$ true\n```\n\n```yaml\na: old\n```\n"
    assert text.replace("\nold\n", "\nnew\n") == with_fresh_outputs(text)
    assert [Command("echo new", "old\n"), Command("true", "")] == commands(blocks(text, "console")[0])


@pytest.mark.parametrize("block", every_block("python"))
def test_python_blocks_run(block: str) -> None:
    """Every line runs, and an expression has the value that its comment shows."""
    names: dict[str, object] = {}
    with redirect_stdout(io.StringIO()):
        exec(block, names)
    for line in block.splitlines():
        code, _, comment = line.partition("  # '")
        if comment:
            assert comment.rstrip("'") == eval(code, names)


@pytest.mark.parametrize("block", every_block("yaml"))
def test_yaml_blocks_are_input_files(block: str, tmp_path: Path) -> None:
    """Each is accepted as it stands, and its title heads the output."""
    (tmp_path / "file.yaml").write_text(block, encoding="utf-8")
    (title,) = re.findall(r"^title: (.+)$", block, re.MULTILINE)
    assert run("handcalc run file.yaml", tmp_path).startswith(f"{title}\n")


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_block_is_of_a_kind_that_runs(page: Path) -> None:
    """No code block stands outside the tests; `bash` belongs to the front page, `text` is for diagrams."""
    languages = {"console", "python", "yaml", "text", *(["bash"] if page == README else [])}
    fences = re.findall(r"^ *(?:```|~~~)(.*)$", TEXTS[page], re.MULTILINE)
    assert set(fences[::2]) <= languages
    assert set(fences[1::2]) <= {""}


def test_two_commands_do_everything() -> None:
    """The bash blocks are what .ci/run runs: one line to install and run, one to install and test."""
    install, test = (block.strip() for block in blocks(TEXTS[README], "bash"))
    assert all("\n" not in command for command in (install, test))
    assert "pip install ." in install
    assert "handcalc attention samples/" in install
    assert ".venv/bin/pytest" in test


def test_the_front_page_is_short() -> None:
    """README.md is read in five minutes; the rest is one level down."""
    assert len(TEXTS[README].splitlines()) <= LINES_AT_MOST


def test_the_front_page_names_every_topic_and_format() -> None:
    """A line each."""
    for name in (*topics.names(), *formats.names()):
        assert f"`{name}`" in TEXTS[README], name


def test_every_option_of_a_topic_is_named() -> None:
    """In the reference of topics, or among the options of every topic."""
    for name in {name for topic in topics.names() for name in offered(topics.find(topic))}:
        assert f"`{name}`" in TEXTS[TOPICS_PAGE] or f"`--{name}`" in TEXTS[COMMANDS_PAGE], name


def test_every_shared_option_limit_and_exit_code_is_named() -> None:
    """The reference of the command line leaves nothing out."""
    spellings = [f"`{spelling}`" for option in shared_options() for spelling in option.spellings]
    limits = [f"| {limit.words} |" for limit in LIMITS]
    codes = [f"| {code} |" for code, _ in EXIT_CODES]
    assert [] == [text for text in (*spellings, *limits, *codes) if text not in TEXTS[COMMANDS_PAGE]]


@pytest.mark.parametrize("command", sorted(set(command_names()) - set(topics.names())))
def test_every_command_and_its_options_are_named(command: str) -> None:
    """A command that is not a topic stands in the users' pages, and so does every option of its help."""
    assert re.search(rf"(`|handcalc ){command}\b", TEXTS[COMMANDS_PAGE])
    options = re.findall(r"^  (?:-\w, )?(--[a-z-]+)", handcalc(command, "--help").out, re.MULTILINE)
    assert "--help" in options
    assert [] == [option for option in options if not re.search(rf"{option}\b", ALL_TEXT)]


def test_every_sample_is_listed() -> None:
    """Each file of samples/ has its link."""
    names = {path.name for path in SAMPLES.glob("*.yaml")}
    assert len(names) > 50
    assert [] == [name for name in sorted(names) if f"]({name})" not in TEXTS[SAMPLES_PAGE]]


@pytest.mark.parametrize("page", READMES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    """Files that are linked exist, and so do the headings behind #, in this page or another."""
    for target in re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
        path, _, heading = target.partition("#")
        if "://" in target:
            continue
        linked = page.parent / path if path else page
        assert linked.exists(), target
        assert not heading or heading in anchors(linked.read_text(encoding="utf-8")), target


def anchors(text: str) -> set[str]:
    """The names that GitHub gives to headings."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).replace(" ", "-").lower() for heading in headings}


def test_front_page_leads_to_every_other() -> None:
    """Every page for users has a link in README.md."""
    links = re.findall(r"\]\(([^)#]+)", TEXTS[README])
    assert {name_of(page) for page in PAGES if page != README} <= set(links)


@pytest.mark.parametrize("page", [page for page, parts in PAGES.items() if parts], ids=name_of)
def test_generated_parts_are_up_to_date(page: Path) -> None:
    """Making them again would change nothing: python -m tests.make_reference."""
    assert refreshed(page, TEXTS[page]) == TEXTS[page]


def test_a_stale_reference_is_noticed() -> None:
    """The twin: a default that differs from the code's is replaced."""
    text = TEXTS[TOPICS_PAGE]
    stale = re.sub(r"(`heads` \| a whole number, at least 1; default) 1", r"\1 2", text)
    assert stale != text
    assert refreshed(TOPICS_PAGE, stale) == text
