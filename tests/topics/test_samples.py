"""Every sample runs in every format and orientation, says where it is from, and gives what was published."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
import yaml
from rich.cells import cell_len

from handcalc import formats, topics
from handcalc.calculate import calculate
from handcalc.formats.document.presentation import present
from handcalc.from_document import from_document
from handcalc.inputs.document import read_document
from handcalc.record.calculation import Calculation
from tests.paths import WORKED_EXAMPLES
from tests.run_command import handcalc
from tests.sample_files import (
    EXACT,
    MAIN,
    STATEMENTS,
    Sample,
    all_samples,
    samples_by_topic,
    without_statements,
)
from tests.sampling import daily_sample
from tests.variants import TEXT_FORMATS

SAMPLES = [sample.path for sample in all_samples()]
ORIENTATIONS: tuple[Literal["rows", "columns"], ...] = ("rows", "columns")

RENAMED = {
    "attention-exercise-11": "attention-floor-half-base-3",
    "attention-exercise-11-e": "attention-exact",
    "attention-exercise-11-carry": "attention-carry-one-decimal",
    "attention-i-like-cats": "attention-i-like-cats",
    "attention-causal-i-like-cats": "attention-causal-i-like-cats",
    "attention-two-heads-i-like-cats": "attention-two-heads",
    "attention-padding-mask": "attention-padding-mask",
    "attention-cross-one-query": "attention-one-query-two-sources",
    "mamba-four-channels": "mamba-selective-scan",
    "moe": "moe-by-hand",
}
"""Samples that are not called as the published examples they were made from."""

PUBLISHED = RENAMED | {
    path.stem: path.stem for path in WORKED_EXAMPLES.glob("*.yaml") if path.stem not in RENAMED.values()
}
"""Samples made from published examples, and the files that hold what was published: all of them."""

every_sample = pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)


@cache
def _calculation(sample: Path) -> Calculation:
    """A sample's calculation, made once for all tests of this file."""
    return calculate(from_document(read_document(sample.read_bytes(), sample.name), sample.name))


@cache
def _document(sample: Path, *more: str) -> dict[str, Any]:
    """The JSON that the command prints."""
    outcome = handcalc("run", str(sample), "--json", *more)
    assert (0, "") == (outcome.code, outcome.err)
    document: dict[str, Any] = outcome.document
    return document


def _steps(document: dict[str, Any]) -> dict[str, Any]:
    """The values of each step, and of the results that have names of their own."""
    steps = {step["id"]: step["values"] for step in document["steps"]}
    return {name: _cells(values) for name, values in (document["results"] | steps).items()}


def _cells(values: Any) -> Any:
    """Numbers, masked scores and all, or words, as an array."""
    try:
        return np.array(values, dtype=float)
    except ValueError:
        return np.array(values)


@pytest.mark.parametrize("sample", daily_sample(SAMPLES, one_in=4, ids=lambda path: path.stem))
def test_every_sample_runs_in_every_format_and_both_orientations(sample: Path) -> None:
    """There is output in each, and no line of a table is wider than 80 columns."""
    calculation = _calculation(sample)
    for vectors in ORIENTATIONS:
        p = present(calculation, vectors=vectors, digits=calculation.arithmetic.digits, width=80)
        for name in TEXT_FORMATS:
            text = formats.as_text(name, p)
            assert text.strip(), (vectors, name)
            if name == "table":
                assert 80 >= max(map(cell_len, text.splitlines())), vectors


@every_sample
def test_run_prints_it(sample: Path) -> None:
    """`handcalc run` prints the title, and nothing on stderr."""
    outcome = handcalc("run", str(sample))
    assert (0, "") == (outcome.code, outcome.err)
    assert outcome.out.startswith(f"{_document(sample)['title']}\n")


@every_sample
def test_a_sample_says_what_it_shows_and_where_its_numbers_are_from(sample: Path) -> None:
    """The comment above the first key ends in a source; of others' exercises only numbers were taken."""
    shows, marker, source = Sample(sample).header.partition(" Source: ")
    assert marker
    assert shows.rstrip().endswith(".")
    ours = source.startswith("made for handcalc")
    assert ours or source.endswith(" Only numbers were taken.")
    assert not (ours and sample.stem in PUBLISHED)


@every_sample
def test_a_sample_names_its_topic_and_has_a_title(sample: Path) -> None:
    """topic: and title: are inside, so that `handcalc run` is enough; its numbers are all given."""
    document = _document(sample)
    assert document["title"]
    assert document["seed"] is None


@every_sample
def test_every_check_of_a_sample_holds(sample: Path) -> None:
    """What must be true of each step is true."""
    checks = _document(sample)["checks"]
    assert [] == [check for check in checks if not check["holds"]]


@every_sample
def test_columns_are_the_transpose_of_rows(sample: Path) -> None:
    """Both orientations show the same numbers; what does not turn, tables and pictures, is the same."""
    rows, columns = (_steps(_document(sample, "--vectors", vectors)) for vectors in ORIENTATIONS)
    assert list(rows) == list(columns)
    steps, results = _calculation(sample).steps, _calculation(sample).results
    turned = {name: leaf.transposes for name, leaf in results.items()}
    turned |= {step.id: step.result.transposes for step in steps}
    for name, values in rows.items():
        assert columns[name].tolist() == (values.T if turned[name] else values).tolist()


