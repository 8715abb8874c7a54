"""Check the numbers and rows of an input."""

from __future__ import annotations

from handcalc.errors import InputError
from handcalc.inputs.request import Request
from handcalc.record.numbers import Number, Rows
from handcalc.record.parameters import Input
from handcalc.text import counted, quoted


def check_number(spec: Input, number: Number, where: str) -> Number:
    """The number, unless it is refused.

    Raises InputError: it is outside the domain of the input, such as 2 in a mask.
    """
    if number.value not in spec.domain:
        fact = f"{where} is {quoted(number.text)}: {spec.name} holds {spec.domain}"
        raise InputError(fact, about=spec.name)
    return number


def check_rows(name: str, rows: Rows) -> Rows:
    """The rows, unless they are refused.

    Raises InputError: there are none, or they differ in length.
    """
    if not rows:
        raise InputError(f"{name} has no rows", about=name)
    for number, row in enumerate(rows, start=1):
        if not row:
            raise InputError(f"{name}, row {number}: the row is empty", about=name)
        if len(row) != len(rows[0]):
            has = counted(len(row), "value")
            raise InputError(f"{name}, row {number}: {has} where row 1 has {len(rows[0])}", about=name)
    return rows


def prepare_rows(request: Request, spec: Input, rows: Rows) -> Rows:
    """The rows of an input after its `prepare` function, in the row convention.

    Raises InputError: this function refuses them.
    """
    if spec.prepare is None:
        return rows

    def refusal(fact: str, row: int | None = None, column: int | None = None) -> InputError:
        written = (column, row) if request.is_transposed(spec) else (row, column)
        where = [
            f"{side} {number}" for side, number in zip(("row", "column"), written, strict=True) if number
        ]
        place = request.places.get(spec.name)
        if row and column and spec.name in request.cell_places:
            place = request.cell_places[spec.name](row - 1, column - 1) or place
        return InputError(f"{', '.join([spec.name, *where])} {fact}", place, request.file, spec.name)

    return spec.prepare(rows, refusal)
