"""The traps of the design: what a topic must not be able to do, refused in words that help."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import handcalc
from handcalc.errors import CalculationError, InputError, NotRational
from handcalc.formats.document.expression_writer import formula
from handcalc.formats.document.notation import UNICODE
from handcalc.limits import CELLS
from handcalc.record.arithmetic import Arithmetic
from handcalc.record.axes import Axis
from handcalc.record.calculation import Calculation
from handcalc.record.evaluation import evaluate_matrix
from handcalc.record.matrix import Matrix, constant
from handcalc.record.operations import sqrt, square
from handcalc.record.recorder import Recorder
from handcalc.record.symbols import Symbol

TOKENS, KEYS = Axis.numbered("token", 2), Axis.numbered("key", 2)
FEATURES = Axis.numbered("feature", 2)


def named(name: str, rows: Axis = TOKENS, columns: Axis = FEATURES, values: Any = ((1, 2), (3, 4))) -> Matrix:
    """An input of a topic."""
    return Matrix(rows, columns, name=Symbol.of(name), values=np.array(values, dtype=float))


def recorder() -> Recorder:
    """An empty calculation to write into."""
    return Recorder(Calculation("test", Arithmetic(3)))


X = named("X")

MISUSES: dict[str, tuple[Callable[[], Any], str]] = {
    "a branch": (lambda: 1 if X else 2, "neither true nor false.*where or divide_or_zero"),
    "a branch on a comparison": (lambda: 1 if X > 0 else 2, "neither true nor false"),
    "a smaller": (lambda: X < X, "neither true nor false"),
    "at least": (lambda: X >= 0, "neither true nor false"),
    "and": (lambda: X and X, "neither true nor false"),
    "numpy on the left": (lambda: np.ones((2, 2)) + X, "numpy.add would leave no record.*on the left"),
    "a product with numpy": (lambda: np.ones((2, 2)) @ X, "numpy.matmul would leave no record"),
    "numpy's functions": (lambda: np.exp(X), "numpy.exp would leave no record"),
    "as an array": (lambda: np.array(X), "not a numpy array"),
    "a walk": (lambda: list(X), "not iterable"),
    "a sum of Python's": (lambda: sum(X), "not iterable"),
}


@pytest.mark.parametrize(("misuse", "words"), MISUSES.values(), ids=list(MISUSES))
def test_a_traced_matrix_refuses(misuse: Callable[[], Any], words: str) -> None:
    """A use that would not be recorded raises a TypeError that says what to use instead."""
    with pytest.raises(TypeError, match=words):
        misuse()


def test_the_right_way_is_not_refused() -> None:
    """Guard: each operation with the traced matrix on the left is recorded."""
    heads = [one.op_name for one in (X + X, X - X, X * X, X / X, X @ X.T, X.T)]
    assert ["add", "subtract", "multiply", "divide", "matmul", "transpose"] == heads


@pytest.mark.parametrize("part", ["matrix", "axes", "operations.elementwise", "orientation"])
def test_operators_come_with_every_part(part: str) -> None:
    """A matrix has its operators, whichever part of the record is imported first; numpy waits."""
    lines = (
        f"import sys, handcalc.record.{part}",
        "assert 'numpy' not in sys.modules",
        "from handcalc.record.matrix import constant",
        "print((constant(1) @ constant(2).T).op_name)",
    )
    run = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, check=False
    )
    assert ("matmul\n", "") == (run.stdout, run.stderr)


def test_a_taken_name_is_refused() -> None:
    """A step is named once, in a part of the calculation too."""
    c = recorder()
    c.step("S", X + X, "Sum")
    c.under("head1").step("S", X + X, "Another place, another name")
    with pytest.raises(ValueError, match="S is a step already"):
        c.step("S", X - X, "Difference")
    with pytest.raises(ValueError, match=r"head1\.S is a step already"):
        c.under("head1").step("S", X - X, "Difference")


def test_naming_a_named_matrix_makes_a_new_step() -> None:
    """The earlier step keeps its name; formulas say which one they mean."""
    c = recorder()
    S = c.step("S", X + X, "Sum")
    Z = c.step("Z", S, "The same")
    assert ("S", "Z") == (str(S.name and S.name.id), str(Z.name and Z.name.id))
    assert S is not Z
    assert "S + Z" == formula(S + Z, UNICODE)
    np.testing.assert_array_equal(S.values, Z.values)


def test_products_of_different_axes_name_the_form_that_fits() -> None:
    """V · A and V · Aᵀ have sizes that agree; the refusal names A V."""
    A, V = named("A", TOKENS, KEYS), named("V", KEYS, FEATURES)
    fits = (
        (V, A.T, r"V \(.*\) · Aᵀ \(.*; A V would fit"),
        (V, A, "A V would fit"),
        (A.T, V, "A V would fit"),
    )
    for left, right, fitting in fits:
        with pytest.raises(ValueError, match=fitting):
            left @ right
    assert "matmul" == (A @ V).op_name


def test_cells_of_different_axes_are_not_paired() -> None:
    """Adding (token × feature) and (key × feature) of the same size is refused."""
    with pytest.raises(ValueError, match=r"token .* and key .* are different axes"):
        X + named("K", KEYS)


def test_too_much_unnamed_is_refused() -> None:
    """A formula of more than four operations cannot be read: one must be named."""
    c = recorder()
    c.step("S", X + X + X + X + X, "Four operations")
    with pytest.raises(ValueError, match="Z is made of too many unnamed operations"):
        c.step("Z", X + X + X + X + X + X, "Five")


def test_the_size_is_looked_at_before_memory_is_taken() -> None:
    """A product beyond the limit is refused before numpy is asked for it."""
    tall = Matrix(Axis.numbered("token", 1000), TOKENS, name=Symbol.of("T"))
    product = tall @ tall.T

    def never(leaf: Matrix) -> Any:
        raise AssertionError(leaf)

    assert CELLS < 1000 * 1000
    with pytest.raises(CalculationError, match=r"1000 × 1000 = 1,000,000 cells; the limit is 100,000"):
        evaluate_matrix(product, never)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (lambda: X / named("O", values=np.zeros((2, 2))), "step S divides by zero"),
        (lambda: square(named("L", values=np.full((2, 2), 1e200))), "step S overflows.* row 1"),
        (
            lambda: sqrt(named("N", values=[[1, 1], [1, -1]])),
            r"step S takes the square root.* row 2, column 2",
        ),
    ],
)
def test_a_step_without_value_is_named(value: Callable[[], Matrix], words: str) -> None:
    """Division by zero, overflow and a root of a negative number say which step."""
    with pytest.raises(CalculationError, match=words):
        recorder().step("S", value(), "A step")


def test_constants_keep_their_symbol() -> None:
    """√d_k is written as √d_k, not as √2; without a symbol the number itself."""
    c = recorder()
    assert "X ÷ √d_k" == formula(X / sqrt(c.size(FEATURES, "d_k")), UNICODE)
    assert "X ÷ √feature" == formula(X / sqrt(c.size(FEATURES)), UNICODE)
    assert "X ÷ 2" == formula(X / constant(2), UNICODE)
    worked = handcalc.attention()
    assert ("S ÷ √d_k", "e^Z") == (worked["Z"].formula, worked["E"].formula)


@pytest.mark.parametrize(
    ("given", "step", "remedy"),
    [
        ({"base": "e", "scale": "none"}, "E", "choose base 3 or base 2"),
        ({"base": 3, "scale": "3/2"}, "E", "whole exponents"),
        ({"base": 3, "d_k": 3}, "Z", "perfect square"),
    ],
)
def test_what_is_not_rational_names_step_and_remedy(given: dict[str, Any], step: str, remedy: str) -> None:
    """Exact rounding says where it ends and what would help."""
    with pytest.raises(NotRational, match=rf"step {step} .*{remedy}"):
        handcalc.attention(seed=5, rounding="exact", **given)


def test_a_topic_may_not_look_at_steps() -> None:
    """A topic may branch on values of inputs, not of steps, because the branch would not be recorded."""
    c = recorder()
    S = c.step("S", X + X, "Sum")
    np.testing.assert_array_equal(c.input_values(X * X), [[1, 4], [9, 16]])
    with pytest.raises(ValueError, match="not of steps: use decide"):
        c.input_values(X * S)


def test_refusals_of_numbers_are_input_errors() -> None:
    """A step without a value is the input's fault, for scripts too."""
    assert issubclass(NotRational, CalculationError)
    assert issubclass(CalculationError, InputError)
    assert issubclass(InputError, ValueError)
