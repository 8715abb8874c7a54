r"""A complete document for pdfLaTeX or LuaLaTeX, or with `--fragment` a part to `\input` into one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import assert_never

from handcalc.formats import Format
from handcalc.latex.falk import falk
from handcalc.latex.notation import BLANK, BREAKING, LATEX
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
    groups = groupby(walk(p, LATEX, LARGEST), lambda block: _is_small(p, block))
    texts = (text for small, blocks in groups for text in (_side_by_side if small else _others)(p, blocks))
    body = "".join(f"{text}\n" for text in texts)
    if p.options.fragment:
        return f"{NEEDED}{COMMANDS}\n{body}"
    return f"{PREAMBLE}{COMMANDS}\n{body}{END}"


def _is_small(p: Presentation, block: Block) -> bool:
    """Whether it is an input, or a result before rounding, that others may stand beside."""
    return isinstance(block, Shown) and block.number is None and len(_tables(p, block)) == 1


def _others(p: Presentation, blocks: Iterable[Block]) -> Iterator[str]:
    return (text for block in blocks for text in _texts(p, block))


def _texts(p: Presentation, block: Block) -> Iterator[str]:
    match block:
        case Heading(title, facts):
            yield f"\\section*{{\\raggedright {escaped(title)}}}"
            yield f"\\hcfacts{{{escaped(' · '.join(facts))}}}"
        case Part(title):
            yield f"\n\\subsection*{{{escaped(title)}}}"
        case Text(identifier, title, text):
            named = f"{escaped(title)} (\\texttt{{{escaped(identifier)}}})"
            yield f"\\hcline{{{named}: {escaped(text)}}}"
        case Shown(number=None):
            yield f"\\hcline{{{_caption(block)}}}"
            yield from _below(_tables(p, block))
            yield from _remarks(block)
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


def _side_by_side(p: Presentation, blocks: Iterable[Block]) -> Iterator[str]:
    """Small matrices, as many in a line as there is room for."""
    yield r"\hcgivens{%"
    for block in blocks:
        assert isinstance(block, Shown)
        yield f"\\hcgiven{{{_caption(block)}}}{{{_tables(p, block)[0]}}}"
    yield "}"


def _caption(block: Shown) -> str:
    return f"{escaped(block.title)} ${block.name}$\\\\\\small {escaped(block.shape)}"


def _step(p: Presentation, block: Shown) -> Iterator[str]:
    title = f"{block.number}. {escaped(block.title)}"
    yield f"\n\\subsubsection*{{{title}\\hcshape{{{escaped(block.shape)}}}}}"
    yield f"\\hcformula{{{_equation(block)}}}"
    found = scheme(p, block, LATEX)
    drawn = falk(block, found, _room(p)) if found else None
    yield from _below([drawn] if drawn else _tables(p, block))
    yield from _below([f"${_fitting(p, block, *worked)}$" for worked in block.worked])
    yield from _remarks(block)


def _below(lines: list[str]) -> Iterator[str]:
    """Lines of which the first one stays on the page of what stands before it."""
    for number, text in enumerate(lines):
        yield f"{'' if number else _KEPT}\\hcline{{{text}}}"


def _remarks(block: Shown) -> Iterator[str]:
    for remark in (block.note, block.grid.left_out):
        if remark:
            yield f"{_KEPT}\\hcnote{{{escaped(remark)}}}"


def _tables(p: Presentation, block: Shown) -> list[str]:
    return list(matrix_tables(block.name, block.grid, look_of(block), _room(p)))


def _equation(block: Shown) -> str:
    if not block.formula:
        return block.name
    return f"{block.name} = {block.formula if block.formula != BLANK else _BLANK_FORMULA}"


_BLANK_FORMULA = r"\hcblankformula{}"
_KEPT = "\\nopagebreak\n"
"""What follows stays on the page of what stands before it."""


def _fitting(p: Presentation, block: Shown, row: int, column: int, cell: WorkedCell) -> str:
    """The arithmetic of a cell; where it is longer than a line, so that it may break anywhere."""
    assert block.step is not None
    if width(cell.text) <= _room(p):
        return cell.text
    return CellWriter(p.calculation, block.step, p.digits, BREAKING).work_out(row, column).text


def _room(p: Presentation) -> float:
    return FRAGMENT if p.options.fragment else PAGE


FORMAT = Format(suffix=".tex", render=render, data=True, options=frozenset({"fragment"}))
