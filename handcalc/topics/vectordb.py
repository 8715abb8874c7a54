"""Vector search: embed the documents and the query, find the nearest."""

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
    """The vocabulary of the documents and the query, in order of appearance."""
    if not {"documents", "query"} <= given.keys():
        return None
    texts = [*given["documents"], given["query"]]
    return tuple(dict.fromkeys(word for text in texts for word in words_of(text)))


class EncoderWeights(NamedTuple):
    """The token embeddings, and the encoder layer."""

    vocabulary: Annotated[Words, words("vocabulary", word, default_from=_words_in_order)]
    # Even numbers, so that the mean of two words is a whole number.
    W_E: Annotated[Matrix, matrix(word, d_model, "token embeddings", drawn_from=(-2, 0, 0, 2, 2, 4))]
    W: Annotated[
        Matrix | None,
        matrix(d_model, d_hidden, "weights of the encoder layer", stand_in=StandIn(d_model, d_model)),
    ] = None
    b: Annotated[Matrix | None, vector(d_hidden, "bias of the encoder layer")] = None
    W_P: Annotated[Matrix | None, matrix(d_hidden, d_out, "projection to a smaller dimension")] = None


class SearchOptions(NamedTuple):
    """Similarity metric, pooling and activation."""

    metric: Annotated[MetricName, option("similarity metric")] = "dot"
    pooling: Annotated[Literal["mean", "max"], option("pooling of token vectors")] = "mean"
    activation: Activation = "relu"


Documents = Annotated[Words, texts("documents", document, example=("black cat", "white dog", "black tea"))]
Query = Annotated[str | Words, text("query", example="white cat")]
Top = Annotated[int, option("number of documents retrieved", least=1)]
ModelSize = Annotated[int, size(d_model, "drawn W_E: d_model")]


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
    """Vector search: embed the documents and the query, find the nearest.

    Symbols: for each text, doc1, doc2, … and query: X (tokens × d_model) token embeddings, looked up in
    W_E; H = X W + b encoder layer; R = activation(H); m mean or max pooling over the tokens; v = m W_P
    projection. DB (documents × d) the index of document embeddings; norms and norm the norms of documents
    and query; scores: dot DB · vᵀ, cosine DB · vᵀ ÷ (norms · norm), euclidean √Σ(DB − v)²; ranking the
    scores, nearest first.

    Source: T. Yeh, Vector Databases by Hand (AI by Hand, exercise 14), for the path from words to scores;
    G. Salton et al., A Vector Space Model for Automatic Indexing (1975).

    Simplifications: exact search over all documents; vector databases use approximate nearest neighbours. The
    encoder is one layer instead of a transformer.
    """
    result = searched(c, Encoder(weights, search, unknown), documents, query, top)
    c.conclude_from(result.conclusion, result.scores)
    return result.ranking


class Encoder(NamedTuple):
    """The encoder: from a text to its embedding."""

    weights: EncoderWeights
    search: SearchOptions
    unknown: str

    def refuse_idle(self) -> None:
        """Refuse b and activation without W."""
        if self.weights.W is None and self.weights.b is not None:
            raise InputError("b has no effect without W", about="b")
        if self.weights.W is None and self.search.activation != "relu":
            raise InputError("activation has no effect without W", about="activation")

    def vector(self, c: Recorder, text: str | Words, about: str) -> Matrix:
        """The embedding of a text as steps X, [H, R], m, [v]."""
        vocabulary, W_E, W, b, W_P = self.weights
        activation, mean = self.search.activation, self.search.pooling == "mean"
        tokens = Axis("token", words_of(text))
        places = [place_in(vocabulary, word, self.unknown, about) for word in tokens.labels]
        last = c.step("X", take(W_E, places, tokens), "Token embeddings (look-up)")  # n × d_model
        if W is not None:
            H = c.step("H", last @ W if b is None else last @ W + b, "Encoder layer (linear)")  # n × d_hidden
            last = c.step("R", activated(H, activation), f"Activation {activation}")
        pooled = mean_of(last, "column") if mean else max_of(last, "column")
        title = "Mean pooling" if mean else "Max pooling"
        m = c.step("m", pooled, title)  # 1 × d_hidden
        return m if W_P is None else c.step("v", m @ W_P, "Projection")  # 1 × d_out


