"""A comparison as JSON."""

from __future__ import annotations

import math

from handcalc import __version__
from handcalc.compare import Comparison, Difference
from handcalc.json_text import json_line, json_number, json_option

SCHEMA = "handcalc/comparison"
FORMAT_VERSION = "1.0"


def comparison_text(comparison: Comparison, vectors: str) -> str:
    """One JSON object: the options of the first run, the changes of the second, and every step."""
    first, difference = comparison.first, comparison.first_difference
    return json_line(
        {
            "schema": SCHEMA,
            "format_version": FORMAT_VERSION,
            "handcalc": __version__,
            "topic": first.topic,
            "title": first.title,
            "seed": first.seed,
            "vectors": vectors,
            "options": {name: json_option(value) for name, value in first.options.items()},
            "with": {name: json_option(value) for name, value in comparison.changes.items()},
            "first_difference": difference.id if difference else None,
            "steps": [_step(one) for one in comparison.differences],
        }
    )


def _step(one: Difference) -> dict[str, object]:
    if one.present_in != "both":
        return {"id": one.id, "in": one.present_in}
    largest = "Infinity" if one.largest == math.inf else json_number(one.largest)
    return {
        "id": one.id,
        "in": "both",
        "largest_difference": largest,
        "row": one.row,
        "column": one.column,
    }
