"""Parse and check the value of an option, from a file, the command line or Python."""

from __future__ import annotations

import re
from fractions import Fraction

from handcalc.errors import InputError
from handcalc.inputs.numbers import parse_number
from handcalc.record.functions import SNAP_DECIMALS
from handcalc.record.options import Option, OptionValue
from handcalc.record.topic import Topic
from handcalc.text import did_you_mean, listed, quoted

SHARED = {
    "digits": Option("decimals shown", name="digits", least=0, most=SNAP_DECIMALS, number="whole", default=3),
    "rounding": Option(
        "full: nothing is rounded; carry: go on with the rounded values; exact: fractions",
        name="rounding",
        words=("full", "carry", "exact"),
        default="full",
    ),
}
"""Options that every topic has, in a file too."""

ON_PAPER: dict[str, OptionValue] = {"rounding": "carry", "digits": 2}
"""The default rounding of sheets: as on paper."""

SEED = Option("seed of what is drawn", name="seed", number="whole")
VECTORS = Option("how token vectors are written", name="vectors", words=("rows", "columns"))


def offered(topic: Topic) -> dict[str, Option]:
    """All options that a file or the command line may state for a topic."""
    return {**topic.options, **SHARED}


def parse_option(option: Option, text: str) -> OptionValue:
    """The value in a text.

    Raises InputError: the option does not allow it; the message says what it allows.
    """
    if option.flag and text in ("true", "false"):
        return text == "true"
    if text in option.words or option.free:
        return text
    if option.many:
        return tuple(text.split())
    if option.number is None:
        raise _refusal(option, text)
    try:
        number = parse_number(text).value
    except InputError as error:
        raise _refusal(option, text, error.fact if re.match("[-+.0-9]", text) else None) from None
    return _in_range(option, number, text)


def check_option(option: Option, value: object) -> OptionValue:
    """The same for a Python value; a float counts as the decimal that it prints as."""
    if isinstance(value, bool):
        if option.flag:
            return value
        raise _refusal(option, str(value))
    if option.many and isinstance(value, list | tuple):
        return tuple(map(str, value))
    if isinstance(value, Fraction):
        return _in_range(option, value, str(value)) if option.number else parse_option(option, str(value))
    return parse_option(option, str(value))


def allowed(option: Option) -> str:
    """The allowed values of an option, in words: 'e or a number above 1'."""
    if option.flag:
        return "true or false"
    choices = list(option.words)
    if option.free or option.many:
        choices.append("any word" if option.free else "words, with spaces between them")
    if option.number:
        choices.append(f"a {'whole ' if option.number == 'whole' else ''}number{_range(option)}")
    return listed(choices, "or")


def _range(option: Option) -> str:
    if option.least is not None and option.most is not None:
        return f" from {option.least} to {option.most}"
    if option.least is not None:
        return f", at least {option.least}"
    return f" above {option.above}" if option.above is not None else ""


def _in_range(option: Option, number: Fraction, text: str) -> OptionValue:
    too_small = (option.least is not None and number < option.least) or (
        option.above is not None and number <= option.above
    )
    too_large = option.most is not None and number > option.most
    if too_small or too_large or (option.number == "whole" and number.denominator != 1):
        raise _refusal(option, text)
    return int(number) if option.number == "whole" else number


def _refusal(option: Option, text: str, why: str | None = None) -> InputError:
    near = did_you_mean(text, option.words or (("true", "false") if option.flag else ()))
    because = f" ({why})" if why else ""
    return InputError(
        f"{option.name} must be {allowed(option)}, not {quoted(text)}{near}{because}", about=option.name
    )
