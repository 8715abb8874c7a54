"""The refusals of shapes that do not fit, with rows and columns as in the file."""

from __future__ import annotations

from handcalc.errors import InputError
from handcalc.inputs.required_inputs import CompleteRequest
from handcalc.record.dimensions import Dimension, OptionCount
from handcalc.record.parameters import Input
from handcalc.text import counted


class ShapeWords:
    """The refusals of one request; side: "rows" or "columns", in the row convention."""

    def __init__(self, complete: CompleteRequest) -> None:
        self._complete = complete
        self._request = complete.request

    def too_large(self, spec: Input, side: str, size: int, limit: int) -> InputError:
        """An input has more rows, columns or words than the limit."""
        has = f"{size:,} {'words' if spec.wordy else self._written(spec, side)}"
        return self._request.refusal(f"{spec.name} has {has}; the limit is {limit:,}", spec.name)

    def not_square(self, spec: Input, side: str, size: int, square: OptionCount) -> InputError:
        """The length of a side is not the square of an option."""
        parts = square.value(self._complete.options)
        has = f"{size} {self._written(spec, side)}, but {square} is {parts}: {parts}·{parts} = {parts**2}"
        return self._request.refusal(
            f"{spec.name} has {has} are needed", self._stated(square.options) or spec.name
        )

    def indivisible(self, spec: Input, side: str, size: int, dimension: Dimension) -> InputError:
        """The length of a side is not divisible by the number of its parts."""
        parts = dimension.parts(self._complete.options)
        over = f"over {parts:,} {dimension.multiple}" if dimension.option_names else f"into {parts} halves"
        has = f"{size} {self._written(spec, side)}, which cannot be split {over}"
        return self._request.refusal(
            f"{spec.name} has {has}", self._stated(dimension.option_names) or spec.name
        )

    def clash(self, spec: Input, side: str, size: int, first: Input, first_side: str) -> InputError:
        """The length of a side differs from that of the first input with the same axis."""
        length = self._counted(spec, side, size)
        first_length = self._counted(first, first_side, self._length(first, first_side))
        both = self._both(spec, side, first, first_side)
        return self._request.refusal(
            f"{spec.name} has {length} but {first.name} has {first_length}: {both}", spec.name
        )

    def described(self, spec: Input) -> str:
        """'X (2 tokens × 4 d_model)', in the orientation of the file."""
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
        """The first stated option among these and those that give their defaults."""
        options = self._request.topic.options
        follows = [options[name].like for name in names]
        return next((one for one in (*names, *follows) if one in self._request.options), None)

    def _counted(self, spec: Input, side: str, size: int) -> str:
        """The length of a side, in words."""
        if spec.wordy or spec.kind == "vector":
            return counted(size, "word" if spec.wordy else "value")
        if spec.items:
            return counted(self._request.counts[spec.name], "item")
        return counted(size, self._written(spec, side).removesuffix("s"))

    def _both(self, spec: Input, side: str, other: Input, other_side: str) -> str:
        """The shapes of two inputs, as a product if the common axis ends one and begins the other."""
        if "matrix" == spec.kind == other.kind and side != other_side:
            ends_first = (side == "columns") == (self._request.vectors == "rows")
            both = [spec, other] if ends_first else [other, spec]
            return " · ".join(map(self.described, both))
        return f"{self.described(other)} and {self.described(spec)}"

    def _length(self, spec: Input, side: str) -> int:
        """The length of a side of a given input."""
        if spec.wordy:
            return len(self._request.words_in(spec.name))
        if spec.items:
            return self._request.counts[spec.name]
        rows = self._complete.rows[spec.name]
        return len(rows) if side == "rows" else len(rows[0])

    def _written(self, spec: Input, side: str) -> str:
        """The side in the file: in the column convention, rows are columns."""
        transposed = {"rows": "columns", "columns": "rows"}
        return side if self._request.vectors == "rows" else transposed[side]
