"""What an operation is: one meaning, stated three times over the same operands.

whole: on numpy arrays, float64 or fractions as objects. cell: the textbook rule of one cell. axes: what
the rows and columns of the result are. A law compares the first two for every cell of every topic.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from handcalc.record.axes import Axis
from handcalc.record.matrix import Array, Matrix
from handcalc.record.scalars import Scalar

if TYPE_CHECKING:
    import numpy as np
else:
    from handcalc.record import lazy_numpy as np

OPERATIONS: dict[str, type[Operation]] = {}


class Operation:
    """One operation; its instances differ in parameters only (along which axis, which columns)."""

    name: ClassVar[str]
    """The word for it in JSON and in a format's table of notation."""

    moves: ClassVar[bool] = False
    """Whether it only takes numbers to another place, which leaves no mark in a worked-out cell."""

    def __init_subclass__(cls) -> None:
        if hasattr(cls, "name"):
            OPERATIONS[cls.name] = cls

    def __call__(self, *operands: Matrix) -> Matrix:
        """The traced result.

        Raises ValueError: the operands' axes do not fit.
        """
        rows, columns = self.axes(*operands)
        return Matrix(rows, columns, self, operands)

    @property
    def detail(self) -> str:
        """What a formula has to add to the operands, such as the axis summed over."""
        return ""

    def axes(self, *operands: Any, **_: Any) -> tuple[Axis, Axis]:
        """The rows and columns of the result."""
        raise NotImplementedError

    def whole(self, *arrays: Any, **_: Any) -> Array:
        """The result for whole matrices."""
        raise NotImplementedError

    def cell(self, row: int, column: int, *operands: Any, **_: Any) -> Scalar:
        """The rule for one cell of the result."""
        raise NotImplementedError

    def turned(self, *operands: Any, **_: Any) -> Matrix:
        """The same result in the column convention: given the turned operands, its transpose."""
        return self(*operands)


def elementwise(function: Callable[..., object], on_floats: Callable[..., Array], *arrays: Array) -> Array:
    """A function of single numbers on whole arrays: numpy's own on floats, ours on fractions."""
    if any(array.dtype == object for array in arrays):
        result = np.frompyfunc(function, len(arrays), 1)(*arrays)
        return np.asarray(result, dtype=object)
    return on_floats(*arrays)


def one_by_one(function: Callable[..., object], *arrays: Array) -> Array:
    """A function of single numbers on float64 arrays, which is what cells are worked out with.

    numpy's own powers, logarithms and sines differ in the last bit from processor to processor.
    """
    return np.asarray(np.frompyfunc(function, len(arrays), 1)(*arrays), dtype=float)
