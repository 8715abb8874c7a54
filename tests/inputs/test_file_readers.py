"""Reading files: the same tree from YAML and JSON, places that point, and bombs that do not go off."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handcalc import limits
from handcalc.errors import InputError, Place
from handcalc.inputs.document import load, read_document
from handcalc.inputs.json_reader import read_json
from handcalc.inputs.nodes import MappingNode, Node, Places, ScalarNode, SequenceNode
from handcalc.inputs.numbers import is_fraction, parse_number
from handcalc.inputs.yaml_reader import read_yaml
from handcalc.text import is_control
from tests.sampling import daily_sample

MIB = 1024 * 1024
NUMBERS = st.integers(-(10**20), 10**20).map(str) | st.floats(allow_nan=False, allow_infinity=False).map(repr)
MATRICES = st.lists(st.lists(NUMBERS, min_size=1, max_size=5), min_size=1, max_size=5)


def plain(node: Node) -> Any:
    """The tree without places: texts, (text,) where quoted, lists and dicts."""
    if isinstance(node, ScalarNode):
        return (node.text,) if node.quoted else node.text
    if isinstance(node, SequenceNode):
        return [plain(item) for item in node.items]
    return {key.text: plain(value) for key, value in node.entries}


def refusal(data: str | bytes, name: str = "x.yaml") -> InputError:
    """The refusal of this file."""
    with pytest.raises(InputError) as caught:
        read_document(data.encode() if isinstance(data, str) else data, name)
    return caught.value


def outcome(read: Callable[[], Node]) -> Node | InputError:
    """What was read, or its refusal; any other exception is a fault and passes through."""
    try:
        return read()
    except InputError as error:
        return error


@contextmanager
def quickly(seconds: float = 3) -> Iterator[None]:
    """Fails when what is inside keeps the processor busy for longer."""
    start = time.process_time()
    yield
    assert time.process_time() - start < seconds


def flow(rows: list[list[str]]) -> str:
    """A matrix as YAML and JSON both write it."""
    return "[" + ", ".join("[" + ", ".join(row) + "]" for row in rows) + "]"


@given(MATRICES)
def test_three_spellings_give_one_tree(rows: list[list[str]]) -> None:
    """A matrix in YAML's flow style, in its block style and in JSON holds the same texts."""
    block = "X:\n" + "".join("  -\n" + "".join(f"    - {cell}\n" for cell in row) for row in rows)
    expected = {"X": rows}
    assert expected == plain(read_yaml(f"X: {flow(rows)}"))
    assert expected == plain(read_yaml(block))
    assert expected == plain(read_json(f'{{"X": {flow(rows)}}}'))


@given(
    st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)
)
def test_json_reads_what_python_writes(value: object) -> None:
    """Any texts, lists and mappings that Python writes as JSON are read back the same; 1/2 is a number."""

    def quoted(part: Any) -> Any:
        if isinstance(part, str):
            return part if is_fraction(part) else (part,)
        if isinstance(part, list):
            return [quoted(item) for item in part]
        return {key: quoted(item) for key, item in part.items()}

    for ascii_only in (True, False):
        assert quoted(value) == plain(read_json(json.dumps(value, ensure_ascii=ascii_only, indent=1)))


