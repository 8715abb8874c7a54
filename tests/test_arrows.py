"""Imports go one way: a part of the package uses what the rule allows, and no module is in a circle."""

from __future__ import annotations

import ast
from collections.abc import Container, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.architecture import (
    ALLOWED,
    FILES,
    FOR_ALL,
    PACKAGE,
    PAGE,
    arrows_table,
    forbidden,
    imported_parts,
    part_of,
    with_arrows,
)


def path_of(file: Path) -> str:
    """The path of a file in the package."""
    return file.relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize("file", FILES, ids=path_of)
def test_a_part_imports_only_what_it_may(file: Path) -> None:
    """From inputs and topics to the record, from the record to documents, formats and exercises."""
    assert set() == forbidden(path_of(file), file.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("record/matrix.py", "import handcalc.topics"),
        ("record/matrix.py", "from handcalc import formats"),
        ("topics/ffn.py", "def f():\n    from handcalc.formats.document.grid import Grid"),
        ("formats/document/blocks.py", "from handcalc.formats.csv import inert"),
        ("formats/latex/render.py", "from handcalc.topics import names"),
        ("inputs/nodes.py", "from handcalc.formats.json import SCHEMA"),
        ("inputs/decode.py", "from handcalc import topics"),
        ("formats/html/matrix.py", "from handcalc.formats.latex.text import escaped"),
        ("formats/table/theme.py", "from handcalc.cli.streams import show"),
        ("record/axes.py", "from . import matrix"),
        ("topics/_gate.py", "from handcalc.calculate import calculate"),
        ("calculate.py", "from handcalc.compare import compare"),
        ("text.py", "from handcalc.record.cell_expression import Value"),
        ("schema.py", "from handcalc.formats.json import render"),
        ("exercises/drawing/variants.py", "from handcalc.exercises.marking.marking import mark"),
        ("exercises/sheets/sheet.py", "from handcalc.formats.table.theme import Theme"),
    ],
)
def test_a_wrong_import_is_seen(path: str, source: str) -> None:
    """Guard: whichever way it is spelled."""
    assert forbidden(path, source)


def test_every_permission_is_used() -> None:
    """Guard: the rule allows no more than there is, and names parts that exist."""
    uses: dict[str, set[str]] = {}
    for file in FILES:
        part = part_of(path_of(file))
        uses.setdefault(part, set()).update(imported_parts(file.read_text(encoding="utf-8")))
    unused = {(part, one) for part, others in ALLOWED.items() for one in others if one not in uses[part]}
    assert set() == unused
    assert set(FOR_ALL) <= set(uses)


def test_the_architecture_page_has_the_rule() -> None:
    """Its table is the rule's: python -m tests.architecture writes it."""
    page = PAGE.read_text(encoding="utf-8")
    assert with_arrows(page) == page
    assert page.count(arrows_table()) == 1
    assert with_arrows(page.replace("| `topics` | `record` |", "| `topics` | `cli` |")) == page


def borrowed_formats(path: str, source: str) -> set[str]:
    """The single formats that a file outside their folder and the command line imports."""
    modules = {node.module or "" for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)}
    if path.startswith(("formats/", "cli/")):
        return set()
    shared = ("handcalc.formats.document.", "handcalc.formats.table.")
    return {name for name in modules if name.startswith("handcalc.formats.") and not name.startswith(shared)}


@pytest.mark.parametrize("file", FILES, ids=path_of)
def test_a_format_is_a_leaf(file: Path) -> None:
    """What others need too (escaping, JSON's numbers) is no part of a format; the registry is for all."""
    assert set() <= borrowed_formats(path_of(file), file.read_text(encoding="utf-8")) <= {FRAGMENT}


FRAGMENT = "handcalc.formats.html.page"
"""What a notebook shows of a calculation, which the library asks for."""


def test_a_borrowed_format_is_seen() -> None:
    """Guard: wherever it is imported."""
    source = "from handcalc.formats.csv import render"
    assert {"handcalc.formats.csv"} == borrowed_formats("exercises/marking/blank_lookup.py", source)


def module_of(file: Path) -> str:
    """The dotted name of a file of the package, or of the folder whose __init__ it is."""
    parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def modules_imported(tree: ast.AST, modules: Container[str]) -> Iterator[str]:
    """The modules, of these, that one imports at its top or inside functions, but for the type checker's."""
    if isinstance(tree, ast.If) and "TYPE_CHECKING" in ast.unparse(tree.test):
        return
    if isinstance(tree, ast.Import):
        yield from (alias.name for alias in tree.names if alias.name in modules)
    elif isinstance(tree, ast.ImportFrom) and (origin := tree.module or "") in modules:
        names = (f"{origin}.{alias.name}" for alias in tree.names)
        yield from (name if name in modules else origin for name in names)
    for node in ast.iter_child_nodes(tree):
        yield from modules_imported(node, modules)


def imports_of(sources: Mapping[str, str]) -> dict[str, set[str]]:
    """Which modules each imports, by the sources of all."""
    return {name: set(modules_imported(ast.parse(text), sources)) for name, text in sources.items()}


def circle(imports: Mapping[str, set[str]]) -> list[str]:
    """The modules of a circle of imports, the first one again at the end; none if there is no circle."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_imports_do_not_go_in_circles() -> None:
    """No module needs itself, also not by way of others and of imports inside functions."""
    assert [] == circle(imports_of({module_of(file): file.read_text(encoding="utf-8") for file in FILES}))


@pytest.mark.parametrize(
    ("source", "is_circle"),
    [
        ("import handcalc.b", True),
        ("from handcalc import b", True),
        ("from handcalc.b import name", True),
        ("def f():\n    from handcalc.b import name", True),
        ("if TYPE_CHECKING:\n    from handcalc.b import name", False),
        ("from handcalc.c import name", False),
    ],
)
def test_a_circle_is_seen(source: str, is_circle: bool) -> None:
    """Guard: however the import that closes it is spelled."""
    b, d = "from handcalc.c import d", "import handcalc.a"
    others = {"handcalc": "", "handcalc.b": b, "handcalc.c": "", "handcalc.c.d": d}
    assert is_circle == bool(circle(imports_of({**others, "handcalc.a": source})))
