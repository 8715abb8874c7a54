"""How well marking does on simulated students, topic by topic.

Run as `python -m tests.campaigns.simulation [SEEDS [TOPIC …]]` for the table.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

import numpy as np

import handcalc.topics as topics
from handcalc.calculate import calculate
from handcalc.errors import CalculationError
from handcalc.exercises.marking.marking import mark
from handcalc.exercises.misconceptions.applied import apply_misconceptions, wrong_formulas
from handcalc.exercises.misconceptions.shapes import Origins
from handcalc.exercises.sheets.blanks import Blanks, blanks_of
from handcalc.inputs.from_python import from_python
from handcalc.record.calculation import Calculation
from tests.campaigns.simulated_students import (
    STYLES,
    Array,
    Student,
    Style,
    fill_in,
    slips,
    swapped,
    transposed,
    without_sign,
)

DIGITS = 2


@dataclass
class Tally:
    """Of how many cases how many came out as they should, and the first that did not."""

    good: int = 0
    cases: int = 0
    failed: list[str] = field(default_factory=list)

    def add(self, good: bool, what: str) -> None:
        """Count one case."""
        self.good += good
        self.cases += 1
        if not good:
            self.failed.append(what)

    @property
    def share(self) -> float:
        """The share of good ones; 1 where there was no case."""
        return self.good / self.cases if self.cases else 1.0

    def __str__(self) -> str:
        return f"{100 * self.share:6.2f} % of {self.cases:5}" if self.cases else "no case"


def drawn(topic: str, seed: int, options: Mapping[str, Any] | None = None) -> Calculation:
    """The topic's default exercise with this seed, two decimals carried on."""
    given = {"rounding": "carry", "digits": DIGITS, "seed": seed, **(options or {})}
    return calculate(from_python(topics.find(topic), given))


def sheets(calculation: Calculation) -> list[Blanks]:
    """The three levels: one blank a row, whole later steps, everything."""
    found = [blanks_of(calculation, level) for level in (1, 2, 3)]
    return [blanks for blanks in found if blanks]


def without_error(calculation: Calculation, blanks: Blanks, style: Style, tally: Tally) -> None:
    """Every cell must be right or follow."""
    marked = mark(calculation, blanks, fill_in(calculation, blanks, Student(style)), DIGITS)
    bad = [cell for cell in marked.cells if cell.verdict not in ("right", "follows")]
    tally.add(not bad, f"{calculation.topic} {calculation.seed} {style} {bad[:2]}")


def with_blanks(calculation: Calculation, blanks: Blanks, style: Style, random: Random, tally: Tally) -> None:
    """What is left blank must cost itself and nothing else."""
    places = [(step, *cell) for step, cells in blanks.items() for cell in sorted(cells)]
    left = frozenset(place for place in places if random.random() < 0.15)
    answers = fill_in(calculation, blanks, Student(style, left=left))
    marked = mark(calculation, blanks, answers, DIGITS)
    bad = [
        cell
        for cell in marked.cells
        if cell.verdict not in (("blank",) if _place(cell) in left else ("right", "follows"))
    ]
    tally.add(not bad, f"{calculation.topic} {calculation.seed} {style} {bad[:2]} {sorted(left)}")


def _place(cell: Any) -> tuple[str, int, int]:
    return cell.step, cell.row, cell.column


def with_one_slip(
    calculation: Calculation, blanks: Blanks, style: Style, random: Random, tally: Tally
) -> None:
    """Exactly that cell must be wrong, and named as the root."""
    right = fill_in(calculation, blanks, Student(style))
    for place, value in slips(calculation, right, random):
        try:
            answers = fill_in(calculation, blanks, Student(style, slip={place: value}))
        except CalculationError:
            continue  # nobody can go on from there
        marked = mark(calculation, blanks, answers, DIGITS)
        wrong = tuple(_place(cell) for cell in marked.cells if cell.verdict not in ("right", "follows"))
        good = (place,) == wrong == marked.first_errors
        tally.add(good, f"{calculation.topic} {calculation.seed} {style} {place} -> {value}: {wrong[:4]}")
        return


