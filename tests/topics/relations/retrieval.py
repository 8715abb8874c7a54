"""Relations of what compares vectors of words and texts."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.topics.relations.relation import Numbers, Run, relation_of, same

DOCUMENTS = ["black cat", "white dog", "black tea", "the white tea"]
VOCABULARY = ["black", "cat", "white", "dog", "tea", "the"]


def _database(n: Numbers) -> dict[str, Any]:
    metric = n.random.choice(("dot", "cosine", "euclidean"))
    given = {"documents": DOCUMENTS, "query": "white cat", "vocabulary": VOCABULARY, "W_E": n.matrix(6, 3)}
    return {**given, "metric": metric}


@relation_of("vectordb")
def documents_have_no_order(run: Run, n: Numbers) -> None:
    """Documents in another order have their scores in that order, and the same ranking."""
    given, order = _database(n), n.order(4)
    other = run("vectordb", **{**given, "documents": [DOCUMENTS[place] for place in order]})
    one = run("vectordb", **given)
    same(one["scores"][order], other["scores"])
    same(one["ranking"], other["ranking"])


@relation_of("vectordb")
def words_of_a_text_have_no_order(run: Run, n: Numbers) -> None:
    """A mean and a maximum do not know which word came first."""
    given = {**_database(n), "pooling": n.random.choice(("mean", "max")), "W": n.matrix(3, 4)}
    other = {"documents": [" ".join(text.split()[::-1]) for text in DOCUMENTS], "query": "cat white"}
    same(run("vectordb", **given)["scores"], run("vectordb", **{**given, **other})["scores"])


@relation_of("vectordb")
def cosines_know_no_length(run: Run, n: Numbers) -> None:
    """Vectors five times as long have the same cosines, and 25 times the products."""
    given = _database(n)
    for metric, factor in (("cosine", 1), ("dot", 25), ("euclidean", 5)):
        one, other = (
            run("vectordb", **{**given, "metric": metric, "W_E": k * given["W_E"]})["scores"] for k in (1, 5)
        )
        same(factor * one, other)


@relation_of("vectordb")
def a_text_is_nearest_to_itself(run: Run, n: Numbers) -> None:
    """Asked for a document, the database finds it: at distance 0, at a cosine of 1."""
    given, asked = _database(n), n.random.choice(DOCUMENTS)
    for metric, best in (("euclidean", 0.0), ("cosine", 1.0)):
        ranking = run("vectordb", **{**given, "query": asked, "metric": metric})["ranking"]
        same(best, ranking[0, 0])


@relation_of("rag")
def a_prompt_does_not_know_the_order_of_documents(run: Run, n: Numbers) -> None:
    """Documents in another order lead to the same prompt."""
    given, order = _database(n), n.order(4)
    other = run("rag", **{**given, "documents": [DOCUMENTS[place] for place in order]})
    same(run("rag", **given)["prompt"], other["prompt"])


@relation_of("rag")
def a_prompt_is_built_on_a_search(run: Run, n: Numbers) -> None:
    """Scores and ranking are those of the topic vectordb, and the best texts are retrieved."""
    given = _database(n)
    steps, found = run("rag", **given, top=4), run("vectordb", **given)
    same(found["ranking"], steps["ranking"])
    sign = -1 if given["metric"] == "euclidean" else 1
    order = np.argsort(-sign * found["scores"][:, 0], kind="stable")
    same([[DOCUMENTS[place]] for place in order], steps["retrieved"])


@relation_of("rag")
def more_texts_begin_with_the_fewer(run: Run, n: Numbers) -> None:
    """Who retrieves more texts retrieves the same first, and each adds its words to the prompt."""
    given = _database(n)
    few, more = (run("rag", **given, top=top) for top in (2, 3))
    same(few["retrieved"], more["retrieved"][:2])
    same(few["words"] + len(more["retrieved"][2, 0].split()), more["words"])


@relation_of("rag")
def a_wide_budget_is_none(run: Run, n: Numbers) -> None:
    """A budget that all texts fit into changes nothing."""
    given = _database(n)
    one, other = (run("rag", **given, top=3, budget=budget) for budget in (0, 100))
    same(one["prompt"], other["prompt"])
    same(one["words"], other["words"])


WORDS = ["the", "cat", "sat", "on", "a", "mat"]


def _analogy(n: Numbers) -> dict[str, Any]:
    return {"expression": "the - cat + sat", "vocabulary": WORDS, "W_E": n.matrix(6, 3)}


@relation_of("analogy")
def a_cosine_knows_no_length(run: Run, n: Numbers) -> None:
    """Vectors three times as long have the same cosines, and a target three times as long."""
    given = _analogy(n)
    one, other = run("analogy", **given), run("analogy", **{**given, "W_E": 3 * given["W_E"]})
    same(one["scores"], other["scores"])
    same(3 * one["target"], other["target"])


@relation_of("analogy")
def plus_may_come_before_minus(run: Run, n: Numbers) -> None:
    """The order of what is added and taken away does not matter."""
    given = _analogy(n)
    other = run("analogy", **{**given, "expression": "the + sat - cat"})
    same(run("analogy", **given)["ranking"], other["ranking"])


@relation_of("analogy")
def scores_follow_the_vocabulary(run: Run, n: Numbers) -> None:
    """Words in another order have their scores in that order, and the same ranking."""
    given, order = _analogy(n), n.order(6)
    words = {"vocabulary": [WORDS[place] for place in order], "W_E": given["W_E"][order]}
    one, other = run("analogy", **given), run("analogy", **{**given, **words})
    same(one["scores"][order], other["scores"])
    same(one["ranking"], other["ranking"])


@relation_of("analogy")
def distances_know_no_shift(run: Run, n: Numbers) -> None:
    """The same vector added to every word leaves the distances."""
    given = {**_analogy(n), "metric": "euclidean"}
    other = run("analogy", **{**given, "W_E": given["W_E"] + n.vector(3)})
    same(run("analogy", **given)["scores"], other["scores"])
