"""The help of a topic's command: its docstring, what a file may hold, its options, the shared ones."""

from __future__ import annotations

from typing import Any

from handcalc.commands.house_command import HouseCommand
from handcalc.record.parameters import Input
from handcalc.record.topic import Topic

WHAT_FILE_IS = "YAML or JSON, - is standard input"


class TopicCommand(HouseCommand):
    """A command that stands for a topic."""

    topic: Topic

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
