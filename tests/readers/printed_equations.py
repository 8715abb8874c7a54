"""Reads printed arithmetic back and evaluates it; shares no code with handcalc.

A claim is a line `NAME[labels] = expression = …` in any printed text. Rational expressions are evaluated in
fractions, everything else in decimals of 60 digits, so a comparison never rests on binary floating point.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, localcontext
from fractions import Fraction

# A Fraction is exact. A finite Decimal is an irrational value to 60 digits; ±Infinity is itself.
Value = Fraction | Decimal

MINUS_INFINITY = Decimal("-Infinity")
CONTEXT = Context(prec=60, Emax=MAX_EMAX, Emin=MIN_EMIN)
PI = Decimal(
    "3.1415926535897932384626433832795028841971693993751058209749445923078164062862089986280348253421170680"
)
SLACK = Decimal("1e-9")
SAME = Decimal("1e-45")  # two irrational values that differ by less, relatively, are the same
LONGEST_EXACT_POWER = 10_000


class Unreadable(ValueError):
    """The text is not an expression."""


@dataclass(frozen=True)
class Claim:
    """One worked-out cell: relations[i] stands before parts[i], the first one after the name."""

    name: str
    labels: str
    parts: tuple[str, ...]
    relations: tuple[str, ...]
    line: str


# --- claims in a text ---------------------------------------------------------------------------------------

_NAME = r"[^\W\d][^\s\[\]=≈`|│┃║]*"
_HEAD = re.compile(rf"(?P<name>{_NAME})\[")
_RELATION = re.compile(r"\s*(≈|~=|=)\s*")
_CLOSING = re.compile(r"\]\s+(?=(?:≈|~=|=)(?:\s|$))")
_SEPARATOR = re.compile(rf"[`│┃║|▏▕]+|[,;]?(?:\s+and)?\s+(?={_NAME}\[)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_BORDER = " \t`│┃║|▏▕"
# A minus of plain text may start a line; so does an item of a list, which is another claim.
_CONTINUES = re.compile(rf"(?:=|≈|~=|\+|−|-(?!\s+`?{_NAME}\[)|·|÷|/)\s")
_UNFINISHED = re.compile(r"(?:=|≈|\+|−|-|·|\*|÷|/|\(|,)$")


def claims(text: str) -> list[Claim]:
    """The worked-out cells in a printed text (table, plain, Markdown with escapes and code spans)."""
    return [claim for line in _whole_lines(text) for claim in _claims_of(line)]


def falsehoods(text: str) -> list[str]:
    """The lines with a claim that does not hold. A text without claims has none: look at claims() as well."""
    return [claim.line for claim in claims(text) if not holds(claim)]


def _whole_lines(text: str) -> Iterator[str]:
    """The lines without table borders and escapes; a claim that was wrapped is put together again."""
    pending = ""
    for raw in text.splitlines():
        line = _ESCAPE.sub(r"\1", raw).strip(_BORDER)
        claimed = _CLOSING.search(pending) is not None
        if claimed and (_CONTINUES.match(line) or _UNFINISHED.search(pending)):
            pending = f"{pending} {line}"
        else:
            yield pending
            pending = line
    yield pending


def _claims_of(line: str) -> list[Claim]:
    """The claims of a line: several, in cells, spans or one after the other, or the line is one claim."""
    pieces = [_claim(piece.strip()) for piece in _SEPARATOR.split(line) if _claims_something(piece)]
    several = [claim for claim in pieces if claim is not None and _is_readable(claim)]
    whole = _claim(line)
    one = [whole] if whole is not None and re.search(r"[\d∞]", "".join(whole.parts)) else []
    # Labels may look like a separator, hence the whole line, unless that would hide a claim in its labels.
    whole_is_better = len(several) == 1 and one and _is_readable(one[0])
    # A rule in letters (S[i,j] = Σ Q[i,k]·K[j,k]) is no claim; one with numbers that is unreadable is false.
    return several if several and len(several) == len(pieces) and not whole_is_better else one


def _claims_something(piece: str) -> bool:
    return _CLOSING.search(piece) is not None or _RELATION.match(piece) is not None


def _claim(line: str) -> Claim | None:
    """The claim of a line. No expression contains ], so the labels end at the last ] before a relation."""
    head = _HEAD.search(line)
    closings = list(_CLOSING.finditer(line, head.end())) if head else []
    if head is None or not closings:
        return None
    labels = line[head.end() : closings[-1].start()]
    rest = line[closings[-1].end() :].rstrip(_BORDER + ".,;")
    _, *halves = _RELATION.split(rest)
    relations = tuple("=" if sign == "=" else "≈" for sign in halves[::2])
    return Claim(head["name"], labels, tuple(halves[1::2]), relations, line)


def _is_readable(claim: Claim) -> bool:
    try:
        for part in claim.parts:
            value(part)
    except Unreadable:
        return False
    except ArithmeticError:
        pass  # 1 ÷ 0 is readable, and false
    return True


# --- whether a claim holds ----------------------------------------------------------------------------------


def holds(claim: Claim) -> bool:
    """Whether every `=` is exactly true as printed and every `≈` rounds to what is printed after it."""
    try:
        values = [value(part) for part in claim.parts]
        pairs = zip(claim.parts[1:], claim.relations[1:], values, values[1:], strict=False)
        return all(
            equal(left, right) if sign == "=" else _rounds_to(left, right, part)
            for part, sign, left, right in pairs
        )
    except (Unreadable, ArithmeticError):
        return False


def needlessly_approximate(claim: Claim) -> bool:
    """Whether some `≈` of a readable claim is exactly true, so that it should have been `=`."""
    try:
        values = [value(part) for part in claim.parts]
    except (Unreadable, ArithmeticError):
        return False
    pairs = zip(claim.relations[1:], values, values[1:], strict=False)
    return any(sign == "≈" and equal(left, right) for sign, left, right in pairs)


def equal(left: Value, right: Value) -> bool:
    """Exact equality; an irrational value never equals a rational one, two irrational ones to 45 digits."""
    if isinstance(left, Decimal) and isinstance(right, Decimal) and left.is_finite() and right.is_finite():
        with localcontext(CONTEXT):
            return abs(left - right) <= SAME * abs(right)
    return type(left) is type(right) and left == right


def _rounds_to(left: Value, right: Value, printed: str) -> bool:
    """Whether left lies within half a unit of the last printed place; exact halves may go either way."""
    with localcontext(CONTEXT):
        if not (_decimal(left).is_finite() and _decimal(right).is_finite()):
            return equal(left, right)
        half = _tolerance(printed)
        # 1e-9 for binary noise, but never so much that the last of ten decimals goes unread.
        return abs(_decimal(left) - _decimal(right)) <= half + min(SLACK, half / 5)


def _tolerance(printed: str) -> Decimal:
    """How far rounding its decimals can have moved an expression: a plain number, half its last place."""
    text = printed.translate(_SPELLING).strip()
    if re.fullmatch(rf"-?{_NUMBER}", text):
        return _half_place(text)
    total = Decimal(0)
    for match in re.finditer(rf"{_NUMBER}", text):
        if "." in match[0]:
            more = format(Decimal(match[0]) + _half_place(match[0]), "f")
            total += abs(
                _decimal(value(text[: match.start()] + more + text[match.end() :])) - _decimal(value(text))
            )
    return total


def _half_place(number: str) -> Decimal:
    return Decimal(5).scaleb(int(Decimal(number).as_tuple().exponent) - 1)


# --- the value of an expression -----------------------------------------------------------------------------

_NUMBER = r"[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
_TOKEN = re.compile(
    rf"\s*(?:(?P<fraction>[0-9]+/[0-9]+(?![0-9.]))|(?P<number>{_NUMBER})|(?P<raised>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
    r"|(?P<word>gelu-tanh|[a-z]+)|(?P<sign>[-+·÷/^√()⌊⌋,∞]))"
)
_SPELLING = str.maketrans("−*×", "-··")
_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def value(expression: str) -> Value:
    """The value of a printed expression: exact while rational; Unreadable or ArithmeticError if none."""
    with localcontext(CONTEXT):
        return _Reader(expression).whole()


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens, at, text = [], 0, text.translate(_SPELLING).rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise Unreadable(f"{text[at:]!r} in {text!r}")
        kind = str(match.lastgroup)
        tokens.append((kind, "÷" if match[kind] == "/" else match[kind]))
        at = match.end()
    return tokens


class _Reader:
    """Recursive descent: sums of products of signed powers. Division is from left to right."""

    def __init__(self, text: str) -> None:
        self.tokens = [*_tokens(text), ("end", "")]
        self.at = 0

    def whole(self) -> Value:
        result = self._sum()
        if self.tokens[self.at][0] != "end":
            raise Unreadable(f"unexpected {self.tokens[self.at][1]!r}")
        return result

    def _next(self, *wanted: str) -> str:
        """The next token if it is one of these, else nothing."""
        text = self.tokens[self.at][1]
        if text and text in wanted:
            self.at += 1
            return text
        return ""

    def _sum(self) -> Value:
        result = self._product()
        while sign := self._next("+", "-"):
            term = self._product()
            result = _joined(lambda a, b: a + b, result, term if sign == "+" else -term)
        return result

    def _product(self) -> Value:
        result = self._signed()
        while sign := self._next("·", "÷"):
            result = (_product if sign == "·" else _quotient)(result, self._signed())
        return result

    def _signed(self) -> Value:
        if self._next("-"):
            return -self._signed()
        base = self._atom()
        kind, text = self.tokens[self.at]
        if kind == "raised":
            self.at += 1
            return _power(base, Fraction(text.translate(_RAISED)))
        return _power(base, self._signed()) if self._next("^") else base

    def _atom(self) -> Value:
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind in ("number", "fraction"):
            return Fraction(text)
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if text == "√":
            return _power(self._atom(), Fraction(1, 2))
        if text == "⌊":
            return _floor(*self._arguments("⌋", most=1))
        if text == "(":
            return self._arguments(")", most=1)[0]
        if text in _FUNCTIONS and self._next("("):
            return _FUNCTIONS[text](*self._arguments(")", most=1 if text not in ("max", "min") else 512))
        raise Unreadable(f"unexpected {text or 'end'!r}")

    def _arguments(self, closing: str, *, most: int) -> list[Value]:
        arguments = [self._sum()]
        while self._next(","):
            arguments.append(self._sum())
        if not self._next(closing) or len(arguments) > most:
            raise Unreadable(f"{closing} expected")
        return arguments


# --- arithmetic on fractions and 60-digit decimals ----------------------------------------------------------


def _decimal(number: Value) -> Decimal:
    if isinstance(number, Decimal):
        return number
    return CONTEXT.divide(Decimal(number.numerator), Decimal(number.denominator))


def _joined(rule: Callable[..., Value], left: Value, right: Value) -> Value:
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return rule(left, right)
    return rule(_decimal(left), _decimal(right))


def _product(left: Value, right: Value) -> Value:
    if 0 in (left, right) and _decimal(left).is_finite() and _decimal(right).is_finite():
        return Fraction(0)
    return _joined(lambda a, b: a * b, left, right)


def _quotient(left: Value, right: Value) -> Value:
    if left == 0 and right != 0 and _decimal(right).is_finite():
        return Fraction(0)
    return _joined(lambda a, b: a / b, left, right)


def _power(base: Value, exponent: Value) -> Value:
    if exponent == MINUS_INFINITY and _decimal(base) > 1:
        return Fraction(0)
    if exponent == 0 or base == 1:
        return Fraction(1)
    exact = None
    if isinstance(base, Fraction) and isinstance(exponent, Fraction):
        exact = _exact_power(base, exponent)
    return _decimal(base) ** _decimal(exponent) if exact is None else exact


def _exact_power(base: Fraction, exponent: Fraction) -> Fraction | None:
    """The power if it is rational: whole exponents, and roots of perfect squares and cubes."""
    if abs(exponent) > LONGEST_EXACT_POWER:
        return None
    if exponent.denominator == 1:
        return base ** int(exponent)
    above, below = (_root(n, exponent.denominator) for n in (base.numerator, base.denominator))
    return None if above is None or below is None else Fraction(above, below) ** exponent.numerator


def _root(number: int, degree: int) -> int | None:
    """The whole root, or None if there is none."""
    if number in (0, 1):
        return number
    if number < 0 or degree >= number.bit_length():
        return None
    if degree == 2:
        root = math.isqrt(number)
    else:
        root = int((Decimal(number) ** (Decimal(1) / degree)).to_integral_value())
    return root if root**degree == number else None


def _floor(number: Value) -> Value:
    return number if not _decimal(number).is_finite() else Fraction(math.floor(number))


def _largest(*numbers: Value) -> Value:
    return max(numbers, key=_decimal)


def _smallest(*numbers: Value) -> Value:
    return min(numbers, key=_decimal)


def _logarithm(number: Value) -> Value:
    return Fraction(0) if number == 1 else _decimal(number).ln()


def _sine(angle: Value) -> Value:
    """The Taylor series after whole turns are taken off; of 0 exactly 0, of other rationals irrational."""
    if angle == 0:
        return Fraction(0)
    x = _decimal(angle).remainder_near(2 * PI)
    term, total, n = x, x, 1
    while abs(term) > Decimal("1e-70"):
        n += 2
        term = -term * x * x / (n * (n - 1))
        total += term
    return total


def _gelu(number: Value) -> Value:
    """The number times Φ of it, by the series of erf without cancellation; of 0 exactly 0."""
    if number == 0:
        return Fraction(0)
    x = _decimal(number)
    term, total, n = x, x, 1
    while abs(term) > abs(total) * Decimal("1e-70"):
        n += 2
        term = term * x * x / n
        total += term
    return x * (1 + 2 * total * (-x * x / 2).exp() / (2 * PI).sqrt()) / 2


def _gelu_tanh(number: Value) -> Value:
    if number == 0:
        return Fraction(0)
    x = _decimal(number)
    twice = (2 * (2 / PI).sqrt() * (x + Decimal("0.044715") * x**3)).exp()
    return x * (1 + (twice - 1) / (twice + 1)) / 2


def _cosine(angle: Value) -> Value:
    return Fraction(1) if angle == 0 else _sine(PI / 2 - _decimal(angle))


_CONSTANTS: dict[str, Value] = {
    "e": CONTEXT.exp(Decimal(1)),
    "∞": -MINUS_INFINITY,
    "inf": -MINUS_INFINITY,
}
_FUNCTIONS: dict[str, Callable[..., Value]] = {
    "max": _largest,
    "min": _smallest,
    "floor": _floor,
    "sqrt": lambda number: _power(number, Fraction(1, 2)),
    "ln": _logarithm,
    "sin": _sine,
    "cos": _cosine,
    "gelu": _gelu,
    "gelu-tanh": _gelu_tanh,
}
