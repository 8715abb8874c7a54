"""Plain numpy references in rows, written from the topics' specification: their steps, ids and order.

They share no code with handcalc.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any


def reference_of(topic: str) -> Callable[..., Any]:
    """The reference of a topic, found by its name: from inputs and options to every step by its id."""
    name = topic.replace("-", "_")
    found: Callable[..., Any] = getattr(import_module(f"tests.topics.reference.{name}"), name)
    return found
