"""All user input is text: every injection, in every place, in every output."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import pytest

from handcalc import topics
from handcalc.text import is_control, visible
from tests.formats.injection_carriers import (
    CARRIERS,
    WORDY,
    Carrier,
    Made,
    Texts,
    done,
    put,
    softmax,
    words_in,
)
from tests.formats.injections import ACTING, INJECTIONS, WORDS, harmless, read, squeezed
from tests.paths import SAMPLES
from tests.readers.pdf import compiled, text_of_pdf
from tests.run_command import handcalc
from tests.sampling import daily_sample

AT_ONCE = 6
ALL = list(INJECTIONS.values())
GROUPS = [(ALL + ALL)[start : start + AT_ONCE] for start in range(0, len(ALL), AT_ONCE)]
WORD_GROUPS = [(WORDS + WORDS)[start : start + 4] for start in range(0, len(WORDS), 4)]


def complaints(carrier: Carrier, texts: Texts, folder: Path) -> list[str]:
    """Texts that took effect or are missing, in comparison with harmless texts."""
    pairs = zip(
        carrier(texts, folder / "hostile"), carrier(harmless(texts), folder / "harmless"), strict=True
    )
    return [said for one, other in pairs for said in _complaints(one, other)]


def _complaints(one: Made, other: Made) -> list[str]:
    (skeleton, text), (expected, _) = read(one.format, one.data), read(other.format, other.data)
    said = [f"{one.format} lacks {shown!r}" for shown in one.shows if not _is_in(shown, text)]
    if skeleton != expected:
        pairs = [pair for pair in zip(skeleton, expected, strict=False) if pair[0] != pair[1]]
        said.append(f"{one.format}: {pairs[:1] or (len(skeleton), len(expected))}")
    return said


def _is_in(shown: str, text: str) -> bool:
    return squeezed(visible(shown)) in squeezed(text)


@pytest.mark.parametrize(("name", "group"), daily_sample(product(CARRIERS, range(len(GROUPS))), one_in=4))
def test_texts_from_outside_are_text(name: str, group: int, tmp_path: Path) -> None:
    """Titles, labels, names, ids, answers and file names take no effect and are printed unchanged."""
    assert [] == complaints(CARRIERS[name], GROUPS[group], tmp_path)


@pytest.mark.parametrize(
    ("sample", "group"),
    daily_sample(product(WORDY, range(len(WORD_GROUPS))), one_in=2 * len(WORD_GROUPS) + 1),
)
def test_words_that_are_calculated_with_are_text(sample: str, group: int, tmp_path: Path) -> None:
    """Words of texts, vocabularies and documents are text, also in steps, titles and notes."""
    texts = WORD_GROUPS[group]
    if sample.startswith("analogy"):  # its words stand between signs
        texts = [text for text in texts if text[0] not in "+-"]
    assert [] == complaints(words_in(sample), texts, tmp_path)


@pytest.mark.parametrize("sample", WORDY)
def test_no_character_of_a_word_acts(sample: str, tmp_path: Path) -> None:
    """Control and direction characters of words reach no format."""
    texts = ["".join(text.split()) for text in ACTING]
    words = ["".join(texts[start::4]) for start in range(len(WORDY[sample]))]
    for made in words_in(sample)(words, tmp_path):
        assert [] == [char for char in made.data.decode() if is_control(char) and char != "\n"], made.format


def test_every_topic_with_words_is_tested() -> None:
    """Every topic that calculates with words is tested."""
    wordy = {
        name
        for name in topics.names()
        if any(one.wordy and one.required for one in topics.find(name).inputs.values())
    }
    tested = {done("run", str(SAMPLES / f"{sample}.yaml"), "--json").document["topic"] for sample in WORDY}
    assert set() == wordy - tested


@pytest.mark.parametrize(
    "texts",
    [pytest.param(ALL[start::3], id=str(start), marks=[pytest.mark.slow][: start > 0]) for start in range(3)],
)
def test_what_typst_makes_of_it(texts: Texts, tmp_path: Path) -> None:
    """The source compiles, and source and PDF show the texts on the page, without links or scripts."""
    texts = [text for text in texts if text != INJECTIONS["full width"]]  # no font of ours has it
    file, path = softmax(texts, tmp_path / "x"), tmp_path / "x.pdf"
    done("run", file, "-o", str(path), "--cells", "none")
    source = compiled(done("run", file, "-f", "typst", "--cells", "none").out)
    for data in (path.read_bytes(), source):
        skeleton, text = read("pdf", data)
        assert [] == skeleton
        assert [] == [shown for shown in texts if not _is_in(shown, text)]


REFUSALS = [
    ["run", "{file}"],
    ["softmax", "{file}", "--only", "{text}"],
    ["{text}", "{file}"],
    ["softmax", "--base", "{text}"],
    ["softmax", "--cells", "{text}"],
    ["softmax", "{text}"],
    ["softmax", "--{text}"],
    ["sheet", "softmax", "--blank", "{text}"],
    ["sheet", "softmax", "--roster", "{roster}", "--out", "{folder}/week"],
    ["compare", "softmax", "--with", "{text}"],
    ["compare", "softmax", "--with", "base={text}"],
    ["grade", "{text}"],
    ["completion", "{text}"],
    ["template", "{text}"],
    ["schema", "{text}"],
    ["help", "{text}"],
]
DOCUMENTS = [
    {"topic": "{text}"},
    {"topic": "softmax", "{text}": 1},
    {"topic": "softmax", "logits": [["{text}"]]},
    {"topic": "softmax", "logits": [[1]], "base": "{text}"},
    {"topic": "softmax", "logits": [[1]], "labels": {"{text}": []}},
    {"topic": "unembed", "X": [[1]], "W_U": [[1]], "vocabulary": ["a"], "targets": ["{text}"]},
    {"topic": "vectordb", "documents": ["{text}"], "query": "b", "vocabulary": ["c"], "W_E": [[1]]},
    {"schema": "handcalc/calculation", "format_version": "{text}"},
]


@pytest.mark.parametrize("name", INJECTIONS)
def test_refusals_show_texts_as_text(name: str, tmp_path: Path) -> None:
    """Injections take no effect on stderr, and a refusal is one short paragraph."""
    text = INJECTIONS[name]
    files = [put(tmp_path, f"{number}.json", _filled(one, text)) for number, one in enumerate(DOCUMENTS)]
    roster = put(tmp_path, "class.csv", f'id,name\n"{text.replace(chr(34), chr(34) * 2)}","x","y"\n')
    runs = [[*words[:1], file] for file in files for words in REFUSALS[:1]]
    runs += [
        [word.format(file=files[0], text=text, roster=roster, folder=tmp_path) for word in words]
        for words in REFUSALS[1:]
    ]
    for words in runs:
        outcome = handcalc(*words)
        assert outcome.code in (2, 3), (words, outcome)
        assert "" == outcome.out
        assert [] == [char for char in outcome.err if is_control(char) and char != "\n"], words
        assert len(outcome.err.splitlines()) <= 8
        assert "Traceback" not in outcome.err


def _filled(document: object, text: str) -> str:
    return json.dumps(document).replace("{text}", json.dumps(text)[1:-1])


class TestTheHarness:
    """Guard: a text that takes effect is reported in every format."""

    @pytest.mark.parametrize(
        ("format", "harmless", "hostile"),
        [
            ("table", "a x", "a \x1b[31mx"),
            ("plain", "a x", "a \u202ex"),
            ("json", '{"a": "x"}', '{"a": "x", "b": "y"}'),
            ("json", '{"a": "x"}', '{"a": "x\x9b"}'),
            ("markdown", "a x b", "a <i>x</i> b"),
            ("markdown", "|a|\n|-|\n|x|\n", "|a|\n|-|\n|`x`|\n"),
            ("html", "<p>x</p>", "<p>x<b></b></p>"),
            ("html", '<p title="x">x</p>', '<p title="x" onclick="x">x</p>'),
            ("html", '<a href="x">x</a>', '<a href="javascript:x">x</a>'),
            ("html", "<script>x</script>", "<script>y</script>"),
            ("csv", "a,x\n", "a,=x\n"),
            ("csv", "a,x\n", "a,x,x\n"),
            ("latex", "\n\\section*{x}\nx", "\n\\section*{x}\n\\input{x}"),
            ("latex", "\n\\section*{x}\nx", "\n\\section*{x}\n^^5cinput"),
            ("latex", "\n\\section*{x}\nx", "\n\\section*{x}\n}"),
            ("typst", 'p("x")', 'p(""); panic("x")'),
            ("typst", 'p("x")', 'p("x") $'),
        ],
    )
    def test_another_skeleton(self, format: str, harmless: str, hostile: str) -> None:
        """Guard: harmless and hostile text have different skeletons."""
        assert read(format, harmless.encode())[0] != read(format, hostile.encode())[0]

    def test_a_pdf_that_acts(self) -> None:
        """Guard: a link is active, a text is not."""
        assert read("pdf", compiled('#set document(title: "x")\n#link("http://x.y")[x]'))[0]
        assert "x" in text_of_pdf(compiled('#set document(title: "x")\nx'))

    def test_what_is_missing_is_missed(self, tmp_path: Path) -> None:
        """Guard: a text that is lost or takes effect is reported."""

        def losing(texts: Texts, folder: Path) -> list[Made]:
            return [Made("markdown", b"# nothing\n", texts[:1])]

        def pasting(texts: Texts, folder: Path) -> list[Made]:
            return [Made("markdown", texts[0].encode(), [])]

        assert ["markdown lacks '*a*'"] == complaints(losing, ["*a*"], tmp_path)
        assert complaints(pasting, ["*a*"], tmp_path)
        assert [] == complaints(pasting, ["plain"], tmp_path)
