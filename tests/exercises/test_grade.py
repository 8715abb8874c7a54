"""`handcalc grade`: the verdicts on classes whose answers are known."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.exercises.class_folders import (
    answer_file,
    as_json,
    fill,
    forget_the_scaling,
    grade,
    key_steps,
    lines_of,
    made_class,
    right_lines,
    sheet_of,
    slip,
    written,
)

ATTENTION = ("attention", "--seed", "5555555555", "--tokens", "3")


def test_a_class_without_a_fault(week3: Path) -> None:
    """Everything is right, and --strict has nothing to say."""
    outcome = grade(week3, "--json", "--strict")
    assert (0, "") == (outcome.code, outcome.err)
    assert [f"s{n}" for n in range(5)] == [one["id"] for one in outcome.document["sheets"]]
    for one in outcome.document["sheets"]:
        blanks = len(lines_of(answer_file(week3, one["id"])))
        assert (blanks, 0, 0, 0, 0) == tuple(
            one[v] for v in ("right", "follows", "wrong", "blank", "unreadable")
        )
        assert (1, 1, [], []) == (one["score"], one["score_key_only"], one["roots"], one["mistakes"])


def test_one_slip_carried_on_is_one_wrong_answer(week3: Path) -> None:
    """The slip is wrong and the root; with the key's later values nothing else is."""
    fill(week3, "s1", slip("S", 1))
    outcome = grade(week3, "--json")
    one = sheet_of(outcome, "s1")
    assert 0 == outcome.code
    wrong = [cell for cell in one["cells"] if cell["verdict"] == "wrong"]
    line = right_lines(week3, "s1")[1]
    assert [("S", line["row"], line["column"])] == [(c["step"], c["row"], c["column"]) for c in wrong]
    assert [{"step": "S", "row": line["row"], "column": line["column"]}] == one["roots"]
    assert (float(line["value"]), str(float(line["value"]) + 5)) == (wrong[0]["key"], wrong[0]["answer"])
    steps = {step["id"]: step for step in outcome.document["steps"]}
    assert (44, 1) == (steps["S"]["right"], steps["S"]["wrong"])
    assert 1 == grade(week3, "--strict").code


def test_a_mistake_has_its_name(week3: Path) -> None:
    """Who forgot the scaling is told so, and what follows from it follows."""
    forget_the_scaling(week3, "s2")
    one = sheet_of(grade(week3, "--json"), "s2")
    assert {"step": "Z", "mistake": "no-scaling"} in one["mistakes"]
    assert "Z: no-scaling" in grade(week3, str(answer_file(week3, "s2"))).out


def test_blank_and_unreadable_answers(week3: Path) -> None:
    """An empty answer file is all blank; what is no number is unreadable, which is a fault to --strict."""
    fill(week3, "s0", lambda line: "")
    fill(week3, "s1", lambda line: "seven" if line["step"] == "D" else line["value"])
    outcome = grade(week3, "--json")
    blank, unreadable = sheet_of(outcome, "s0"), sheet_of(outcome, "s1")
    assert (0, 0, 0, len(blank["cells"])) == (blank["score"], blank["right"], blank["wrong"], blank["blank"])
    assert (3, 0) == (unreadable["unreadable"], unreadable["wrong"])
    assert ["seven"] * 3 == [c["answer"] for c in unreadable["cells"] if c["verdict"] == "unreadable"]
    assert (1, 0) == (grade(week3, "--strict").code, outcome.code)
    (week3 / "answers" / "s1.csv").unlink()
    assert 0 == grade(week3, "--strict").code


