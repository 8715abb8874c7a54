"""Retrieval-augmented generation: what is found in a vector database becomes part of the prompt."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from handcalc.errors import InputError
from handcalc.record.axes import Axis
from handcalc.record.matrix import Matrix
from handcalc.record.options import option
from handcalc.record.parameter_groups import parameter_group
from handcalc.record.parameters import Words, text
from handcalc.record.recorder import Recorder
from handcalc.record.topic import Group, topic
from handcalc.text import counted, listed, quoted
from handcalc.topics.embed import Unknown
from handcalc.topics.vectordb import (
    Documents,
    Encoder,
    EncoderWeights,
    ModelSize,
    Query,
    SearchOptions,
    Top,
    searched,
    short,
)

_PLACES = re.compile(r"\{(context|query)\}")


def _usual_template(given: Mapping[str, Any], options: Mapping[str, Any]) -> str:
    return "Answer from these notes:\n{context}\nQuestion: {query}"


@topic(Group.RETRIEVAL)
def rag(
    c: Recorder,
    documents: Documents,
    query: Query,
    weights: Annotated[EncoderWeights, parameter_group()],
    template: Annotated[
        str | Words, text("the prompt, with {context} and {query}", default_from=_usual_template)
    ],
    *,
    search: Annotated[SearchOptions, parameter_group()],
    top: Top = 2,
    budget: Annotated[int, option("words of retrieved texts that the prompt takes (0: all)", least=0)] = 0,
    unknown: Unknown = "[UNK]",
    d_model: ModelSize = 3,
) -> dict[str, Matrix]:
    """Retrieval-augmented generation: look up what is near, and put it into the prompt.

    Symbols: as in vectordb, doc1.X … scores, ranking; retrieved the nearest texts, nearest first; prompt
    the template with them, a line each, in place of {context} and the question in place of {query};
    words how many words the prompt has.

    Source: P. Lewis et al., Retrieval-Augmented Generation for Knowledge-Intensive NLP Tasks (2020).

    Simplifications: the texts go into the prompt as they are; the paper's model weighs one answer for each
    retrieved text. Words are counted, where language models count tokens.
    """
    form = template if isinstance(template, str) else " ".join(template)
    _refuse_incomplete(form)
    found = searched(c, Encoder(weights, search, unknown), documents, query, top)
    c = c.section("Prompt")
    texts = [documents[place] for place in found.retrieved]
    ranks = Axis("rank", tuple(str(rank) for rank in range(1, len(texts) + 1)))
    note = f"the {counted(len(texts), 'nearest text', 'nearest texts')}, nearest first"
    retrieved = c.table("retrieved", [[one] for one in texts], "Retrieved", rows=ranks, note=note)
    kept = _within(texts, budget)
    asked = query if isinstance(query, str) else " ".join(query)
    prompt = _prompt(c, form, texts, kept, asked, budget)
    words = c.table("words", [[len(" ".join(_lines(form, kept, asked)).split())]], "Words of the prompt")
    c.conclude_from(lambda scores: _sentence(found.tell(scores), texts, kept, budget), found.scores)
    return {"retrieved": retrieved, "prompt": prompt, "words": words}


def _refuse_incomplete(form: str) -> None:
    missing = [f"{{{name}}}" for name in ("context", "query") if name not in _PLACES.findall(form)]
    if missing:
        raise InputError(f"template has no {listed(missing, 'and no')}", about="template")


def _within(texts: Sequence[str], budget: int) -> list[str]:
    """The texts up to the first that does not fit into the budget of words."""
    kept, used = [], 0
    for one in texts:
        used += len(one.split())
        if budget and used > budget:
            break
        kept.append(one)
    return kept


def _lines(form: str, kept: Sequence[str], asked: str) -> list[str]:
    """The prompt, line by line; what was put in is not looked at for places again."""
    put = {"context": "\n".join(" ".join(one.split()) for one in kept), "query": " ".join(asked.split())}
    return _PLACES.sub(lambda place: put[place[1]], form.strip()).splitlines()


def _prompt(
    c: Recorder, form: str, texts: Sequence[str], kept: Sequence[str], asked: str, budget: int
) -> Matrix:
    lines = _lines(form, kept, asked)
    axis = Axis("line", tuple(str(number) for number in range(1, len(lines) + 1)))
    note = "a text a line"
    if len(kept) < len(texts):
        note = (
            f"{note}; from the first that does not fit into {counted(budget, 'word')} on, texts are left out"
        )
    return c.table("prompt", [[line] for line in lines], "Prompt", rows=axis, note=note)


def _sentence(nearest: str, texts: Sequence[str], kept: Sequence[str], budget: int) -> str:
    left_out = texts[len(kept) :]
    if not left_out:
        took = counted(len(kept), "retrieved text")
        return f"{nearest} The prompt has {took}."
    names = listed(quoted(short(one)) for one in left_out)
    return f"{nearest} Left out, beyond the budget of {counted(budget, 'word')}: {names}."
