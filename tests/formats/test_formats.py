"""Law 8: every format writes every operation, cuts no number, and treats labels as text."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import numpy as np
import pytest
from rich.cells import cell_len

from handcalc import formats
from handcalc.calculate import calculate
from handcalc.formats.document.expression_writer import write
from handcalc.formats.document.labels import printed_labels
from handcalc.formats.document.notation import ASCII, UNICODE, Notation, NotationRule
from handcalc.formats.document.numbers import texts_of
from handcalc.formats.document.precedence import ATOM, PRECEDENCE
from handcalc.formats.html.notation import BREAK, MATHML
from handcalc.record.arithmetic import Arithmetic
from handcalc.record.axes import Axis
from handcalc.record.calculation import Calculation
from handcalc.record.functions import FUNCTIONS
from handcalc.record.matrix import Matrix
from handcalc.record.operation import OPERATIONS
from handcalc.record.recorder import Recorder
from handcalc.record.symbols import Symbol
from tests.formats.special_labels import LABELS, labelled
from tests.sampling import daily_sample
from tests.variants import (
    ORIENTATIONS,
    TEXT_FORMATS,
    Variant,
    Vectors,
    all_variants,
    record,
    rendered,
    text_of,
)

FOLDER = Path(formats.__file__).parent


def notations() -> dict[str, Notation]:
    """Every notation by the name of its constant."""
    for name in formats.names():
        formats.find(name)
    modules = [module for name, module in sys.modules.items() if name.startswith("handcalc.")]
    constants = [item for module in modules for item in vars(module).items()]
    return {name: value for name, value in constants if isinstance(value, Notation)}


NOTATIONS = notations()
BESIDE = 16
"""Width beside a column label: the row's label, the name of the line, and gaps."""
WIDTHS = (40, 80, 120, 200)
NARROW = 20
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


# --- every operation ----------------------------------------------------------------------------------------


class Applied(NamedTuple):
    """An expression: a leaf, or an operation with its operands and its parameter."""

    op_name: str | None
    arguments: tuple[Any, ...] = ()
    label: str = ""

    @property
    def operation(self) -> Applied:
        """The parameter of the operation."""
        return self


X, Y = Applied(None, ("X",)), Applied(None, ("Y",))
UNKNOWN = 'soft "cap" <&_'
CALLS = {
    "UNICODE": 'soft "cap" <&_(X, Y)',
    "ASCII": 'soft "cap" <&_(X, Y)',
    "LATEX": r"\operatorname{soft\ \textquotedbl{}cap\textquotedbl{}\ \textless{}\&\_}(X, Y)",
    "BREAKING": r"\operatorname{soft\ \textquotedbl{}cap\textquotedbl{}\ \textless{}\&\_}(X, Y)",
    "MATHML": 'soft "cap" <&_(X,Y)',
    "STACKED": r'op("soft \"cap\" <&_")(X, Y)',
    "IN_LINE": r'op("soft \"cap\" <&_")(X, Y)',
}


def written(expression: Applied, rules: Mapping[str, NotationRule], notation: Notation) -> str:
    """The text of an expression, without the markup of MathML."""
    text, binds = write(expression, rules, lambda leaf: (leaf.arguments[0], ATOM), notation)
    assert expression.op_name in rules or binds == ATOM
    if notation is not MATHML:
        return text
    return "".join(ElementTree.fromstring(f"<m>{text.replace(BREAK, '')}</m>").itertext())


def undefined(notation: Notation, operations: Iterable[str], functions: Iterable[str]) -> set[str]:
    """The rules of a notation that no operation and no function of cells needs."""
    known = {*operations, *functions}
    return (set(notation.matrices) | set(notation.cells)) - known


@pytest.mark.parametrize("constant", NOTATIONS)
def test_an_unknown_operation_is_written_as_a_call(constant: str) -> None:
    """An operation or function without a template is name(a, b, parameter), escaped."""
    notation = NOTATIONS[constant]
    for rules in (notation.matrices, notation.cells):
        assert CALLS[constant] == written(Applied(UNKNOWN, (X, Y)), rules, notation)
    detailed = written(Applied("cap", (X,), "key"), notation.matrices, notation)
    assert re.search(r"cap\W.*X.*key", detailed)


