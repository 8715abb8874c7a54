"""Dimensions: what a side of an input stands for and how its size follows, as objects.

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
    """The number that an option states, or the sum of several."""

    options: tuple[str, ...]

    def __add__(self, other: OptionCount) -> OptionCount:
        return OptionCount(self.options + other.options)

    def value(self, options: Mapping[str, Any]) -> int:
        """The number, given the values of all options."""
        return sum(int(options[name]) for name in self.options)

    def __str__(self) -> str:
        return " + ".join(self.options)


def count_of(option: str) -> OptionCount:
    """The number that an option states; `+` adds those of two options."""
    return OptionCount((option,))


@dataclass(frozen=True)
class Dimension:
    """An axis that inputs share, and how one side of an input is made of it.

    name: what its items are, in the singular. plural: the key of its labels, if not name and s.
    limit: how many items it may have.
    multiple: how many times the axis the side is. square: the side is an option times itself, whatever
    inputs say. role_name: what the axis is called from here on.
    item: of an axis that every item of a list has (width1, width2, …), whose it is: a number, that of the
    item itself, of the one before, of the last.
    """

    name: str
    plural: str = ""
    limit: int = ROWS_OR_COLUMNS
    multiple: int | OptionCount = 1
    square: OptionCount | None = None
    role_name: str = ""
    item: int | Literal["each", "before", "last"] | None = None

    def times(self, multiple: int | OptionCount) -> Dimension:
        """So many times this axis: the columns of all heads."""
        return replace(self, multiple=multiple)

    def squared(self, option: OptionCount) -> Dimension:
        """As long as this option squared: the pixels of a patch."""
        return replace(self, square=option)

    def role(self, name: str) -> Dimension:
        """The same items under another name: tokens that ask are queries."""
        return replace(self, role_name=name)

    def at(self, number: int) -> Dimension:
        """The axis of this name of one item of a list; 0 is what stands before the first."""
        return replace(self, item=number)

    @property
    def each(self) -> Dimension:
        """Within a list, the axis of the item itself; as the size of an option, of all items but the last."""
        return replace(self, item="each")

    @property
    def before(self) -> Dimension:
        """Within a list, the axis of the item before."""
        return replace(self, item="before")

    @property
    def last(self) -> Dimension:
        """The axis of the last item of a list; of an empty list, what stands before the first."""
        return replace(self, item="last")

    def of_item(self, number: int, last: int) -> Dimension:
        """The axis meant within this item of a list with so many; itself, if lists do not matter to it."""
        if self.item is None or isinstance(self.item, int):
            return self
        return self.at({"each": number, "before": number - 1, "last": last}[self.item])

    def in_place_of(self, other: Dimension) -> Dimension:
        """The same axis, as often as the other is it, and in its role."""
        return replace(self, multiple=other.multiple, role_name=other.role_name)

    @property
    def axis(self) -> str:
        """The name of the axis in the record: token, width2."""
        return self.name if self.item is None else f"{self.name}{self.item}"

    @property
    def is_single(self) -> bool:
        """Whether it is the side of a vector or number that has no items to speak of."""
        return self == SINGLE_SIDE

    @property
    def is_whole(self) -> bool:
        """Whether it is an axis as it is, which a file may label."""
        named = self.item is None or isinstance(self.item, int)
        return named and self.multiple == 1 and self.square is None and not self.is_single

    @property
    def label_key(self) -> str:
        """Its key under `labels`: tokens for token; a symbol stays."""
        return self.axis if self.item is not None else self.plural or f"{self.name}s"

    def sizes(self, other: Dimension) -> bool:
        """Whether an option for this axis says how large the other is; `each` is of every item of a list."""
        if self.item == "each":
            return self.name == other.name and isinstance(other.item, int)
        return self.axis == other.axis

    def counted(self, number: int) -> str:
        """So many of its items, in words: 1 token, 2 tokens."""
        return counted(number, self.axis, self.label_key)

    def parts(self, options: Mapping[str, Any]) -> int:
        """How many times the axis it is."""
        return self.multiple if isinstance(self.multiple, int) else self.multiple.value(options)

    @property
    def option_names(self) -> tuple[str, ...]:
        """The options that take part in its size."""
        found = [part for part in (self.multiple, self.square) if isinstance(part, OptionCount)]
        return tuple(name for part in found for name in part.options)

    def __str__(self) -> str:
        """As help shows it: tokens, heads·d_k, width_in."""
        if self.square is not None:
            return f"{self.square}·{self.square}"
        if self.multiple != 1:
            return f"{self.multiple}·{self.name}"
        ends = {"before": "in", "each": "out", "last": "last"}
        return f"{self.name}_{ends[self.item]}" if self.item in ends else self.label_key


def symbol(name: str) -> Dimension:
    """An axis that is called by the symbol of its size, d_model, which has no other plural."""
    return Dimension(name, plural=name)


SINGLE_SIDE = Dimension("single")
