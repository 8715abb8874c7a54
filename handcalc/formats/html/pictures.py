"""Pictures below a matrix, hidden from screen readers: bars, unit interval, tree of a beam search."""

from __future__ import annotations

from collections.abc import Iterator

from handcalc.formats.document.blocks import MatrixBlock
from handcalc.formats.document.pictures import bars, tree, unit_interval
from handcalc.formats.document.presentation import Presentation
from handcalc.formats.html.markup import text
from handcalc.formats.html.notation import MATHML
from handcalc.record.calculation import Step

WIDTH = 1000
"""Width of a picture in its own units; the page scales it."""
LETTER = 18
"""Width of a letter."""


def pictures(p: Presentation, block: MatrixBlock) -> Iterator[str]:
    """The picture of a step, if it has one."""
    if block.picture == "bars":
        yield from _bars(block)
    elif block.picture == "unit interval" and block.step is not None:
        yield from _unit_interval(block.step)
    elif block.picture == "tree" and block.step is not None:
        yield from _tree(p, block.step)


def _bars(block: MatrixBlock) -> Iterator[str]:
    """A bar for each row, such as the load of an expert."""
    yield '<div class="bars" aria-hidden="true">'
    for label, length in bars(block):
        bar = f'<rect width="{length * WIDTH:.0f}" height="10"></rect>'
        yield f"<span>{text(label)}</span>"
        yield f'<svg viewBox="0 0 {WIDTH} 10" preserveAspectRatio="none">{bar}</svg>'
    yield "</div>"


def _unit_interval(step: Step) -> Iterator[str]:
    """The line from 0 to 1 with the interval of each word, and a mark below it for the random number."""
    picture = unit_interval(step)
    if picture is None:
        return
    yield f'<svg class="interval" viewBox="-12 0 {WIDTH + 24} 92" aria-hidden="true">'
    for word, left, right in picture.intervals:
        start, length = left * WIDTH, (right - left) * WIDTH
        yield f'<rect x="{start:.1f}" y="4" width="{length:.1f}" height="44"></rect>'
        if len(word) * LETTER <= length:
            yield f'<text x="{start + length / 2:.1f}" y="35">{text(word)}</text>'
    place = picture.draw * WIDTH
    yield f'<path d="M{place:.1f} 52l-9 16h18z"></path>'
    yield f'<text class="end" x="0" y="88">0</text><text class="end" x="{WIDTH}" y="88">1</text></svg>'


def _tree(p: Presentation, step: Step) -> Iterator[str]:
    """The hypotheses of a beam search as nested lists; those in the beam are highlighted."""
    branches = tree(p, step, MATHML)
    if not branches:
        return
    depth = -1
    lines = []
    for branch in branches:
        lines.append("<ul>" * (branch.depth - depth) if branch.depth > depth else "</li>")
        lines.append("</ul></li>" * (depth - branch.depth))
        words = f"{text(branch.text)} {branch.probability}"
        lines.append(f"<li>{f'<strong>{words} ✓</strong>' if branch.in_beam else words}")
        depth = branch.depth
    yield '<div class="tree" aria-hidden="true">'
    yield "".join(lines) + "</li></ul>" * (depth + 1)
    yield "</div>"
