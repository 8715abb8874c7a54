"""Which cells of a calculation a sheet leaves blank."""

from __future__ import annotations

from collections.abc import Mapping

from handcalc.writing.exercise import Cells

Blanks = Mapping[str, Cells]
"""The blank cells of each step that has some, by its id; in the row convention, as it was recorded."""
