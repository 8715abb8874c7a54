"""PDF: accessible, complete, reproducible; user input is text."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest

import handcalc as package
from handcalc import formats, topics
from handcalc.calculate import calculate
from handcalc.errors import HandcalcError, MissingGlyphs, UsageError
from handcalc.exercises.process_pool import FEWEST
from handcalc.exercises.sheets.sheet import SheetRecipe, on_paper, sheet
from handcalc.formats.document.labels import printed_labels
from handcalc.formats.document.notation import ASCII
from handcalc.formats.document.numbers import texts_of
from handcalc.formats.document.presentation import present
from handcalc.formats.typst import pdf_compiler
from handcalc.inputs.from_python import from_python
from handcalc.inputs.request import Request
from handcalc.record.calculation import Calculation
from tests.formats.special_labels import TYPST_LABELS, labelled
from tests.readers.pdf import compiled, elements, pdf_of, reader, text_of_pdf
from tests.run_command import HANDCALC, handcalc, process
from tests.sampling import daily_sample
from tests.variants import ORIENTATIONS, Variant, all_variants, record

NUMBER = re.compile(r"-?\d[\d.]*(?:e[+-]\d+)?")


def default_calculation(topic: str) -> Calculation:
    """The default calculation of a topic."""
    return calculate(Request(topics.find(topic)))


# --- accessible ---------------------------------------------------------------------------------------------


def barriers(data: bytes) -> list[str]:
    """Barriers for screen readers."""
    document = reader(data)
    root: Any = document.trailer["/Root"]
    parts = elements(data)
    kinds = [one["/S"] for one in parts]
    silent = [one["/S"] for one in parts if one["/S"] in ("/Formula", "/Figure") and not one.get("/Alt")]
    metadata = root["/Metadata"].get_object().get_data().decode()
    checks = {
        "no language": root.get("/Lang") != "en",
        "not tagged": "/MarkInfo" not in root,
        "no claim of PDF/UA-1": "<pdfuaid:part>1</pdfuaid:part>" not in metadata,
        "no title": not (document.metadata and document.metadata.title),
        "no heading": "/H1" not in kinds,
        "table without heads": "/Table" in kinds and "/TH" not in kinds,
    }
    return [*(name for name, fails in checks.items() if fails), *silent]


@pytest.mark.parametrize("topic", topics.names())
def test_every_topic_is_accessible(topic: str) -> None:
    """Tagged PDF/UA-1 with language and title; formulas have text alternatives, tables have heads."""
    assert [] == barriers(pdf_of(default_calculation(topic), cells="first"))


@pytest.mark.slow
@pytest.mark.parametrize("vectors", ORIENTATIONS)
@pytest.mark.parametrize("variant", all_variants(), ids=str)
def test_every_variant_is_accessible(variant: Variant, vectors: str) -> None:
    """The compiler accepts each document as PDF/UA-1, without a warning."""
    assert pdf_of(record(variant), vectors=vectors, cells="first").startswith(b"%PDF-")


def test_a_barrier_is_seen() -> None:
    """Guard: a document without title and table heads is reported."""
    import typst

    document = typst.compile(b'#set text(lang: "de")\n$x$ #table[a]', format="pdf", ignore_system_fonts=True)
    assert {"no language", "no title", "no heading", "no claim of PDF/UA-1", "/Formula"} <= set(
        barriers(document)
    )


# --- complete -----------------------------------------------------------------------------------------------


def numbers_in(text: str) -> set[str]:
    """The numbers of a text, with either minus sign."""
    return set(NUMBER.findall(text.replace("−", "-")))


def missing(calculation: Calculation, text: str) -> list[str]:
    """The numbers and labels of the matrices that are missing in a text."""
    tokens = numbers_in(text)
    given = [part.matrix for whole in calculation.given for part in whole.parts]
    leaves = [leaf for leaf in (*given, *(step.result for step in calculation.steps)) if leaf is not None]
    labels = {
        label for leaf in leaves for axis in (leaf.rows, leaf.columns) for label in printed_labels(axis)
    }
    numbers = {
        one for leaf in leaves if not leaf.holds_words for row in texts_of(leaf, 3, ASCII) for one in row
    }
    squeezed = "".join(text.split())
    return sorted(numbers - tokens - {"-inf"}) + sorted(
        label for label in labels if "".join(label.split()) not in squeezed
    )


# The other library takes half a second for a document: every other variant is enough.
@pytest.mark.parametrize("variant", daily_sample(all_variants()[::2], one_in=48))
def test_every_number_and_label_is_there(variant: Variant) -> None:
    """Every number and label is in the text that another library reads."""
    calculation = record(variant)
    if max(max(step.result.shape) for step in calculation.steps) <= 40:
        assert [] == missing(calculation, text_of_pdf(pdf_of(calculation)))


def test_a_lost_number_is_seen() -> None:
    """Guard: a number or label without its last character is reported."""
    calculation = labelled(["cat", "sat"])
    text = text_of_pdf(pdf_of(calculation))
    assert [] == missing(calculation, text)
    assert ["0.047"] == missing(calculation, text.replace("0.047", "0.04"))
    assert ["cat"] == missing(calculation, text.replace("cat", "c"))


@pytest.mark.parametrize(
    ("topic", "pages"), [("attention", 4), ("layernorm", 2), ("softmax", 1), ("encoder", 7)]
)
def test_pages(topic: str, pages: int) -> None:
    """The number of pages is as last proofread."""
    assert pages == len(reader(pdf_of(default_calculation(topic))).pages)


@pytest.mark.parametrize("label", TYPST_LABELS)
def test_labels_are_text(label: str) -> None:
    """Code and markup are printed as typed, in tables, formulas and the title."""
    data = pdf_of(labelled([label, "b", "c"]), cells="all")
    text = "".join(text_of_pdf(data).split())
    assert text.count("".join(label.split())) > 3
    metadata = reader(data).metadata
    assert metadata is not None
    assert label == metadata.title


# --- the same bytes -----------------------------------------------------------------------------------------


def test_the_same_bytes() -> None:
    """The same bytes from the same compiler, after other documents, and in another process."""
    first = pdf_of(default_calculation("attention"))
    assert pdf_of(default_calculation("softmax")) != first == pdf_of(default_calculation("attention"))
    environment = {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "7", "SOURCE_DATE_EPOCH": "1"}
    assert first == process("attention", "-f", "pdf", environment=environment).stdout


# --- sheets -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("topic", ["attention", "softmax", "layernorm", "moe", "mamba"])
def test_a_sheet_tells_no_answer(topic: str) -> None:
    """Every number of a sheet is on the plain sheet or a page number; the key has more numbers."""
    calculation = calculate(on_paper(from_python(topics.find(topic), {})))
    making = SheetRecipe(3, None, "rows", (topic,))
    page, key = (sheet(calculation, making, answered=answered, cells="none") for answered in (False, True))
    plain = numbers_in(formats.as_text("plain", page))
    data = formats.as_bytes("pdf", page)
    counted = {str(number) for number in range(1, len(reader(data).pages) + 1)}
    steps = {str(number) for number in range(1, len(calculation.steps) + 1)}
    shapes = {str(size) for step in calculation for size in step.result.shape}
    numbers = numbers_in(text_of_pdf(data))
    assert set() == numbers - plain - counted - steps - shapes
    assert numbers_in(text_of_pdf(formats.as_bytes("pdf", key))) - numbers


def test_a_class_is_printed(tmp_path: Path) -> None:
    """Sheets and keys of a class are distinct PDFs; a sheet has the same bytes in a smaller class."""
    words = ["softmax", "--format", "pdf", "--seed", "1111111111"]
    outcome = process("sheet", *words, "--variants", str(FEWEST), "--out", str(tmp_path))
    assert (0, "") == (outcome.code, outcome.err)
    files = [path.read_bytes() for path in tmp_path.rglob("*.pdf")]
    assert 2 * FEWEST == len(set(files))
    assert all(data.startswith(b"%PDF-") for data in files)
    again = tmp_path / "again"
    outcome = process("sheet", *words, "--variants", "1", "--out", str(again))
    assert (again / "sheets" / "0001.pdf").read_bytes() == (tmp_path / "sheets" / "0001.pdf").read_bytes()


# --- fonts --------------------------------------------------------------------------------------------------


def test_a_character_without_a_font_is_told() -> None:
    """The document is written, and the missing characters are named in a warning or on stderr."""
    calculation = labelled(["你好", "b\u0301", "👩‍👩‍👧‍👦"])
    with pytest.warns(MissingGlyphs, match="你, 好, 👦"):
        data = pdf_of(calculation)
    assert data.startswith(b"%PDF-")
    assert "no claim of PDF/UA-1" in barriers(data)
    text = '{"logits": [[1, 2]], "labels": {"words": ["猫", "b"]}}'
    outcome = handcalc("softmax", "-", "-f", "pdf", stdin=text.encode())
    assert (0, b"%PDF-") == (outcome.code, outcome.stdout[:5])
    assert re.fullmatch("handcalc: no font has 猫: .* --fonts DIR .*\n", outcome.err)


def test_fonts_are_a_folder(tmp_path: Path) -> None:
    """Fonts of a folder are used; a path that is no folder is a usage error."""
    (tmp_path / "empty").mkdir()
    first = handcalc("softmax", "-f", "pdf", "--fonts", str(tmp_path / "empty"))
    assert first.stdout == handcalc("softmax", "-f", "pdf").stdout
    refused = handcalc("softmax", "-f", "pdf", "--fonts", str(tmp_path / "nowhere"))
    assert (2, b"") == (refused.code, refused.stdout)
    assert "--fonts" in refused.err


# --- the command and the library ----------------------------------------------------------------------------


def test_a_terminal_gets_no_bytes(tmp_path: Path) -> None:
    """-f pdf to a terminal is refused with the command to use instead; to a pipe it works."""
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [*HANDCALC, "softmax", "-f", "pdf"], stdout=theirs, stderr=subprocess.PIPE, timeout=60
    )
    os.close(theirs)
    os.close(ours)
    assert (2, b"handcalc: pdf is not for a terminal") == (done.returncode, done.stderr[:35])
    assert b"-o FILE.pdf" in done.stderr
    outcome = handcalc("softmax", "-o", str(tmp_path / "x.pdf"))
    assert (0, b"", b"") == (outcome.code, outcome.stdout, outcome.stderr)
    assert handcalc("softmax", "-f", "pdf").stdout == (tmp_path / "x.pdf").read_bytes()


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without typst: one sentence with the command to install it, exit 2; the format stays listed."""
    monkeypatch.delitem(sys.modules, "handcalc.formats.typst.pdf_compiler")
    monkeypatch.setitem(sys.modules, "typst", None)
    outcome = handcalc("softmax", "-f", "pdf")
    assert (2, b"") == (outcome.code, outcome.stdout)
    assert outcome.err.startswith(
        "handcalc: the format pdf needs the package typst: pip install 'handcalc[pdf]'\n"
    )
    assert "pdf" in handcalc("softmax", "--help").out


