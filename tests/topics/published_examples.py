"""The published worked examples, as the files that users would write."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from typing import Any

import yaml

from handcalc.from_document import from_document
from handcalc.inputs.document import read_document
from handcalc.inputs.options import offered, parse_option
from handcalc.inputs.request import Request
from tests.paths import WORKED_EXAMPLES

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|-Infinity")


@dataclass(frozen=True)
class Example:
    """One file of worked_examples."""

    name: str
    text: str

    @property
    def stated(self) -> dict[str, Any]:
        """Everything that the file says."""
        found: dict[str, Any] = yaml.safe_load(self.text)
        return found

    @property
    def source(self) -> str:
        """The input file, in the bytes that stand under `input:`."""
        lines = self.text.splitlines(keepends=True)
        first = lines.index("input:\n") + 1
        last = next((n for n in range(first, len(lines)) if lines[n][0] not in " \n"), len(lines))
        return f"topic: {self.stated['topic']}\n" + textwrap.dedent("".join(lines[first:last]))

    @property
    def vectors(self) -> str:
        """How the file is written."""
        return str(self.stated["input"].get("vectors", "rows"))

    def request(self, **options: str) -> Request:
        """The request that the file makes with its own arguments, and more options as texts."""
        name = f"{self.name}.yaml"
        request = from_document(read_document(self.source.encode(), name), name)
        words = iter(self.stated.get("args", []))
        said = {word.removeprefix("--"): next(words) for word in words} | options
        known = offered(request.topic)
        return request.overridden({k: parse_option(known[k], v) for k, v in said.items()}, None)

    @property
    def expected(self) -> dict[str, Any]:
        """What each step must be, in the orientation of the file."""
        return {name: number_or_word(value) for name, value in self.stated["expect"].items()}

    def __str__(self) -> str:
        return self.name


def number_or_word(value: Any) -> Any:
    """What safe_load reads as text although it is a number: 1e-5 and -Infinity."""
    if isinstance(value, list):
        return [number_or_word(item) for item in value]
    return float(value) if isinstance(value, str) and NUMBER.fullmatch(value) else value


EXAMPLES = [
    Example(path.stem, path.read_text(encoding="utf-8")) for path in sorted(WORKED_EXAMPLES.glob("*.yaml"))
]
