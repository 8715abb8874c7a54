"""A topic's command: its help, and the ids of its steps for shells that complete."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handcalc.cli.base_command import BaseCommand
from handcalc.cli.parsed_options import STDOUT, own_options
from handcalc.cli.topic_request import request_for
from handcalc.errors import HandcalcError
from handcalc.inputs.request import Request
from handcalc.record.parameters import Input
from handcalc.record.topic import Topic

WHAT_FILE_IS = "YAML or JSON, - is standard input"


class TopicCommand(BaseCommand):
    """A command that stands for a topic."""

    topic: Topic

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words; without an option that a shell is to complete the value of, or FILE is not read."""
        if ctx.resilient_parsing and any(args[-1:] == [name] for name in self._names_with_values()):
            args = args[:-1]
        return super().parse_args(ctx, args)

    def _names_with_values(self) -> list[str]:
        return [name for one in self.params if not getattr(one, "is_flag", True) for name in one.opts]

    def step_ids(self, words: Mapping[str, Any]) -> list[str]:
        """The ids for this FILE and these options; those of the drawn example, where these are refused."""
        from handcalc.calculate import calculate

        path = None if words.get("file") == STDOUT else words.get("file")
        try:
            request = request_for(self.topic, path).overridden(own_options(self.topic, words), None)
            calculation = calculate(request)
        except HandcalcError:
            calculation = calculate(Request(self.topic))
        return [step.id for step in calculation]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """The keys of FILE, then the options in two parts."""
        inputs = [(spec.name, _about(spec)) for spec in self.topic.inputs.values()]
        with formatter.section("FILE"):
            formatter.write_text(f"{WHAT_FILE_IS}; it holds{'' if inputs else ' options'}")
            if inputs:
                formatter.write_dl(inputs, col_max=12)
        for heading, own in ((f"Options of {self.topic.name}, also in FILE", True), ("Options", False)):
            with formatter.section(heading):
                self.write_options(ctx, formatter, own=own)

    def write_options(self, ctx: Any, formatter: Any, *, own: bool) -> None:
        """The topic's own options, or those that every topic has."""
        options = [
            parameter
            for parameter in self.get_params(ctx)
            if parameter.param_type_name == "option" and (parameter.name or "").startswith("own_") is own
        ]
        formatter.write_dl([option.get_help_record(ctx) for option in options], col_max=24)


def _about(spec: Input) -> str:
    optional = "" if spec.required else ", optional"
    return f"{spec.title} ({spec.shape}){optional}"
