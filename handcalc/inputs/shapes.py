"""The axes that a topic's inputs name, and how large each one is in a given request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from handcalc.inputs.request import Request, Rows
from handcalc.limits import CELLS, ROWS_OR_COLUMNS, STEPS_OR_VOCABULARY
from handcalc.record.axes import SINGLE, Axis
from handcalc.record.topic import Input, Topic
from handcalc.wording import counted

_OWN_PLURAL = {"memory"}


class AxisUse(NamedTuple):
    """One side of an input: `heads * d_k` is d_k, times the option heads; `token as query` has a role.

    `2 * state` is twice the axis.
    """

    axis: str
    times: str | None
    role: str

    @classmethod
    @cache
    def of(cls, text: str) -> AxisUse:
        """Read the notation of a topic's signature."""
        whole, _, role = text.partition(" as ")
        times, _, axis = whole.rpartition(" * ")
        return cls(axis, times or None, role or axis)

    def parts(self, options: Mapping[str, Any]) -> int:
        """How many times the axis it is."""
        if self.times is None:
            return 1
        return int(self.times) if self.times.isdigit() else int(options[self.times])

    @property
    def squares(self) -> bool:
        """Whether it is an option squared: `patch * patch`."""
        return self.times == self.axis


def plural(axis: str) -> str:
    """The key of an axis under `labels`: tokens for token; memory and d_model stay."""
    stays = axis in _OWN_PLURAL or axis.startswith("d_") or axis[-1].isdigit()
    return axis if stays else f"{axis}s"


def labelled_axes(topic: Topic) -> dict[str, str]:
    """The axes that a file may label, by the key it uses."""
    whole = [spec for spec in topic.inputs.values() if spec.kind == "texts" or not spec.wordy]
    specs = [field for spec in whole for field in (spec.fields or (spec,))]
    uses = [AxisUse.of(side) for spec in specs for side in (spec.rows, spec.columns)]
    named = {
        use.axis
        for spec in topic.inputs.values()
        if spec.kind in ("words", "text") and spec.required
        for use in [AxisUse.of(spec.columns)]
    }
    return {
        plural(use.axis): use.axis
        for use in uses
        if not use.times and use.axis not in (SINGLE.name, *named) and "{" not in use.axis
    }


def shape_in_symbols(spec: Input) -> str:
    """'tokens × d_model', 'd_model × heads·d_k'; a vector has one length."""
    rows, columns = (_symbol(AxisUse.of(side)) for side in (spec.rows, spec.columns))
    if spec.kind in ("number", "words", "text", "texts", "mapping", "list"):
        return spec.kind
    return columns if spec.kind == "vector" else f"{rows} × {columns}"


def _symbol(use: AxisUse) -> str:
    if "{" in use.axis:  # of an item of a list: what goes in and what comes out
        return use.axis.replace("{before}", "_in").replace("{number}", "_out")
    return f"{use.times}·{use.axis}" if use.times else plural(use.axis)


