"""Random matrices: kind to who calculates with them."""

from __future__ import annotations

from fractions import Fraction
from itertools import count
from random import Random

import pytest

from handcalc.inputs import random_inputs
from handcalc.topics._probabilities import random_distribution, random_probabilities, random_transitions

DULL: list[list[list[int]]] = [
    [[0, 0], [1, 2]],
    [[1, 2], [0, 0]],
    [[0, 1], [0, 2]],
    [[1, 0], [2, 0]],
    [[1, 1]],
    [[1], [1]],
    [[2, 2], [2, 2]],
    [[0], [0]],
]
TELLING: list[list[list[int]]] = [
    [[1, 2]],
    [[1], [2]],
    [[0, 1]],
    [[0], [1]],
    [[0]],
    [[3]],
    [[1, 0], [0, 1]],
    [[1, 1], [1, 2]],
    [[0, 1], [1, 0], [1, 1]],
]


@pytest.mark.parametrize("rows", DULL)
def test_lines_of_zeros_and_equal_numbers_are_is_trivial(rows: list[list[int | Fraction]]) -> None:
    """A row or column of several numbers that are all zero, or nothing but one number again and again."""
    assert random_inputs._is_trivial(rows)


@pytest.mark.parametrize("rows", TELLING)
def test_other_matrices_are_not(rows: list[list[int | Fraction]]) -> None:
    """A zero among others, and a single number, whatever it is."""
    assert not random_inputs._is_trivial(rows)


@pytest.mark.parametrize("length", [1, 2, 3, 5, 6, 12])
def test_shares_are_of_one(length: int) -> None:
    """They sum to 1, none is 0, few of them are all different, and all are of the fewest parts that do."""
    parts = 20 if length <= 5 else 100
    for seed in range(30):
        shares = random_distribution(Random(seed).random, length)
        assert (length, 1) == (len(shares), sum(shares))
        assert all(share > 0 and (share * parts).denominator == 1 for share in map(Fraction, shares))
        assert length > 5 or length == len(set(shares))


def test_every_place_can_be_an_end_of_a_share() -> None:
    """Of two shares of twentieths each is as often large as small: 1 to 19 parts all come."""
    firsts = {random_distribution(Random(seed).random, 2)[0] for seed in range(600)}
    assert {Fraction(part, 20) for part in range(1, 20)} - {Fraction(1, 2)} == firsts


def test_the_last_places_are_drawn_as_often_as_the_first() -> None:
    """With the least and the greatest draws the ends are the first and the last places."""
    assert [Fraction(1, 20), Fraction(19, 20)] == random_distribution(lambda: 0.0, 2)
    assert [Fraction(19, 20), Fraction(1, 20)] == random_distribution(lambda: 0.999, 2)


def test_of_what_follows_what_the_diagonal_is_least() -> None:
    """The smallest share of a row changes places with what stands on the diagonal."""
    for seed in range(30):
        shares, rows = (
            make(Random(seed).random, 4, 4) for make in (random_probabilities, random_transitions)
        )
        assert [sorted(row) for row in shares] == [sorted(row) for row in rows]
        assert all(row[place] == min(row) for place, row in enumerate(rows))
        moved = [
            [a != b for a, b in zip(*both, strict=True)].count(True)
            for both in zip(shares, rows, strict=True)
        ]
        assert set(moved) <= {0, 2}


def test_numbers_are_taken_from_all_that_may_be_drawn() -> None:
    """Each of them by its own part of the unit interval."""
    draws = count()
    numbers = random_inputs._numbers((-1, 0, 2), lambda: next(draws) / 6, 6)
    assert [-1, -1, 0, 0, 2, 2] == numbers
