"""Dimensions: the axis of one side of an input, and how its size is derived.

token, heads = Dimension("token"), count_of("heads")
matrix(d_model, d_k.times(heads), "query weights")
matrix(token.role("query"), memory.role("key"), "1 visible, 0 masked")
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from handcalc.limits import ROWS_OR_COLUMNS
from handcalc.text import counted


@dataclass(frozen=True)
class OptionCount:
    """The value of a whole-number option, or the sum of several."""

    options: tuple[str, ...]

    def __add__(self, other: OptionCount) -> OptionCount:
        return OptionCount(self.options + other.options)

    def value(self, options: Mapping[str, Any]) -> int:
        """The number, given the values of all options."""
        return sum(int(options[name]) for name in self.options)

    def __str__(self) -> str:
        return " + ".join(self.options)


def count_of(option: str) -> OptionCount:
    """The value of an option as a count; `+` adds two counts."""
    return OptionCount((option,))


@dataclass(frozen=True)
class Dimension:
    """An axis that inputs share, and its use on one side of an input.

    name: in the singular. plural: the key of its labels, if not name + s. limit: its largest size.
    multiple: the side is this many times the axis. square: the size of the side is the square of an option.
    role_name: another name of the axis on this side.
    item: for an axis of list items (width1, width2, …): the number of an item, or the item itself, the one
    before, the last.
    """

    name: str
    plural: str = ""
    limit: int = ROWS_OR_COLUMNS
    multiple: int | OptionCount = 1
    square: OptionCount | None = None
    role_name: str = ""
    item: int | Literal["each", "before", "last"] | None = None

    def times(self, multiple: int | OptionCount) -> Dimension:
        """A multiple of this axis, such as the columns of all heads."""
        return replace(self, multiple=multiple)

    def squared(self, option: OptionCount) -> Dimension:
        """A side whose size is the square of an option: the pixels of a patch."""
        return replace(self, square=option)

    def role(self, name: str) -> Dimension:
        """The same axis under another name: query for token."""
        return replace(self, role_name=name)

    def at(self, number: int) -> Dimension:
        """The axis of one item of a list; 0 is the one before the first."""
        return replace(self, item=number)

    @property
    def each(self) -> Dimension:
        """In a list item, its own axis; in a size option, the axes of all items except the last."""
        return replace(self, item="each")

    @property
    def before(self) -> Dimension:
        """In a list item, the axis of the item before."""
        return replace(self, item="before")

    @property
    def last(self) -> Dimension:
        """The axis of the last item; for an empty list, the one before the first."""
        return replace(self, item="last")

    def of_item(self, number: int, last: int) -> Dimension:
        """The axis in item `number` of a list with `last` items."""
        if self.item is None or isinstance(self.item, int):
            return self
        return self.at({"each": number, "before": number - 1, "last": last}[self.item])

    def in_place_of(self, other: Dimension) -> Dimension:
        """The same axis with the multiple and the role of another."""
        return replace(self, multiple=other.multiple, role_name=other.role_name)

    @property
    def axis(self) -> str:
        """The name of the axis in the record: token, width2."""
        return self.name if self.item is None else f"{self.name}{self.item}"

    @property
    def is_single(self) -> bool:
        """Whether it is the side of length 1 of a vector or number."""
        return self == SINGLE_SIDE

    @property
    def is_whole(self) -> bool:
        """Whether the side is exactly one axis, which a file may label."""
        named = self.item is None or isinstance(self.item, int)
        return named and self.multiple == 1 and self.square is None and not self.is_single

    @property
    def label_key(self) -> str:
        """Its key under `labels`: tokens for token, d_model for d_model."""
        return self.axis if self.item is not None else self.plural or f"{self.name}s"

    def sizes(self, other: Dimension) -> bool:
        """Whether a size option for this axis sets the size of the other; `each` sets those of all items."""
        if self.item == "each":
            return self.name == other.name and isinstance(other.item, int)
        return self.axis == other.axis

    def counted(self, number: int) -> str:
        """A number of its items in words: 1 token, 2 tokens."""
        return counted(number, self.axis, self.label_key)

    def parts(self, options: Mapping[str, Any]) -> int:
        """The multiple of the axis, given the options."""
        return self.multiple if isinstance(self.multiple, int) else self.multiple.value(options)

    @property
    def option_names(self) -> tuple[str, ...]:
        """The options that its size depends on."""
        counts = (self.multiple, self.square)
        return tuple(name for one in counts if isinstance(one, OptionCount) for name in one.options)

    def __str__(self) -> str:
        """The text in help: tokens, heads·d_k, width_in."""
        if self.square is not None:
            return f"{self.square}·{self.square}"
        if self.multiple != 1:
            return f"{self.multiple}·{self.name}"
        ends = {"before": "in", "each": "out", "last": "last"}
        return f"{self.name}_{ends[self.item]}" if self.item in ends else self.label_key


def symbol(name: str) -> Dimension:
    """An axis named by the symbol of its size, such as d_model, which is also its plural."""
    return Dimension(name, plural=name)


SINGLE_SIDE = Dimension("single")
