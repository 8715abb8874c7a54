"""Type checkers pass over what stands beside a type in Annotated; here it is checked like all other code."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import handcalc.topics as topics

pytestmark = pytest.mark.slow
FOLDER = Path(topics.__file__).parent
ROOT = FOLDER.parent.parent


def with_declarations(source: str) -> str:
    """A file in which every declaration of a parameter stands as an expression of its own, too."""
    found = [
        ast.unparse(part)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Annotated"
        for part in (node.slice.elts[1:] if isinstance(node.slice, ast.Tuple) else ())
    ]
    return source + "".join(f"\n_declared_{place} = {text}" for place, text in enumerate(found)) + "\n"


def complaints(folder: Path) -> str:
    """What mypy says of all files of a folder."""
    command = [sys.executable, "-m", "mypy", "--strict", str(folder)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout


def test_declarations_of_parameters_are_typed(tmp_path: Path) -> None:
    """A dimension that is none, or a keyword that is not known, is an error in every topic."""
    for file in set(FOLDER.glob("*.py")) - {FOLDER / "__init__.py"}:
        source = with_declarations(file.read_text(encoding="utf-8"))
        (tmp_path / f"checked_{file.stem}.py").write_text(source, encoding="utf-8")
    assert "Success" in complaints(tmp_path), complaints(tmp_path)


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("d_k.times(heads)", '"heads * d_k"', '"str"; expected "Dimension"'),
        ("drawn_from=BINARY", "drawn_form=BINARY", "Unexpected keyword argument"),
        ('token.role("query")', 'token.roll("query")', 'has no attribute "roll"'),
    ],
)
def test_a_wrong_declaration_is_noticed(right: str, wrong: str, said: str, tmp_path: Path) -> None:
    """The twin: a slip in a signature of attention."""
    source = (FOLDER / "attention.py").read_text(encoding="utf-8")
    assert right in source
    (tmp_path / "checked.py").write_text(with_declarations(source.replace(right, wrong)), encoding="utf-8")
    assert said in complaints(tmp_path)