def test_follow_cap_and_both_scores(week3: Path) -> None:
    """What follows is worth what the cap says; against the key alone it is worth nothing."""
    lines = right_lines(week3, "s1")
    row = next(line["row"] for line in lines if line["step"] == "E")
    cells = [line for line in lines if (line["step"], line["row"]) == ("E", row)]
    powers = [float(line["value"]) for line in cells]

    def edit(line: dict[str, str]) -> str:
        if line["row"] != row or line["step"] not in "ED":
            return line["value"]
        return (
            str(powers[0] + 7)
            if line == cells[0]
            else str(sum(powers) + 7)
            if line["step"] == "D"
            else line["value"]
        )

    fill(week3, "s1", edit)
    whole, half = (sheet_of(grade(week3, "--json", "--follow-cap", cap), "s1") for cap in ("1", "1/2"))
    count = len(lines)
    # The power is wrong and its sum follows; the quotients are the key's, which is right for itself.
    assert (count - 2, 1, 1) == (whole["right"], whole["follows"], whole["wrong"])
    assert (count - 1) / count == pytest.approx(whole["score"])
    assert (count - 1.5) / count == pytest.approx(half["score"])
    assert (
        (count - 2) / count == pytest.approx(half["score_key_only"]) == pytest.approx(whole["score_key_only"])
    )


def test_digits(week3: Path) -> None:
    """Answers are asked for with the digits of the sheet, or as the command line says."""
    fill(week3, "s1", lambda line: str(float(line["value"]) + 0.03))
    assert (
        sheet_of(grade(week3, "--json"), "s1")["right"]
        < sheet_of(grade(week3, "--json", "--digits", "1"), "s1")["right"]
    )
    assert 1 == sheet_of(grade(week3, "--json", "--digits", "1"), "s1")["score"]


@pytest.mark.parametrize("words", [(), ("--vectors", "columns")], ids=["rows", "columns"])
def test_columns_and_json_answers_are_graded_alike(words: tuple[str, ...], tmp_path: Path) -> None:
    """In either orientation, from CSV or from what a page saves, a slip costs the same."""
    folder = made_class(tmp_path / "c", *ATTENTION, *words, "--variants", "2")
    fill(folder, "0001", slip("A", 2, by=0.4))
    path = answer_file(folder, "0001")
    one = sheet_of(grade(folder, str(path), "--json"), "0001")
    saved = tmp_path / "0001.json"
    saved.write_text(as_json("0001", lines_of(path)), encoding="utf-8")
    assert one == sheet_of(grade(folder, str(saved), "--json"), "0001")
    slipped = lines_of(path)[[line["step"] for line in lines_of(path)].index("A") + 2]
    assert [{name: slipped[name] for name in ("step", "row", "column")}] == one["roots"]


@pytest.mark.parametrize("topic", ["moe", "sample", "generate", "layernorm", "tokenize"])
def test_topics_with_words_and_choices(topic: str, tmp_path: Path) -> None:
    """Their keys, filled in, are right."""
    folder = made_class(tmp_path / topic, topic, "--level", "2", "--variants", "1")
    lines, steps = lines_of(answer_file(folder, "0001")), key_steps(folder, "0001")

    def value(line: dict[str, str]) -> str:
        step = steps[line["step"]]
        row, column = (
            step[side]["labels"].index(line[label])
            for side, label in (("rows", "row"), ("columns", "column"))
        )
        return str(step["values"][row][column])

    answer_file(folder, "0001").write_text(written([{**line, "value": value(line)} for line in lines]))
    assert 1 == sheet_of(grade(folder, "--json"), "0001")["score"]


def test_many_are_marked_side_by_side(tmp_path: Path) -> None:
    """In several processes the grades are those of one, in the order of the class."""
    folder = made_class(tmp_path / "many", "softmax", "--level", "3", "--variants", "40")
    for number in range(1, 41):
        fill(folder, f"{number:04}", slip("E", number % 3) if number % 2 else lambda line: line["value"])
    (folder / "answers" / "0007.csv").write_text("nonsense")
    whole = grade(folder, "--json")
    assert 5 == whole.code
    ids = [one["id"] for one in whole.document["sheets"]]
    assert [f"{n:04}" for n in range(1, 41) if n != 7] == ids
    for number in (1, 2, 23):
        alone = grade(folder, str(answer_file(folder, f"{number:04}")), "--json")
        assert sheet_of(alone, f"{number:04}") == sheet_of(whole, f"{number:04}")
    wrong = sum(one["wrong"] for one in whole.document["sheets"])
    assert 19 == wrong == sum(step["wrong"] for step in whole.document["steps"])
