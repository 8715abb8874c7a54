"""Which cells of a calculation a sheet leaves blank."""

from __future__ import annotations

from collections.abc import Mapping

Cells = frozenset[tuple[int, int]]
"""Cells by row and column, from 0, in the row convention, as the calculation was recorded."""

Blanks = Mapping[str, Cells]
"""The blank cells of each step that has some, by its id."""
