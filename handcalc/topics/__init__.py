"""The topics: one file each, found by walking this folder; nothing here names one.

A file whose name begins with _ is not a topic: it has parts of several topics or of a long one.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from handcalc.record.topic import Topic


@cache
def names() -> list[str]:
    """The names of all topics, as commands spell them."""
    modules = [module.name for module in iter_modules(__path__) if not module.name.startswith("_")]
    return sorted(name.replace("_", "-") for name in modules)


@cache
def find(name: str) -> Topic:
    """The topic with this name.

    Raises KeyError: there is no such topic.
    """
    module_name = name.replace("-", "_")
    if name not in names():
        raise KeyError(name)
    topic = getattr(import_module(f"{__name__}.{module_name}"), module_name)
    assert isinstance(topic, Topic)
    return topic
