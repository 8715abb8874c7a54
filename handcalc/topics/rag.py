"""Retrieval-augmented generation: retrieve, then build the prompt."""

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
        str | Words, text("prompt template, with {context} and {query}", default_from=_usual_template)
    ],
    *,
    search: Annotated[SearchOptions, parameter_group()],
    top: Top = 2,
    budget: Annotated[int, option("context budget in words (0: no limit)", least=0)] = 0,
    unknown: Unknown = "[UNK]",
    d_model: ModelSize = 3,
) -> dict[str, Matrix]:
    """Retrieval-augmented generation: retrieve, then build the prompt.

    Symbols: as in vectordb, doc1.X … scores, ranking; retrieved the top documents, nearest first; prompt
    the template with the documents, one per line, in place of {context} and the query in place of {query};
    words the prompt length in words.

    Source: P. Lewis et al., Retrieval-Augmented Generation for Knowledge-Intensive NLP Tasks (2020).

    Simplifications: the documents go into one prompt; the paper's model marginalizes over one answer per
    document. The budget counts words, language models count tokens.
    """
    form = template if isinstance(template, str) else " ".join(template)
    _refuse_incomplete(form)
    result = searched(c, Encoder(weights, search, unknown), documents, query, top)
    c = c.section("Prompt")
    texts = [documents[place] for place in result.retrieved]
    ranks = Axis("rank", tuple(str(rank) for rank in range(1, len(texts) + 1)))
    note = f"top {len(texts)}, nearest first"
    retrieved = c.table("retrieved", [[one] for one in texts], "Retrieved documents", rows=ranks, note=note)
    kept = _within(texts, budget)
    question = query if isinstance(query, str) else " ".join(query)
    prompt = _prompt(c, form, texts, kept, question, budget)
    length = len(" ".join(_lines(form, kept, question)).split())
    words = c.table("words", [[length]], "Prompt length in words")
    c.conclude_from(lambda scores: _sentence(result.conclusion(scores), texts, kept, budget), result.scores)
    return {"retrieved": retrieved, "prompt": prompt, "words": words}


def _refuse_incomplete(form: str) -> None:
    missing = [f"{{{name}}}" for name in ("context", "query") if name not in _PLACES.findall(form)]
    if missing:
        raise InputError(f"template has no {listed(missing, 'and no')}", about="template")


def _within(texts: Sequence[str], budget: int) -> list[str]:
    """The texts before the first one that exceeds the word budget."""
    kept, used = [], 0
    for one in texts:
        used += len(one.split())
        if budget and used > budget:
            break
        kept.append(one)
    return kept


def _lines(form: str, kept: Sequence[str], question: str) -> list[str]:
    """The prompt, line by line; placeholders inside a document or the query stay as they are."""
    texts = {"context": "\n".join(" ".join(one.split()) for one in kept), "query": " ".join(question.split())}
    return _PLACES.sub(lambda place: texts[place[1]], form.strip()).splitlines()


def _prompt(
    c: Recorder, form: str, texts: Sequence[str], kept: Sequence[str], question: str, budget: int
) -> Matrix:
    lines = _lines(form, kept, question)
    axis = Axis("line", tuple(str(number) for number in range(1, len(lines) + 1)))
    left_out = len(texts) - len(kept)
    note = f"over the budget of {counted(budget, 'word')}: {left_out} left out" if left_out else None
    return c.table("prompt", [[line] for line in lines], "Prompt", rows=axis, note=note)


def _sentence(nearest: str, texts: Sequence[str], kept: Sequence[str], budget: int) -> str:
    left_out = texts[len(kept) :]
    if not left_out:
        return f"{nearest} The prompt contains {counted(len(kept), 'document')}."
    names = listed(quoted(short(one)) for one in left_out)
    return f"{nearest} Left out, over the budget of {counted(budget, 'word')}: {names}."
