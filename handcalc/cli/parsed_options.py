"""Parse and check the options of a command line, before any file is read."""

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
    """The options of one command line; None if not stated.

    options: of the calculation. page: the stated ones of PageOptions, color still as a word. format_stated:
    whether the command line names the format or a file with its suffix. path: the file to write, None for
    stdout.
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
    def read(cls, words: dict[str, Any], of_topic: dict[str, OptionValue]) -> CliOptions:
        """Check the values of the shared options; of_topic: those of the topic, checked already.

        Raises UsageError: a value is not allowed, or two options contradict each other.
        """
        values = parse_values(PARSED, words)
        path = None if words["output"] in (None, STDOUT) else str(words["output"])
        cli_options = cls(
            options={**of_topic, **{name: values[name] for name in SHARED if name in values}},
            seed=int(values["seed"]) if "seed" in values else None,
            vectors=str(values["vectors"]) if "vectors" in values else None,
            page={option.name: _of_page(option, words[option.name]) for option in _stated(words)},
            format=_format(words["format"], words["json"], path),
            format_stated=words["format"] is not None or words["json"] or path is not None,
            path=path,
            force=words["force"],
        )
        if cli_options.format_stated:
            cli_options.refuse_without_effect(cli_options.format)
        return cli_options

    def refuse(self, names: Iterable[str], why: str) -> None:
        """Raises UsageError: one of these page options is stated, although it has no effect."""
        for name in names:
            if name in self.page:
                raise UsageError(f"{spelling(name)} {why}")

    def refuse_without_effect(self, format: str) -> None:
        """Raises UsageError: a stated page option changes nothing in this format."""
        formats.refuse_without_effect(format, self.page, spelling)


def _stated(words: dict[str, Any]) -> Iterator[PageOption]:
    return (option for name, option in page_options().items() if words[name] not in (None, False))


def _of_page(option: PageOption, word: str | bool) -> Any:
    if isinstance(word, bool):
        return word
    if not option.listed:
        return parse_value(option.kind, word)
    ids = tuple(part.strip() for part in word.split(","))
    if not all(ids):
        raise UsageError(f"{spelling(option.name)} takes the ids of steps, such as S,A; not {quoted(word)}")
    return ids


def topic_options(topic: Topic, words: Mapping[str, Any]) -> dict[str, OptionValue]:
    """The values of the topic's options that were stated.

    Raises UsageError: a value is not allowed.
    """
    return parse_values(topic.options, {name: words[f"own_{name}"] for name in topic.options})


def parse_values(options: Mapping[str, Option], words: Mapping[str, Any]) -> dict[str, OptionValue]:
    """The values of those of these options that were stated; raises as parse_value."""
    return {
        name: words[name] if isinstance(words[name], bool) else parse_value(option, words[name])
        for name, option in options.items()
        if words[name] is not None
    }


def on_command_line(error: InputError, options: Container[str]) -> UsageError:
    """The refusal for the command line; if it is about one of these options, spelled as it is there."""
    name = error.about or ""
    if name in options and error.fact.startswith(f"{name} "):
        return UsageError(f"{spelling(name)}{error.fact[len(name) :]}")
    return UsageError(error.fact)


def parse_value(option: Option, text: str) -> OptionValue:
    """The value of an option on the command line.

    Raises UsageError: the option does not allow it.
    """
    try:
        return parse_option(option, text)
    except InputError as error:
        raise on_command_line(error, {option.name}) from None


def refuse_empty(what: str, name: str | None) -> None:
    """Raise UsageError for an empty path, as from an unset shell variable."""
    if name == "":
        raise UsageError(f"{what} is empty: name a file or folder")


def _format(stated: str | None, json: bool, path: str | None) -> str:
    known = Option("", name="format", words=tuple(formats.names()))
    name = None if stated is None else str(parse_value(known, stated))
    if json and name not in (None, "json"):
        raise UsageError(f"--json and --format {name} contradict each other")
    name = "json" if json else name
    return (name or DEFAULT_FORMAT) if path is None else _by_suffix(path, name)


def _by_suffix(path: str, stated: str | None) -> str:
    """The format for a file name, which must agree with the stated format."""
    suffix = os.path.splitext(path)[1].lower()
    suffixes = {name: formats.find(name).suffix for name in formats.names()}
    matches = [name for name, other in suffixes.items() if other == suffix != ""]
    if not matches:
        what = f"the suffix {quoted(suffix)} is of no format" if suffix else "the name has no suffix"
        known = listed(sorted(set(suffixes.values()) - {""}))
        raise UsageError(f"--output {quoted(path)}: {what}; the suffixes are {known}")
    if stated is None:
        return DEFAULT_FORMAT if DEFAULT_FORMAT in matches else matches[0]
    # plain is text like table, to which .txt belongs.
    if stated in matches or (not suffixes[stated] and suffix == _PLAIN_TEXT):
        return stated
    raise UsageError(f"--output {quoted(path)} and --format {stated} contradict each other")
