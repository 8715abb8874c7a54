"""What the words of a command line ask for, checked before any file is read."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from handcalc import formats
from handcalc.cli.shared_options import PARSED, spelling
from handcalc.errors import InputError, UsageError
from handcalc.formats.document.page_options import PageOption, page_options
from handcalc.inputs.options import SHARED, parse_option
from handcalc.record.options import Option, OptionValue
from handcalc.record.topic import Topic
from handcalc.text import listed, quoted

STDOUT = "-"
DEFAULT_FORMAT = "table"
_PLAIN_TEXT = ".txt"


@dataclass(frozen=True)
class CliOptions:
    """The options of one command line; None is not stated.

    options: those that take part in the calculation. page: those of PageOptions that are stated, color still
    as a word. format_stated: whether the command line says it, by name or by suffix. path: the file to
    write, None for stdout.
    """

    options: dict[str, OptionValue]
    seed: int | None
    vectors: str | None
    page: dict[str, Any]
    format: str
    format_stated: bool
    path: str | None
    force: bool

    @classmethod
    def read(cls, words: dict[str, Any], own: dict[str, OptionValue]) -> CliOptions:
        """Check the words of the shared options; `own` are the topic's, checked already.

        Raises UsageError: one is not what it may be, or two contradict each other.
        """
        read = {name: parsed(PARSED[name], words[name]) for name in PARSED if words[name] is not None}
        path = None if words["output"] in (None, STDOUT) else str(words["output"])
        choices = cls(
            options={**own, **{name: read[name] for name in SHARED if name in read}},
            seed=int(read["seed"]) if "seed" in read else None,
            vectors=str(read["vectors"]) if "vectors" in read else None,
            page={option.name: _of_page(option, words[option.name]) for option in _stated(words)},
            format=_format(words["format"], words["json"], path),
            format_stated=words["format"] is not None or words["json"] or path is not None,
            path=path,
            force=words["force"],
        )
        if choices.format_stated:
            choices.refuse_without_effect(choices.format)
        return choices

    def refuse(self, names: Iterable[str], why: str) -> None:
        """Raises UsageError: one of these options of the page is stated, which would have no effect."""
        for name in names:
            if name in self.page:
                raise UsageError(f"{spelling(name)} {why}")

    def refuse_without_effect(self, format: str) -> None:
        """Raises UsageError: an option of the page that is stated changes nothing in this format."""
        formats.refuse_without_effect(format, self.page, spelling)


def _stated(words: dict[str, Any]) -> Iterator[PageOption]:
    return (option for name, option in page_options().items() if words[name] not in (None, False))


def _of_page(option: PageOption, word: str | bool) -> Any:
    if isinstance(word, bool):
        return word
    if not option.listed:
        return parsed(option.kind, word)
    ids = tuple(part.strip() for part in word.split(","))
    if not all(ids):
        raise UsageError(f"{spelling(option.name)} takes the ids of steps, such as S,A; not {quoted(word)}")
    return ids


def own_options(topic: Topic, words: Mapping[str, Any]) -> dict[str, OptionValue]:
    """The values of the topic's own options that were stated.

    Raises UsageError: one is not what it may be.
    """
    stated = {name: words[f"own_{name}"] for name in topic.options}
    return {
        name: value if isinstance(value, bool) else parsed(topic.options[name], value)
        for name, value in stated.items()
        if value is not None
    }


def on_command_line(error: InputError, options: Container[str]) -> UsageError:
    """The refusal with the option it is about, if it is one of these, spelled as on the command line."""
    name = error.about or ""
    if name in options and error.fact.startswith(f"{name} "):
        return UsageError(f"{spelling(name)}{error.fact[len(name) :]}")
    return UsageError(error.fact)


def parsed(option: Option, text: str) -> OptionValue:
    """The value that a word of the command line states.

    Raises UsageError: it is none that the option may have.
    """
    try:
        return parse_option(option, text)
    except InputError as error:
        raise on_command_line(error, {option.name}) from None


def refuse_empty(what: str, name: str | None) -> None:
    """Refuse an empty name of a file or folder, as of a shell's unset variable; it would mean this folder.

    Raises UsageError: it is empty.
    """
    if name == "":
        raise UsageError(f"{what} is empty: name a file or folder")


def _format(stated: str | None, json: bool, path: str | None) -> str:
    known = Option("", name="format", words=tuple(formats.names()))
    name = None if stated is None else str(parsed(known, stated))
    if json and name not in (None, "json"):
        raise UsageError(f"--json and --format {name} contradict each other")
    name = "json" if json else name
    return (name or DEFAULT_FORMAT) if path is None else _by_suffix(path, name)


def _by_suffix(path: str, stated: str | None) -> str:
    """The format for a file's name; what was stated must agree with it."""
    suffix = os.path.splitext(path)[1].lower()
    suffixes = {name: formats.find(name).suffix for name in formats.names()}
    meant = [name for name, own in suffixes.items() if own == suffix != ""]
    if not meant:
        raise _of_no_format(path, suffix, suffixes.values())
    if stated is None:
        return DEFAULT_FORMAT if DEFAULT_FORMAT in meant else meant[0]
    # plain is text as well as table, which owns the suffix.
    if stated in meant or (not suffixes[stated] and suffix == _PLAIN_TEXT):
        return stated
    raise UsageError(f"--output {quoted(path)} and --format {stated} contradict each other")


def _of_no_format(path: str, suffix: str, suffixes: Iterable[str]) -> UsageError:
    what = f"the suffix {quoted(suffix)} is of no format" if suffix else "the name has no suffix"
    known = listed(sorted(set(suffixes) - {""}))
    return UsageError(f"--output {quoted(path)}: {what}; the suffixes are {known}")
