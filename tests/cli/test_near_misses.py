"""Mistyped words: every command, option and choice is refused when cut short, and offered when missed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from handcalc import topics
from handcalc.cli.application import COMMANDS, command_names
from handcalc.cli.completion_command import SHELLS
from handcalc.inputs.options import offered
from handcalc.schema import SCHEMAS
from tests.cli.completing import commands_of_a_topic, options_of
from tests.paths import SAMPLES
from tests.run_command import handcalc

SHORTEST = 4
"""Letters that a word must have for a missing one to leave it recognisable."""

SAMPLE = SAMPLES / "softmax-base-3-four.yaml"
OF_A_TOPIC = commands_of_a_topic()
FIRST = {"run": [str(SAMPLE)], "completion": ["bash"]}
EVERYWHERE = {name for name in options_of("softmax") if not topics.find("softmax").options.get(name[2:])}


def without_a_letter(word: str) -> str:
    """The word as somebody types it in a hurry."""
    middle = len(word) // 2
    return word[:middle] + word[middle + 1 :]


def before(command: str) -> list[str]:
    """A command with what it needs before options are read."""
    return [command, *FIRST.get(command, ["softmax"] if command in OF_A_TOPIC else [])]


def refusal(*words: str) -> str:
    """What is said of a wrong command line."""
    outcome = handcalc(*words)
    assert (2, b"") == (outcome.code, outcome.stdout), words
    return outcome.err


def options_to_miss() -> Iterator[tuple[str, str]]:
    """Each command with its own long options; those of every topic once."""
    for command in command_names():
        for name in options_of(command):
            if name.startswith("--") and (command in (*COMMANDS, "softmax") or name not in EVERYWHERE):
                yield command, name


@pytest.mark.parametrize("name", command_names())
def test_commands(name: str) -> None:
    """No beginning of a name is the name; with a letter missing or in capitals it is offered."""
    for end in range(1, len(name)):
        if name[:end] not in command_names():
            refusal(name[:end])
    assert f"did you mean {name}?" in refusal(name.upper())
    if len(name) >= SHORTEST:
        assert f"did you mean {name}?" in refusal(without_a_letter(name))


@pytest.mark.parametrize("command", OF_A_TOPIC)
def test_names_behind_a_command(command: str) -> None:
    """The topic of template, compare, sheet, quiz and help."""
    for name in topics.names():
        if len(name) >= SHORTEST:
            assert f"did you mean {name}?" in refusal(command, without_a_letter(name))
        refusal(command, name[:-1])


@pytest.mark.parametrize(("command", "words"), [("completion", SHELLS), ("schema", list(SCHEMAS))])
def test_choices_behind_a_command(command: str, words: list[str]) -> None:
    """The shell of completion, the document of schema."""
    for word in words:
        assert f"did you mean {word}?" in refusal(command, without_a_letter(word))


def test_options() -> None:
    """No beginning of an option is the option; with a letter missing a near one is offered."""
    found = list(options_to_miss())
    assert len(found) > 200
    for command, name in found:
        known = options_of(command)
        missed = f"--{without_a_letter(name[2:])}"
        for wrong in {name[:-1], missed} - {"--", *known}:
            said = refusal(*before(command), wrong)
            assert f"there is no option {wrong}" in said
            assert "did you mean --" in said or len(wrong) < SHORTEST + 2, (command, wrong)


@pytest.mark.slow
@pytest.mark.parametrize("command", ["attention", *COMMANDS])
def test_no_beginning_of_an_option(command: str) -> None:
    """However long."""
    known = options_of(command)
    for name in known:
        for end in range(3, len(name)):
            if name[:end] not in known:
                assert f"there is no option {name[:end]}" in refusal(*before(command), name[:end])


@pytest.mark.parametrize("topic", topics.names())
def test_choices_of_options(topic: str) -> None:
    """Every word that an option may have is offered when a letter of it is missing."""
    for option in offered(topics.find(topic)).values():
        for word in option.words:
            spelling = f"--{option.name.replace('_', '-')}"
            wrong = without_a_letter(word)
            if not option.flag and wrong not in option.words and (len(word) >= SHORTEST or not option.number):
                said = refusal(topic, spelling, wrong)
                assert said.startswith(f"handcalc: {spelling} must be ")
                assert len(word) < SHORTEST or f"did you mean {word}?" in said
                assert word in said


@pytest.mark.parametrize("command", sorted({*command_names()} - {"grade"}))
def test_one_word_too_many(command: str) -> None:
    """Behind FILE, or behind the only word that is wanted; grade takes any number of answers."""
    one = {"list": [], "schema": ["grades"], "template": [], "run": [], "completion": [], "help": []}
    assert "more" in refusal(*before(command), *one.get(command, ["none.yaml"]), "more")
