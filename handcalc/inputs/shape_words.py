"""What is said about shapes that do not fit: each input by its name, its sides as the file has them."""

from __future__ import annotations

from handcalc.errors import InputError
from handcalc.inputs.required_inputs import CompleteRequest
from handcalc.record.dimensions import Dimension, OptionCount
from handcalc.record.parameters import Input
from handcalc.text import counted


class ShapeWords:
    """Words the refusals of one request; a side is "rows" or "columns" in the row convention."""

    def __init__(self, complete: CompleteRequest) -> None:
        self._complete = complete
        self._request = complete.request

    def too_large(self, spec: Input, side: str, size: int, limit: int) -> InputError:
        """An input has more rows, columns or words than any may."""
        has = f"{size:,} {'words' if spec.wordy else self._written(spec, side)}"
        return self._request.refusal(f"{spec.name} has {has}; the limit is {limit:,}", spec.name)

    def no_square(self, spec: Input, side: str, size: int, square: OptionCount) -> InputError:
        """A side is not as long as an option squared."""
        parts = square.value(self._complete.options)
        has = f"{size} {self._written(spec, side)}, but {square} is {parts}: {parts}·{parts} = {parts**2}"
        return self._request.refusal(
            f"{spec.name} has {has} are needed", self._stated(square.options) or spec.name
        )

    def indivisible(self, spec: Input, side: str, size: int, dimension: Dimension) -> InputError:
        """A side cannot be split into as many parts as it should have."""
        parts = dimension.parts(self._complete.options)
        over = f"over {parts:,} {dimension.multiple}" if dimension.option_names else f"into {parts} halves"
        has = f"{size} {self._written(spec, side)}, which cannot be split {over}"
        return self._request.refusal(
            f"{spec.name} has {has}", self._stated(dimension.option_names) or spec.name
        )

    def clash(self, spec: Input, side: str, size: int, first: Input, first_side: str) -> InputError:
        """A side of an input differs from that of another one, which was first to say how long it is."""
        here = self._counted(spec, side, size)
        there = self._counted(first, first_side, self._length(first, first_side))
        both = self._both(spec, side, first, first_side)
        return self._request.refusal(
            f"{spec.name} has {here} but {first.name} has {there}: {both}", spec.name
        )

    def described(self, spec: Input) -> str:
        """'X (2 tokens × 4 d_model)', as the file has it."""
        if spec.wordy:
            return f"{spec.name} ({counted(self._length(spec, 'columns'), 'word')})"
        if spec.items:
            each = "item" if spec.items.item_prefix == spec.name else spec.items.item_prefix
            return f"{spec.name} ({counted(self._request.counts[spec.name], each)})"
        sides = [
            dimension.counted(self._length(spec, side))
            for side, dimension in zip(("rows", "columns"), spec.dimensions, strict=True)
        ]
        if spec.kind == "vector":
            return f"{spec.name} ({sides[1]})"
        return f"{spec.name} ({' × '.join(sides if self._request.vectors == 'rows' else sides[::-1])})"

    def _stated(self, names: tuple[str, ...]) -> str | None:
        """The option that was stated: one of these, or one that it follows."""
        options = self._request.topic.options
        follows = [options[name].like for name in names]
        return next((one for one in (*names, *follows) if one in self._request.options), None)

    def _counted(self, spec: Input, side: str, size: int) -> str:
        """How long a side of an input is, in words."""
        if spec.wordy or spec.kind == "vector":
            return counted(size, "word" if spec.wordy else "value")
        if spec.items:
            return counted(self._request.counts[spec.name], "item")
        return counted(size, self._written(spec, side).removesuffix("s"))

    def _both(self, spec: Input, side: str, other: Input, other_side: str) -> str:
        """The shapes of two inputs, as the product that they make: what ends in the axis stands first."""
        if "matrix" == spec.kind == other.kind and side != other_side:
            ends_first = (side == "columns") == (self._request.vectors == "rows")
            both = [spec, other] if ends_first else [other, spec]
            return " · ".join(map(self.described, both))
        return f"{self.described(other)} and {self.described(spec)}"

    def _length(self, spec: Input, side: str) -> int:
        """How long a side of what is given is."""
        if spec.wordy:
            return len(self._request.words_in(spec.name))
        if spec.items:
            return self._request.counts[spec.name]
        rows = self._complete.rows[spec.name]
        return len(rows) if side == "rows" else len(rows[0])

    def _written(self, spec: Input, side: str) -> str:
        """The side as the file has it: in the column convention rows are columns."""
        transposed = {"rows": "columns", "columns": "rows"}
        return side if self._request.vectors == "rows" else transposed[side]
