"""A vector database: texts to vectors, and the vector nearest to that of a question."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Literal, NamedTuple

from handcalc.errors import InputError
from handcalc.record.axes import Axis
from handcalc.record.dimensions import Dimension
from handcalc.record.matrix import Matrix
from handcalc.record.operations import (
    concatenate_rows,
    in_role,
    max_of,
    mean_of,
    row_of,
    scalar_function,
    sqrt,
    square,
    sum_of,
    take,
)
from handcalc.record.options import option, size
from handcalc.record.parameter_groups import parameter_group
from handcalc.record.parameters import StandIn, Words, matrix, text, texts, vector, words
from handcalc.record.recorder import Recorder
from handcalc.record.selection_rules import Computed, NumberRows, Ranking
from handcalc.record.topic import Group, topic
from handcalc.text import listed, quoted
from handcalc.topics._dimensions import d_hidden, d_model, d_out, word
from handcalc.topics.embed import Unknown, place_in, words_of
from handcalc.topics.ffn import Activation, activated

MetricName = Literal["dot", "cosine", "euclidean"]

document = Dimension("document")


def _words_in_order(given: Mapping[str, Any], options: Mapping[str, Any]) -> Words | None:
    """The vocabulary of the documents and the query: their words in order of appearance."""
    if not {"documents", "query"} <= given.keys():
        return None
    everything = [*given["documents"], given["query"]]
    return tuple(dict.fromkeys(word for one in everything for word in words_of(one)))


class EncoderWeights(NamedTuple):
    """What makes vectors of texts: word vectors, and the layer that follows them."""

    vocabulary: Annotated[Words, words("the words that have vectors", word, default_from=_words_in_order)]
    # Even numbers, so that the mean of two words is a whole number.
    W_E: Annotated[Matrix, matrix(word, d_model, "word vectors", drawn_from=(-2, 0, 0, 2, 2, 4))]
    W: Annotated[
        Matrix | None,
        matrix(d_model, d_hidden, "weights of the encoder", stand_in=StandIn(d_model, d_model)),
    ] = None
    b: Annotated[Matrix | None, vector(d_hidden, "bias of the encoder")] = None
    W_P: Annotated[Matrix | None, matrix(d_hidden, d_out, "projection to fewer numbers")] = None


class SearchOptions(NamedTuple):
    """How texts become vectors, and vectors are compared."""

    metric: Annotated[MetricName, option("how near two vectors are")] = "dot"
    pooling: Annotated[Literal["mean", "max"], option("how the words of a text become one vector")] = "mean"
    activation: Activation = "relu"


Documents = Annotated[
    Words, texts("what is searched", document, example=("black cat", "white dog", "black tea"))
]
Query = Annotated[str | Words, text("what is asked", example="white cat")]
Top = Annotated[int, option("how many documents are retrieved", least=1)]
ModelSize = Annotated[int, size(d_model, "columns of random word vectors")]


@topic(Group.RETRIEVAL)
def vectordb(
    c: Recorder,
    documents: Documents,
    query: Query,
    weights: Annotated[EncoderWeights, parameter_group()],
    *,
    search: Annotated[SearchOptions, parameter_group()],
    top: Top = 1,
    unknown: Unknown = "[UNK]",
    d_model: ModelSize = 3,
) -> Matrix:
    """Vector database: which stored text is nearest to a question.

    Symbols: for every text, doc1, doc2, … and query: X (words × d_model) its word vectors, the rows of
    W_E; H = X W + b; R = activation(H); m the mean (or the largest) of each column; v = m W_P. DB
    (documents × d) the documents' vectors; norms their lengths; scores: dot DB · vᵀ, cosine that divided
    by both lengths, euclidean the distances √Σ(DB − v)²; ranking the scores, nearest first.

    Source: T. Yeh, Vector Databases by Hand (AI by Hand, exercise 14), for the path from words to scores;
    G. Salton et al., A Vector Space Model for Automatic Indexing (1975).

    Simplifications: every document is compared; real databases look at a part only (approximate neighbours).
    The encoder is one layer, where real ones are transformers.
    """
    found = searched(c, Encoder(weights, search, unknown), documents, query, top)
    c.conclude_from(found.tell, found.scores)
    return found.ranking


class Encoder(NamedTuple):
    """How a text becomes a vector."""

    weights: EncoderWeights
    search: SearchOptions
    unknown: str

    def refuse_idle(self) -> None:
        """Refuse what would have no effect without W."""
        if self.weights.W is None and self.weights.b is not None:
            raise InputError("b has no effect without W", about="b")
        if self.weights.W is None and self.search.activation != "relu":
            raise InputError("activation has no effect without W", about="activation")

    def vector(self, c: Recorder, written: str | Words, about: str) -> Matrix:
        """The vector of a text as steps X, [H, R], m, [v]."""
        vocabulary, W_E, W, b, W_P = self.weights
        activation, mean = self.search.activation, self.search.pooling == "mean"
        tokens = Axis("token", words_of(written))
        places = [place_in(vocabulary, word, self.unknown, about) for word in tokens.labels]
        last = c.step("X", take(W_E, places, tokens), "Word vectors")  # n × d_model
        if W is not None:
            H = c.step("H", last @ W if b is None else last @ W + b, "Encoder")  # n × d_hidden
            last = c.step("R", activated(H, activation), f"Activation {activation}")
        pooled = mean_of(last, "column") if mean else max_of(last, "column")
        title = "Mean of the words" if mean else "Largest of the words"
        m = c.step("m", pooled, title)  # 1 × d_hidden
        return m if W_P is None else c.step("v", m @ W_P, "Projection")  # 1 × d_out


class Found(NamedTuple):
    """What a search came to.

    retrieved: the numbers (from 0) of the documents, nearest first. tell: from the scores to a sentence.
    """

    scores: Matrix
    ranking: Matrix
    retrieved: tuple[int, ...]
    tell: Callable[[Any], str]


def searched(c: Recorder, encoder: Encoder, documents: Words, query: str | Words, top: int) -> Found:
    """The documents ranked by how near they are to the query, as steps doc1.X … ranking."""
    encoder.refuse_idle()
    metric = encoder.search.metric
    names = c.labels("documents") or tuple(map(short, documents))
    vectors = []
    for number, document in enumerate(documents, start=1):
        place = c.under(f"doc{number}", f"Document {number}: {short(document)}")
        vectors.append(encoder.vector(place, document, "documents"))
    asked = query if isinstance(query, str) else " ".join(query)
    q = encoder.vector(c.under("query", f"Query: {short(asked)}"), query, "query")  # 1 × d
    c = c.section("Search")
    DB = c.step(
        "DB", concatenate_rows(vectors, Axis("document", names)), "The documents' vectors"
    )  # documents × d
    scores = _scores(c, DB, q, metric)  # documents × 1
    c.wish(scalar_function("ties", Computed(_ties), scores), 2, 2)
    return _ranked(c, scores, metric, top)


def _scores(c: Recorder, DB: Matrix, q: Matrix, metric: MetricName) -> Matrix:
    if metric == "euclidean":
        return c.step("scores", sqrt(sum_of(square(DB - q))), "Distances")
    if metric == "dot":
        return c.step("scores", DB @ q.T, "Dot products")
    norms = c.step("norms", sqrt(sum_of(square(DB))), "Lengths of the documents")  # documents × 1
    norm = c.under("query").step("norm", sqrt(sum_of(square(q))), "Length of the query")
    return c.step("scores", DB @ q.T / (norms * norm), "Cosines")


def _ranked(c: Recorder, scores: Matrix, metric: MetricName, top: int) -> Found:
    order = c.decide(scores, Ranking(smallest_first=metric == "euclidean"))
    ranks = Axis("document", tuple(scores.rows.labels[place] for place in order))
    column = Axis("ranking", ("distance" if metric == "euclidean" else "score",))
    first = "smallest" if metric == "euclidean" else "largest"
    note = f"{first} first; of equal ones the first in the list wins"
    if top > 1:
        note += f"; the first {min(top, len(order))} are retrieved"
    nearest = in_role(take(scores, order, ranks), ranks, column)
    ranking = c.step("ranking", nearest, "Ranking", note=note, transposes=False)

    def tell(values: Any) -> str:
        equal = len(order) > 1 and abs(values[order[0], 0] - values[order[1], 0]) < 1e-10
        return _sentence(c, scores, order, column.labels[0], equal, top)

    return Found(scores, ranking, order[:top], tell)


def _sentence(c: Recorder, scores: Matrix, order: Sequence[int], what: str, equal: bool, top: int) -> str:
    """The nearest document, its score, the runner-up; which ones are retrieved, if several."""
    names = [quoted(scores.rows.labels[place]) for place in order]
    told = [c.told(row_of(scores, place)) for place in order[:2]]
    text = f"Nearest is {names[0]}, {what} {told[0]}"
    if len(order) > 1:
        behind = ": as near, but later in the list" if equal else ""
        text += f"; the runner-up is {names[1]}, {what} {told[1]}{behind}"
    return text + (f". Retrieved: {listed(names[:top])}." if top > 1 else ".")


def _ties(rows: NumberRows) -> float:
    """2, and one more for every score that another has too; 0 and 1 would pass as kind in any case."""
    return 2.0 + len(rows) - len({round(float(row[0]), 10) for row in rows})


def short(written: str) -> str:
    """A text as a label: all of it, or its beginning."""
    found = " ".join(written.split())
    return found if len(found) <= 32 else f"{found[:29].rsplit(' ', 1)[0]}..."
