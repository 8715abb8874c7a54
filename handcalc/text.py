"""Text helpers: make outside text safe to show, and phrases for messages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
"""The form of a number that is not a fraction."""

_FORMULA = re.compile(r"\s*[-=+@＝＋－＠]")
"""The start of a spreadsheet formula, also after spaces and with full-width signs."""

# Markup, HTML, links (bare addresses too), mentions and emoji codes. Some signs act only at the beginning or
# in pairs, an underscore not inside a word: 1e-05 and d_model stay as they are.
_MARKDOWN = re.compile(
    r"^\s*[-+=]|(?<=[-+=])[-+=]|[-+=](?=[-+=])|(?<![^\W_])_|_(?![^\W_])"
    r"|[\\`*{}\[\]<>#!|~&$@]|:(?=\S)|(?<=www)\.|(?<=\d)[.)](?=\s)"
)

_BIDI = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C}
_SHOWN_AS_CODE = {"Cc", "Cs", "Zl", "Zp"}


def visible(text: str) -> str:
    """The text with every control, direction and line-separator character written as <U+001B>."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(f"<U+{ord(char):04X}>" if is_control(char) else char for char in text)


def inert_json(text: str) -> str:
    """JSON with all characters escaped that act in a terminal or an editor."""
    # The module json escapes C0 only; line ends are layout.
    escapes = {ord(char): f"\\u{ord(char):04x}" for char in set(text) if char != "\n" and is_control(char)}
    return text.translate(escapes)


def inert_csv(label: str) -> str:
    """A label, with an apostrophe in front if a spreadsheet would take it for a formula."""
    if _FORMULA.match(label) and not is_decimal(label):
        return f"'{label}"
    return label


def markdown_text(text: str) -> str:
    """The text with all Markdown markup escaped."""
    return _MARKDOWN.sub(lambda match: f"{match[0][:-1]}\\{match[0][-1]}", text)


def markdown_code(text: str) -> str:
    """The text as a code span of Markdown."""
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def why(error: OSError | ValueError) -> str:
    """The system's message of an error, without its number and the file name."""
    return visible(getattr(error, "strerror", None) or str(error) or type(error).__name__)


def is_control(char: str) -> bool:
    """Whether a character could move the cursor, change the direction of text or break a line."""
    return ord(char) in _BIDI or unicodedata.category(char) in _SHOWN_AS_CODE


def is_decimal(text: str) -> bool:
    """Whether a text has the form of a number that is not a fraction, of any size."""
    return DECIMAL.fullmatch(text) is not None


def quoted(text: str, limit: int = 40) -> str:
    """Outside text for a message: visible, shortened, in quotes."""
    text = visible(text)
    return f"'{text}'" if len(text) <= limit else f"'{text[: limit - 1]}…'"


def listed(words: Iterable[str], joiner: str = "and") -> str:
    """'a', 'a and b', 'a, b and c'."""
    words = list(words)
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joiner} {words[-1]}"


def counted(count: int, singular: str, plural: str | None = None) -> str:
    """'1 row', '3 rows', '10,001 rows'."""
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"


def did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """', did you mean X?' with the nearest candidate, ignoring case; '' if none is near."""
    from difflib import get_close_matches  # takes 5 ms, so only after a mistake

    by_fold = {candidate.casefold(): candidate for candidate in candidates}
    near = get_close_matches(word[:80].casefold(), by_fold, n=1, cutoff=0.6)
    return f", did you mean {by_fold[near[0]]}?" if near else ""
