"""The rare things that are read, and what comes of them."""

from __future__ import annotations

import errno
import io
import json
from fractions import Fraction
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import yaml

import handcalc as library
from handcalc.cli.main import main
from handcalc.errors import InputError
from handcalc.inputs import yaml_reader
from handcalc.inputs.yaml_reader import read_yaml
from handcalc.limits import FILE_BYTES
from handcalc.record.calculation import Given
from handcalc.record.options import spelled
from handcalc.template import _item
from handcalc.topics._probabilities import random_distribution
from tests.campaigns.faults import Faults, failing
from tests.exercises.marking_sheets import calculated
from tests.run_command import handcalc

MOE = "X: [[1, 0]]\nW_g: [[1, 2], [2, 1]]\n"


def calculation(*words: str, text: str) -> dict[str, Any]:
    """What handcalc reads from standard input, as JSON."""
    outcome = handcalc(*words, "-", "--json", stdin=text.encode())
    assert (0, "") == (outcome.code, outcome.err)
    found: dict[str, Any] = outcome.document
    return found


def test_a_diagonal_may_be_written_as_a_matrix() -> None:
    """With nothing beside it, it is the list of its numbers."""
    texts = ("A: [[2, 3]]\nseed: 1\n", "A: [[[2, 0], [0, 3]]]\nseed: 1\n")
    flat, whole = (calculation("mamba-by-hand", text=text) for text in texts)
    assert flat == whole


def test_items_without_their_axes() -> None:
    """Whoever writes the JSON by hand may give the numbers of an item alone."""
    own = calculation("moe", text=MOE + "experts: [{W: [[1, 0], [0, 1]]}, {W: [[2, 0], [0, 2]]}]\ntop_k: 1\n")
    experts = next(item for item in own["given"] if item["id"] == "experts")
    found = {**own, "given": [*(item for item in own["given"] if item is not experts)]}
    short: dict[str, Any] = {"id": "experts", "items": [{"W": [[1, 0], [0, 1]]}, {"W": [[2, 0], [0, 2]]}]}
    found["given"].append(short)
    assert own["steps"] == calculation("moe", text=json.dumps(found))["steps"]
    short["items"] = [[[1, 0], [0, 1]]]
    outcome = handcalc("moe", "-", stdin=json.dumps(found).encode())
    assert (3, "") == (outcome.code, outcome.out)
    assert "experts, item 1 must be a mapping with" in outcome.err


class TestOptions:
    """Values of options as they are stated and shown."""

    def test_words_in_one_text(self) -> None:
        """On the command line the words of an option have spaces between them; in a file it is a list."""
        words = handcalc("tokenize", "--special", "<s> </s>", "--json").document["options"]["special"]
        text = "corpus: {low: 1}\ntext: low\nspecial: [<s>, </s>]\n"
        assert words == calculation("tokenize", text=text)["options"]["special"]

    def test_a_truth_value_for_a_number(self) -> None:
        """True is no 1."""
        with pytest.raises(InputError, match="base must be e or a number above 1, not 'True'"):
            library.softmax(logits=[[0, 1]], base=True)

    def test_a_third_has_no_decimals(self) -> None:
        """It is stated as it is; a half and less than nothing have."""
        found = [spelled(Fraction(*parts)) for parts in ((1, 3), (1, 2), (-1, 8), (7, 1))]
        assert ["1/3", "0.5", "-0.125", "7"] == found


class TestReading:
    """Files and streams that cannot be read as others can."""

    def test_a_standard_input_that_fails(self) -> None:
        """A folder, for example."""

        class Folder(io.BytesIO):
            def read(self, size: int | None = -1, /) -> bytes:
                raise IsADirectoryError(21, "Is a directory")

        with patch("sys.stdin", io.TextIOWrapper(Folder())), patch("sys.stderr", io.StringIO()) as err:
            assert 3 == main(["softmax", "-"])
        assert "standard input: this is a folder; name a file in it\n" == err.getvalue()

    def test_a_file_that_may_not_be_read(self, tmp_path: Path) -> None:
        """For whatever reason."""
        path = tmp_path / "x.yaml"
        path.write_text("logits: [[0, 1]]")
        with failing(Faults(tmp_path, "read", 1, errno.EACCES)):
            outcome = handcalc("softmax", str(path))
        assert (3, f"{path}: the file may not be read; its permissions forbid it\n") == (
            outcome.code,
            outcome.err,
        )

    def test_a_large_document_of_our_own(self) -> None:
        """Beyond the limit for others: only what was given counts."""
        own = handcalc("softmax", "--json").stdout
        large = own[:-2] + b', "more": "' + b"x" * FILE_BYTES + b'"}\n'
        assert own == handcalc("softmax", "-", "--json", stdin=large).stdout
        assert own == handcalc("softmax", "-", "--json", stdin=own).stdout

    def test_a_document_with_very_many_entries(self) -> None:
        """It is read to its end; what is unknown there is refused by name."""
        head = b'{"schema": "handcalc/calculation", "format_version": "1.0", "topic": "softmax"'
        entries = b"".join(b', "steps": %d' % number for number in range(1100))
        outcome = handcalc("softmax", "-", stdin=head + entries + b"}\n")
        assert (3, "") == (outcome.code, outcome.out)
        assert "logits is missing" in outcome.err

    def test_what_the_loader_without_c_cannot_read(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A character beyond Unicode: refused, not raised."""
        monkeypatch.setattr(yaml_reader, "_LOADER", yaml.SafeLoader)
        with pytest.raises(InputError):
            read_yaml(r'a: "\UFFFFFFFF"')
        assert read_yaml("a: [1]") is not None


def test_shares_are_given_up_in_the_end() -> None:
    """A source of numbers that always says the same gives equal shares, and no endless search."""
    assert 1 == sum(random_distribution(lambda: 0.0, 3))


def test_words_within_an_item_of_a_template() -> None:
    """They stand on the item's line as its numbers do."""
    numbers = calculated("softmax", logits=[[1, 0], [0, 1]]).given[0]._replace(id="layer1.W")
    words = Given("layer1.activation", "text", "what is applied", value="relu")
    assert "{W: [[1, 0], [0, 1]], activation: relu}" == _item([numbers, words])
