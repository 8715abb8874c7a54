"""Reads LaTeX documents: commands, balance, text, and worked-out cells as plain arithmetic.

Shares no code with handcalc.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(r"\\([a-zA-Z]+\*?|.)|([{}$&#%^_~])|([^\\{}$&#%^_~]+)", re.DOTALL)
_SPELLED = {
    "textbackslash": "\\",
    "textasciicircum": "^",
    "textasciitilde": "~",
    "textasciigrave": "`",
    "textquotesingle": "'",
    "textquotedbl": '"',
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
}
_ARITHMETIC = {
    r"\\cdot": "·",
    r"\\div": "÷",
    r"\\approx": "≈",
    r"\\infty": "∞",
    r"\\lfloor ": "⌊",
    r" \\rfloor": "⌋",
    r"\\surd": "√",
    r"\\sqrt": "√",
    r",\\allowbreak\\,": ",",
    r"\\mathrm\{(\w+)\}": r"\1",
    r"\\operatorname\{([\w-]+)\}": r"\1",
    r"\\(ln|max|sin|cos)\b": r"\1",
}


def body(document: str) -> str:
    """The body after the preamble and the definitions, without comments."""
    rest = document[document.index("\n\\section*") :].removesuffix("\\end{document}\n")
    return re.sub(r"%\n", "\n", rest)


def commands(text: str) -> set[str]:
    """Every command and every special character."""
    return {match[1] or match[2] for match in _TOKEN.finditer(text) if match[1] or match[2]} - set("{}$&#%_ ")


def unbalanced(text: str) -> list[str]:
    """Unmatched braces, dollars and environments."""
    wrong: list[str] = []
    open_ones: list[str] = []
    math = False
    text = re.sub(r"^\\hcformula\{(.*)\}$", r"\\hcline{$\1$}", text, flags=re.MULTILINE)
    text = text.replace(r"\ensuremath{{}^{\mathsf{T}}}", "")
    for match in _TOKEN.finditer(text):
        if match[2] == "{":
            open_ones.append("{")
        elif match[2] == "}" and (not open_ones or open_ones.pop() != "{"):
            wrong.append(text[max(match.start() - 30, 0) : match.end()])
        elif match[2] == "$":
            math = not math
        elif match[2] in ("#", "%") or (match[2] in ("^", "_") and not math):
            wrong.append(text[max(match.start() - 30, 0) : match.end()])
    opened, closed = (re.findall(rf"\\{word}\{{(\w+)\}}", text) for word in ("begin", "end"))
    return [*wrong, *open_ones, *(["$"] if math else []), *set(opened) ^ set(closed)]


def plain(text: str) -> str:
    """A text with spelled characters as characters, and single spaces."""
    text = text.replace(r"\allowbreak{}", "")
    text = re.sub(r"\\hcglyph\{([0-9A-F]+)\}\{(.)\}", lambda match: match[2], text)
    text = re.sub(rf"\\({'|'.join(_SPELLED)})\{{\}}", lambda match: f"\0{ord(_SPELLED[match[1]])}\1", text)
    text = re.sub(r"\\([{}$&#%_])", lambda match: f"\0{ord(match[1])}\1", text)
    text = text.replace("~", " ").replace("{}", "")
    return " ".join(re.sub("\0(\\d+)\1", lambda match: chr(int(match[1])), text).split())


def equations(text: str) -> list[str]:
    """The worked-out cells as lines that printed_equations.py reads: X[cell] = 0·1 + 1·(−2) = −2."""
    lines = re.findall(r"^\\hcline\{\$(.*)\$\}$", text, re.MULTILINE)
    return [f"X[cell] = {_arithmetic(right)}" for right in map(_right_side, lines) if _calculates(right)]


def _right_side(line: str) -> str:
    """The part after the name and the labels, where braces are closed."""
    depth = 0
    for place, char in enumerate(line):
        depth += (char in "{[") - (char in "}]")
        if depth == 0 and line[place:].startswith(" = "):
            return line[place + 3 :]
    return ""


def _calculates(right: str) -> bool:
    return " = " in right or r" \approx " in right


def _arithmetic(text: str) -> str:
    text = re.sub(r"\\tfrac\{(\d+)\}\{(\d+)\}", r"(\1/\2)", text)
    text = re.sub(r"(\d[\d.]*) \\cdot 10\^\{(-?\d+)\}", r"(\1·10^(\2))", text)
    for pattern, plain_one in _ARITHMETIC.items():
        text = re.sub(pattern, plain_one, text)
    return text.replace("{", "(").replace("}", ")").replace("-", "−").replace("gelu−tanh", "gelu-tanh")
