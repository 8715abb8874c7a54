"""Golden outputs: whole documents as they were last looked at by a person.

What is kept, 80 columns wide and without colour: every sample in the format table, and one sample of each
topic, the shortest, in all the other formats; and the template of every topic. That is little enough to be
read when it changes, and every topic and format is in it. `python -m tests.goldens` writes them anew; look
at the difference before you commit it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from handcalc import formats, topics
from handcalc.calculate import calculate
from handcalc.formats.document.presentation import present
from handcalc.formats.html.assets import asset, policy
from handcalc.from_document import from_document
from handcalc.inputs.document import read_document
from handcalc.template import template
from tests.paths import SAMPLES
from tests.sample_files import without_statements
from tests.variants import TEXT_FORMATS

FOLDER = Path(__file__).parent
TEMPLATES = FOLDER / "templates"
TEMPLATE_ENDS = "// --- the calculation ---\n"
"""The template before it, the same in every Typst document, is a file of its own."""
READ = "table"
"""The format in which every sample is kept: the one that people read."""


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

    @property
    def topic(self) -> str:
        """What it calculates."""
        return _topic(self.source)

    def text(self) -> str:
        """What handcalc writes today."""
        file = f"{self.name}.yaml"
        request = from_document(read_document(self.source.encode(), file), file)
        calculation = calculate(request)
        page = present(
            calculation,
            vectors="columns" if request.vectors == "columns" else "rows",
            digits=calculation.arithmetic.digits,
            width=80,
        )
        text = formats.as_text(self.format, page)
        return without_assets(text.partition(TEMPLATE_ENDS)[2 if self.format == "typst" else 0])

    def __str__(self) -> str:
        return f"{self.name} {self.format}"


@dataclass(frozen=True)
class Template:
    """The input file to start from, of one topic."""

    topic: str

    @property
    def path(self) -> Path:
        """Where it is kept."""
        return TEMPLATES / f"{self.topic}.yaml"

    def text(self) -> str:
        """What handcalc writes today."""
        return template(topics.find(self.topic))

    def __str__(self) -> str:
        return f"template {self.topic}"


def templates() -> list[Template]:
    """That of every topic."""
    return [Template(name) for name in topics.names()]


def without_assets(text: str) -> str:
    """A page with the names of its style and script in their place, which are files to be read themselves."""
    for name in ("page.css", "page.js"):
        text = text.replace(asset(name), name)
    return text.replace(policy(), "the policy")


def goldens() -> list[Golden]:
    """Every sample as people read it, and one a topic in the other formats."""
    found = dict(sources())
    others = [format for format in TEXT_FORMATS if format != READ]
    return [
        *(Golden(name, source, READ) for name, source in found.items()),
        *(Golden(name, found[name], format) for name in representatives(found) for format in others),
    ]


def sources() -> Iterator[tuple[str, str]]:
    """Every sample's name and text."""
    for path in sorted(SAMPLES.glob("*.yaml")):
        yield path.stem, path.read_text(encoding="utf-8")


def representatives(found: dict[str, str]) -> list[str]:
    """The sample with the least text of each topic, the first of equals."""
    length = {name: len(without_statements(source)) for name, source in found.items()}
    shortest: dict[str, str] = {}
    for name, source in found.items():
        topic = _topic(source)
        if topic not in shortest or length[name] < length[shortest[topic]]:
            shortest[topic] = name
    return sorted(shortest.values())


def _topic(source: str) -> str:
    return next(line.split()[1] for line in source.splitlines() if line.startswith("topic:"))


def kept() -> list[Golden | Template]:
    """Everything."""
    return [*goldens(), *templates()]


def left_over() -> list[Path]:
    """Files that no document is kept in any more."""
    wanted = {golden.path for golden in kept()}
    return sorted({*FOLDER.glob("*.txt"), *TEMPLATES.iterdir()} - wanted)
