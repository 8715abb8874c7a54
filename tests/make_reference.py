"""The generated parts of the READMEs: python -m tests.make_reference.

With --outputs also the outputs of their console blocks, which are run again.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from handcalc import formats
from handcalc.calculate import calculate
from handcalc.cli.environment import VARIABLES
from handcalc.cli.list_command import topic_groups
from handcalc.cli.shared_options import shared_options
from handcalc.exit_codes import EXIT_CODES
from handcalc.inputs.labels import labelled_axes
from handcalc.inputs.options import allowed
from handcalc.inputs.request import Request
from handcalc.limits import LIMITS
from handcalc.record.options import Option, spelled
from handcalc.record.parameters import Input
from handcalc.record.topic import Topic
from tests.console_blocks import with_fresh_outputs
from tests.paths import ROOT, SAMPLES
from tests.sample_files import Sample, samples_by_topic

README = ROOT / "README.md"
SAMPLES_PAGE = SAMPLES / "README.md"
TOPICS_PAGE = ROOT / "handcalc" / "topics" / "README.md"
TEACHERS_PAGE = ROOT / "handcalc" / "exercises" / "README.md"
COMMANDS_PAGE = ROOT / "handcalc" / "cli" / "README.md"

BEGIN, END = "<!-- {}: begin -->", "<!-- {}: end -->"


def refreshed(page: Path, text: str) -> str:
    """The text of a README with its generated parts made anew.

    Raises ValueError: the markers of a part are missing.
    """
    for name, generate in PAGES.get(page, {}).items():
        before, begin, rest = text.partition(BEGIN.format(name))
        _, end, after = rest.partition(END.format(name))
        if not (begin and end):
            raise ValueError(f"{page} needs the lines {BEGIN.format(name)} and {END.format(name)}")
        text = f"{before}{begin}\n\n{generate()}\n{end}{after}"
    return text


def _topics() -> str:
    """A line a topic, in groups, each with a link to its main sample."""
    samples = samples_by_topic()
    rows: list[tuple[str, ...]] = []
    for title, members in topic_groups():
        rows.append((f"**{title}**", ""))
        rows += [
            (f"[`{topic.name}`](samples/{samples[topic.name][0].path.name})", topic.summary)
            for topic in members
        ]
    return _lines(_table(("topic and sample", "what it works out"), rows))


def _samples() -> str:
    """Every sample with its source, the main sample of a topic first."""
    samples = samples_by_topic()
    rows: list[tuple[str, ...]] = []
    for title, members in topic_groups():
        rows.append(("", f"**{title}**", ""))
        for topic in members:
            main, *others = samples[topic.name]
            rows.append((f"`{topic.name}`", f"**{_link(main)}**", _source(main)))
            rows += [("", _link(sample), _source(sample)) for sample in others]
    return _lines(_table(("topic", "sample, the main one first", "source of its numbers"), rows))


def _link(sample: Sample) -> str:
    return f"[{sample.stated['title']}]({sample.path.name})"


def _source(sample: Sample) -> str:
    return sample.header.partition("Source: ")[2].replace(" Only numbers were taken.", "").removesuffix(".")


def _reference() -> str:
    """Inputs and options of every topic, a group after the other."""
    return "\n".join(_group(title, members) for title, members in topic_groups())


def _group(title: str, topics: Sequence[Topic]) -> str:
    """The topics of a group, folded until the reader opens them."""
    names = ", ".join(topic.name for topic in topics)
    head = f"<details>\n<summary><b>{_cell(title)}</b>: {names}</summary>\n"
    return "\n".join([head, *map(_topic, topics), "</details>\n"])


def _topic(topic: Topic) -> str:
    head, _, rest = topic.doc.partition("\n\n")
    steps = ", ".join(f"`{step.id}`" for step in calculate(Request(topic)))
    labels = ", ".join(f"`{key}`" for key in labelled_axes(topic))
    return "\n".join(
        [
            f"### {topic.name}",
            "",
            f"{_cell(head)}",
            "",
            *(
                f"{_cell(' '.join(each.split()))}\n"
                for each in rest.split("\n\n")
                if not each.startswith("Symbols")
            ),
            f"Steps of {'the random example' if topic.inputs else 'the calculation'}: {steps}.",
            *([f"Axes that `labels` may name: {labels}."] if labels else []),
            "",
            *_table(
                ("input or option", "shape or choice", "meaning"),
                [*map(_input, topic.inputs.values()), *map(_option, topic.options.values())],
            ),
            "",
        ]
    )


def _input(spec: Input) -> tuple[str, ...]:
    needed = "" if spec.required else ", optional"
    if spec.required_unless:
        needed = f", unless {' and '.join(f'`{name}`' for name in spec.required_unless)} given"
    if spec.requires:
        needed += f", with `{spec.requires}`"
    return f"`{spec.name}`", spec.shape + needed, spec.title


def _option(option: Option) -> tuple[str, ...]:
    default = option.default_in_words or spelled(option.default)
    return f"`{option.name}`", f"{allowed(option)}; default {default}", option.help


def _shared_options() -> str:
    rows = [
        (" ".join(f"`{spelling}`" for spelling in shared.spellings), shared.metavar or "", shared.help)
        for shared in shared_options()
    ]
    return _lines(_table(("option", "value", "meaning"), rows))


def _formats() -> str:
    rows = []
    for name in formats.names():
        suffix = formats.find(name).suffix
        module = __import__(f"handcalc.formats.{name}", fromlist=["FORMAT"])
        rows.append((f"`{name}`", f"`{suffix}`" if suffix else "", (module.__doc__ or "").split("\n")[0]))
    return _lines(_table(("format", "suffix", "what it is"), rows))


def _exit_codes() -> str:
    return _lines(_table(("code", "when"), ((str(code), meaning) for code, meaning in EXIT_CODES)))


def _environment() -> str:
    return _lines(_table(("variable", "meaning"), ((f"`{name}`", meaning) for name, meaning in VARIABLES)))


def _limits() -> str:
    return _lines(_table(("what", "at most"), ((limit.name, limit.words) for limit in LIMITS)))


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(_cell(text) for text in row)} |"


def _cell(text: str) -> str:
    """Text with the characters escaped that end a cell or begin markup, except between backticks."""
    pieces = text.split("`")
    pieces[::2] = [
        piece.replace("|", "\\|").replace("<", "&lt;").replace("_", "\\_") for piece in pieces[::2]
    ]
    return "`".join(pieces)


PAGES: Mapping[Path, Mapping[str, Callable[[], str]]] = {
    README: {"topics": _topics, "formats": _formats},
    SAMPLES_PAGE: {"samples": _samples},
    TOPICS_PAGE: {"reference": _reference},
    TEACHERS_PAGE: {},
    COMMANDS_PAGE: {
        "options": _shared_options,
        "exit codes": _exit_codes,
        "environment": _environment,
        "limits": _limits,
    },
}
"""The READMEs for users, each with its generated parts by the name in their markers."""

READMES = sorted({*PAGES, *(ROOT / "handcalc").rglob("README.md"), *(ROOT / "tests").rglob("README.md")})
"""All READMEs, those for developers, too."""


def main(outputs: bool) -> None:
    """Write the generated parts into the READMEs; outputs: the outputs of their commands, too."""
    for page in READMES:
        text = page.read_text(encoding="utf-8")
        fresh = refreshed(page, with_fresh_outputs(text) if outputs else text)
        if fresh != text:
            page.write_text(fresh, encoding="utf-8")
            print(page.relative_to(ROOT))


if __name__ == "__main__":
    main(outputs="--outputs" in sys.argv[1:])
