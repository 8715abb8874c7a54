"""The topics: one file each, found by walking this folder; nothing here names one.

A file whose name begins with _ is no topic: it holds what several topics, or a long one, are made of.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from handcalc.record.topic import Topic


@cache
def names() -> list[str]:
    """The names of all topics, as commands spell them."""
    found = [module.name for module in iter_modules(__path__) if not module.name.startswith("_")]
    return sorted(name.replace("_", "-") for name in found)


@cache
def find(name: str) -> Topic:
    """The topic with this name.

    Raises KeyError: there is none.
    """
    module_name = name.replace("-", "_")
    if name not in names():
        raise KeyError(name)
    found = getattr(import_module(f"{__name__}.{module_name}"), module_name)
    assert isinstance(found, Topic)
    return found
