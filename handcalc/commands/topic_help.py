"""The help of a topic's command: its docstring, what a file may hold, its options, the shared ones."""

from __future__ import annotations

from typing import Any

from handcalc.commands.house_command import HouseCommand
from handcalc.inputs.axes import shape_in_symbols
from handcalc.record.topic import Input, Topic


class TopicCommand(HouseCommand):
    """A command that stands for a topic."""

    topic: Topic

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """The keys of FILE, then the options in two parts."""
        inputs = [(spec.name, _about(spec)) for spec in self.topic.inputs.values()]
        holds = "it holds" if inputs else "it holds options"
        with formatter.section(f"FILE is YAML or JSON, - is standard input; {holds}"):
            if inputs:
                formatter.write_dl(inputs, col_max=12)
        for heading, own in ((f"Options of {self.topic.name}, also in FILE", True), ("Options", False)):
            records = [
                parameter.get_help_record(ctx)
                for parameter in self.get_params(ctx)
                if parameter.param_type_name == "option" and (parameter.name or "").startswith("own_") is own
            ]
            with formatter.section(heading):
                formatter.write_dl(records, col_max=24)


def _about(spec: Input) -> str:
    optional = "" if spec.required else ", optional"
    return f"{spec.title} ({shape_in_symbols(spec)}){optional}"
