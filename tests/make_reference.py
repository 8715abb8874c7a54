"""What the README has from the code, the reference and two tables: python -m tests.make_reference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

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
from tests.paths import ROOT
from tests.sample_files import Sample, samples_by_topic

README = ROOT / "README.md"
BEGIN, END = "<!-- {}: begin -->", "<!-- {}: end -->"


def parts() -> dict[str, str]:
    """What stands between each pair of markers, by their name."""
    return {
        "exit codes": _lines(_table(("code", "when"), ((str(code), when) for code, when in EXIT_CODES))),
        "environment": _lines(
            _table(("variable", "meaning"), ((f"`{name}`", what) for name, what in VARIABLES))
        ),
        "samples": _lines(_samples()),
        "reference": reference(),
    }


def reference() -> str:
    """The section: topics, shared options, formats, limits."""
    parts = [_group(title, members) for title, members in topic_groups()]
    return "\n".join([*parts, _shared(), _formats(), _limits()])


def refreshed(readme: str) -> str:
    """The README's text with all that is between markers as it should be.

    Raises ValueError: the markers are not there.
    """
    for name, made in parts().items():
        before, begin, rest = readme.partition(BEGIN.format(name))
        _, end, after = rest.partition(END.format(name))
        if not (begin and end):
            raise ValueError(f"README.md needs the lines {BEGIN.format(name)} and {END.format(name)}")
        readme = f"{before}{begin}\n\n{made}\n{end}{after}"
    return readme


def _samples() -> Iterator[str]:
    """The topics in their groups, each with its samples, the main one first."""
    samples = samples_by_topic()
    rows: list[tuple[str, ...]] = []
    for title, members in topic_groups():
        rows.append(("", f"**{title}**", ""))
        for topic in members:
            main, *others = map(_link, samples[topic.name])
            rows.append((f"`{topic.name}`", topic.summary, "; ".join([f"**{main}**", *others])))
    yield from _table(("topic", "what it works out", "samples, the main one first"), rows)


def _link(sample: Sample) -> str:
    return f"[{sample.stated['title']}](samples/{sample.path.name})"


def _group(title: str, topics: Sequence[Topic]) -> str:
    """The topics of a group, folded away until somebody opens it."""
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
            f"Steps of {'the drawn example' if topic.inputs else 'the calculation'}: {steps}.",
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


def _shared() -> str:
    rows = [
        (" ".join(f"`{spelling}`" for spelling in shared.spellings), shared.metavar or "", shared.help)
        for shared in shared_options()
    ]
    return "\n".join(["### Options of every topic", "", *_table(("option", "value", "meaning"), rows), ""])


def _formats() -> str:
    rows = []
    for name in formats.names():
        found = formats.find(name)
        about = (__import__(f"handcalc.formats.{name}", fromlist=["FORMAT"]).__doc__ or "").split("\n")[0]
        rows.append((f"`{name}`", f"`{found.suffix}`" if found.suffix else "", about))
    return "\n".join(["### Formats", "", *_table(("format", "suffix", "what it is"), rows), ""])


def _limits() -> str:
    rows = [(limit.name, limit.words) for limit in LIMITS]
    return "\n".join(["### Limits", "", *_table(("what", "at most"), rows), ""])


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(_cell(text) for text in row)} |"


def _cell(text: str) -> str:
    """Text in which no character ends a cell or begins markup; what is between backticks stays."""
    pieces = text.split("`")
    pieces[::2] = [
        piece.replace("|", "\\|").replace("<", "&lt;").replace("_", "\\_") for piece in pieces[::2]
    ]
    return "`".join(pieces)


def main() -> None:
    """Write the section into the README."""
    README.write_text(refreshed(README.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
