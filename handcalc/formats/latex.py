r"""A complete document for pdfLaTeX or LuaLaTeX, or with `--fragment` a part to `\input` into one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import assert_never

from handcalc.formats import Format
from handcalc.latex.falk import falk
from handcalc.latex.notation import BREAKING, LATEX
from handcalc.latex.page import COMMANDS, END, NEEDED, PREAMBLE
from handcalc.latex.tables import line, look_of, matrix_tables, table
from handcalc.latex.text import escaped, table_number
from handcalc.latex.widths import FRAGMENT, PAGE, width
from handcalc.writing.cells import CellWriter, WorkedCell
from handcalc.writing.falk import scheme
from handcalc.writing.grid import LARGEST
from handcalc.writing.presentation import Presentation
from handcalc.writing.walk import (
    Advice,
    Block,
    Checked,
    Conclusion,
    Fields,
    Footer,
    Heading,
    Lookup,
    Part,
    SheetBlock,
    Shown,
    Text,
    walk,
)

_LINE = r"\hrulefill{}"
"""Where there is room for a name."""


def render(p: Presentation) -> str:
    """The whole document, or the part that belongs into another one."""
    blocks = groupby(walk(p, LATEX, LARGEST), _is_given)
    texts = (text for given, group in blocks for text in (_givens if given else _others)(p, group))
    body = "".join(f"{text}\n" for text in texts)
    if p.fragment:
        return f"{NEEDED}{COMMANDS}\n{body}"
    return f"{PREAMBLE}{COMMANDS}\n{body}{END}"


def _is_given(block: Block) -> bool:
    return isinstance(block, Shown) and block.number is None


def _others(p: Presentation, blocks: Iterable[Block]) -> Iterator[str]:
    return (text for block in blocks for text in _texts(p, block))


def _texts(p: Presentation, block: Block) -> Iterator[str]:
    match block:
        case Heading(title, facts):
            yield f"\\section*{{{escaped(title)}}}"
            yield f"\\hcfacts{{{escaped(' · '.join(facts))}}}"
        case Part(title):
            yield f"\n\\subsection*{{{escaped(title)}}}"
        case Text(identifier, title, text):
            named = f"{escaped(title)} (\\texttt{{{escaped(identifier)}}})"
            yield f"\\hcline{{{named}: {escaped(text)}}}"
        case Shown():
            yield from _step(p, block)
        case Checked(step, _, holds):
            mark = r"$\checkmark$" if holds else r"$\times$"
            yield f"\\hcline{{{mark} {escaped(step)}: {escaped(block.sentence)}}}"
        case Conclusion(text):
            yield f"\\hcline{{\\textbf{{{escaped(text)}}}}}"
        case _:
            yield from _of_a_sheet(block)


def _of_a_sheet(block: SheetBlock) -> Iterator[str]:
    match block:
        case Fields(fields):
            pairs = (f"{escaped(name)}: {escaped(known) or _LINE}" for name, known in fields)
            yield f"\\hcline{{{' '.join(pairs)}}}"
        case Advice(text):
            yield f"\\hcline{{{escaped(text)}}}"
        case Lookup(title, grid):
            heads = [f"${table_number(text)}$" for text in grid.columns]
            powers = [f"${table_number(text)}$" for text in grid.cells[0]]
            lines = [f"{line([escaped(title), *heads])} \\hline", line(["", *powers])]
            yield "\\hcline{" + table(f"l|{'r' * len(heads)}", lines) + "}"
        case Footer(texts):
            yield r"\par\bigskip\hrule\smallskip"
            for text in texts:
                yield f"{{\\footnotesize\\noindent {escaped(text)}\\par}}"
        case _:
            assert_never(block)


def _givens(p: Presentation, blocks: Iterable[Block]) -> Iterator[str]:
    """Inputs, and results before rounding, beside each other as long as there is room."""
    yield r"\hcgivens{%"
    remarks = []
    for block in blocks:
        assert isinstance(block, Shown)
        title = f"{escaped(block.title)} ${block.name}$\\\\\\small {escaped(block.shape)}"
        tables = matrix_tables(block.name, block.grid, look_of(block), _room(p))
        yield f"\\hcgiven{{{title}}}{{{_BELOW.join(tables)}}}"
        if block.grid.left_out:
            remarks.append(f"${block.name}$: {escaped(block.grid.left_out)}")
    yield "}"
    yield from (f"\\hcnote{{{remark}}}" for remark in remarks)


_BELOW = "\\\\[6pt]\n"
"""Between two blocks of columns of one matrix."""


def _step(p: Presentation, block: Shown) -> Iterator[str]:
    title = f"{block.number}. {escaped(block.title)}"
    yield f"\n\\subsubsection*{{{title}\\hcshape{{{escaped(block.shape)}}}}}"
    yield f"\\hcline{{$\\displaystyle {block.name}{f' = {block.formula}' if block.formula else ''}$}}"
    for number, drawn in enumerate(_matrix(p, block)):
        yield f"{_KEPT if not number else ''}\\hcline{{{drawn}}}"
    for number, (row, column, cell) in enumerate(block.worked):
        yield f"{_KEPT if not number else ''}\\hcline{{${_fitting(p, block, row, column, cell)}$}}"
    for remark in (block.note, block.grid.left_out):
        if remark:
            yield f"{_KEPT}\\hcnote{{{escaped(remark)}}}"


_KEPT = "\\nopagebreak\n"
"""What follows stays on the page of what stands before it."""


def _matrix(p: Presentation, block: Shown) -> Iterator[str]:
    found = scheme(p, block, LATEX)
    drawn = falk(block, found, _room(p)) if found else None
    if drawn is not None:
        yield drawn
    else:
        yield from matrix_tables(block.name, block.grid, look_of(block), _room(p))


def _fitting(p: Presentation, block: Shown, row: int, column: int, cell: WorkedCell) -> str:
    """The arithmetic of a cell; where it is longer than a line, so that it may break anywhere."""
    assert block.step is not None
    if width(cell.text) <= _room(p):
        return cell.text
    return CellWriter(p.calculation, block.step, p.digits, BREAKING).work_out(row, column).text


def _room(p: Presentation) -> float:
    return FRAGMENT if p.fragment else PAGE


FORMAT = Format(suffix=".tex", render=render, data=True, fragments=True)
