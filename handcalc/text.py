"""Turning outside text into something safe to show, and words for messages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
"""The form of a number that is no fraction."""

_FORMULA = re.compile(r"\s*[-=+@＝＋－＠]")
"""How a formula begins: some programs drop spaces before it, in some languages wide signs are signs."""

# Marks, HTML, links (bare addresses too), mentions and emoji codes: a label is a text whatever is in it. Some
# signs act only at the beginning or side by side, an underscore not in a word: 1e-05, d_model stay legible.
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
    """JSON in which no character acts in a terminal or an editor: such ones are escaped."""
    # json escapes C0 only, and line ends between its values are its layout.
    acting = {ord(char): f"\\u{ord(char):04x}" for char in set(text) if char != "\n" and is_control(char)}
    return text.translate(acting)


def inert_csv(label: str) -> str:
    """A label that no spreadsheet takes for a formula: such a one gets an apostrophe in front."""
    if _FORMULA.match(label) and not is_decimal(label):
        return f"'{label}"
    return label


def markdown_text(text: str) -> str:
    """A text of which nothing is Markdown's markup."""
    return _MARKDOWN.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", text)


def markdown_code(text: str) -> str:
    """A text as a code span of Markdown: between more backticks than it has in a row."""
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def why(error: OSError | ValueError) -> str:
    """What the system says about a failure, without its number and the name of the file."""
    return visible(getattr(error, "strerror", None) or str(error) or type(error).__name__)


def is_control(char: str) -> bool:
    """Whether a character could move the cursor, change the direction of text or break a line."""
    return ord(char) in _BIDI or unicodedata.category(char) in _SHOWN_AS_CODE


def is_decimal(text: str) -> bool:
    """Whether a text has the form of a number other than a fraction, whatever its size."""
    return DECIMAL.fullmatch(text) is not None


def quoted(text: str, limit: int = 40) -> str:
    """Outside text for a message: visible, shortened, in quotes."""
    shown = visible(text)
    return f"'{shown}'" if len(shown) <= limit else f"'{shown[: limit - 1]}…'"


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
    """', did you mean X?' when a candidate is near, '' otherwise; upper and lower case count as near."""
    from difflib import get_close_matches  # 5 ms that only a mistake should cost

    by_fold = {candidate.casefold(): candidate for candidate in candidates}
    near = get_close_matches(word[:80].casefold(), by_fold, n=1, cutoff=0.6)
    return f", did you mean {by_fold[near[0]]}?" if near else ""
