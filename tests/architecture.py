"""Which part of the package may import which: the rule that a test holds and the architecture page shows."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import handcalc

PACKAGE = Path(handcalc.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))
PAGE = PACKAGE / "README.md"
BEGIN, END = "<!-- arrows: begin -->", "<!-- arrows: end -->"
DIVIDED = ("formats", "exercises")
"""Folders whose own folders are parts."""

FOR_ALL = ("errors", "limits", "text", "json_text", "platform_support")
"""Parts that every other may import."""

ALLOWED: dict[str, tuple[str, ...]] = {
    "record": (),
    "topics": ("record",),
    "inputs": ("record",),
    "from_document": ("inputs", "topics", "record"),
    "calculate": ("inputs", "record"),
    "template": ("calculate", "inputs", "record"),
    "schema": ("record",),
    "formats/document": ("record",),
    "formats/table": ("formats", "formats/document", "record"),
    "formats/latex": ("formats", "formats/document", "record"),
    "formats/html": ("formats", "formats/document", "record"),
    "formats/typst": ("formats", "formats/document", "record"),
    "formats": ("formats/document", "formats/typst", "schema", "record"),
    "compare": ("calculate", "inputs", "formats/document", "record"),
    "comparison_json": ("compare",),
    "exercises": (),
    "exercises/misconceptions": ("record",),
    "exercises/drawing": ("exercises/misconceptions", "exercises", "calculate", "inputs", "record"),
    "exercises/sheets": (
        "exercises/drawing",
        "exercises",
        "formats",
        "formats/document",
        "inputs",
        "record",
    ),
    "exercises/marking": (
        "exercises/sheets",
        "exercises/misconceptions",
        "exercises",
        "formats/document",
        "from_document",
        "calculate",
        "inputs",
        "record",
    ),
    "exercises/quiz": ("exercises/marking", "formats/document", "record"),
    "exercises/reports": (
        "exercises/marking",
        "exercises/sheets",
        "formats/document",
        "formats/table",
        "schema",
        "record",
    ),
    "errors": ("exit_codes",),
    "limits": (),
    "text": (),
    "json_text": (),
    "platform_support": (),
}
"""By part, the others that it may import; what is not named (the command line, the library) may use all."""


def part_of(path: str) -> str:
    """The part of a file, by its path in the package: formats/latex, record, compare."""
    first, *rest = path.removesuffix(".py").removesuffix("/__init__").split("/")
    inner = len(rest) > 1 or (rest and (PACKAGE / first / rest[0]).is_dir())
    return f"{first}/{rest[0]}" if first in DIVIDED and inner else first


def imported_modules(tree: ast.AST) -> Iterator[str]:
    """The paths of what a file of the package imports from it, at its top or inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("handcalc."))
        elif isinstance(node, ast.ImportFrom) and node.level:
            yield "handcalc.relative"
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "handcalc":
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imported_parts(source: str) -> set[str]:
    """The parts that a source imports; names that stand in handcalc/__init__ are none."""
    parts = set()
    for module in imported_modules(ast.parse(source)):
        path = module.split(".", 1)[1].replace(".", "/")
        while path and not any((PACKAGE / f"{path}{ending}").exists() for ending in (".py", "/__init__.py")):
            path = path.rpartition("/")[0]
        parts |= {part_of(path)} if path else {"relative"} if module.endswith(".relative") else set()
    return parts


def forbidden(path: str, source: str) -> set[str]:
    """The parts that a file, by its path in the package, imports and may not."""
    part = part_of(path)
    if part not in ALLOWED:
        return set()
    others = () if part in FOR_ALL[:3] else FOR_ALL
    return imported_parts(source) - {part, *ALLOWED[part], *others}


def arrows_table() -> str:
    """The rule as a Markdown table."""
    for_all = ", ".join(f"`{part}`" for part in FOR_ALL)
    rows = [
        f"| `{part}` | {', '.join(f'`{other}`' for other in others) or 'nothing else'} |"
        for part, others in ALLOWED.items()
        if part not in FOR_ALL
    ]
    head = ["| part | may import, besides " + for_all + " |", "| --- | --- |"]
    return "\n".join([*head, *rows, "| `cli`, `library` | everything |"])


def with_arrows(page: str) -> str:
    """The architecture page with the table between its markers as the rule has it."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    return f"{before}{begin}\n{arrows_table()}\n{end}{after}"


if __name__ == "__main__":
    PAGE.write_text(with_arrows(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
