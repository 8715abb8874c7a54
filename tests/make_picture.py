"""The pictures of the README, drawn from real output: python -m tests.make_picture.

Those of the terminal hold text in whatever fixed-width font the reader has, those of paper the outlines of
their letters; nothing is fetched and nothing runs.
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
PAPER, INK = "#1b1d22", "#e6e6e6"

COMMAND = "handcalc attention samples/attention-exercise-11.yaml --only S,A,O"
SHEET = "handcalc sheet attention --seed 7"
PAGE_WITH_BLANKS = 3


def printed(command: str, *more: str) -> str:
    """What a command line prints."""
    words = [str(ROOT / word) if word.startswith("samples/") else word for word in command.split()[1:]]
    out = io.StringIO()
    with redirect_stdout(out):
        code = main([*words, *more])
    assert code == 0, command
    return out.getvalue()


def terminal(command: str, colored: str) -> str:
    """The SVG of a command and its coloured output."""
    lines = [[Segment(f"$ {command}", Style(bold=True))], *_lines(colored)]
    width, height = round(COLUMNS * ADVANCE + 2 * MARGIN), len(lines) * LINE + 2 * MARGIN
    body = "\n".join(piece for row, line in enumerate(lines) for piece in _drawn(row, line))
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">
<title>{escape(f"What {command} prints")}</title>
<rect width="{width}" height="{height}" rx="8" fill="{PAPER}"/>
<g font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="{INK}">
{body}
</g>
</svg>
"""


def attention() -> str:
    """A calculation in the terminal."""
    return terminal(COMMAND, printed(COMMAND, "--color", "always", "--width", str(COLUMNS)))


def paper(*more: str) -> str:
    """The page of a sheet, or of its key, on which the blanks are."""
    source = printed(SHEET, "--format", "typst", *more).encode()
    pages = typst.compile(source, format="svg", ignore_system_fonts=True)
    assert isinstance(pages, list)
    page = pages[PAGE_WITH_BLANKS - 1].decode()
    title = escape(f"A page of what {' '.join([SHEET, *more])} prints")
    return re.sub(r"(<svg [^>]*>)", rf"\1<title>{title}</title>", page, count=1) + "\n"


def grades() -> str:
    """The report on a class of which one forgot the scaling, two made a slip and one left early."""
    with TemporaryDirectory() as place:
        folder = made_class(Path(place) / "week3", "attention", "--variants", "6", "--seed", "2026202620")
        for student in ("0001", "0005"):
            fill(folder, student)
        forget_the_scaling(folder, "0002")
        fill(folder, "0003", slip("S", 5))
        fill(folder, "0004", slip("A", 2))
        fill(folder, "0006", lambda line: "" if line["step"] in ("A", "O") else line["value"])
        words = ["--color", "always", "--width", str(COLUMNS)]
        return terminal("handcalc grade week3", printed(f"handcalc grade {folder}", *words))


PICTURES: dict[str, Callable[[], str]] = {
    "attention": attention,
    "sheet": paper,
    "key": lambda: paper("--key"),
    "grades": grades,
}
"""Each by the name of its file."""


def renumbered(svg: str) -> str:
    """The picture with its ids numbered in order of appearance; Typst makes them from its own insides."""
    names = dict.fromkeys(re.findall(r'\bid="([^"]+)"', svg))
    numbers = {name: f"i{number}" for number, name in enumerate(names, start=1)}
    return re.sub(
        r'(\bid="|href="#|url\(#)([^")]+)', lambda found: found[1] + numbers.get(found[2], found[2]), svg
    )


def file_of(name: str) -> Path:
    """Where a picture is kept."""
    return FOLDER / f"{name}.svg"


def _lines(text: str) -> Iterator[list[Segment]]:
    """The lines of a coloured text as runs of one style."""
    console = Console(width=COLUMNS, color_system="256", force_terminal=True, _environ={})
    for line in text.rstrip("\n").split("\n"):
        yield list(Segment.simplify(Text.from_ansi(line).render(console)))


def _drawn(row: int, line: list[Segment]) -> Iterator[str]:
    """The runs of a line, each where its first character stands."""
    column = 0
    for segment in line:
        text, style = segment.text.rstrip("\n"), segment.style or Style()
        width = cell_len(text)
        x, y = MARGIN + column * ADVANCE, MARGIN + row * LINE
        ground = _color(style, "bgcolor")
        if ground:
            place = f'x="{x:.1f}" y="{y}" width="{width * ADVANCE:.1f}" height="{LINE}"'
            yield f'<rect {place} fill="{ground}"/>'
        if text.strip():
            yield _run(text, style, x, y)
        column += width


def _run(text: str, style: Style, x: float, y: float) -> str:
    """Text with its spaces; textLength keeps columns straight in any fixed-width font."""
    lead = len(text) - len(text.lstrip())
    body = text.strip()
    look = f' fill="{_color(style, "color")}"' if _color(style, "color") else ""
    look += ' font-weight="bold"' if style.bold else ""
    look += ' opacity="0.7"' if style.dim else ""
    place = f'x="{x + lead * ADVANCE:.1f}" y="{y + 14}" textLength="{cell_len(body) * ADVANCE:.1f}"'
    return f'<text {place}{look} xml:space="preserve">{escape(body)}</text>'


def _color(style: Style, which: str) -> str | None:
    color = getattr(style, which)
    if color is None or color.type is ColorType.DEFAULT:
        return None
    return str(color.get_truecolor(MONOKAI).hex)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, draw in PICTURES.items():
        file_of(name).write_text(draw(), encoding="utf-8")