def test_the_library_gives_bytes() -> None:
    """to("pdf") returns the bytes of -o x.pdf."""
    document = package.softmax(logits=[[1, 2, 3]]).to("pdf")
    assert 1 == len(reader(document).pages)
    with pytest.raises(UsageError, match="--fonts"):
        package.softmax(logits=[[1, 2, 3]]).to("pdf", fonts="/nowhere/at/all")


def test_a_forked_process_does_not_hang() -> None:
    """A compiler used before a fork refuses in the child process, since Typst's threads are gone."""
    pdf_of(default_calculation("softmax"))

    def work() -> str:
        with pytest.raises(HandcalcError, match="forked"):
            pdf_of(default_calculation("softmax"))
        return "refused"

    assert not pdf_compiler._forked_after_use
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(write, work().encode())
        os._exit(0)
    os.waitpid(child, 0)
    assert b"refused" == os.read(read, 100)


def test_the_reader_reads() -> None:
    """Guard: text of a page is read, and no other text."""
    data = compiled('#set document(title: "t")\n= Head\nwords 12.5 and $x$'.replace("$x$", "more"))
    assert "words 12.5 and more" in text_of_pdf(data)
    assert "/H1" in [one["/S"] for one in elements(data)]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert present(default_calculation("softmax")).options.fonts is None
