"""What runs every day and what waits for its slice: nothing is left out, and variants stay together."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections import defaultdict
from typing import Any

import pytest

from tests.sampling import daily_first, daily_sample
from tests.slices import Slice, parse_slice, slice_key, worker_group
from tests.variants import Variant, all_variants

NAMES = [f"tests/test_x.py::test_y[{number}]" for number in range(2000)]


def is_slow(case: Any) -> bool:
    """Whether a case of parametrize is marked."""
    return [mark.name for mark in case.marks] == ["slow"]


@pytest.mark.parametrize("of", [1, 2, 5])
def test_every_name_is_in_one_slice(of: int) -> None:
    """In one and no more, and slices are about equally large."""
    slices = [[name for name in NAMES if Slice(number, of).holds(name)] for number in range(1, of + 1)]
    assert sorted(NAMES) == sorted(name for part in slices for name in part)
    assert all(0.8 < len(part) * of / len(NAMES) < 1.2 for part in slices)


def test_a_name_stays_in_its_slice() -> None:
    """On every machine and in every run: FIPS 180-2 has the digest of abc; Python's own hash would differ."""
    begins = 0xBA7816BF_8F01CFEA
    assert all(Slice(begins % of + 1, of).holds("abc") for of in range(1, 20))


@pytest.mark.parametrize("text", ["", "3", "0/5", "6/5", "-1/5", "1/0", "1/5/2", "a/b", "٣/5"])
def test_what_is_no_slice_is_refused(text: str) -> None:
    """Before anything is collected."""
    with pytest.raises(ArgumentTypeError, match="is no slice"):
        parse_slice(text)


def test_a_slice_is_read_from_the_command_line(pytestconfig: pytest.Config) -> None:
    """As --slice K/N; without it there is none."""
    assert Slice(3, 5) == parse_slice("3/5")
    assert isinstance(pytestconfig.getoption("--slice"), Slice | None)


def test_a_variant_has_one_slice_and_one_worker(request: pytest.FixtureRequest) -> None:
    """Whatever laws run over it; a name for a worker holds nothing that pytest-xdist cuts off."""
    keys, groups = defaultdict(set), defaultdict(set)
    for item in request.session.items:
        case = getattr(item, "callspec", None)
        for variant in [one for one in (case.params.values() if case else ()) if isinstance(one, Variant)]:
            keys[variant].add(slice_key(item))
            groups[variant].add(worker_group(item))
        assert not set("@]") & set(worker_group(item))
    assert all(len(found) == 1 for found in (*keys.values(), *groups.values()))


@pytest.mark.parametrize("variant", daily_sample(all_variants()[:2], one_in=2))
def test_a_case_about_a_variant_is_known_by_it(variant: Variant, request: pytest.FixtureRequest) -> None:
    """Not by the name of the test."""
    assert str(variant) == slice_key(request.node)


@pytest.mark.parametrize(
    ("one_in", "start", "daily"), [(3, 0, [0, 3, 6]), (3, 1, [1, 4]), (1, 0, [*range(7)])]
)
def test_a_sample_leaves_nothing_out(one_in: int, start: int, daily: list[int]) -> None:
    """All cases are there in their order; what is no part of the sample is slow."""
    cases: list[Any] = daily_sample(range(7), one_in=one_in, start=start)
    assert [(number,) for number in range(7)] == [case.values for case in cases]
    assert daily == [number for number, case in enumerate(cases) if not is_slow(case)]


def test_the_first_cases_run_every_day() -> None:
    """The others are slow; tuples are the arguments of one case."""
    cases: list[Any] = daily_first([("a", 1), ("b", 2)], count=1)
    assert [("a", 1), ("b", 2)] == [case.values for case in cases]
    assert [False, True] == [is_slow(case) for case in cases]