def with_each_mistake(
    calculation: Calculation, blanks: Blanks, style: Style, tallies: dict[str, Tally]
) -> None:
    """Where a mistake changes an answer, it must be named; what comes of it must not be wrong again."""
    origins = Origins(calculation)
    for step in calculation.steps:
        if step.id not in blanks:
            continue
        exchanges = [one.values for one in apply_misconceptions(calculation) if one.step == step.id]
        for name, formula in wrong_formulas(step, origins):
            _judge(calculation, blanks, Student(style, mistake={step.id: formula}), step.id, name, tallies)
        for name, change in finished(step.values, exchanges):
            _judge(calculation, blanks, Student(style, finished={step.id: change}), step.id, name, tallies)


def finished(values: Array, exchanges: list[Array]) -> Iterator[tuple[str, Callable[[Array], Array]]]:
    """What people do to finished numbers; K Qᵀ is Q Kᵀ transposed, and has its name already."""
    if values.dtype == object:
        return
    square = values.shape[0] == values.shape[1] > 1
    if square and not any(np.array_equal(values.T, other) for other in exchanges):
        yield "transposed", transposed
    if values.shape[1] > 1 and values.shape != (2, 2):  # there, transposed may be the same
        yield "swapped-cells", swapped
    if np.isfinite(values[0, -1]):
        yield "lost-sign", without_sign


def _judge(
    calculation: Calculation,
    blanks: Blanks,
    student: Student,
    step: str,
    name: str,
    tallies: dict[str, Tally],
) -> None:
    try:
        answers = fill_in(calculation, blanks, student)
        right = fill_in(calculation, blanks, Student(student.style))
    except CalculationError:
        return
    if all(answers[step][place].value == right[step][place].value for place in blanks[step]):
        return
    marked = mark(calculation, blanks, answers, DIGITS)
    said = dict(marked.misconceptions).get(step)
    what = f"{calculation.topic} {calculation.seed} {student.style} {step} {name}: {said}"
    elsewhere = [cell for cell in marked.cells if cell.verdict == "wrong" and cell.step != step]
    tallies.setdefault(name, Tally()).add(said == name and not elsewhere, f"{what} {elsewhere[:1]}")


@dataclass
class Figures:
    """What was measured on one topic."""

    errorless: Tally = field(default_factory=Tally)
    blank: Tally = field(default_factory=Tally)
    slip: Tally = field(default_factory=Tally)
    mistakes: dict[str, Tally] = field(default_factory=dict)

    @property
    def named(self) -> Tally:
        """All mistakes together."""
        every = self.mistakes.values()
        return Tally(sum(one.good for one in every), sum(one.cases for one in every))


def measure(
    topic: str, seeds: range, options: Mapping[str, Any] | None = None, mistakes_every: int = 1
) -> Figures:
    """The figures of a topic over many exercises."""
    figures = Figures()
    for seed in seeds:
        calculation, random = drawn(topic, seed, options), Random(f"{topic} {seed}")
        for style in STYLES:
            for blanks in sheets(calculation):
                without_error(calculation, blanks, style, figures.errorless)
                with_blanks(calculation, blanks, style, random, figures.blank)
                with_one_slip(calculation, blanks, style, random, figures.slip)
            if seed % mistakes_every == 0:
                with_each_mistake(calculation, blanks_of(calculation, 3), style, figures.mistakes)
    return figures


def main(seeds: int, names: list[str]) -> None:
    """Print the table."""
    print(f"{'topic':14}{'without error':>20}{'with blanks':>20}{'one slip':>20}{'mistakes named':>20}")
    for name in names:
        found = measure(name, range(seeds), mistakes_every=3)
        figures = (found.errorless, found.blank, found.slip, found.named)
        print(f"{name:14}" + "".join(f"{figure!s:>20}" for figure in figures), flush=True)
        for tally in (found.errorless, found.blank, found.slip, *found.mistakes.values()):
            for failed in tally.failed[:2]:
                print("   ", failed[:400], flush=True)
        for mistake, tally in found.mistakes.items():
            if tally.share < 0.9:
                print("   ", mistake, tally)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10, sys.argv[2:] or topics.names())
