"""Which cases of a test run every day, and which wait for `-m slow` and its slices."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

NAMED_BY_PYTEST = (str, int, tuple)


def daily_sample(
    cases: Iterable[Any], *, one_in: int, start: int = 0, ids: Callable[[Any], str] = str
) -> list[object]:
    """Arguments of `parametrize`: all cases; one in so many runs every day, the rest is marked slow.

    A tuple is the arguments of one case. `ids` names what is neither text nor number.
    """
    return [_case(case, place % one_in == start, ids) for place, case in enumerate(cases)]


def daily_first(cases: Iterable[Any], *, count: int, ids: Callable[[Any], str] = str) -> list[object]:
    """Arguments of `parametrize`: the first cases run every day, the rest is marked slow."""
    return [_case(case, place < count, ids) for place, case in enumerate(cases)]


def _case(case: Any, daily: bool, ids: Callable[[Any], str]) -> object:
    return pytest.param(
        *(case if isinstance(case, tuple) else (case,)),
        id=None if isinstance(case, NAMED_BY_PYTEST) else ids(case),
        marks=() if daily else pytest.mark.slow,
    )
