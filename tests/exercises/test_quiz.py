"""Practice: every blank is asked for, and judged at once as by marking."""

from __future__ import annotations

from pathlib import Path

import pytest

import handcalc.topics as topics
from tests.exercises.quiz_driver import SMALL_SOFTMAX, answered, asked, key, quiz
from tests.readers.printed_equations import claims, falsehoods
from tests.run_command import handcalc


class TestRightAnswers:
    """Who answers as the key does is right throughout."""

    @pytest.mark.parametrize("topic", topics.names())
    def test_of_every_topic(self, topic: str) -> None:
        """The printed key, typed in, is right in every blank of every topic; nothing is asked for twice."""
        right = key(topic)
        talk = answered(right.__getitem__, topic)
        total = len(talk.prompts)
        assert {"right"} == set(talk.replies)
        assert (str(total), "0", "100 %") == (
            talk.count("right at the first try"),
            talk.count("not reached"),
            talk.count("score"),
        )
        assert total == len(set(talk.prompts)) == len(talk.replies)

    @pytest.mark.slow
    @pytest.mark.parametrize("level", ["1", "3", "4"])
    @pytest.mark.parametrize("topic", topics.names())
    def test_in_columns_and_at_every_level(self, topic: str, level: str) -> None:
        """Also where the page shows columns, cell names in the order of that page."""
        words = (topic, "--level", level, "--vectors", "columns")
        assert {"right"} == set(answered(key(*words).__getitem__, *words).replies)

    def test_in_columns(self) -> None:
        """In columns a cell is asked for by the names that the page has, row by row of the page."""
        words = ("attention", "--vectors", "columns", "--blank", "S")
        assert asked(*words)[:5] == ["S[x1, x1]", "S[x1, x2]", "S[x1, x3]", "S[x1, x4]", "S[x2, x1]"]
        assert {"right"} == set(answered(key(*words).__getitem__, *words).replies)

    def test_in_fractions(self) -> None:
        """With exact rounding the answers are fractions."""
        talk = quiz(*SMALL_SOFTMAX, "--rounding", "exact", typed=["1", "2", "3", "1/3", "2/3"])
        assert ["right"] * 5 == talk.replies

    def test_numbers_as_people_write_them(self) -> None:
        """A decimal comma, a printed minus, spaces and fractions are numbers, as in answer files."""
        assert ["right"] * 5 == quiz(*SMALL_SOFTMAX, typed=["1,0", " 2 ", "+3", "1/3", "0,67"]).replies
        talk = quiz("attention", "--seed", "7", "--blank", "Q[1,3]", typed=["−1"])
        assert ["right"] == talk.replies


