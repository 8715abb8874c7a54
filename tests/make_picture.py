"""The picture of the README, drawn from real output: python -m tests.make_picture.

The SVG holds text in whatever fixed-width font the reader has; nothing is fetched and nothing runs.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import redirect_stdout
from html import escape
from pathlib import Path

from rich.cells import cell_len
from rich.color import ColorType
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import MONOKAI
from rich.text import Text

from handcalc.cli import main

PICTURE = Path(__file__).parents[1] / "samples" / "pictures" / "attention.svg"
COMMAND = "handcalc attention samples/attention-exercise-11.yaml --only S,A,O"
COLUMNS = 80
ADVANCE, LINE, MARGIN = 8.4, 19, 16
PAPER, INK = "#1b1d22", "#e6e6e6"


def printed(arguments: list[str]) -> str:
    """What a command line prints."""
    out = io.StringIO()
    with redirect_stdout(out):
        code = main(arguments)
    assert code == 0, arguments
    return out.getvalue()


def picture() -> str:
    """The SVG of the command and its coloured output."""
    words = [str(PICTURE.parents[2] / word) if "/" in word else word for word in COMMAND.split()[1:]]
    colored = printed([*words, "--color", "always", "--width", str(COLUMNS)])
    lines = [[Segment(f"$ {COMMAND}", Style(bold=True))], *_lines(colored)]
    width, height = round(COLUMNS * ADVANCE + 2 * MARGIN), len(lines) * LINE + 2 * MARGIN
    body = "\n".join(piece for row, line in enumerate(lines) for piece in _drawn(row, line))
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">
<title>{escape(f"What {COMMAND} prints")}</title>
<rect width="{width}" height="{height}" rx="8" fill="{PAPER}"/>
<g font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="{INK}">
{body}
</g>
</svg>
"""


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
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(picture(), encoding="utf-8")
