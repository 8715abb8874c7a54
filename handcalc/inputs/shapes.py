"""Solve sizes: the size of each axis, from the given inputs, or else from the options."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from handcalc.inputs.required_inputs import CompleteRequest, items_outside
from handcalc.inputs.shape_words import ShapeWords
from handcalc.limits import CELLS
from handcalc.record.axes import SINGLE, Axis
from handcalc.record.dimensions import Dimension
from handcalc.record.options import Option, OptionValue
from handcalc.record.parameters import Input

Side = Literal["rows", "columns"]


class Shapes(NamedTuple):
    """The sizes of all axes, and the options, with values that agree with the sizes."""

    sizes: Mapping[str, int]
    aliases: Mapping[str, str]
    options: dict[str, OptionValue]

    def size(self, dimension: Dimension) -> int:
        """The length of a side of an input."""
        if dimension.is_single:
            return 1
        if dimension.square is not None:
            return dimension.square.value(self.options) ** 2
        return self.sizes[self._axis_name(dimension)] * dimension.parts(self.options)

    def axis(self, dimension: Dimension, labels: Mapping[str, tuple[str, ...]]) -> Axis:
        """The axis of a side, with given or numbered labels."""
        if dimension.is_single:
            return SINGLE
        name = self._axis_name(dimension)
        is_labelled = name in labels and dimension.is_whole
        axis = Axis(name, labels[name]) if is_labelled else Axis.numbered(name, self.size(dimension))
        return axis.renamed(dimension.role_name or None)

    def _axis_name(self, dimension: Dimension) -> str:
        """The name of the axis, or of its replacement while an input is absent."""
        return self.aliases.get(dimension.axis, dimension.axis)


def solve_shapes(complete: CompleteRequest) -> Shapes:
    """The sizes of all axes.

    Raises InputError: two inputs or options contradict each other, or a size is too large.
    """
    solver = ShapeSolver(complete)
    for spec in complete.specs.values():
        solver.collect_given(spec)
    options = solver.settled_options()
    solver.settle_stand_ins()
    return Shapes(solver.sizes, complete.aliases, options)


class ShapeSolver:
    """Collects the sizes of axes, input by input, and the first input that has each of them."""

    def __init__(self, complete: CompleteRequest) -> None:
        self.sizes: dict[str, int] = {}
        self._complete = complete
        self._request = complete.request
        self._words = ShapeWords(complete)
        self._origin: dict[str, tuple[Input, Side]] = {}

    def collect_given(self, spec: Input) -> None:
        """Collect the sizes of an input, if it is given; raises as collect does."""
        name, request = spec.name, self._request
        if spec.kind in ("words", "text", "texts") and name in request.words:
            self.collect(spec, "columns", len(request.words_in(name)))
        elif name in self._complete.rows:
            rows = self._complete.rows[name]
            self.collect(spec, "rows", len(rows))
            self.collect(spec, "columns", len(rows[0]))
        elif name in request.counts:
            self.collect(spec, "columns", request.counts[name] - items_outside(spec, self._complete))

    def collect(self, spec: Input, side: Side, size: int) -> None:
        """Collect the size of one side of an input.

        Raises InputError: it is too large, differs from another input, or is not divisible by the heads.
        """
        dimension = spec.rows if side == "rows" else spec.columns
        if dimension.is_single:
            return
        if size > dimension.limit:
            raise self._words.too_large(spec, side, size, dimension.limit)
        if dimension.square is not None:
            if size != dimension.square.value(self._complete.options) ** 2:
                raise self._words.not_square(spec, side, size, dimension.square)
            return
        parts = dimension.parts(self._complete.options)
        if size % parts:
            raise self._words.indivisible(spec, side, size, dimension)
        axis = self._complete.aliases.get(dimension.axis, dimension.axis)
        origin = self._origin.setdefault(axis, (spec, side))
        if self.sizes.setdefault(axis, size // parts) != size // parts:
            raise self._words.clash(spec, side, size, *origin)

    def settled_options(self) -> dict[str, OptionValue]:
        """The options, with the sizes of given inputs; other sizes are taken from the options.

        Raises InputError: a stated option differs from the size of an input.
        """
        options = dict(self._complete.options)
        for name, option in self._request.topic.options.items():
            if option.like and name not in self._request.options:
                options[name] = options[option.like]
            if option.axis is not None and not self._is_idle(option, option.axis):
                options[name] = self._settled(option, option.axis, int(options[name]))
        return options

    def _is_idle(self, option: Option, axis: Dimension) -> bool:
        """Whether the axis belongs to an input that takes no part: memory, without Y."""
        if axis.axis in self._complete.aliases:
            return True
        waiting = [spec for spec in self._complete.inputs if spec.required_when is not None]
        return option.least == 0 and all(spec.rows != axis for spec in waiting)

    def _settled(self, option: Option, axis: Dimension, value: int) -> int:
        """The size of an option's axes, from inputs or else from the option; raises as settled_options."""
        axes = self._axes_of(axis)
        sizes = [self.sizes.setdefault(name, value) for name in axes]
        if value in sizes or not sizes:
            return value
        if option.name in self._request.options and not self._request.is_saved:
            described = self._words.described(self._origin[axes[0]][0])
            raise self._request.refusal(f"{option.name} is {value}, but {described} is given", option.name)
        return sizes[0]

    def _axes_of(self, axis: Dimension) -> list[str]:
        """The axes of an option: one, or those of all list items but the last, or of the last."""
        if axis.item is None or isinstance(axis.item, int):
            return [axis.axis]
        owners = (spec for spec in self._request.topic.inputs.values() if axis.each in spec.item_dimensions)
        count = self._complete.item_counts[next(owners).name]
        return [axis.at(number).axis for number in ([count] if axis.item == "last" else range(1, count))]

    def settle_stand_ins(self) -> None:
        """Give an absent input the sizes of its stand-in."""
        for spec in self._request.topic.inputs.values():
            if spec.stand_in is None:
                continue
            for side, other in zip(spec.dimensions, (spec.stand_in.rows, spec.stand_in.columns), strict=True):
                axis = self._complete.aliases.get(side.axis, side.axis)
                self.sizes.setdefault(axis, self.sizes.get(other.axis, 1))


def refuse_large(complete: CompleteRequest, spec: Input, rows: int, columns: int) -> None:
    """Raise InputError if a random matrix would have too many rows, columns or cells."""
    limits = [dimension.limit for dimension in spec.dimensions]
    limit = limits[0] if rows > limits[0] else limits[1]
    if rows > limits[0] or columns > limits[1] or rows * columns > CELLS:
        raise complete.request.refusal(
            f"{spec.name} would be {rows:,} × {columns:,}; the limits are {limit:,} rows or columns and "
            f"{CELLS:,} cells",
            _largest_stated(complete, spec) or spec.name,
        )


def _largest_stated(complete: CompleteRequest, spec: Input) -> str | None:
    """The stated option with the largest size of this input."""
    names = {name for dimension in spec.dimensions for name in dimension.option_names}
    for name, option in complete.request.topic.options.items():
        if option.axis is not None and any(map(option.axis.sizes, spec.dimensions)):
            names.add(name)
    options = complete.request.options
    stated = {name: value for name, value in options.items() if name in names and type(value) is int}
    return max(stated, key=lambda name: stated[name], default=None)
