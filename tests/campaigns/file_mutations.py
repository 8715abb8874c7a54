"""Good files, spoiled: bits flipped, parts deleted, doubled, swapped, spliced, nasty words put in."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

from tests.campaigns.hostile_words import WORDS

Spoiling = Callable[[bytes, Random, Sequence[bytes]], bytes]
"""From a file, with other files at hand, to a file that is a little different."""

TOKEN = re.compile(rb"[^\s\[\]{},:;\"']+")


def _part(data: bytes, random: Random) -> tuple[int, int]:
    """Where some of it begins and ends; mostly short."""
    start = random.randrange(len(data) + 1)
    return start, min(len(data), start + int(random.expovariate(1 / 8)) + 1)


def flip(data: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    """One bit."""
    place = random.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1 << random.randrange(8)]) + data[place + 1 :]


def change(data: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    """One byte, for one that means something."""
    place = random.randrange(len(data))
    return (
        data[:place]
        + random.choice([b"[", b"]", b"{", b"}", b",", b":", b'"', b"\n", b" ", b"-", b"0"])
        + data[place + 1 :]
    )


def delete(data: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    """A part."""
    start, end = _part(data, random)
    return data[:start] + data[end:]


def double(data: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    """A part, twice."""
    start, end = _part(data, random)
    return data[:end] + data[start:]


def cut(data: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    """The end is missing."""
    return data[: random.randrange(len(data))]


def splice(data: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    """The beginning of one, the end of another."""
    other = random.choice(others)
    return data[: random.randrange(len(data))] + other[random.randrange(len(other)) :]


def insert(data: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    """A nasty word, anywhere."""
    place = random.randrange(len(data) + 1)
    return data[:place] + random.choice(WORDS) + data[place:]


def replace(data: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    """A nasty word for a number or a name."""
    tokens = list(TOKEN.finditer(data))
    if not tokens:
        return insert(data, random, others)
    token = random.choice(tokens)
    return data[: token.start()] + random.choice(WORDS) + data[token.end() :]


def swap_lines(data: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    """Two lines change places."""
    lines = data.splitlines(keepends=True)
    one, two = random.randrange(len(lines)), random.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one]
    return b"".join(lines)


def double_line(data: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    """A line, twice, or one of another file."""
    lines = data.splitlines(keepends=True)
    source = random.choice([lines, random.choice(others).splitlines(keepends=True)])
    lines.insert(random.randrange(len(lines) + 1), random.choice(source))
    return b"".join(lines)


def delete_line(data: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    """A line is missing."""
    lines = data.splitlines(keepends=True)
    del lines[random.randrange(len(lines))]
    return b"".join(lines)


SPOILINGS: tuple[Spoiling, ...] = (
    *(
        flip,
        change,
        delete,
        double,
        cut,
        splice,
        insert,
        replace,
        replace,
        swap_lines,
        double_line,
        delete_line,
    ),
)


def spoiled(data: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    """The file with one to four things wrong with it, or none by luck."""
    for _ in range(random.choice([1, 1, 1, 2, 3, 4])):
        if data:
            data = random.choice(SPOILINGS)(data, random, others)
    return data