@pytest.mark.parametrize("constant", NOTATIONS)
def test_every_operation_is_written(constant: str) -> None:
    """Operations without a template are written by name; all notations have templates of Unicode's."""
    notation = NOTATIONS[constant]
    for rules, names in ((notation.matrices, OPERATIONS), (notation.cells, FUNCTIONS)):
        for name in set(names) - set(rules):
            assert name in written(Applied(name, (X,)), rules, notation)
    assert set(UNICODE.matrices) - set(notation.matrices) == set()
    assert set(UNICODE.cells) - set(notation.cells) == set()


@pytest.mark.parametrize("constant", NOTATIONS)
def test_no_template_is_left_over(constant: str) -> None:
    """Every rule is that of an operation or of a function of cells."""
    assert set() == undefined(NOTATIONS[constant], OPERATIONS, FUNCTIONS)
    assert {"matmul"} == undefined(NOTATIONS[constant], set(OPERATIONS) - {"matmul"}, FUNCTIONS)


def test_operations_bind_by_one_table() -> None:
    """Strengths differ from PRECEDENCE only in explicit rules; a sum in a product has brackets."""
    assert set(PRECEDENCE) <= {*OPERATIONS, *FUNCTIONS}
    total = Applied("add", (X, Y))
    for notation in NOTATIONS.values():
        assert "(X" in written(Applied("matmul", (total, Y)), notation.matrices, notation)
        assert "(X" not in written(Applied("add", (total, Y)), notation.matrices, notation)


@pytest.mark.parametrize("format", TEXT_FORMATS)
@pytest.mark.parametrize("variant", daily_sample(all_variants(), one_in=12))
def test_every_format_writes_every_variant(variant: Variant, format: str) -> None:
    """A text ends with one newline, no line ends with a space, and every step is named."""
    text = rendered(variant, format)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert not re.search(r"[ \t]+$", text, re.MULTILINE) or format == "csv"
    assert all(_plain_part(step.title) in text or step.id in text for step in record(variant).steps)


def _plain_part(title: str) -> str:
    """The longest part of a title that every format writes as it is: other signs become commands in LaTeX."""
    parts: list[str] = re.findall(r"[A-Za-z0-9 (),:=-]+", title)
    return max(parts, key=len).strip()


def test_every_operation_is_used() -> None:
    """The variants reach every operation, so the test above is about all of them."""
    used: set[str] = set()
    for variant in all_variants():
        for vectors in (record(variant).steps, handcalc_columns(variant)):
            for step in vectors:
                used |= heads(step.formula)
    assert set(OPERATIONS) - used == set()


def handcalc_columns(variant: Variant) -> Any:
    """The steps of the column view."""
    from handcalc.record.orientation import in_columns

    return in_columns(record(variant)).steps


def heads(expression: Any) -> set[str]:
    """The operations of a formula."""
    own = {expression.op_name} if expression.op_name else set()
    return own.union(*(heads(part) for part in expression.arguments))


