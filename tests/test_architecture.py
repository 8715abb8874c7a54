"""The house: which part may import which, how long files and functions are, what the package offers."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Container, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import handcalc
import handcalc.topics as topics

PACKAGE = Path(handcalc.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))
MOST_LINES, MOST_CODE = 250, 30

ALLOWED: dict[str, set[str]] = {
    "record": {"record", "errors", "wording", "limits"},
    "topics": {"record", "topics", "errors", "wording", "limits"},
    "writing": {"writing", "record", "errors", "wording", "limits"},
    "terminal": {"terminal", "writing", "record", "errors", "wording", "limits"},
    "latex": {"latex", "writing", "record", "errors", "wording", "limits"},
    "typesetting": {"typesetting", "writing", "record", "errors", "wording", "limits", "platform_support"},
    "page": {"page", "writing", "record", "errors", "wording", "limits"},
    "formats": {
        "formats",
        "terminal",
        "latex",
        "typesetting",
        "page",
        "writing",
        "record",
        "errors",
        "wording",
        "limits",
        "json_text",
        "schema",
        "__version__",
    },
    "inputs": {"inputs", "record", "errors", "wording", "limits"},
    "sheets": {
        "sheets",
        "formats",
        "writing",
        "record",
        "inputs",
        "calculate",
        "from_document",
        "errors",
        "wording",
        "limits",
        "json_text",
        "platform_support",
        "__version__",
    },
    "reports": {"reports", "sheets", "schema", "terminal", "writing", "record", "wording", "json_text"},
    "from_document.py": {"inputs", "record", "topics", "errors", "wording"},
    "template.py": {"calculate", "inputs", "record", "wording"},
    "calculate.py": {"inputs", "record", "errors", "wording", "limits"},
    "comparing.py": {"calculate", "inputs", "record", "writing", "errors", "wording"},
    "comparison_json.py": {"comparing", "json_text", "__version__"},
    "json_text.py": {"wording"},
    "schema.py": {"record"},
}
KNOWN: set[tuple[str, str]] = set()
LONG_FUNCTIONS: set[str] = set()
NO_TOPIC = {"CalculationError", "HandcalcError", "InputError", "NotRational", "UsageError", "__version__"}
"""What the package offers besides a function for each topic."""


def part_of(module: str) -> str:
    """Record for handcalc.record.matrix; nothing for a module of others."""
    first, _, rest = module.partition(".")
    return rest.partition(".")[0] if first == "handcalc" else ""


def imported(tree: ast.AST) -> Iterator[str]:
    """The parts of handcalc that a module imports, at its top or inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (part_of(alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "handcalc":
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "relative" if node.level else part_of(node.module or "")


def forbidden(path: str, source: str) -> set[tuple[str, str]]:
    """The imports of a file, by its path in the package, that its part may not have."""
    allowed = ALLOWED.get(path.split("/")[0])
    parts = set(imported(ast.parse(source))) - {""}
    return {(path, part) for part in parts - (allowed or parts)} - KNOWN


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_arrows(file: Path) -> None:
    """Data flows one way: inputs, topics, record, writing, formats."""
    assert set() == forbidden(file.relative_to(PACKAGE).as_posix(), file.read_text(encoding="utf-8"))


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
        ("formats/html/matrix.py", "from handcalc.formats.html.render import FORMAT"),
        ("formats/table/theme.py", "from handcalc.cli.streams import show"),
        ("record/axes.py", "from . import matrix"),
        ("topics/_gate.py", "from handcalc.calculate import calculate"),
        ("comparing.py", "from handcalc.formats.json import as_text"),
        ("calculate.py", "from handcalc.compare import compare"),
        ("json_text.py", "from handcalc.record.cell_expression import Value"),
        ("schema.py", "from handcalc.formats.json import render"),
    ],
)
def test_a_wrong_arrow_is_seen(path: str, source: str) -> None:
    """Guard: whichever way it is spelled."""
    assert forbidden(path, source)


def borrowed(path: str, source: str) -> set[str]:
    """The single formats that a file outside their folder and the command line imports."""
    modules = {node.module or "" for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)}
    inside = path.startswith(("formats/", "commands/"))
    return set() if inside else {module for module in modules if module.startswith("handcalc.formats.")}


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_a_format_is_a_leaf(file: Path) -> None:
    """What others need too (escaping, JSON's numbers) is no part of a format; the registry is for all."""
    path, source = file.relative_to(PACKAGE).as_posix(), file.read_text(encoding="utf-8")
    assert set() == borrowed(path, source)
    assert {"handcalc.formats.csv"} == borrowed(
        "exercises/marking/blank_lookup.py", "from handcalc.formats.csv import render"
    )


def test_known_exceptions_are_still_there() -> None:
    """Guard: an exception that is no longer needed is taken off the list."""
    for path, part in KNOWN:
        assert part in set(imported(ast.parse((PACKAGE / path).read_text(encoding="utf-8"))))


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
    imports = imports_of({module_of(file): file.read_text(encoding="utf-8") for file in FILES})
    assert [] == circle(imports)


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


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function without its docstring, decorators and signature."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def too_long(source: str) -> list[str]:
    """The functions with more code than a screen shows."""
    functions = (
        n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return [f.name for f in functions if code_lines(f) > MOST_CODE and f.name not in LONG_FUNCTIONS]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_files_and_functions_are_short(file: Path) -> None:
    """Where one grows, it usually holds two ideas."""
    source = file.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= MOST_LINES
    assert [] == too_long(source)


def test_a_long_function_is_seen() -> None:
    """Guard: 31 lines of code are too many, 30 and a long docstring are not."""
    for count, found in ((30, []), (31, ["f"])):
        assert found == too_long('def f():\n    """' + "\n" * 40 + '"""\n' + "    x = 1\n" * count)


def loaded_by(statement: str) -> set[str]:
    """The modules that are there after a statement in a fresh interpreter."""
    code = f"import sys\n{statement}\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_reading_topics_loads_no_numpy() -> None:
    """Help reads the signatures of topics; it must not wait for numpy or rich."""
    names = [f"handcalc.topics.{name.replace('-', '_')}" for name in topics.names()]
    loaded = loaded_by(f"import {', '.join(names)}")
    assert set() == set(names) - loaded
    assert not {"numpy", "rich", "yaml", "typer"} & loaded


def test_a_load_of_numpy_is_seen() -> None:
    """Guard: what reaches for a value of numpy loads it."""
    assert "numpy" in loaded_by("from handcalc.record.lazy_numpy import np; np.pi")


def test_importing_handcalc_loads_nothing() -> None:
    """`handcalc --version` waits for no topic."""
    assert {"handcalc"} == {name for name in loaded_by("import handcalc") if name.startswith("handcalc")}


def test_public_names() -> None:
    """What can be imported is a function for each topic, the list above and no more."""
    public = NO_TOPIC | {name.replace("-", "_") for name in topics.names()}
    assert sorted(public) == dir(handcalc)
    assert all(getattr(handcalc, name) is not None for name in public)
    assert "attention" in public
    with pytest.raises(AttributeError, match="no attribute 'atention'"):
        _ = handcalc.atention


def test_the_package_is_typed() -> None:
    """Type checkers of others look for this file."""
    assert (PACKAGE / "py.typed").is_file()
