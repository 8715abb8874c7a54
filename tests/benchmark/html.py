"""How long a page of HTML takes: processor time of one sheet, one key and one full page, drawing apart.

Run as `python -m tests.benchmark.html`. Aims: a small attention sheet in 4 ms and its key in 6 ms, so that
1,000 sheets with all around them take less than 10 s on two cores.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import count

import handcalc.topics as topics
from handcalc import formats
from handcalc.calculate import calculate
from handcalc.errors import CalculationError
from handcalc.exercises.sheets.sheet import SheetRecipe, on_paper, sheet
from handcalc.formats.document.presentation import Presentation, present
from handcalc.inputs.from_python import from_python
from handcalc.record.calculation import Calculation

SMALL = {"tokens": 3, "d_model": 3, "d_k": 2, "d_v": 2, "base": 3}
TIMES = 100


def drawn(topic: str) -> Iterator[Calculation]:
    """Exercises of a topic, one after the other; small ones of attention."""
    given = SMALL if topic == "attention" else {}
    for seed in count():
        try:
            yield calculate(on_paper(from_python(topics.find(topic), {**given, "seed": seed})))
        except CalculationError:  # rounded to nothing, which no class is given
            continue


def milliseconds(made: list[Calculation], view: Callable[[Calculation], Presentation]) -> float:
    """Processor time of a page of each calculation."""
    render = formats.find("html").render
    render(view(made[0]))
    start = time.process_time()
    for calculation in made:
        render(view(calculation))
    return (time.process_time() - start) / len(made) * 1000


def costs(topic: str) -> Iterator[float]:
    """Milliseconds of a sheet, a key and a full page."""
    exercises = drawn(topic)
    made = [next(exercises) for _ in range(TIMES)]
    making = SheetRecipe(2, None, "rows", (topic,))
    yield milliseconds(made, lambda one: sheet(one, making))
    yield milliseconds(made, lambda one: sheet(one, making, answered=True))
    yield milliseconds(made, lambda one: present(one, digits=2))


if __name__ == "__main__":
    print(f"{'ms of processor time':<22}{'sheet':>8}{'key':>8}{'page':>8}")
    for name in ("attention", "softmax", "layernorm", "moe", "mamba", "encoder"):
        print(f"{name:<22}{''.join(f'{one:>8.1f}' for one in costs(name))}", flush=True)
