"""Every sample runs in every format and orientation, says where it is from, and gives what was published."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from handcalc import formats
from tests.running import handcalc

SAMPLES = sorted((Path(__file__).parents[1] / "samples").glob("*.yaml"))
EXAMPLES = Path(__file__).parent / "worked_examples"
ORIENTATIONS = ("rows", "columns")

PUBLISHED = {
    "attention-exercise-11": "attention-floor-half-base-3",
    "attention-exercise-11-e": "attention-exact",
    "attention-exercise-11-carry": "attention-carry-one-decimal",
    "attention-i-like-cats": "attention-i-like-cats",
    "attention-causal-i-like-cats": "attention-causal-i-like-cats",
    "attention-two-heads-i-like-cats": "attention-two-heads",
    "attention-padding-mask": "attention-padding-mask",
    "attention-cross-one-query": "attention-one-query-two-sources",
    "softmax-base-3-four": "softmax-base-3-four",
    "softmax-base-3-six": "softmax-base-3-six",
    "softmax-e-four": "softmax-e-four",
    "softmax-e-six": "softmax-e-six",
    "layernorm-two-rows": "layernorm-two-rows",
    "batch-norm-one-feature": "batch-norm-one-feature",
}
"""Samples made from published examples, and the files that hold what was published."""

EXACT = (
    "attention-exercise-11",
    "attention-black-cat",
    "attention-causal-once-upon-a-time",
    "attention-image-patches",
    "attention-two-heads-she-reads-books",
    "attention-grouped-query",
    "mole-1-animal",
    "mole-2-spy",
    "mole-3-skin",
    "softmax-base-3-four",
    "softmax-base-3-six",
    "layernorm-exact",
    "rms-norm",
    "batch-norm-one-feature",
)
"""Samples of which every step is a fraction."""

every_sample = pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)


def _document(sample: Path, *more: str) -> dict[str, Any]:
    outcome = handcalc("run", str(sample), "--json", *more)
    assert (0, "") == (outcome.code, outcome.err)
    document: dict[str, Any] = outcome.document
    return document


def _steps(document: dict[str, Any]) -> dict[str, Any]:
    return {step["id"]: _numbers(step["values"]) for step in document["steps"]}


def _numbers(values: Any) -> Any:
    """Values, masked scores and all, as an array."""
    return np.array(values, dtype=float)


def _header(sample: Path) -> str:
    lines = sample.read_text(encoding="utf-8").split("\n\n")[0].splitlines()
    assert all(line.startswith("#") for line in lines)
    return " ".join(line.removeprefix("#").strip() for line in lines)


@every_sample
@pytest.mark.parametrize("vectors", ORIENTATIONS)
@pytest.mark.parametrize("name", formats.names())
def test_every_sample_runs_in_every_format_and_both_orientations(
    sample: Path, vectors: str, name: str
) -> None:
    """There is output, nothing on stderr, and no table is wider than 80 columns."""
    outcome = handcalc("run", str(sample), "-f", name, "--vectors", vectors)
    assert (0, "") == (outcome.code, outcome.err)
    assert outcome.out.strip()
    if name == "table":
        assert 80 >= max(map(len, outcome.out.splitlines()))


@every_sample
def test_a_sample_says_what_it_shows_and_where_its_numbers_are_from(sample: Path) -> None:
    """The comment above the first key ends in a source; of others' exercises only numbers were taken."""
    header = _header(sample)
    shows, marker, source = header.partition(" Source: ")
    assert marker
    assert shows.rstrip().endswith(".")
    expected = "Only numbers were taken." if sample.stem in PUBLISHED else "made for handcalc."
    assert source.endswith(expected)


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
    """Both orientations show the same numbers."""
    rows, columns = (_steps(_document(sample, "--vectors", vectors)) for vectors in ORIENTATIONS)
    assert list(rows) == list(columns)
    for step, values in rows.items():
        np.testing.assert_array_equal(values.T, columns[step])


@pytest.mark.parametrize("name", EXACT)
def test_samples_that_say_so_are_exact(name: str) -> None:
    """Every step of them is a fraction."""
    document = _document(_sample(name), "--rounding", "exact")
    assert all("fractions" in step for step in document["steps"])


@every_sample
def test_a_sample_that_recommends_exact_is_among_the_exact_ones(sample: Path) -> None:
    """No header promises what does not work."""
    assert "--rounding exact" not in _header(sample) or sample.stem in EXACT


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_samples_give_the_published_steps(name: str) -> None:
    """Every step that the example lists comes out as it is listed."""
    expected = _example(name)["expect"]
    found = _steps(_document(_sample(name)))
    assert set() == set(expected) - set(found)
    for step, values in expected.items():
        np.testing.assert_allclose(found[step], _shaped(values, found[step]), rtol=1e-6, atol=1e-9)


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
    """No example is left behind, and the table above names files that are there."""
    assert {path.stem for path in EXAMPLES.glob("*.yaml")} >= set(PUBLISHED.values())
    assert {path.stem for path in SAMPLES} >= {*PUBLISHED, *EXACT}


def test_a_published_sample_with_a_slip_is_noticed() -> None:
    """The twin: one number changed, and the comparison above fails."""
    found = _steps(_document(_sample("softmax-base-3-four")))["E"]
    slip = [[3], [1], [3], [244]]
    with pytest.raises(AssertionError):
        np.testing.assert_allclose(found, _shaped(slip, found), rtol=1e-6, atol=1e-9)


def test_a_mole_goes_in_alike_and_comes_out_three_ways() -> None:
    """The row of mole is the same in the three files, and its result differs in each."""
    documents = [_document(_sample(f"mole-{name}")) for name in ("1-animal", "2-spy", "3-skin")]
    given = [_numbers(document["given"][0]["values"])[1] for document in documents]
    results = [_numbers(document["results"]["R"])[1] for document in documents]
    np.testing.assert_array_equal(given[0], given[1])
    np.testing.assert_array_equal(given[0], given[2])
    assert [1, 2, 3] == [int(np.argmax(result)) for result in results]


def _sample(name: str) -> Path:
    return SAMPLES[0].parent / f"{name}.yaml"


def _example(name: str) -> dict[str, Any]:
    example: dict[str, Any] = yaml.safe_load((EXAMPLES / f"{PUBLISHED[name]}.yaml").read_text("utf-8"))
    return example


def _shaped(values: Any, like: Any) -> Any:
    """A flat list as one row or one column; a matrix has to agree in shape."""
    numbers = _numbers(_with_infinities(values))
    if numbers.ndim < 2:
        assert numbers.size == like.size
        return numbers.reshape(like.shape)
    assert numbers.shape == like.shape
    return numbers


def _with_infinities(values: Any) -> Any:
    if isinstance(values, list):
        return [_with_infinities(value) for value in values]
    return float(values)