class TestWrongAnswers:
    """A wrong answer has a second try; after that it stays, and what comes later follows from it."""

    def test_follow_through(self) -> None:
        """Who takes E[a, 2] for 4 and goes on correctly has one wrong cell: 1 + 4 = 5, 1/5 and 4/5 follow."""
        talk = quiz(*SMALL_SOFTMAX, typed=["1", "3", "4", "5", "0.2", "0.8"])
        assert [
            "right",
            "wrong: once more",
            "wrong: E[p1, w2] = 2^1 = 2",
            "follows: right, going on from your E",
            "follows: right, going on from your D",
            "follows: right, going on from your E and D",
        ] == talk.replies
        assert ("1", "3", "1", "80 %") == tuple(
            talk.count(what) for what in ("right at the first try", "follows", "wrong", "score")
        )
        assert "E[p1, w2]" == talk.count("first mistake")

    def test_the_right_numbers_stay_right_after_a_mistake(self) -> None:
        """Who corrects the mistake on paper, and goes on with the right numbers, is right as well."""
        talk = quiz(*SMALL_SOFTMAX, typed=["1", "4", "4", "3", "0.33", "0.67"])
        assert ["right"] * 3 == talk.replies[3:]

    def test_the_second_try_counts(self) -> None:
        """What is right at the second try is no mistake, and is counted apart."""
        talk = quiz(*SMALL_SOFTMAX, typed=["1", "4", "2", "3", "0.33", "0.67"])
        assert ("4", "1", "100 %") == tuple(
            talk.count(what) for what in ("right at the first try", "right at the second try", "score")
        )

    def test_what_is_given_away_is_the_students_own(self) -> None:
        """The arithmetic of a wrong cell is that of the student's numbers; the key stands behind it."""
        talk = quiz(*SMALL_SOFTMAX, typed=["1", "4", "4", "9", "9"])
        assert "wrong: D[p1] = 1 + 4 = 5; with the right numbers before it 3" == talk.replies[-1]

    def test_the_page_shows_own_numbers(self) -> None:
        """The matrices that a step is calculated from hold the answers so far, and blanks where skipped."""
        out = quiz(*SMALL_SOFTMAX, typed=["skip", "4", "4"]).outcome.out
        shown = out[out.index("E, ") :]
        assert "  E[p1, w1] = ____\n  E[p1, w2] = 4\n" in shown

    def test_the_likely_mistake_is_named(self) -> None:
        """Scores that were not scaled are called so, as marking calls them."""
        words = ("attention", "--seed", "7", "--blank", "Z")
        right = key("attention", "--seed", "7")
        names = asked(*words)
        typed = [line for name in names for line in _until_final(right, name)]
        assert "no-scaling" in quiz(*words, typed=typed).count("first mistake")

    @pytest.mark.parametrize("topic", topics.names())
    @pytest.mark.parametrize("numbers", [["0", "-3"], ["50", "-50"]], ids=" ".join)
    def test_nonsense_is_answered_with_truth(self, topic: str, numbers: list[str]) -> None:
        """Whatever is typed, the quiz ends well, and every arithmetic that it prints is true as printed."""
        talk = quiz(topic, typed=["?", "?", "?", *numbers] * 24)
        assert [] == falsehoods("\n".join(map(given_away, talk.replies)))

    @pytest.mark.parametrize("numbers", [["1e300", "-1e300"], ["−∞", "-Infinity"]], ids=["huge", "infinite"])
    @pytest.mark.parametrize("topic", ["attention", "chinchilla", "mamba"])
    def test_numbers_that_nothing_can_be_calculated_from(self, topic: str, numbers: list[str]) -> None:
        """They are answers like others; where they lead to no value, a hint and a reply say so."""
        replies = quiz(topic, "--level", "3", typed=[*numbers, "?", "?", "?"] * 24).replies
        assert {"wrong", "follows", "hint 1 of 3", "hint 2 of 3", "hint 3 of 3"} >= {
            reply.partition(":")[0] for reply in replies
        }
        assert "wrong: once more" == replies[0]

    def test_there_is_arithmetic_to_be_read(self) -> None:
        """The twin: a reply is read as a claim, and a wrong number in it is noticed."""
        reply = given_away(quiz("attention", "--blank", "S[1,1]", typed=["99", "99"]).replies[1])
        assert len(claims(reply)) == 1
        assert falsehoods(f"{reply}9")


def given_away(reply: str) -> str:
    """The arithmetic that a second wrong answer is replied to with; nothing of other replies."""
    return reply.removeprefix("wrong: ").partition(";")[0] if reply.startswith("wrong: ") else ""


def _until_final(right: dict[str, str], name: str) -> list[str]:
    """Twice the score that belongs to a scaled score, once where both are 0 and so right."""
    unscaled = right[name.replace("Z", "S", 1)]
    return [unscaled] if float(unscaled) == 0 else [unscaled, unscaled]


