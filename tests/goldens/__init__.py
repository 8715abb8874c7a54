"""Golden outputs: whole documents as they were last looked at by a person.

What is written: every sample in samples/, or, while there is none, one published example a topic; each in
every format, 80 columns wide and without colour. `python -m tests.goldens` writes them anew; look at the
difference before you commit it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from handcalc import formats
from handcalc.calculate import calculate
from handcalc.inputs.document import read_document
from handcalc.inputs.from_document import from_document
from handcalc.writing.presentation import present
from tests.examples import EXAMPLES

FOLDER = Path(__file__).parent
SAMPLES = FOLDER.parent.parent / "samples"
FROM_EXAMPLES = ("attention-floor-half-base-3", "softmax-base-3-four", "layernorm-two-rows")


@dataclass(frozen=True)
class Golden:
    """One document in one format."""

    name: str
    source: str
    format: str

    @property
    def path(self) -> Path:
        """Where it is kept."""
        return FOLDER / f"{self.name}.{self.format}.txt"

    def text(self) -> str:
        """What handcalc writes today."""
        file = f"{self.name}.yaml"
        request = from_document(read_document(self.source.encode(), file), file)
        calculation = calculate(request)
        return formats.find(self.format).render(
            present(
                calculation,
                vectors="columns" if request.vectors == "columns" else "rows",
                digits=calculation.arithmetic.digits,
                width=80,
            )
        )

    def __str__(self) -> str:
        return f"{self.name} {self.format}"


def goldens() -> list[Golden]:
    """Every document in every format."""
    return [Golden(name, source, format) for name, source in sources() for format in formats.names()]


def sources() -> Iterator[tuple[str, str]]:
    """The samples, or the published examples while there are none."""
    samples = sorted(SAMPLES.glob("*.yaml"))
    if samples:
        yield from ((path.stem, path.read_text(encoding="utf-8")) for path in samples)
    else:
        yield from ((one.name, one.source) for one in EXAMPLES if one.name in FROM_EXAMPLES)


def left_over() -> list[str]:
    """Files that no document is kept in any more."""
    wanted = {golden.path.name for golden in goldens()}
    return sorted(path.name for path in FOLDER.glob("*.txt") if path.name not in wanted)
