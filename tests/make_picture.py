"""The pictures of the READMEs, made from real output: python -m tests.make_picture.

Pictures of the terminal are text in the reader's fixed-width font, pictures of pages are outlines of letters.
They fetch nothing and run nothing.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

import typst
from rich.cells import cell_len
from rich.color import ColorType
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import MONOKAI
from rich.text import Text

from handcalc.cli.main import main
from tests.exercises.class_folders import fill, forget_the_scaling, made_class, slip
from tests.paths import ROOT

FOLDER = ROOT / "samples" / "pictures"
COLUMNS = 80
ADVANCE, LINE, MARGIN = 8.4, 19, 16
FONTS = "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
BACKGROUND, FOREGROUND = "#1b1d22", "#e6e6e6"

COMMAND = "handcalc attention samples/attention-exercise-11.yaml --only S,A,O"
SHEET = "handcalc sheet attention --seed 7"
PAGE_WITH_BLANKS = 3


def output_of(command: str, *more: str) -> str:
    """The output of a command line; more: further words of it."""
    words = [str(ROOT / word) if word.startswith("samples/") else word for word in command.split()[1:]]
    out = io.StringIO()
    with redirect_stdout(out):
        code = main([*words, *more])
    assert code == 0, command
    return out.getvalue()


def terminal_svg(command: str, colored: str) -> str:
    """The SVG of a command and its coloured output."""
    lines = [[Segment(f"$ {command}", Style(bold=True))], *_lines(colored)]
    width, height = round(COLUMNS * ADVANCE + 2 * MARGIN), len(lines) * LINE + 2 * MARGIN
    body = "\n".join(piece for row, line in enumerate(lines) for piece in _line_elements(row, line))
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">
<title>{escape(f"Output of {command}")}</title>
<rect width="{width}" height="{height}" rx="8" fill="{BACKGROUND}"/>
<g font-family="{FONTS}" font-size="14" fill="{FOREGROUND}">
{body}
</g>
</svg>
"""


def attention() -> str:
    """A calculation in the terminal."""
    return terminal_svg(COMMAND, output_of(COMMAND, "--color", "always", "--width", str(COLUMNS)))


def page_svg(*more: str) -> str:
    """The page of a sheet, or of its answer key, that has the blanks."""
    source = output_of(SHEET, "--format", "typst", *more).encode()
    pages = typst.compile(source, format="svg", ignore_system_fonts=True)
    assert isinstance(pages, list)
    page = pages[PAGE_WITH_BLANKS - 1].decode()
    title = escape(f"A page of {' '.join([SHEET, *more])}")
    return re.sub(r"(<svg [^>]*>)", rf"\1<title>{title}</title>", page, count=1) + "\n"


def grades() -> str:
    """The report on six students: one forgets the scaling, two make a slip, one stops early."""
    with TemporaryDirectory() as directory:
        folder = made_class(Path(directory) / "week3", "attention", "--variants", "6", "--seed", "2026202620")
        for student in ("0001", "0005"):
            fill(folder, student)
        forget_the_scaling(folder, "0002")
        fill(folder, "0003", slip("S", 5))
        fill(folder, "0004", slip("A", 2))
        fill(folder, "0006", lambda line: "" if line["step"] in ("A", "O") else line["value"])
        words = ["--color", "always", "--width", str(COLUMNS)]
        return terminal_svg("handcalc grade week3", output_of(f"handcalc grade {folder}", *words))


PICTURES: dict[str, Callable[[], str]] = {
    "attention": attention,
    "sheet": page_svg,
    "key": lambda: page_svg("--key"),
    "grades": grades,
}
"""By the names of their files."""


def renumbered(svg: str) -> str:
    """The picture with its ids numbered in order of appearance; the ids of Typst differ between versions."""
    names = dict.fromkeys(re.findall(r'\bid="([^"]+)"', svg))
    numbers = {name: f"i{number}" for number, name in enumerate(names, start=1)}
    return re.sub(
        r'(\bid="|href="#|url\(#)([^")]+)', lambda match: match[1] + numbers.get(match[2], match[2]), svg
    )


def file_of(name: str) -> Path:
    """The file of a picture."""
    return FOLDER / f"{name}.svg"


def _lines(text: str) -> Iterator[list[Segment]]:
    """The lines of a coloured text, each as runs of one style."""
    console = Console(width=COLUMNS, color_system="256", force_terminal=True, _environ={})
    for line in text.rstrip("\n").split("\n"):
        yield list(Segment.simplify(Text.from_ansi(line).render(console)))


def _line_elements(row: int, line: list[Segment]) -> Iterator[str]:
    """The SVG elements of a line: for each run its background and its text."""
    column = 0
    for segment in line:
        text, style = segment.text.rstrip("\n"), segment.style or Style()
        width = cell_len(text)
        x, y = MARGIN + column * ADVANCE, MARGIN + row * LINE
        background = _color(style, "bgcolor")
        if background:
            box = f'x="{x:.1f}" y="{y}" width="{width * ADVANCE:.1f}" height="{LINE}"'
            yield f'<rect {box} fill="{background}"/>'
        if text.strip():
            yield _run(text, style, x, y)
        column += width


def _run(text: str, style: Style, x: float, y: float) -> str:
    """Text with its spaces; textLength keeps columns straight in any fixed-width font."""
    lead = len(text) - len(text.lstrip())
    body = text.strip()
    style_attributes = f' fill="{_color(style, "color")}"' if _color(style, "color") else ""
    style_attributes += ' font-weight="bold"' if style.bold else ""
    style_attributes += ' opacity="0.7"' if style.dim else ""
    position = f'x="{x + lead * ADVANCE:.1f}" y="{y + 14}" textLength="{cell_len(body) * ADVANCE:.1f}"'
    return f'<text {position}{style_attributes} xml:space="preserve">{escape(body)}</text>'


def _color(style: Style, which: str) -> str | None:
    color = getattr(style, which)
    if color is None or color.type is ColorType.DEFAULT:
        return None
    return str(color.get_truecolor(MONOKAI).hex)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, draw in PICTURES.items():
        file_of(name).write_text(renumbered(draw()), encoding="utf-8")
