"""Labels: the axes that a file may label, and the labels of each axis of a request."""

from __future__ import annotations

from handcalc.inputs.required_inputs import CompleteRequest
from handcalc.inputs.shapes import Shapes
from handcalc.record.parameters import Input
from handcalc.record.topic import Topic
from handcalc.text import counted


def labelled_axes(topic: Topic) -> dict[str, str]:
    """The axes that a file may label, by the key under `labels`."""
    parts = [part for spec in topic.inputs.values() for part in spec.fields or (spec,)]
    sides = [side for part in parts if not _is_text(part) for side in part.dimensions if side.is_whole]
    named = _named_by_words(topic)
    return {side.label_key: side.axis for side in sides if side.axis not in named}


def _named_by_words(topic: Topic) -> set[str]:
    """The axes whose labels are the words of a required input."""
    return {spec.columns.axis for spec in topic.inputs.values() if _names_an_axis(spec) and spec.required}


def _is_text(spec: Input) -> bool:
    """Whether an input consists of words that have no labels."""
    return spec.wordy and spec.kind != "texts"


def _names_an_axis(spec: Input) -> bool:
    """Whether the words of an input are the labels of an axis."""
    return spec.kind in ("words", "text")


def axis_labels(complete: CompleteRequest, shapes: Shapes) -> dict[str, tuple[str, ...]]:
    """The labels of every axis that has some: the words of an input, or those under `labels`.

    Raises InputError: an axis has more or fewer items, or its labels are the words of an input.
    """
    request = complete.request
    labels = {
        spec.columns.axis: request.words_in(name)
        for name, spec in request.topic.inputs.items()
        if _names_an_axis(spec) and name in request.words and not spec.columns.is_single
    }
    known, from_words = labelled_axes(request.topic), set(labels)
    for key, texts in request.labels.items():
        axis = shapes.aliases.get(known[key], known[key])
        if axis in from_words:
            raise request.refusal(f"labels has {key}, but words that are given name them", f"labels.{key}")
        size = shapes.sizes.get(axis)
        if size != len(texts):
            has = f"labels has {counted(len(texts), 'label')} for {key}"
            raise request.refusal(f"{has}, but there are {size or 'no'} {key}", f"labels.{key}")
        labels[axis] = texts
    return labels
