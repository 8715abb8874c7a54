"""LaTeX documents typeset by TeX; they run with -m tex if TeX is installed, as in CI.

Nothing may be an error, nothing may leave the page, no character may be missing.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from handcalc import topics
from tests.formats.latex_typesetting import ENGINES, complaints, pages
from tests.formats.special_labels import LATEX_LABELS, labelled
from tests.goldens import Golden, representatives, sources
from tests.run_command import handcalc
from tests.variants import Variant, record, text_of

pytestmark = pytest.mark.tex
SOURCES = dict(sources())

LARGE = {
    "wide": Variant("softmax", "", {"logits": [[i * 3 % 17 - 8 for i in range(60)]] * 2}),
    "high and wide": Variant("softmax", "", {"logits": [[i * 3 % 17 - 8 for i in range(40)]] * 40}),
    "long sums": Variant("layernorm", "", {"X": [[i * i % 13 - 3.3 for i in range(40)]] * 3}),
    "large products": Variant("attention", "", {"seed": 1, "d_model": 12, "d_k": 40, "tokens": 8}),
    "large numbers": Variant(
        "attention",
        "",
        {
            "X": [[1e9, 2.5e12], [1, 3]],
            "W_Q": [[1, 2], [3, 4e10]],
            "W_K": [["1e-9", 1], [0, 1]],
            "W_V": [[1e11, -1e12], [1, 0]],
            "base": 2,
            "scale": "none",
            "stable": True,
        },
    ),
}


@pytest.mark.parametrize("name", SOURCES)
def test_samples(name: str, tmp_path: Path) -> None:
    """Every sample, with pdfLaTeX."""
    document = Golden(name, SOURCES[name], "latex").text()
    assert [] == complaints(document, "pdflatex", tmp_path)
    assert pages(tmp_path) > 0


@pytest.mark.parametrize("name", representatives(SOURCES))
def test_samples_with_unicode(name: str, tmp_path: Path) -> None:
    """One sample a topic, with LuaLaTeX."""
    assert [] == complaints(Golden(name, SOURCES[name], "latex").text(), "lualatex", tmp_path)


@pytest.mark.parametrize("words", [(), ("--level", "4"), ("--key", "--cells", "all")], ids=" ".join)
@pytest.mark.parametrize("topic", topics.names())
def test_sheets(topic: str, words: tuple[str, ...], tmp_path: Path) -> None:
    """Sheets with lines to write on, and keys with every cell worked out."""
    document = handcalc("sheet", topic, *words, "-f", "latex").out
    assert [] == complaints(document, "pdflatex", tmp_path)


@pytest.mark.parametrize("variant", LARGE.values(), ids=list(LARGE))
def test_large_matrices(variant: Variant, tmp_path: Path) -> None:
    """Tall and wide matrices, sums over many lines and powers of ten stay on the page."""
    assert [] == complaints(text_of(record(variant), "latex", cells="all"), "pdflatex", tmp_path)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("label", LATEX_LABELS)
def test_labels(label: str, engine: str, tmp_path: Path) -> None:
    """Any label can be typeset; a character that no font has is printed by its number."""
    document = text_of(labelled([label, "b", label]), "latex", cells="all")
    assert [] == complaints(document, engine, tmp_path)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", ["attention-exercise-11", "moe", "mamba-words"])
def test_fragments(name: str, engine: str, tmp_path: Path) -> None:
    """A fragment fits into a default article."""
    (tmp_path / "part.tex").write_text(
        handcalc("run", f"samples/{name}.yaml", "-f", "latex", "--fragment").out
    )
    encoding = r"\usepackage[T1]{fontenc}" if engine == "pdflatex" else ""
    head = rf"\documentclass{{article}}{encoding}\usepackage{{amsmath,amssymb}}\usepackage[table]{{xcolor}}"
    document = rf"{head}\begin{{document}}Before. \input{{part}} After.\end{{document}}"
    assert [] == complaints(document, engine, tmp_path)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "wrong", [r"\nocommand", "$x", r"\hbox{" + "n" * 200 + "}", r"\rule{1pt}{40cm}", "\u4f60"]
)
def test_what_is_wrong_is_seen(wrong: str, engine: str, tmp_path: Path) -> None:
    """Guard: an unknown command, an open formula, an overfull line or page, a missing character."""
    document = rf"\documentclass{{article}}\begin{{document}}\noindent {wrong} \end{{document}}"
    assert complaints(document, engine, tmp_path)