@every_sample
def test_which_samples_are_exact(sample: Path) -> None:
    """Every step of those that state it is a fraction; the others are refused, and the step is named."""
    outcome = handcalc("run", str(sample), "--json", "--rounding", "exact")
    assert (0 if Sample(sample).states(EXACT) else 3) == outcome.code
    if outcome.code:
        assert ": step " in outcome.err
    else:
        assert all("fractions" in step for step in outcome.document["steps"] if _holds_cells(step))


def _holds_cells(step: dict[str, Any]) -> bool:
    return bool(_cells(step["values"]).dtype.kind == "f")


@every_sample
def test_a_sample_that_recommends_exact_is_among_the_exact_ones(sample: Path) -> None:
    """No header promises what does not work."""
    assert "--rounding exact" not in Sample(sample).header or Sample(sample).states(EXACT)


@pytest.mark.parametrize("topic", topics.names())
def test_every_topic_has_one_main_sample(topic: str) -> None:
    """Of several the one that says so; of one nothing need be said."""
    first, *others = samples_by_topic()[topic]
    assert first.states(MAIN) == bool(others)
    assert [] == [sample.name for sample in others if sample.states(MAIN)]


def test_statements_are_in_the_words_that_are_read() -> None:
    """Whatever a sample states, it states in the line above its source."""
    for sample in all_samples():
        shows, _, _ = sample.header.partition(" Source: ")
        stated = " ".join(statement for statement in STATEMENTS if sample.states(statement))
        assert shows.endswith(stated), sample.name
        assert without_statements(sample.text).count("\n") == sample.text.count("\n") - bool(stated)


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_samples_give_the_published_steps(name: str) -> None:
    """Every step that the example lists comes out as it is listed."""
    expected = _example(name)["expect"]
    found = _steps(_document(_sample(name)))
    assert set() == set(expected) - set(found)
    for step, values in expected.items():
        _agree(values, found[step])


def _agree(expected: Any, found: Any) -> None:
    """A flat list is one row or column, a number or word one cell; a matrix has to agree in shape."""
    wanted = _cells(expected)
    if wanted.ndim < 2:
        assert wanted.size == found.size
        wanted = wanted.reshape(found.shape)
    assert wanted.shape == found.shape
    if found.dtype.kind == "f":
        np.testing.assert_allclose(found, wanted, rtol=1e-6, atol=1e-9)
    else:
        assert wanted.tolist() == found.tolist()


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_samples_have_the_published_inputs(name: str) -> None:
    """The numbers given are those of the example, and nothing else is stated but rounding and digits."""
    sample = yaml.safe_load(_sample(name).read_text(encoding="utf-8"))
    stated = {key: value for key, value in sample.items() if key not in ("topic", "title")}
    example = _example(name)
    arguments = example.get("args", [])
    spoken = {
        key.removeprefix("--"): value for key, value in zip(arguments[::2], arguments[1::2], strict=True)
    }
    assert {**example["input"], **spoken} == {
        key: str(value) if key in spoken else value for key, value in stated.items()
    }


def test_every_published_example_has_its_sample() -> None:
    """No example is left behind, and the lists above name files that are there."""
    assert {path.stem for path in WORKED_EXAMPLES.glob("*.yaml")} == set(PUBLISHED.values())
    assert {path.stem for path in SAMPLES} >= {*PUBLISHED}


def test_a_published_sample_with_a_slip_is_noticed() -> None:
    """The twin: one number or one word changed, and the comparison above fails."""
    steps = _steps(_document(_sample("softmax-base-3-four")))
    _agree([[3], [1], [3], [243]], steps["E"])
    with pytest.raises(AssertionError):
        _agree([[3], [1], [3], [244]], steps["E"])
    words = _steps(_document(_sample("tokenize-low-lower-new")))
    with pytest.raises(AssertionError):
        _agree(["low", "e", "s"], words["tokens"])


def test_a_mole_goes_in_alike_and_comes_out_three_ways() -> None:
    """The row of mole is the same in the three files, and its result differs in each."""
    documents = [_document(_sample(f"mole-{name}")) for name in ("1-animal", "2-spy", "3-skin")]
    given = [_cells(document["given"][0]["values"])[1] for document in documents]
    results = [_cells(document["results"]["R"])[1] for document in documents]
    np.testing.assert_array_equal(given[0], given[1])
    np.testing.assert_array_equal(given[0], given[2])
    assert [1, 2, 3] == [int(np.argmax(result)) for result in results]


def _sample(name: str) -> Path:
    return SAMPLES[0].parent / f"{name}.yaml"


def _example(name: str) -> dict[str, Any]:
    example: dict[str, Any] = yaml.safe_load((WORKED_EXAMPLES / f"{PUBLISHED[name]}.yaml").read_text("utf-8"))
    return example
