"""Documents made from what the signature of a topic allows, and what they have to be read as.

A document is a list of keys with values: numbers as they are typed, words, lists, mappings.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Any, NamedTuple

from handcalc.inputs.labels import labelled_axes
from handcalc.record.options import Option
from handcalc.record.parameters import Input
from handcalc.record.topic import Topic

Value = Any
"""A Typed, a word as str, a list of values or a dictionary of values."""
Path = tuple[str | int, ...]

LETTERS = "abcxyzABC019_-.,:;#&*!|>%@`'\"\\[]{}()?=+/<>$^~ éßİж你好ك\u00a0\u200d\u3000\ufeff😀👩"


class Typed(NamedTuple):
    """A number, exactly as it is typed; or, with wrong, what stands in its place."""

    text: str
    wrong: bool = False


class Document(NamedTuple):
    """A topic and what a file says for it."""

    topic: Topic
    entries: list[tuple[str, Value]]


# --- documents ----------------------------------------------------------------------------------------------


def made(topic: Topic, random: Random) -> Document:
    """A document with some of the inputs, options and other keys that a topic may have."""
    entries: list[tuple[str, Value]] = [("topic", topic.name)] if random.random() < 0.8 else []
    some = {name: spec for name, spec in topic.inputs.items() if spec.required or random.random() < 0.5}
    entries += [(name, _input(spec, random)) for name, spec in some.items()]
    entries += [
        (name, _option(option, random)) for name, option in topic.options.items() if random.random() < 0.4
    ]
    more = {
        "title": _word(random),
        "vectors": random.choice(["rows", "columns"]),
        "seed": Typed(str(random.randrange(10**6))),
        "digits": Typed(str(random.randrange(11))),
        "rounding": random.choice(["full", "carry", "exact"]),
        "labels": {axis: _words(random) for axis in labelled_axes(topic) if random.random() < 0.5},
    }
    entries += [(name, value) for name, value in more.items() if random.random() < 0.4]
    random.shuffle(entries)
    return Document(topic, entries)


def _input(spec: Input, random: Random) -> Value:
    if spec.kind == "list":
        return [_item(spec, number, random) for number in range(1, random.randint(1, 3) + 1)]
    return _OF_A_KIND[spec.kind](spec, random)


def _item(spec: Input, number: int, random: Random) -> Value:
    if not spec.fields[0].name:
        return _input(spec.fields[0], random)
    chosen = [one for one in spec.fields if one.required or random.random() < 0.5] or [spec.fields[0]]
    return {one.name: _input(one, random) for one in chosen}


def _matrix(spec: Input, random: Random) -> Value:
    columns = random.randint(1, 4)
    return [[_number(spec, random) for _ in range(columns)] for _ in range(random.randint(1, 4))]


_OF_A_KIND: dict[str, Callable[[Input, Random], Value]] = {
    "matrix": _matrix,
    "vector": lambda spec, random: [_number(spec, random) for _ in range(random.randint(1, 5))],
    "number": lambda spec, random: _number(spec, random),
    "words": lambda spec, random: _words(random),
    "text": lambda spec, random: random.choice([_text(random), _words(random)]),
    "texts": lambda spec, random: [_text(random) for _ in range(random.randint(1, 3))],
    "mapping": lambda spec, random: {
        f"{_word(random)}k": Typed(str(random.randint(1, 99))) for _ in range(2)
    },
}


def _number(spec: Input, random: Random) -> Typed:
    """A number in the range of an input, spelled in any way."""
    if spec.domain.binary:
        return Typed(random.choice(["0", "1", "1.0", "00", "+1", "2/2", "1e0", "0.", "-0"]))
    if spec.domain.upper_exclusive is not None:
        return Typed(random.choice(["0", ".5", "1/3", "0.25", "5e-1", "0.9999"]))
    sign = "" if spec.domain.least is not None else random.choice(["", "", "-", "+"])
    whole, part = str(random.randrange(1000)), str(random.randrange(1000))
    exponent = random.choice("eE") + random.choice(["", "+", "-"]) + str(random.randrange(20))
    spellings = [whole, f"{whole}.{part}", f".{part}", f"{whole}.", f"0{whole}", f"{whole}/{int(part) + 1}"]
    spellings += [f"{whole}{exponent}", f"{whole}.{part}{exponent}"]
    return Typed(sign + random.choice(spellings))


def _word(random: Random) -> str:
    if random.random() < 0.4:
        return random.choice(["the", "cat", "no", "null", "y", "x_1", "true"])
    return "".join(random.choice(LETTERS) for _ in range(random.randrange(9)))


def _words(random: Random) -> list[str]:
    return [_word(random) for _ in range(random.randint(1, 4))]


def _text(random: Random) -> str:
    return f"a{_word(random)} {_word(random)}"


def _option(option: Option, random: Random) -> Value:
    choices: list[Value] = list(option.words)
    if option.flag:
        choices += [Typed("true"), Typed("false")]
    if option.many:
        choices.append(_words(random))
    if option.free:
        choices.append(_word(random) + "f")
    if option.number:
        bottom = option.least if option.least is not None else (option.above or 0) + 1
        bottom = min(bottom, option.most) if option.most is not None else bottom
        choices.append(Typed(str(bottom)))
    return random.choice(choices)


# --- what a file has to be read as --------------------------------------------------------------------------


def exact(number: Typed) -> tuple[Fraction, str]:
    """The value of a number, and its text."""
    return Fraction(number.text), number.text


def expected(document: Document) -> dict[str, Any]:
    """The fields of a request by their names, without places."""
    found: dict[str, Any] = {
        **{"title": None, "vectors": "rows", "seed": None, "labels": {}},
        **{"matrices": {}, "words": {}, "counts": {}, "options": {}},
    }
    for name, value in document.entries:
        if name in document.topic.inputs:
            _expect_input(found, document.topic.inputs[name], value)
        elif name in ("title", "vectors"):
            found[name] = value
        elif name == "seed":
            found[name] = int(value.text)
        elif name == "labels":
            found[name] = {axis: tuple(words) for axis, words in value.items()}
        elif name != "topic":
            found["options"][name] = _option_value(value)
    return found


def _expect_input(found: dict[str, Any], spec: Input, value: Value) -> None:
    if spec.kind == "list":
        found["counts"][spec.name] = len(value)
        assert spec.items is not None
        for number, item in enumerate(value, start=1):
            parts = {one.name: one for one in spec.item(number, {})}
            if isinstance(item, dict):
                for name, part in item.items():
                    _expect_input(found, parts[f"{spec.items.item_prefix}{number}.{name}"], part)
            else:
                _expect_input(found, parts[f"{spec.items.item_prefix}{number}"], item)
    elif spec.kind == "mapping":
        found["words"][spec.name] = {word: int(count.text) for word, count in value.items()}
    elif spec.wordy:
        found["words"][spec.name] = value if isinstance(value, str) else tuple(value)
    else:
        rows = value if spec.kind == "matrix" else [value] if spec.kind == "vector" else [[value]]
        found["matrices"][spec.name] = [[exact(one) for one in row] for row in rows]


def _option_value(value: Value) -> Any:
    if isinstance(value, Typed):
        return value.text == "true" if value.text in ("true", "false") else Fraction(value.text)
    return tuple(value) if isinstance(value, list) else value
