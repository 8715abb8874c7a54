"""What handcalc offers a shell that completes a line."""

from __future__ import annotations

from unittest.mock import patch

from handcalc.cli.application import COMMANDS
from tests.run_command import Outcome, handcalc


def answer(*words: str) -> Outcome:
    """The answer to bash, whose line these words are; the last is to be completed."""
    asked = {
        "_HANDCALC_COMPLETE": "complete_bash",
        "COMP_WORDS": "\n".join(["handcalc", *words]),
        "COMP_CWORD": str(len(words)),
    }
    with patch.dict("os.environ", asked):
        return handcalc()


def completed(*words: str) -> list[str]:
    """What the last word may become; nothing where files are meant."""
    outcome = answer(*words)
    assert (0, "") == (outcome.code, outcome.err)
    return outcome.out.split()


def options_of(command: str) -> list[str]:
    """The options of a command, in the order of its help."""
    return completed(command, "-")


def commands_of_a_topic() -> list[str]:
    """The commands behind which a topic is named."""
    return [name for name in COMMANDS if completed(name, "softm") == ["softmax"]]