@dataclass
class Sizes:
    """How large each axis is, and which side of which input said so first."""

    request: Request
    aliases: dict[str, str]
    found: dict[str, int] = field(default_factory=dict)
    origin: dict[str, tuple[str, str]] = field(default_factory=dict)

    def axis_of(self, use: AxisUse) -> str:
        """The axis meant, now that it is known which inputs are absent."""
        return self.aliases.get(use.axis, use.axis)

    def learn(self, spec: Input, rows: Rows, options: dict[str, int]) -> None:
        """Take the sizes of a given matrix (in rows).

        Raises InputError: they contradict what another input said, or heads do not divide them.
        """
        for side, text, size in (("rows", spec.rows, len(rows)), ("columns", spec.columns, len(rows[0]))):
            use = AxisUse.of(text)
            if use.axis != SINGLE.name:
                self.learn_size(spec, side, size, options)

    def learn_size(self, spec: Input, side: str, size: int, options: dict[str, int]) -> None:
        """Take the size of one side of a given input.

        Raises InputError: as learn does.
        """
        use = AxisUse.of(spec.rows if side == "rows" else spec.columns)
        if size > most(use.axis):
            has = f"{size:,} {'words' if spec.wordy else self._written(side)}"
            raise self.request.refusal(f"{spec.name} has {has}; the limit is {most(use.axis):,}", spec.name)
        parts = use.parts(options)
        if size % parts and not use.squares:
            over = "into 2 halves" if use.times == "2" else f"over {parts:,} {use.times}"
            has = f"{size} {self._written(side)}, which cannot be split {over}"
            raise self.request.refusal(f"{spec.name} has {has}", self._stated(use.times) or spec.name)
        if use.squares and size != parts**2:
            has = f"{size} {self._written(side)}, but {use.times} is {parts}: {parts}·{parts} = {parts**2}"
            raise self.request.refusal(
                f"{spec.name} has {has} are needed", self._stated(use.times) or spec.name
            )
        axis = self.axis_of(use)
        known = self.found.setdefault(axis, size // parts)
        first, first_side = self.origin.setdefault(axis, (spec.name, side))
        if known != size // parts:
            raise self.request.refusal(self._clash(spec, side, first, first_side, size), spec.name)

    def _stated(self, name: str | None) -> str | None:
        """The option that was stated: this one, or the one that it follows."""
        follows = self.request.topic.options[name].like if name in self.request.topic.options else None
        return next((one for one in (name, follows) if one in self.request.options), None)

    def _clash(self, spec: Input, side: str, first: str, first_side: str, size: int) -> str:
        first_spec = self.request.spec(first)
        here = self._counted(spec, size, side)
        there = self._counted(first_spec, self._length(first, first_side), first_side)
        both = self._both(spec, side, first_spec, first_side)
        return f"{spec.name} has {here} but {first} has {there}: {both}"

    def _counted(self, spec: Input, size: int, side: str) -> str:
        """How long a side of an input is, in words."""
        if spec.wordy or spec.kind == "vector":
            return counted(size, "word" if spec.wordy else "value")
        if spec.kind == "list":
            return counted(self.request.counts[spec.name], "item")
        return self._count(size, side)

    def _both(self, spec: Input, side: str, other: Input, other_side: str) -> str:
        """The shapes of two inputs, as the product that they make: what ends in the axis stands first."""
        if "matrix" == spec.kind == other.kind and side != other_side:
            ends_first = (side == "columns") == (self.request.vectors == "rows")
            names = [spec.name, other.name] if ends_first else [other.name, spec.name]
            return " · ".join(map(self.described, names))
        return f"{self.described(other.name)} and {self.described(spec.name)}"

    def _length(self, name: str, side: str) -> int:
        """How long a side of what is given is."""
        spec = self.request.spec(name)
        if spec.wordy:
            return len(self.request.words_in(name))
        if spec.kind == "list":
            return self.request.counts[name]
        rows = self.request.in_rows(name)
        return len(rows) if side == "rows" else len(rows[0])

    def _count(self, size: int, side: str) -> str:
        return counted(size, self._written(side).removesuffix("s"))

    def _written(self, side: str) -> str:
        """The side as the file has it: in the column convention rows are columns."""
        turned = {"rows": "columns", "columns": "rows"}
        return side if self.request.vectors == "rows" else turned[side]

    def described(self, name: str) -> str:
        """'X (2 tokens × 4 d_model)', as the file has it."""
        spec = self.request.spec(name)
        if spec.wordy:
            return f"{name} ({counted(len(self.request.words_in(name)), 'word')})"
        if spec.kind == "list":
            each = "item" if spec.each == name else spec.each
            return f"{name} ({counted(self.request.counts[name], each)})"
        rows = self.request.in_rows(name)
        lengths = ((len(rows), AxisUse.of(spec.rows).axis), (len(rows[0]), AxisUse.of(spec.columns).axis))
        sides = [counted(length, axis, plural(axis)) for length, axis in lengths]
        if spec.kind == "vector":
            return f"{name} ({sides[1]})"
        return f"{name} ({' × '.join(sides if self.request.vectors == 'rows' else sides[::-1])})"

    def axis(self, use: AxisUse, options: dict[str, int], labels: dict[str, tuple[str, ...]]) -> Axis:
        """The axis of one side, with the labels that were given or numbered ones."""
        if use.axis == SINGLE.name:
            return SINGLE
        name = self.axis_of(use)
        size = self.found[name] * use.parts(options)
        if name in labels and not use.times:
            return Axis(name, labels[name]).renamed(use.role if use.role != use.axis else None)
        numbered = Axis.numbered(name, size)
        return numbered.renamed(use.role if use.role != use.axis else None)


def most(axis: str) -> int:
    """How many items an axis may have."""
    return STEPS_OR_VOCABULARY if axis in ("word", "step") else ROWS_OR_COLUMNS


def refuse_large(request: Request, spec: Input, rows: int, columns: int) -> None:
    """Refuse a matrix that would be drawn larger than the limits.

    Raises InputError: too many rows, columns or cells.
    """
    most_rows, most_columns = (most(AxisUse.of(side).axis) for side in (spec.rows, spec.columns))
    limit = most_rows if rows > most_rows else most_columns
    if rows > most_rows or columns > most_columns or rows * columns > CELLS:
        raise request.refusal(
            f"{spec.name} would be {rows:,} × {columns:,}; the limits are {limit:,} rows or columns and "
            f"{CELLS:,} cells",
            _largest_stated(request, spec) or spec.name,
        )


def _largest_stated(request: Request, spec: Input) -> str | None:
    """The option that makes an input so large, if one was stated."""
    uses = [AxisUse.of(side) for side in (spec.rows, spec.columns)]
    axes = {use.axis for use in uses} | {_of_any_item(use.axis) for use in uses}
    names = {use.times for use in uses} | {o.name for o in request.topic.options.values() if o.axis in axes}
    stated = {name: value for name, value in request.options.items() if name in names and type(value) is int}
    return max(stated, key=lambda name: stated[name], default=None)


def _of_any_item(axis: str) -> str:
    """The axis as an option names it for every item of a list: width{number} for width2."""
    return f"{axis.rstrip('0123456789')}{{number}}"
