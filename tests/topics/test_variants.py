"""The variants that the laws run through leave nothing out."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from handcalc import topics
from handcalc.record.topic import Topic
from tests.variants import Variant, variants


def left_out(topic: Topic, found: Sequence[Variant]) -> list[str]:
    """Options and optional inputs that no variant states."""
    stated = {name for variant in found for name in variant.given}
    optional = [spec.name for spec in topic.inputs.values() if not spec.required]
    return [name for name in (*topic.options, *optional) if name not in stated]


@pytest.mark.parametrize("name", topics.names())
def test_every_option_and_optional_input_is_stated_by_a_variant(name: str) -> None:
    """So that a law that holds for all variants holds for whatever a topic offers."""
    assert [] == left_out(topics.find(name), variants(name))


def test_a_forgotten_option_is_noticed() -> None:
    """Without the variants that state it, an option is named."""
    topic = topics.find("softmax")
    assert "stable" in left_out(topic, [one for one in variants("softmax") if "stable" not in one.given])
