"""Templates: a file to start from that works as it stands, and with anything in it that is offered."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from handcalc import topics
from handcalc.inputs.labels import labelled_axes
from handcalc.inputs.options import offered
from handcalc.template import template
from tests.run_command import Outcome, handcalc

CLASHES = {
    "W_V2 does not go together",
    "has no effect",
    "have no effect",
    "give either X, or all of",
    "are missing: give them",
    "W_E is missing: give it",
    "without X there is no Y",
    "not in the vocabulary",
    "targets has 1 word for 2 masks",
    "W_P has 2 positions, but there are 4 tokens",
}
"""What a topic may say to an optional input in a file that has all the others already."""


def calculated(name: str, text: str) -> Outcome:
    """A run of the topic with this file."""
    return handcalc(name, "-", "--json", stdin=text.encode())


def offers(text: str) -> Iterator[tuple[str, str]]:
    """Each key behind a #, and the file in which it is used."""
    for block in text.split("\n\n"):
        found = re.search(r"(?m)^#(\w+):", block)
        if found:
            used = re.sub(r"(?m)^#(?! )(.)|^#(?=  )", r"\1", block)
            yield found[1], text.replace(block, used)


EVERY_OFFER = [(name, *offer) for name in topics.names() for offer in offers(template(topics.find(name)))]


@pytest.mark.parametrize("name", topics.names())
class TestAsItStands:
    """The file that is printed, unchanged."""

    def test_it_runs(self, name: str) -> None:
        """`handcalc template TOPIC | handcalc TOPIC -` works, and so does run."""
        text = handcalc("template", name).out
        outcome = calculated(name, text)
        assert (0, "") == (outcome.code, outcome.err)
        assert outcome.stdout == handcalc("run", "-", "--json", stdin=text.encode()).stdout

    def test_it_is_the_drawn_example(self, name: str) -> None:
        """Its numbers are those of seed 0: the steps are the same."""
        from_file = calculated(name, handcalc("template", name).out).document
        assert handcalc(name, "--seed", "0", "--json").document["steps"] == from_file["steps"]

    def test_it_names_everything(self, name: str) -> None:
        """Every input with its shape, every option with its meaning, every axis that takes labels."""
        text, topic = template(topics.find(name)), topics.find(name)
        words = " ".join(text.replace("\n# ", "\n").split())
        for key in [*topic.inputs, *offered(topic), "title", "seed", "vectors", "labels", "topic"]:
            assert re.search(rf"(?m)^#?{key}:", text), key
        for key in labelled_axes(topic):
            assert re.search(rf"(?m)^#  {key}: \[", text), key
        for key, option in offered(topic).items():
            assert f"{key}: {option.help} (" in words
        assert all(len(line) <= 80 for line in text.splitlines())
        assert not re.search(r"(?m)[ \t]$", text)


@pytest.mark.parametrize(("name", "key", "text"), EVERY_OFFER, ids=[f"{o[0]}-{o[1]}" for o in EVERY_OFFER])
def test_what_is_offered_works(name: str, key: str, text: str) -> None:
    """Taking the # away from one key gives a valid file, or a refusal that says what it clashes with."""
    if key == "labels":
        text = "".join(line for line in text.splitlines(keepends=True) if "# only with" not in line)
        # Where all are of optional inputs, none are left.
        text = re.sub(r"(?m)^labels:$(?!\n  )", "labels: {}", text)
    outcome = calculated(name, text)
    if outcome.code and key in topics.find(name).inputs:
        assert any(clash in outcome.err for clash in CLASHES), outcome.err
    elif key == "rounding":
        assert "exact" not in outcome.err
    else:
        assert (0, "") == (outcome.code, outcome.err)


def test_a_wrong_template_is_noticed() -> None:
    """The twin: a key that the topic does not have, or a size that does not fit, fails the tests above."""
    text = template(topics.find("softmax"))
    assert 3 == calculated("softmax", text + "nonsense: 1\n").code
    assert 3 == calculated("softmax", text.replace("#vocabulary_size: 4", "vocabulary_size: 5")).code
    assert ["title", "seed"] == [key for key, _ in offers(text)][:2]
