"""What students write: numbers, words, labels, files of either kind, and files that are none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handcalc.errors import InputError
from handcalc.exercises.marking.answer_files import read_answers
from handcalc.exercises.sheets.blanks import Blanks
from handcalc.limits import FILE_BYTES
from tests.exercises.answer_sheets import CATS, asked, read
from tests.exercises.class_folders import as_json

LINES = [
    {"step": "E", "row": "p1", "column": "the", "value": "1"},
    {"step": "E", "row": "p1", "column": "the (2)", "value": "1,5"},
    {"step": "D", "row": "p1", "column": "", "value": "x"},
]
WANTED = {"E": {(0, 0): ("1", 1.0), (0, 2): ("1,5", 1.5)}, "D": {(0, 0): ("x", None)}}
COMMA = 'step,row,column,value\nE,p1,the,1\nE,p1,the (2),"1,5"\nD,p1,,x\n'
ALIKE = {
    "commas": COMMA,
    "semicolons, a decimal comma needs no quotes": COMMA.replace('"1,5"', "1§5")
    .replace(",", ";")
    .replace("§", ","),
    "a byte order mark": "\ufeff" + COMMA,
    "CR LF": COMMA.replace("\n", "\r\n"),
    "CR": COMMA.replace("\n", "\r"),
    "no last line end": COMMA.rstrip("\n"),
    "empty lines": "\n" + COMMA.replace("\n", "\n\n,,,\n"),
    "everything quoted": "".join(
        ",".join(f'"{cell}"' for cell in line) + "\n"
        for line in [["step", "row", "column", "value"], *(list(line.values()) for line in LINES)]
    ),
    "capitals and spaces": COMMA.replace("step,row", "Step , ROW").replace("E,p1", " E , p1 "),
    "another order": 'value,column,step,row\n1,the,E,p1\n"1,5",the (2),E,p1\nx,,D,p1\n',
    "empty columns behind": COMMA.replace("\n", ",,\n"),
}


@pytest.mark.parametrize("name", ALIKE)
def test_csv_in_any_dress(name: str, tmp_path: Path) -> None:
    """Whatever a spreadsheet makes of a file, the answers are the same."""
    assert WANTED == read(tmp_path, ALIKE[name])


def test_json(tmp_path: Path) -> None:
    """What a page saves gives the same; numbers may be numbers, null is blank, unknown keys are skipped."""
    assert WANTED == read(tmp_path, as_json("0001", LINES), ".json")
    more = as_json("0001", [{**line, "sure": "yes"} for line in LINES], browser="any")
    assert WANTED == read(tmp_path, more, ".json")
    assert WANTED == read(
        tmp_path, more.replace('"1"', "1").replace('"format_version": "1.0", ', ""), ".json"
    )
    assert WANTED == read(tmp_path, more.replace('"1.0"', '"1.7"'), ".JSON")
    assert {"D": {(0, 0): ("", None)}} == read(
        tmp_path,
        as_json("0001", [{**LINES[2], "value": None}]),
        ".json",
    )


def test_a_page_says_whose_answers_it_saves_as_it_shows_it(tmp_path: Path) -> None:
    """A page cannot hold every character of an id; what it saves is read as that student's all the same."""
    student, path = "\u200e17\x85", tmp_path / "17.json"
    path.write_text(as_json("<U+200E>17<U+0085>", LINES), encoding="utf-8")
    assert WANTED == read_answers(path, student, asked(CATS))
    path.write_text(as_json("17", LINES), encoding="utf-8")
    with pytest.raises(InputError, match="these are the answers of '17'"):
        read_answers(path, student, asked(CATS))


