"""Class names that mean one thing, and blocks that can be read at once."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

import pytest
from radon.complexity import cc_visit

import handcalc

PACKAGE = Path(handcalc.__file__).parent
SOURCES = {
    file.relative_to(PACKAGE).as_posix(): file.read_text(encoding="utf-8")
    for file in sorted(PACKAGE.rglob("*.py"))
}

KNOWN_TWICE: set[str] = set()
"""Public class names that occur more than once; the set may only shrink.

Rule: the options of attention, of routing and of sampling.
"""

MOST_COMPLEX = 12


def class_names(source: str) -> list[str]:
    """The public classes of a module, in their order."""
    nodes = ast.walk(ast.parse(source))
    return [node.name for node in nodes if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]


def names_in_several_places(sources: Mapping[str, str]) -> dict[str, list[str]]:
    """The public class names that occur more than once, each with its modules."""
    places: dict[str, list[str]] = {}
    for path, source in sources.items():
        for name in class_names(source):
            places.setdefault(name, []).append(path)
    return {name: paths for name, paths in places.items() if len(paths) > 1}


def complex_blocks(source: str) -> list[str]:
    """The functions, methods and classes above the limit, with their complexity."""
    blocks = cc_visit(source)
    return [f"{block.name}: {block.complexity}" for block in blocks if block.complexity > MOST_COMPLEX]


def test_no_two_public_classes_share_a_name() -> None:
    """A name found by search leads to one class, in the whole package."""
    assert {} == {
        name: paths for name, paths in names_in_several_places(SOURCES).items() if name not in KNOWN_TWICE
    }


def test_known_twins_still_exist() -> None:
    """Guard: a name that occurs once is taken off the list."""
    assert set() == KNOWN_TWICE - set(names_in_several_places(SOURCES))


def test_a_second_class_of_a_name_is_noticed() -> None:
    """Guard: in another module, in the same one and inside a function, but not private ones."""
    first, second = "class Cell: ...\nclass _Row: ...", "def f():\n    class Cell: ...\nclass _Row: ..."
    assert {"Cell": ["a.py", "b.py"]} == names_in_several_places({"a.py": first, "b.py": second})
    assert {"Cell": ["a.py", "a.py"]} == names_in_several_places({"a.py": f"{first}\n{second}"})


@pytest.mark.parametrize("path", SOURCES)
def test_no_block_is_too_complex(path: str) -> None:
    """At most twelve paths through a function, method or class, by radon's count."""
    assert [] == complex_blocks(SOURCES[path])


def test_a_complex_block_is_noticed() -> None:
    """Guard: eleven conditions are twelve paths; one more is too many, in a method too."""
    for conditions, expected in ((11, []), (12, ["f: 13"])):
        body = "".join(f"    if x == {number}: return\n" for number in range(conditions))
        assert expected == complex_blocks(f"def f(x):\n{body}")
    method = "".join(f"        if x == {number}: return\n" for number in range(12))
    assert "f: 13" in complex_blocks(f"class C:\n    def f(self, x):\n{method}")
