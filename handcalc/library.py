"""handcalc as a library: every topic is a function with the inputs and options of its command.

import handcalc
calc = handcalc.attention(X=[[1, 0], [0, 1]], W_Q=…, W_K=…, W_V=…, base=3)
calc["S"].values
calc["S"].cell(0, 1).text
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, overload

from handcalc import formats
from handcalc.calculate import calculate
from handcalc.formats.document.expression_writer import formula
from handcalc.formats.document.notation import UNICODE
from handcalc.formats.document.presentation import Presentation, Vectors, present
from handcalc.formats.document.worked_cells import CellWriter, WorkedCell
from handcalc.inputs.from_python import from_python
from handcalc.record.arithmetic import floats
from handcalc.record.calculation import Calculation, Step
from handcalc.record.matrix import Matrix
from handcalc.record.topic import Topic

if TYPE_CHECKING:
    from fractions import Fraction

    import numpy as np
    from numpy.typing import NDArray


class WorkedStep:
    """A named result of a calculation, in rows or in columns."""

    def __init__(self, calculation: Calculation, step: Step, digits: int) -> None:
        self._calculation = calculation
        self._step = step
        self._digits = digits

    @property
    def id(self) -> str:
        """The step's id."""
        return self._step.id

    @property
    def title(self) -> str:
        """Its title, such as Queries."""
        return self._step.title

    @property
    def formula(self) -> str:
        """Its formula: 'Q Kᵀ'."""
        return formula(self._step.formula, UNICODE)

    @property
    def labels(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The labels of its rows and columns."""
        return self._step.result.rows.labels, self._step.result.columns.labels

    @property
    def values(self) -> NDArray[np.float64]:
        """A copy of the numbers, −inf for a masked score; words stay words."""
        return _values(self._step.result)

    @property
    def fractions(self) -> list[list[Fraction | float]] | None:
        """The numbers as fractions, with rounding="exact"; otherwise None."""
        exact = self._calculation.arithmetic.rounding == "exact"
        return self._step.values.tolist() if exact else None

    def cell(self, row: int, column: int) -> WorkedCell:
        """The worked-out cell; row and column from 0, as in numpy.

        Raises IndexError: there is no such cell.
        """
        rows, columns = self._step.result.shape
        if not (0 <= row < rows and 0 <= column < columns):
            raise IndexError(f"{self.id} is {rows} × {columns}: it has no cell {row}, {column} (from 0)")
        return CellWriter(self._calculation, self._step, self._digits, UNICODE).work_out(row, column)

    def __repr__(self) -> str:
        rows, columns = self._step.result.shape
        return f"<{self.id} = {self.formula}, {rows} × {columns}>"


def _values(leaf: Matrix) -> NDArray[Any]:
    assert leaf.values is not None
    return leaf.values.copy() if leaf.holds_words else floats(leaf.values).copy()


class Worked:
    """A worked calculation: its steps by id, and its documents in any format."""

    def __init__(self, calculation: Calculation, vectors: Vectors) -> None:
        self._calculation = calculation
        self._vectors = vectors
        self._digits = int(calculation.options["digits"])

    @cached_property
    def _view(self) -> Calculation:
        return self._presentation({}).calculation

    def __getitem__(self, identifier: str) -> WorkedStep:
        """The step with this id.

        Raises KeyError: there is none; the message lists the ids.
        """
        try:
            return WorkedStep(self._view, self._view[identifier], self._digits)
        except KeyError:
            raise KeyError(f"{identifier}: the steps are {', '.join(self.ids)}") from None

    def __iter__(self) -> Iterator[WorkedStep]:
        return (WorkedStep(self._view, step, self._digits) for step in self._view)

    def __len__(self) -> int:
        return len(self._view.steps)

    @property
    def ids(self) -> list[str]:
        """The ids of the steps, in order."""
        return self._view.ids

    @property
    def topic(self) -> str:
        """The name of the topic."""
        return self._calculation.topic

    @property
    def seed(self) -> int | None:
        """The seed of random inputs, if there are any."""
        return self._calculation.seed

    @property
    def options(self) -> dict[str, Any]:
        """Every option with its value, defaults included."""
        return dict(self._calculation.options)

    @property
    def given(self) -> dict[str, NDArray[np.float64]]:
        """The inputs by name, in rows or in columns."""
        return {
            part.id: _values(part.matrix)
            for given in self._view.given
            for part in given.parts
            if part.matrix is not None
        }

    @property
    def results(self) -> dict[str, NDArray[np.float64]]:
        """The results of the calculation by name."""
        return {name: _values(leaf) for name, leaf in self._view.results.items()}

    @property
    def checks(self) -> dict[str, bool]:
        """Every check of a step, and whether it holds."""
        return {f"{check.step}: {check.text}": check.holds for check in self._calculation.checks}

    @property
    def conclusion(self) -> str | None:
        """The conclusion in words, if the topic has one."""
        return self._calculation.conclusion

    @overload
    def to(self, format: Literal["pdf"], **choices: Any) -> bytes: ...
    @overload
    def to(self, format: str, **choices: Any) -> str: ...
    def to(self, format: str, **choices: Any) -> str | bytes:
        """The calculation in a format, as text, or as bytes for pdf.

        Choices are vectors, digits and the fields of PageOptions: cells, only, width, fragment, ….
        Raises ValueError: there is no such format; UsageError: a choice is invalid or has no effect in it.
        """
        if format not in formats.names():
            raise ValueError(f"there is no format {format!r}: there are {', '.join(formats.names())}")
        formats.refuse_without_effect(format, choices)
        return formats.find(format).render(self._presentation(choices))

    def _presentation(self, choices: dict[str, Any]) -> Presentation:
        return present(self._calculation, **{"vectors": self._vectors, "digits": self._digits, **choices})

    def __str__(self) -> str:
        return self.to("plain")

    def __repr__(self) -> str:
        return f"<handcalc {self.topic}: {', '.join(self.ids)}>"

    def _repr_html_(self) -> str:
        from handcalc.formats.html.page import fragment

        return fragment(self._presentation({}))


class TopicFunction:
    """A topic as a function of the library."""

    def __init__(self, topic: Topic) -> None:
        self._topic = topic
        self.__name__ = topic.name.replace("-", "_")
        self.__doc__ = topic.doc

    def __call__(self, **given: Any) -> Worked:
        """Record the calculation; inputs and options by name, as in a file.

        Raises InputError (a ValueError): an input or option is refused, or a step has no value.
        """
        request = from_python(self._topic, given)
        return Worked(calculate(request), "columns" if request.vectors == "columns" else "rows")

    def __repr__(self) -> str:
        return f"<handcalc topic {self._topic.name}>"
