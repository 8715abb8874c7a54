r"""A complete document for pdfLaTeX or LuaLaTeX; with `--fragment` only the body, for `\input`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain, groupby
from typing import assert_never

import handcalc.formats.document.blocks as blocks
from handcalc.formats import Format
from handcalc.formats.document.falk import scheme
from handcalc.formats.document.grid import LARGEST, Grid
from handcalc.formats.document.presentation import Presentation
from handcalc.formats.document.worked_cells import CellWriter, WorkedCell
from handcalc.formats.latex.falk import falk
from handcalc.formats.latex.notation import BLANK, BREAKING, LATEX
from handcalc.formats.latex.preamble import COMMANDS, END, NEEDED, PREAMBLE
from handcalc.formats.latex.tables import line, look_of, matrix_tables, table
from handcalc.formats.latex.text import escaped, table_number
from handcalc.formats.latex.widths import FRAGMENT, PAGE, width

_LINE = r"\hrulefill{}"
_BLANK_FORMULA = r"\hcblankformula{}"
_NO_PAGE_BREAK = "\\nopagebreak\n"
_MARKS = {True: r"$\checkmark$", False: r"$\times$"}


def render(p: Presentation) -> str:
    """The whole document, or its body."""
    texts: list[str] = []
    for small, part in groupby(blocks.document_blocks(p, LATEX, LARGEST), partial(_is_small, p)):
        group = list(part)
        texts += _side_by_side(p, group) if small else chain.from_iterable(map(partial(_texts, p), group))
    body = "".join(f"{text}\n" for text in texts)
    if p.options.fragment:
        return f"{NEEDED}{COMMANDS}\n{body}"
    return f"{PREAMBLE}{COMMANDS}\n{body}{END}"


def _is_small(p: Presentation, block: blocks.Block) -> bool:
    """Whether it is an input, or a result before rounding, that fits beside another one."""
    return isinstance(block, blocks.MatrixBlock) and block.number is None and len(_tables(p, block)) == 1


def _texts(p: Presentation, block: blocks.Block) -> Iterator[str]:
    match block:
        case blocks.Heading(title, facts):
            yield f"\\section*{{\\raggedright {escaped(title)}}}"
            yield f"\\hcfacts{{{escaped(' · '.join(facts))}}}"
        case blocks.SectionHeading(title):
            yield f"\n\\subsection*{{{escaped(title)}}}"
        case blocks.TextBlock(identifier, title, text):
            named = f"{escaped(title)} (\\texttt{{{escaped(identifier)}}})"
            yield f"\\hcline{{{named}: {escaped(text)}}}"
        case blocks.MatrixBlock():
            yield from _matrix(p, block)
        case blocks.CheckBlock(step, _, holds):
            yield f"\\hcline{{{_MARKS[holds]} {escaped(step)}: {escaped(block.sentence)}}}"
        case blocks.Conclusion(text):
            yield f"\\hcline{{\\textbf{{{escaped(text)}}}}}"
        case blocks.Fields(fields):
            yield f"\\hcline{{{' '.join(map(_field, fields))}}}"
        case blocks.Advice(text):
            yield f"\\hcline{{{escaped(text)}}}"
        case blocks.LookupTable(title, grid):
            yield _lookup(title, grid)
        case blocks.Footer(texts):
            yield r"\par\bigskip\hrule\smallskip"
            yield from (f"{{\\footnotesize\\noindent {escaped(text)}\\par}}" for text in texts)
        case _:
            assert_never(block)


def _field(field: tuple[str, str]) -> str:
    return f"{escaped(field[0])}: {escaped(field[1]) or _LINE}"


def _lookup(title: str, grid: Grid) -> str:
    heads, powers = ([f"${table_number(text)}$" for text in texts] for texts in (grid.columns, grid.cells[0]))
    lines = [f"{line([escaped(title), *heads])} \\hline", line(["", *powers])]
    return "\\hcline{" + table(f"l|{'r' * len(heads)}", lines) + "}"


def _side_by_side(p: Presentation, small: Iterable[blocks.Block]) -> Iterator[str]:
    """Small matrices, as many in a line as fit."""
    yield r"\hcgivens{%"
    for block in small:
        assert isinstance(block, blocks.MatrixBlock)
        yield f"\\hcgiven{{{_caption(block)}}}{{{_tables(p, block)[0]}}}"
    yield "}"


def _caption(block: blocks.MatrixBlock) -> str:
    return f"{escaped(block.title)} ${block.name}$\\\\\\small {escaped(block.shape)}"


def _matrix(p: Presentation, block: blocks.MatrixBlock) -> Iterator[str]:
    if block.number is None:
        yield f"\\hcline{{{_caption(block)}}}"
        yield from _below(_tables(p, block))
        yield from _remarks(block)
        return
    title = f"{block.number}. {escaped(block.title)}"
    yield f"\n\\subsubsection*{{{title}\\hcshape{{{escaped(block.shape)}}}}}"
    formula = _BLANK_FORMULA if block.formula == BLANK else block.formula
    yield f"\\hcformula{{{f'{block.name} = {formula}' if formula else block.name}}}"
    sides = scheme(p, block, LATEX)
    product = falk(block, sides, _room(p)) if sides else None
    yield from _below([product] if product else _tables(p, block))
    yield from _below([f"${_fitting(p, block, *worked)}$" for worked in block.worked])
    yield from _remarks(block)


def _below(lines: list[str]) -> Iterator[str]:
    """Lines, without a page break before the first one."""
    for number, text in enumerate(lines):
        yield f"{'' if number else _NO_PAGE_BREAK}\\hcline{{{text}}}"


def _remarks(block: blocks.MatrixBlock) -> Iterator[str]:
    return (f"{_NO_PAGE_BREAK}\\hcnote{{{escaped(remark)}}}" for remark in block.remarks)


def _tables(p: Presentation, block: blocks.MatrixBlock) -> list[str]:
    return list(matrix_tables(block.name, block.grid, look_of(block), _room(p)))


def _fitting(p: Presentation, block: blocks.MatrixBlock, row: int, column: int, cell: WorkedCell) -> str:
    """The arithmetic of a cell, in a form that can be broken if it is longer than a line."""
    assert block.step is not None
    if width(cell.text) <= _room(p):
        return cell.text
    return CellWriter(p.calculation, block.step, p.digits, BREAKING).work_out(row, column).text


def _room(p: Presentation) -> float:
    return FRAGMENT if p.options.fragment else PAGE


FORMAT = Format(suffix=".tex", render=render, data=True, options=frozenset({"fragment"}))