def borrowed(source: str, others: list[str]) -> list[str]:
    """The other formats that a format's source imports."""
    imports = []
    for node in ast.walk(ast.parse(source)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
        module = (node.module or "") if isinstance(node, ast.ImportFrom) else ""
        imports += [o for o in others for n in names if f"{module}.{n}".startswith(f"handcalc.formats.{o}")]
        imports += [o for o in others for n in names if n.startswith(f"handcalc.formats.{o}")]
    return imports


@pytest.mark.parametrize("format", formats.names())
def test_no_format_borrows_from_another(format: str) -> None:
    """No module of a format imports another format; but pdf compiles the calls of typst."""
    others = [name for name in formats.names() if name != format]
    files = [*FOLDER.glob(f"{format}.py"), *FOLDER.glob(f"{format}/*.py")]
    imports = {name for file in files for name in borrowed(file.read_text(encoding="utf-8"), others)}
    assert files
    assert ({"typst"} if format == "pdf" else set()) == imports
    for way in (
        "from handcalc.formats.{} import x",
        "import handcalc.formats.{}",
        "from handcalc.formats import {}",
    ):
        assert borrowed(way.format(others[0]), others)


# --- numbers in tables --------------------------------------------------------------------------------------

_TOKEN = re.compile(r"[-−]?(?:\d[\d.]*(?:e[+-]?\d+)?|∞|inf)(?:/\d+)?")


def missing(text: str, calculation: Calculation, notation: Notation) -> list[str]:
    """The numbers of the matrices that are missing in a text."""
    tokens = set(_TOKEN.findall(text))
    inputs = [part.matrix for given in calculation.given for part in given.parts]
    leaves = inputs + [step.result for step in calculation.steps]
    numbers = [leaf for leaf in leaves if leaf is not None and not leaf.holds_words]
    texts = [text for leaf in numbers for row in texts_of(leaf, 3, notation) for text in row]
    return [number for number in texts if number not in tokens]


def in_widths() -> Iterator[object]:
    """Every variant in one width, and one variant in twelve in all widths, a sample every day."""
    widths = [NARROW, *WIDTHS]
    for place, variant in enumerate(all_variants()):
        of_the_day = widths[place // 12 % len(widths)] if place % 12 == 0 else None
        for width in widths if of_the_day else [widths[place % len(widths)]]:
            marks = () if width == of_the_day else pytest.mark.slow
            yield pytest.param(variant, width, id=f"{variant}-{width}", marks=marks)


@pytest.mark.parametrize(("variant", "width"), list(in_widths()))
def test_tables_cut_no_number(variant: Variant, width: int) -> None:
    """At any width, in colour and in ASCII, no number is cut, and lines fit unless a column is wider."""
    calculation = record(variant)
    widest = max(len(label) for step in calculation.steps for label in step.result.columns.labels)
    for ascii_only in (False, True):
        notation = ASCII if ascii_only else UNICODE
        text = text_of(calculation, "table", width=width, ascii_only=ascii_only)
        assert [] == missing(text, calculation, notation)
        assert width == NARROW or max(map(cell_len, text.splitlines())) <= max(width, widest)
        # A label from outside stays as it is.
        assert not ascii_only or text.isascii() or not str(variant.given).isascii()
        coloured = text_of(calculation, "table", width=width, ascii_only=ascii_only, color=True)
        plain = ESCAPE.sub("", coloured)
        assert [line.rstrip() for line in plain.split("\n")] == text.split("\n")
        assert "\x1b" not in plain + text


def test_a_cut_number_is_seen() -> None:
    """Guard: a number without one digit or sign is reported."""
    calculation = calculate(Variant("softmax", "", {"logits": [[-12.5, 300, 1.25]]}).request())
    text = text_of(calculation, "table", cells="none")
    assert [] == missing(text, calculation, UNICODE)
    for cut in ("−12.50", "300.00"):
        assert cut in text
        assert missing(text.replace(cut, cut[1:]), calculation, UNICODE)
        assert missing(text.replace(cut, cut[:-1]), calculation, UNICODE)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("label", LABELS, ids=range(len(LABELS)))
def test_labels_in_tables_are_text(label: str, width: int) -> None:
    """Markup, wide characters and emoji are printed unchanged; only one label alone may be too wide."""
    calculation = labelled([label, "b", "c"])
    text = text_of(calculation, "table", width=width, cells="none")
    shown = printed_labels(calculation.steps[0].result.columns)[0].strip()
    assert "\x1b" not in text
    assert shown in text or len(label) > width - 4
    assert max(map(cell_len, text.splitlines())) <= max(width, cell_len(shown) + BESIDE)
    assert [] == missing(text, calculation, UNICODE)


# --- products -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("vectors", ORIENTATIONS)
@pytest.mark.parametrize("format", TEXT_FORMATS)
def test_a_transposed_expression_is_no_operand_of_a_scheme(format: str, vectors: Vectors) -> None:
    """Falk's scheme is for named matrices and their transposes; other products are plain tables."""
    tokens, features = Axis.numbered("token", 2), Axis.numbered("feature", 2)
    calculation = Calculation("test", Arithmetic(3))
    X = Matrix(tokens, features, name=Symbol.of("X"), values=np.array([[1.0, 2.0], [3.0, 4.0]]))
    Recorder(calculation).step("G", (X + X).T @ X, "Product")
    text = text_of(calculation, format, vectors=vectors)
    assert {"20", "28", "40"} <= set(re.findall(r"\d+", text))
