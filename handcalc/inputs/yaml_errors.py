"""What PyYAML says about a syntax error, as one sentence for a person who wants to type a matrix."""

from __future__ import annotations

import yaml

from handcalc.errors import InputError, Place
from handcalc.inputs.nodes import Places
from handcalc.text import quoted, visible

_INDENTATION = "the indentation does not fit the lines above"
# Part of PyYAML's words, from either of its two scanners, and ours.
_SENTENCES = (
    ("mapping values are not allowed", "a ':' is not expected here; put a text with a colon in quotes"),
    ("could not find expected ':'", "a ':' is missing after this name"),
    ("unknown escape", "an unknown escape in double quotes; use single quotes, or \\\\ for a backslash"),
    ("document start>", "more text follows after the end of the data"),
    ("node content", "a value is missing here"),
    ("expected key", _INDENTATION),
    ("block end>", _INDENTATION),
    ("expected '-'", _INDENTATION),
    ("block sequence entries are not allowed", _INDENTATION),
    ("tag", "tags are refused"),
    ("incompatible", "only YAML 1 is read"),
)


def syntax_error(error: yaml.MarkedYAMLError, text: str) -> InputError:
    """The refusal, with its place, for a syntax error that PyYAML found in the text."""
    places = Places(text)
    index = min(error.problem_mark.index, len(text)) if error.problem_mark else 0
    place = places.at(index)
    opened = places.at(error.context_mark.index) if error.context_mark else place
    problem, context = str(error.problem), str(error.context)
    if "quoted scalar" in context and "end of stream" in problem:
        return InputError("this quote is not closed", opened)
    if _tab_before(text, index):
        return InputError("a tab stands where YAML allows only spaces; indent with spaces", place)
    if "parsing a flow" in context and "node" not in context:
        return InputError(_unclosed(context, opened, index, text), places.at(min(index, len(text.rstrip()))))
    if "cannot start any token" in problem:
        return InputError(f"no value starts with {quoted(text[index])}; put a text in quotes", place)
    return InputError(_sentence(problem), place)


def _unclosed(context: str, opened: Place, index: int, text: str) -> str:
    close = "]" if "sequence" in context else "}"
    if index >= len(text.rstrip()):
        return f"the file ends, but the bracket of {_words(opened)} is not closed; '{close}' is missing"
    return f"',' or '{close}' is expected here; is the bracket of {_words(opened)} closed?"


def _words(place: Place) -> str:
    return f"line {place.line}, column {place.column}"


def _tab_before(text: str, index: int) -> bool:
    start = max(text.rfind("\n", 0, index), text.rfind("\r", 0, index)) + 1
    line = text[start : index + 1]
    return "\t" in line and (line[-1] == "\t" or not line[:-1].strip())


def _sentence(problem: str) -> str:
    for part, sentence in _SENTENCES:
        if part in problem:
            return sentence
    return f"this is not YAML: {visible(problem)}"
