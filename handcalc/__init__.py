"""Worked calculations of the building blocks of deep learning, as a library.

Every topic is a function: handcalc.attention, handcalc.softmax, handcalc.layernorm, … with the inputs and
options of its command as keyword arguments. See `help(handcalc.attention)`.
"""

from __future__ import annotations

__version__ = "0.2.0"

TYPE_CHECKING = False  # as in typing, whose import would take 4 ms
if TYPE_CHECKING:
    from typing import Any

    from handcalc.library import TopicFunction

_ERRORS = ("CalculationError", "HandcalcError", "InputError", "NotRational", "UsageError")


def __getattr__(name: str) -> Any:
    """A topic or an error, imported at its first use, so that `handcalc --version` imports none."""
    if name in _ERRORS:
        from handcalc import errors

        return getattr(errors, name)
    function = _topic_function(name)
    if function is None:
        raise AttributeError(f"module 'handcalc' has no attribute {name!r}")
    globals()[name] = function
    return function


def _topic_function(name: str) -> TopicFunction | None:
    # `from handcalc import topics` would call __getattr__ of this module.
    import handcalc.topics as topics

    topic_name = name.replace("_", "-")
    if topic_name not in topics.names():
        return None
    from handcalc.library import TopicFunction

    return TopicFunction(topics.find(topic_name))


def __dir__() -> list[str]:
    import handcalc.topics as topics

    return sorted(["__version__", *_ERRORS, *(name.replace("-", "_") for name in topics.names())])
