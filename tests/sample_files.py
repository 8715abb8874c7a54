"""The samples, and what their first lines say: what is shown, statements in fixed words, and the source."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.paths import SAMPLES

MAIN = "Main sample of its topic."
EXACT = "Every step is a fraction."
UNPUBLISHED = "Published example: none known."
STATEMENTS = (MAIN, EXACT, UNPUBLISHED)
"""What a sample may state in the line above its source, for tests and for lists of samples."""


@dataclass(frozen=True)
class Sample:
    """One file of samples/."""

    path: Path

    @property
    def name(self) -> str:
        """Its file without the suffix."""
        return self.path.stem

    @property
    def text(self) -> str:
        """The whole file."""
        return self.path.read_text(encoding="utf-8")

    @property
    def stated(self) -> dict[str, Any]:
        """Everything but the comment above it."""
        found: dict[str, Any] = yaml.safe_load(self.text)
        return found

    @property
    def topic(self) -> str:
        """What it calculates."""
        return str(self.stated["topic"])

    @property
    def header(self) -> str:
        """The comment above the first key, as one line."""
        lines = self.text.split("\n\n")[0].splitlines()
        assert all(line.startswith("#") for line in lines)
        return " ".join(line.removeprefix("#").strip() for line in lines)

    def states(self, statement: str) -> bool:
        """Whether the header makes one of the statements."""
        return statement in self.header


def without_statements(text: str) -> str:
    """The text of a sample without the line of its statements."""
    begins = tuple(f"# {statement}" for statement in STATEMENTS)
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(begins))


def all_samples() -> list[Sample]:
    """Every sample, by name."""
    return [Sample(path) for path in sorted(SAMPLES.glob("*.yaml"))]


def samples_by_topic() -> dict[str, list[Sample]]:
    """The samples of each topic, the main one first."""
    found: dict[str, list[Sample]] = {}
    for sample in sorted(all_samples(), key=lambda sample: not sample.states(MAIN)):
        found.setdefault(sample.topic, []).append(sample)
    return found