class SearchResult(NamedTuple):
    """The scores and the ranking.

    retrieved: indices of the retrieved documents, from 0, nearest first. conclusion: the sentence, from the
    scores.
    """

    scores: Matrix
    ranking: Matrix
    retrieved: tuple[int, ...]
    conclusion: Callable[[Any], str]


def searched(c: Recorder, encoder: Encoder, documents: Words, query: str | Words, top: int) -> SearchResult:
    """The documents ranked by similarity to the query, as steps doc1.X … ranking."""
    encoder.refuse_idle()
    metric = encoder.search.metric
    names = c.labels("documents") or tuple(map(short, documents))
    vectors = []
    for number, document in enumerate(documents, start=1):
        place = c.under(f"doc{number}", f"Document {number}: {short(document)}")
        vectors.append(encoder.vector(place, document, "documents"))
    text = query if isinstance(query, str) else " ".join(query)
    q = encoder.vector(c.under("query", f"Query: {short(text)}"), query, "query")  # 1 × d
    c = c.section("Search")
    DB = c.step(
        "DB", concatenate_rows(vectors, Axis("document", names)), "Index: document embeddings"
    )  # documents × d
    scores = _scores(c, DB, q, metric)  # documents × 1
    c.prefer(scalar_function("ties", Computed(_ties), scores), 2, 2)
    return _ranked(c, scores, metric, top)


def _scores(c: Recorder, DB: Matrix, q: Matrix, metric: MetricName) -> Matrix:
    if metric == "euclidean":
        return c.step("scores", sqrt(sum_of(square(DB - q))), "Euclidean distances")
    if metric == "dot":
        return c.step("scores", DB @ q.T, "Dot products")
    norms = c.step("norms", sqrt(sum_of(square(DB))), "Norms ‖d‖")  # documents × 1
    norm = c.under("query").step("norm", sqrt(sum_of(square(q))), "Norm ‖q‖")
    return c.step("scores", DB @ q.T / (norms * norm), "Cosine similarities")


def _ranked(c: Recorder, scores: Matrix, metric: MetricName, top: int) -> SearchResult:
    order = c.decide(scores, Ranking(smallest_first=metric == "euclidean"))
    ranks = Axis("document", tuple(scores.rows.labels[place] for place in order))
    column = Axis("ranking", ("distance" if metric == "euclidean" else "score",))
    first = "smallest" if metric == "euclidean" else "largest"
    tie = c.occurs(scalar_function("ties", Computed(_ties), scores) - c.number(2))
    note = f"{first} first" + ("; tie: the document listed first comes first" if tie else "")
    if top > 1:
        note += f"; the top {min(top, len(order))} are retrieved"
    nearest = in_role(take(scores, order, ranks), ranks, column)
    ranking = c.step("ranking", nearest, "Ranking", note=note, transposes=False)

    def conclusion(values: Any) -> str:
        tie = len(order) > 1 and abs(values[order[0], 0] - values[order[1], 0]) < 1e-10
        unit = "distance " if metric == "euclidean" else ""
        return _sentence(c, scores, order, unit, tie, top)

    return SearchResult(scores, ranking, order[:top], conclusion)


def _sentence(c: Recorder, scores: Matrix, order: Sequence[int], unit: str, tie: bool, top: int) -> str:
    """The nearest document and the next one with their scores; the retrieved ones, if several."""
    names = [quoted(scores.rows.labels[place]) for place in order]
    numbers = [f"{unit}{c.text_of(row_of(scores, place))}" for place in order[:2]]
    text = f"Top result: {names[0]} ({numbers[0]})"
    if len(order) > 1:
        text += f", then {names[1]} ({numbers[1]}{', a tie' if tie else ''})"
    return text + (f". Retrieved: {listed(names[:top])}." if top > 1 else ".")


def _ties(rows: NumberRows) -> float:
    """2 + the number of scores that repeat another one (0 and 1 would always pass as a quality target)."""
    return 2.0 + len(rows) - len({round(float(row[0]), 10) for row in rows})


def short(text: str) -> str:
    """A text as a label: all of it, or its beginning."""
    line = " ".join(text.split())
    return line if len(line) <= 32 else f"{line[:29].rsplit(' ', 1)[0]}..."
