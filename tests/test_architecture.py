"""The package: how long files and functions are, what an import loads, what can be imported."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import handcalc
import handcalc.topics as topics
from tests.architecture import FILES, PACKAGE

MOST_LINES, MOST_CODE = 250, 30
LONG_FUNCTIONS: set[str] = set()
NO_TOPIC = {"CalculationError", "HandcalcError", "InputError", "NotRational", "UsageError", "__version__"}
"""What the package offers besides a function for each topic."""


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