class TestConversation:
    """What may be typed, and what a script can rely on."""

    def test_what_is_no_answer_costs_no_try(self) -> None:
        """Words, empty lines and endless numbers are unreadable where a number is asked for."""
        talk = quiz(*SMALL_SOFTMAX, typed=["one", "", "9" * 5000, "1_0", "0x1", "2", "1"])
        assert ["unreadable"] * 5 == [reply.partition(":")[0] for reply in talk.replies[:5]]
        assert ["wrong: once more", "right"] == talk.replies[5:7]

    def test_end_of_input_is_the_summary(self) -> None:
        """At the end of input, and on quit, the summary says how far it went; the exit code is 0."""
        ends = [quiz(*SMALL_SOFTMAX, typed=typed) for typed in (["1", "skip"], ["1", "skip", "quit", "3"])]
        for talk in ends:
            assert ("1", "1", "3", "20 %") == tuple(
                talk.count(what) for what in ("right at the first try", "skipped", "not reached", "score")
            )
        assert "summary: 5 blanks" in ends[0].lines

    def test_a_wrong_answer_can_be_taken_back(self) -> None:
        """Skipping after a first wrong answer leaves the blank empty; later cells use what it would be."""
        talk = quiz(*SMALL_SOFTMAX, typed=["1", "4", "skip", "3"])
        assert "right" == talk.replies[-1]
        assert ("0", "1") == (talk.count("wrong"), talk.count("skipped"))

    def test_show_is_the_page_so_far(self) -> None:
        """It has what is given and own answers, and no step that is still to come."""
        out = quiz(*SMALL_SOFTMAX, typed=["7", "7", "show"]).outcome.out
        page = out[out.index("blank 2 of 5") :]
        assert "  E[p1, w1] = 7\n  E[p1, w2] = ____\n" in page
        assert "logits[p1, w2] = 1" in page
        assert "D[p1]" not in page

    def test_a_word_that_is_a_command_can_be_an_answer(self) -> None:
        """Behind = everything is an answer, so that a word called skip can be written."""
        talk = quiz("sample", "--blank", "p1.word", typed=["= skip", "skip"])
        assert ["wrong: once more", "skipped"] == talk.replies

    def test_the_command_of_the_summary_asks_the_same(self) -> None:
        """The last line repeats the quiz, with its seed and its options."""
        words = ("attention", "--seed", "5", "--blank", "S,A[1,2]", "--base", "3", "--vectors", "columns")
        again = quiz(*words, typed=[]).count("again").split()
        assert ["handcalc", "quiz"] == again[:2]
        repeated = [word.strip("'") for word in again[2:]]
        assert quiz(*words, typed=["?"]).outcome.out == quiz(*repeated, typed=["?"]).outcome.out

    def test_labels_are_data(self, tmp_path: Path) -> None:
        """Neither a title nor a label can look like a line of talk, or move the cursor."""
        text = 'title: "right"\nlabels: {positions: ["x\\nright\\e[2J"]}\nlogits: [[0, 1]]\n'
        (tmp_path / "bad.yaml").write_text(text, encoding="utf-8")
        talk = quiz("softmax", str(tmp_path / "bad.yaml"), "--level", "3", typed=["show"])
        assert "right" not in talk.lines
        assert "\x1b" not in talk.outcome.out
        assert any("<U+000A>" in name for name in talk.prompts)

    @pytest.mark.parametrize(
        "words",
        [["--json"], ["-f", "html"], ["-o", "x.txt"], ["--force"], ["--only", "S"], ["--cells", "all"]],
    )
    def test_what_has_no_meaning_is_refused(self, words: list[str]) -> None:
        """A quiz is a conversation: options that are about a document are a wrong command line."""
        assert 2 == handcalc("quiz", "softmax", *words).code

    def test_answers_and_file_cannot_share_a_stream(self) -> None:
        """FILE from standard input is refused, as the answers come from there."""
        assert 2 == handcalc("quiz", "softmax", "-", stdin=b"logits: [[0, 1]]").code

    def test_level_and_blank_contradict_each_other(self) -> None:
        """As for a sheet."""
        assert 2 == handcalc("quiz", "softmax", "--level", "2", "--blank", "E").code