CSV_FAULTS = [
    ("", "0001.csv: the file is empty: a first line with the columns step, row, column and value is needed"),
    ("a,b\n1,2\n", "0001.csv:1:1: a first line with the columns step, row, column and value is needed, not"),
    ("step,row,colum,value\n", "did you mean column?"),
    ("step,row,column,value,step\n", "0001.csv:1:1: the column step comes twice"),
    ("step,row,column,value,mark\n", "0001.csv:1:1: unknown column 'mark'"),
    (
        COMMA + "E,p1,cat,1,5\n",
        "0001.csv:5:1: 5 columns where the first line has 4; a decimal comma needs quotes",
    ),
    (COMMA + "E,p1,cat\n", "0001.csv:5:1: 3 columns where the first line has 4"),
    (COMMA + 'E,p1,"cat\n', "0001.csv:5:1: this is not CSV"),
    (COMMA + "\nS,p1,cat,1\n", "0001.csv:6:1: the sheet has no step 'S'; it asks for E, D and P"),
    (COMMA + "E,p1,cut,1\n", "0001.csv:5:1: E has no column 'cut', did you mean cat?"),
    (COMMA + "E,p7,cat,1\n", "0001.csv:5:1: E has no row 'p7'"),
    (COMMA + "E,p1,the,2\n", "0001.csv:5:1: 'E[p1, the]' is answered already, in line 2; keep one"),
    (COMMA + "logits,p1,the,2\n", "0001.csv:5:1: the sheet has no step 'logits'"),
    (COMMA.encode("utf-16"), "the file is UTF-16; save it as UTF-8"),
    (COMMA.encode() + b"\xe4", f"0001.csv:5:1: byte {len(COMMA) + 1} of the file (0xE4) is not UTF-8"),
    (COMMA + "\x00", "0001.csv:5:1: the control character <U+0000>"),
    (COMMA + "\x1b[31m,p1,cat,1", "0001.csv:5:1: the control character <U+001B>"),
    (COMMA + " " * FILE_BYTES, "0001.csv: the file is larger than 1 MiB, which is the limit"),
]
JSON_FAULTS = [
    ("[]", "a mapping with the schema handcalc/answers is needed"),
    ("{}", "0001.json:1:1: this file has no answers"),
    ("{", "0001.json:1:2: the file ends too early"),
    (as_json("0001", LINES).replace("/answers", "/grades"), "0001.json:1:12: this file has no answers"),
    (
        as_json("0001", LINES).replace('"1.0"', '"2.0"'),
        "format_version is '2.0'; this handcalc reads version 1.x",
    ),
    (as_json("0002", LINES), "these are the answers of '0002', but the file is named for '0001'"),
    ('{"schema": "handcalc/answers", "cells": []}', "the answers have no id"),
    ('{"schema": "handcalc/answers", "id": "0001"}', "cells must be a list of answers"),
    (
        '{"schema": "handcalc/answers", "id": "0001", "cells": [1]}',
        "0001.json:1:56: an answer must be a mapping",
    ),
    ('{"schema": "handcalc/answers", "id": "0001", "cells": [{"step": "E"}]}', "needs a text as its row"),
    (as_json("0001", [*LINES, LINES[0]]), "is answered already"),
    (as_json("0001", [{**LINES[0], "step": "X"}]), "the sheet has no step 'X'"),
    ("[" * 100_000, "nested more than 16 deep"),
]


@pytest.mark.parametrize(("text", "said"), CSV_FAULTS)
def test_a_csv_file_that_cannot_be_read(text: str | bytes, said: str, tmp_path: Path) -> None:
    """Where it is wrong and what to do; nothing of it is guessed."""
    with pytest.raises(InputError) as refused:
        read(tmp_path, text)
    assert said in str(refused.value.in_file("0001.csv"))


@pytest.mark.parametrize(("text", "said"), JSON_FAULTS)
def test_a_json_file_that_cannot_be_read(text: str, said: str, tmp_path: Path) -> None:
    """The same for JSON."""
    with pytest.raises(InputError) as refused:
        read(tmp_path, text, ".json")
    assert said in str(refused.value.in_file("0001.json"))


def test_files_that_are_not_there_or_of_another_kind(tmp_path: Path) -> None:
    """A folder, a missing file and a spreadsheet are refused."""
    (tmp_path / "a.csv").mkdir()
    for name, said in (("a.csv", "this is a folder"), ("b.csv", "no such file"), ("c.xlsx", ".csv or .json")):
        with pytest.raises(InputError, match=said):
            read_answers(tmp_path / name, "0001", asked(CATS))


def test_only_what_is_blank_can_be_answered(tmp_path: Path) -> None:
    """A cell that is printed is no answer, not even with the right number."""
    path = tmp_path / "0001.csv"
    blanks: Blanks = {"E": frozenset({(0, 1)})}
    path.write_text("step,row,column,value\nE,p1,cat,27\n")
    assert {"E": {(0, 1): ("27", 27.0)}} == read_answers(path, "0001", asked(CATS, blanks=blanks))
    for line, said in (("E,p1,the,1", "'E\\[p1, the\\]' is not a blank"), ("D,p1,,1", "does not ask for D")):
        path.write_text(f"step,row,column,value\n{line}\n")
        with pytest.raises(InputError, match=said):
            read_answers(path, "0001", asked(CATS, blanks=blanks))


PIECES = ["step,row,column,value", "E", "p1", "the", "the (2)", "1", "1,5", ",", ";", "'", '"', "\\", "x"]
PIECES += ["\n", "\r", "\r\n", "\ufeff", " ", "{", "}", "[", "]", ":", "null"]
PIECES += [f'"{word}"' for word in ("schema", "handcalc/answers", "id", "0001", "cells", "step", "value")]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text()


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.sampled_from([".csv", ".json"]))
def test_no_file_whatever_is_in_it_is_a_fault_of_ours(tmp_path_factory: Any, text: str, suffix: str) -> None:
    """It is read or refused."""
    folder: Path = tmp_path_factory.getbasetemp()
    try:
        answers = read(folder, text.encode("utf-8", "replace"), suffix)
    except InputError:
        return
    assert set(answers) <= {"E", "D", "P"}
    assert json.dumps([[step, len(cells)] for step, cells in answers.items()])
