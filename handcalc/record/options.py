"""Options of a topic, declared by annotations of its keyword-only parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Literal, NamedTuple

from handcalc.record.dimensions import Dimension

# bool, int, Fraction, str or a tuple of words, as declared.
OptionValue = Any
Options = Mapping[str, OptionValue]


class Derived(NamedTuple):
    """A default derived from options earlier in the signature.

    words: the rule in words, for help. rule: a function of the earlier values.
    """

    words: str
    rule: Callable[[Options], OptionValue]


class Option(NamedTuple):
    """An option of a topic.

    words: the allowed words. number: whether numbers are allowed, whole or with decimals. least, above, most:
    the range of the number. like: the option whose value is its default. axis: the axis whose random size it
    sets. flag: yes or no. free: any word is allowed. many: any list of words is allowed. derived: a default
    derived from other options.
    """

    help: str
    least: int | None = None
    above: int | None = None
    most: int | None = None
    like: str | None = None
    axis: Dimension | None = None
    name: str = ""
    default: OptionValue | None = None
    words: tuple[str, ...] = ()
    number: Literal["whole", "decimal"] | None = None
    flag: bool = False
    free: bool = False
    many: bool = False
    derived: Derived | None = None

    def default_among(self, values: Options) -> OptionValue | None:
        """The default, given the values of earlier options."""
        if self.derived:
            return self.derived.rule(values)
        return values[self.like] if self.like else self.default

    @property
    def default_in_words(self) -> str | None:
        """How the default is derived from other options; None for a fixed default."""
        return self.derived.words if self.derived else f"as {self.like}" if self.like else None


option = Option
"""Annotate a keyword-only parameter as an option; name, default and type come from the signature."""


def size(axis: Dimension, text: str, least: int = 1, like: str | None = None) -> Option:
    """Annotate a keyword-only parameter as the size of an axis of random inputs."""
    return Option(text, least=least, axis=axis, like=like)


def spelled(value: OptionValue | None) -> str:
    """A value as written in a file or on the command line: true, 3, 0.00001, 1/3."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return f"[{', '.join(value)}]"
    if not isinstance(value, Fraction):
        return str(value)
    decimals = next((places for places in range(20) if 10**places % value.denominator == 0), None)
    if decimals is None:
        return str(value)
    digits = str(abs(value.numerator) * 10**decimals // value.denominator).zfill(decimals + 1)
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}" if decimals else f"{sign}{digits}"