@given(st.text(st.characters()) | st.text("[]{}:,-?&*!|>%@'\"#\\ \t\r\nabux01/<.\ufeff\ud800"))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Whatever the text, a reader raises nothing but InputError, and its place is inside the text."""
    lines = text.count("\n") + text.count("\r") + 1
    for reader in (read_yaml, read_json):
        error = outcome(partial(reader, text))
        if isinstance(error, InputError):
            assert error.place is None or 1 <= error.place.line <= lines
            assert not any(map(is_control, error.fact))


@given(st.binary(), st.sampled_from(["x.yaml", "x.json", "-"]))
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    """Whatever the bytes, a document is read or refused in the name of its file."""
    result = outcome(partial(read_document, data, name))
    shown = "standard input" if name == "-" else name
    assert isinstance(result, MappingNode) or shown == getattr(result, "file", None)


@pytest.mark.parametrize("text", ["---", "# nothing\n---", "--- # nothing", "%YAML 1.1\n---\n"])
def test_what_is_missing_at_the_end_is_missing_there(text: str) -> None:
    """A document without a value points at the end of the file, not at a line that there is not."""
    assert Places(text).at(len(text)) == refusal(text).place


@given(st.text("aé日😀", max_size=9), st.integers(0, 3), st.sampled_from(["\n", "\r\n"]))
def test_places_point_at_the_offending_character(label: str, lines: int, end: str) -> None:
    """Line and column count from 1 in characters, after wide characters and Windows line ends too."""
    empty = end * lines
    for reader, text in (
        (read_yaml, f"{empty}'{label}': [1, 'bad']"),
        (read_json, f'{empty}{{"{label}": ["bad"]}}'),
    ):
        tree = reader(text)
        assert isinstance(tree, MappingNode)
        row = tree.find(label)
        assert isinstance(row, SequenceNode)
        assert Place(lines + 1, text.index("bad") - len(empty)) == row.items[-1].place
        assert Place(lines + 1, text.index("[") - len(empty) + 1) == row.place
        assert row.items[-1].place == Places(text).at(text.index("bad") - 1)


def test_a_mapping_has_names_with_their_places() -> None:
    """A name is found with its value and its own place; a name that is not there is None."""
    tree = read_yaml("X: 1\nW_Q:\nlabels: {tokens: [on, null, 010]}\n")
    assert isinstance(tree, MappingNode)
    assert [Place(1, 1), Place(2, 1), Place(3, 1)] == [key.place for key, _ in tree.entries]
    assert {"tokens": ["on", "null", "010"]} == plain(tree.find("labels") or tree)
    assert ScalarNode(Place(2, 5), "", quoted=False) == tree.find("W_Q")
    assert tree.find("x") is None


@pytest.mark.parametrize("text", ["a: 'x'", 'a: "x"', "a: |-\n  x", "a: >-\n  x", '{"a": "x"}'])
def test_quoted_texts_are_marked(text: str) -> None:
    """Text in quotes, and block text, is told apart from a plain word."""
    assert {"a": ("x",)} == plain(read_yaml(text))


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("", None, "the file is empty: "),
        ("# only a comment\n\n", None, "the file is empty: "),
        ("null\n", "1:1", "a mapping of names to matrices is needed"),
        ("hello", "1:1", "a mapping"),
        ("[[1, 2]]", "1:1", "a mapping"),
        ("---\n", "2:1", "a mapping"),
        ("X: 1\n---\nX: 2\n", "2:1", "second document"),
        ("X: 1\n...\n---\nX: 2\n", "3:1", "second document"),
        ("X:\n\t- [1, 0]\n", "2:1", "tab"),
        ("X: [[1, 0], [0, 1]\nW_Q: [[1]]", "2:1", "bracket of line 1, column 4"),
        ("é: [1, 2", "1:9", "']' is missing"),
        ("é: {a: 2\n", "1:9", "'}' is missing"),
        ("a: 'b", "1:4", "quote is not closed"),
        ("a: 1\n b: 2", "2:3", "':' is not expected"),
        ("a: [1,, 2]", "1:7", "a value is missing"),
        ("ä: @x", "1:4", "'@'"),
        ("ä: `x", "1:4", "'`'"),
        ('a: "\\q"', "1:5", "escape"),
        ("a:\n  - 1\n - 2", "3:2", "indentation"),
        ("a: 1\nb: 2\na: 3\n", "3:1", "a is given twice, in lines 1 and 3; keep one"),
        ("a: 1\n'a': 3\n", "2:1", "a is given twice"),
        ("{a: 1, a: 2}", "1:8", "both in line 1"),
        ("m: {a b: 1,\n a b: 2}", "2:2", "'a b' is given twice, in lines 1 and 2"),
        ("x: &a 1", "1:4", "aliases are refused: write the matrix out"),
        ("x: *a", "1:4", "aliases are refused"),
        ("x: !!binary aGVsbG8=", "1:4", "tags are refused"),
        ("x: ! 1", "1:4", "tags are refused"),
        ("%TAG ! tag:x,2000:\n---\nx: 1", "1:1", "tags are refused"),
        ("a: 1\n<<: {X: 1}", "2:1", "merge keys"),
        ("? [1]\n: 2", "1:3", "a name is needed"),
        ("{[1]: 2}", "1:2", "a name is needed"),
        (": 2", "1:1", ""),
        ("{: 2}", "1:2", "is missing"),
        ("a: b\N{LINE SEPARATOR}c", "1:5", "<U+2028>"),
        ("a: 1\n\x00: 2", "2:1", "<U+0000>"),
        ("a: '\x1b[2J'", "1:5", "<U+001B>"),
        ("a: '\x9b'", "1:5", "<U+009B>"),
        (b"a: 1 # caf\xe9", "1:11", "byte 11 of the file (0xE9) is not UTF-8; save the file as UTF-8"),
        ("a: é".encode("utf-16"), None, "save it as UTF-8"),
    ],
)
def test_yaml_refusals(text: str | bytes, place: str | None, said: str) -> None:
    """What is not plain data in YAML is refused at its place, in words for a person."""
    error = refusal(text)
    assert (place, "x.yaml") == (error.place and str(error.place), error.file)
    assert said in error.fact


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        (" \n", None, "the file is empty: "),
        ("3", "1:1", "a mapping"),
        ('{"X": [[1, 0], [0', "1:18", "bracket of line 1, column 16 is not closed"),
        ('{"X": [1,', "1:10", "not closed"),
        ('{"X":', "1:6", "a value is missing"),
        ('{"X', "1:2", "quote is not closed"),
        ('{"X": [1,\n 2 , ]}', "2:4", "no comma before a closing bracket"),
        ('{"X": 1,}', "1:8", "no comma before a closing bracket"),
        ('{"X": 1, "X": 2}', "1:10", "X is given twice, both in line 1"),
        ('{"X": NaN}', "1:7", "'NaN' is not JSON"),
        ('{"X": -Infinity}', "1:7", "finite"),
        ('{"X": 1/2}', "1:7", '"1/2"'),
        ('{"X": 0x10}', "1:7", "write 16"),
        ('{"X": 1_000}', "1:7", "write 1000"),
        ('{"X": abc}', "1:7", "double quotes"),
        ("{\"X\": 'a'}", "1:7", "double quotes"),
        ("{'X': 1}", "1:2", "double quotes"),
        ("{X: 1}", "1:2", "double quotes"),
        ('{"X" 1}', "1:6", "':' is expected"),
        ('{"X": [1 2]}', "1:10", "',' or ']'"),
        ('{"X": ]}', "1:7", "a value is expected"),
        ('{"X": 1} 2', "1:10", "more text"),
        ('{"X": 1 // one\n}', "1:9", "',' or '}'"),
        ('{"X": // one\n1}', "1:7", "no comments"),
        ('{"é": "\\ud800"}', "1:7", "surrogate"),
        ('{"\\udc00": 1}', "1:2", "surrogate"),
        ('{"é": "a\\q"}', "1:9", "escape"),
        ('{"é": "a\nb"}', "1:9", "end of a line"),
        ('{"é": "\\u12"}', "1:9", "escape"),
        ('{"a": "\x7f"}', "1:8", "<U+007F>"),
    ],
)
def test_json_refusals(text: str, place: str | None, said: str) -> None:
    """What is not JSON is refused at its place, in words for a person."""
    error = refusal(text, "x.json")
    assert (place, "x.json") == (error.place and str(error.place), error.file)
    assert said in error.fact


def test_numbers_have_one_rule_in_both_syntaxes() -> None:
    """JSON takes every spelling of a decimal that YAML takes."""
    cells = ["+1", ".5", "5.", "010", "1E5", "-0", "1e-5"]
    assert plain(read_yaml(flow([cells]))) == plain(read_json(flow([cells])))


@pytest.mark.parametrize("name", ["x.json", "x.yaml", "-", "x"])
@pytest.mark.parametrize("text", ['{"X": [[1]]}', '\ufeff{"X": [[1]]}', '\n {"X": [[1]]}\r\n'])
def test_json_is_read_under_every_name(text: str, name: str) -> None:
    """JSON is read by suffix, by its look, or as YAML; a byte-order mark is no fault."""
    assert {"X": [["1"]]} == plain(read_document(text.encode(), name))


def test_the_suffix_decides_before_the_look() -> None:
    """What only YAML allows is fine in a .yaml file and on standard input without a quote at the start."""
    assert {"X": ["1/2"]} == plain(read_document(b'{"X": [1/2]}', "x.yml"))
    assert {"X": ["1/2"]} == plain(read_document(b"{X: [1/2]}", "-"))
    assert "standard input:1:8:" in str(refusal('{"X": [1/2]}', "-"))


@pytest.mark.parametrize(("name", "depth"), [("x.yaml", 16), ("x.json", 16), ("x.yaml", 17), ("x.json", 17)])
def test_sixteen_levels_and_no_more(name: str, depth: int) -> None:
    """The mapping and fifteen lists in it are read; the next list is refused where it opens."""
    text = '{"X": ' + "[" * (depth - 1) + "1" + "]" * (depth - 1) + "}"
    if depth <= limits.DEPTH:
        read_document(text.encode(), name)
    else:
        assert Place(1, 6 + limits.DEPTH) == refusal(text, name).place


@pytest.mark.parametrize("name", ["x.yaml", "x.json"])
@pytest.mark.parametrize("item", daily_sample(["1", "[]", "{}", '"a"', "\n1", "\r\n 1"], one_in=6))
def test_a_hundred_thousand_values_and_no_more(name: str, item: str) -> None:
    """Values are counted, empty lists too; the first beyond the limit is refused, within the time."""
    most = ",".join([item] * limits.VALUES)
    with quickly():
        read_document(f'{{"X":[{most}]}}'.encode(), name)
    with quickly():
        assert "100,000 values" in refusal(f'{{"X":[{most},{item}]}}', name).fact


BOMBS = {
    "brackets": "[" * 50_000,
    "closed brackets": "[" * 50_000 + "]" * 50_000,
    "braces": '{"a":' * 50_000,
    "dashes": "- " * 50_000,
    "questions": "? " * 50_000,
    "laughs": "a: &a [x,x]\n" + "".join(f"b{i}: &b{i} [*a,*a]\n" for i in range(99)),
    "merge keys": "b0: &L0 {k: v}\n"
    + "".join(f"b{i}: &L{i} {{<<: [*L{i - 1}, *L{i - 1}]}}\n" for i in range(1, 27)),
    "tag directives": "".join(f"%TAG !{i}! !\n" for i in range(60_000)),
    "commas": "[" + "," * (MIB - 1),
    "quotes": '"' * MIB,
    "escapes": '{"' + '\\"' * (MIB // 2 - 2),
    "surrogates": '{"' + "\\ud800" * 170_000 + '": 1}',
    "digits": "[" + "1" * (MIB - 1),
    "values": "[" + "1," * (MIB // 2 - 1),
    "thin lists": "[" + "[[[[[[[1]]]]]]]," * 69_000 + "]",
    "keys": "{" + ",".join(f'"{i:x}":1' for i in range(110_000)) + "}",
}
HEAVY = {"keys", "values"}
"""Bombs that are refused after a second."""


@pytest.mark.parametrize("name", ["x.yaml", "x.json"])
@pytest.mark.parametrize(
    "bomb", [pytest.param(bomb, marks=pytest.mark.slow if bomb in HEAVY else ()) for bomb in BOMBS]
)
def test_bombs_are_refused_in_time(bomb: str, name: str) -> None:
    """A file made to exhaust time, memory or the stack is refused within three seconds."""
    with quickly():
        assert name == refusal(BOMBS[bomb], name).file


def test_a_file_of_one_mebibyte_and_no_more() -> None:
    """A file of exactly the limit is read, one byte more is refused, whatever is in it."""
    data = b"X: 1 #".ljust(limits.FILE_BYTES, b"x")
    assert {"X": "1"} == plain(read_document(data, "x.yaml"))
    assert "1 MiB" in refusal(data + b"x").fact


def test_the_largest_matrices_are_quick() -> None:
    """A full file of decimals is read, numbers and all, within three seconds in both syntaxes."""
    rows = flow([[f"{(row * 7 + column) % 1000}.{column}" for column in range(300)] for row in range(330)])
    for name in ("x.yaml", "x.json"):
        with quickly():
            matrix = read_document(f'{{"X": {rows}}}'.encode(), name).find("X")
            assert isinstance(matrix, SequenceNode)
            for row in matrix.items:
                assert isinstance(row, SequenceNode)
                assert all(parse_number(cell.text) for cell in row.items if isinstance(cell, ScalarNode))


OWN = '{"schema": "handcalc/calculation", "topic": "attention", "given": [{"id": "X", "values": [[1]]}]'
GIVEN = {
    "schema": ("handcalc/calculation",),
    "topic": ("attention",),
    "given": [{"id": ("X",), "values": [["1"]]}],
}


@pytest.mark.parametrize("name", ["x.json", "x.yaml", "-"])
def test_results_of_our_own_documents_are_left_out(name: str) -> None:
    """Of a document that handcalc wrote only what was given is read, under every name of the file."""
    rest = ', "steps": [{"a": "]}\\"", "b": [[1], []]}], "checks": [], "results": {}, "new": 1}'
    assert GIVEN == plain(read_document((OWN + rest).encode(), name))
    assert GIVEN == plain(read_document(("\ufeff" + OWN + rest + "\n").encode(), name))


def test_results_do_not_count_against_the_limits() -> None:
    """Sixteen mebibytes of results are skipped within the time, one byte more is refused."""
    start, end = (OWN + ', "steps": [').encode(), b"0]}"
    cells = b"[0.123456789012, -1], "
    data = start + cells * ((limits.OWN_DOCUMENT_BYTES - len(start) - len(end)) // len(cells))
    with quickly():
        assert GIVEN == plain(
            read_document(data + end.rjust(limits.OWN_DOCUMENT_BYTES - len(data)), "x.json")
        )
    assert "16 MiB" in refusal(data + end.rjust(limits.OWN_DOCUMENT_BYTES - len(data) + 1), "x.json").fact


@pytest.mark.parametrize(
    ("rest", "place", "said"),
    [
        (', "steps": [1, 2', "1:113", "the bracket of line 1, column 108 is not closed"),
        (',\n "steps": ' + "[" * 50_000, "2:26", "nested more than 16 deep"),
        (',\n "steps": "\\"\\"', "2:11", "this quote is not closed"),
        (', "steps": [], "given": []}', None, "given is given twice"),
        (',\n "steps": [\n1], \n"labels": {]}', "4:12", "double quotes"),
        (', "steps": []} 1', None, "more text"),
        (', "steps": [],}', None, ""),
        ("", None, "not closed"),
    ],
    ids=[f"fault {number}" for number in range(8)],
)
def test_our_own_documents_may_be_broken(rest: str, place: str | None, said: str) -> None:
    """A broken document of ours is refused like any other, and lines keep their numbers."""
    error = refusal(OWN + rest, "x.json")
    assert said in error.fact
    assert place in (None, str(error.place))


OWN_START = '{"schema": "handcalc/calculation", "topic": "softmax",'


@pytest.mark.parametrize(
    "results",
    [
        '"steps": [1, "é😀", 2],',
        '\n"steps": [1,\r\n 2,\r "é"\n, 3], ',
        '"a": 1,\r\n "b": [[\n\n]],\r"c":\n2 ,',
    ],
)
def test_results_that_are_passed_over_move_nothing(results: str) -> None:
    """A fault behind results that are not read is at the line and column where it stands in the file."""
    text = f'{OWN_START}{results} "given": [{{"id": "X", "values": [[wrong]]}}]}}'
    assert Places(text).at(text.index("wrong")) == refusal(text, "x.json").place


@given(st.text('{}[]",:\\a1 \n', max_size=60))
def test_any_rest_of_our_own_document_is_read_or_refused(rest: str) -> None:
    """Whatever follows in a document of ours, it is read or refused."""
    result = outcome(partial(read_document, (OWN + "," + rest).encode(), "x.json"))
    assert isinstance(result, MappingNode) or "x.json" == getattr(result, "file", None)


def test_a_path_is_opened(tmp_path: Path) -> None:
    """A file is read from its path, and its name is in the refusal."""
    path = tmp_path / "x.yaml"
    path.write_text("X: [[1]]", encoding="utf-8")
    assert {"X": [["1"]]} == plain(load(str(path)))
    path.write_text("X: [", encoding="utf-8")
    with pytest.raises(InputError, match=r"x\.yaml:1:5: "):
        load(str(path))


def test_what_cannot_be_opened_is_refused_in_words(tmp_path: Path) -> None:
    """A missing file is answered with the near miss, a folder is called one, control characters are shown."""
    (tmp_path / "attention.yaml").touch()
    for name, said in (
        ("atention.yaml", "atention.yaml: there is no such file, did you mean attention.yaml?"),
        ("", "folder"),
        ("no/such.yaml", "there is no such file"),
        ("\x1b.yaml", "<U+001B>.yaml: there is no such file"),
        ("\0", "cannot be read"),
    ):
        with pytest.raises(InputError) as caught:
            load(str(tmp_path / name))
        assert said in str(caught.value)


def test_an_endless_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """No more than the limit is read of a stream, also of standard input, which has its name in words."""

    class Endless(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            assert size is not None
            assert 0 < size <= limits.FILE_BYTES + 1
            return b"x" * size

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Endless()))
    with pytest.raises(InputError, match="standard input: the file is larger than 1 MiB"):
        load("-")


def test_standard_input_may_be_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A closed standard input is refused, not a fault."""
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(InputError, match="there is no standard input to read from"):
        load("-")


def test_reading_imports_only_what_it_needs() -> None:
    """Importing the reader of documents imports neither numpy, rich, PyYAML nor json."""
    code = "import sys, handcalc.inputs.document; print({'numpy', 'rich', 'yaml', 'json'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "set()" == run.stdout.strip()


def test_the_table_of_limits_has_every_limit() -> None:
    """Every documented limit is a row of the table, and every row is in words."""
    constants = {value for name, value in vars(limits).items() if name.isupper() and isinstance(value, int)}
    assert constants - {limits.OWN_DOCUMENT_VALUES} == {row.value for row in limits.LIMITS}
    assert all(row.name and row.words for row in limits.LIMITS)
