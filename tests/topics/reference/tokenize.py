"""Tokenizing as the specification words it, after the listing in Sennrich et al. (2016)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Steps = dict[str, npt.NDArray[Any]]


def tokenize(
    corpus: Mapping[str, int] | str,
    text: str | Sequence[str],
    *,
    method: str = "bpe",
    merges: int = 3,
    end_of_word: str = "none",
    special: Sequence[str] = (),
) -> Steps:
    """Every step by its id, in the order of the specification."""
    words = text.split() if isinstance(text, str) else list(text)
    counts = _counted(corpus)
    if method == "words":
        vocabulary = _once([*special, *counts])
        return _found(vocabulary, [word if word in vocabulary else "[UNK]" for word in words])
    mark = [] if end_of_word == "none" else [end_of_word]
    corpus_lines = {word: " ".join([*word, *mark]) for word in counts}
    letters = _once(" ".join(corpus_lines.values()).split(" "))
    steps: Steps = {}
    learned: list[tuple[str, str]] = []
    for number in range(1, merges + 1):
        pairs = _pair_counts(corpus_lines, counts)
        if not pairs:
            break
        best = next(pair for pair, count in pairs.items() if count == max(pairs.values()))
        learned.append(best)
        corpus_lines = {word: _merged(line, best) for word, line in corpus_lines.items()}
        steps |= {
            f"merge{number}.pairs": np.array([[float(count)] for count in pairs.values()]),
            f"merge{number}.pair": np.array([list(best)], dtype=object),
            f"merge{number}.count": np.array([[float(pairs[best])]]),
            f"merge{number}.words": np.array([[line] for line in corpus_lines.values()], dtype=object),
        }
    vocabulary = _once([*special, *letters, *("".join(pair) for pair in learned)])
    tokens: list[str] = []
    for word in words:
        if word in special:
            tokens.append(word)
            continue
        line = " ".join(letter if letter in vocabulary else "[UNK]" for letter in [*word, *mark])
        for pair in learned:
            line = _merged(line, pair)
        tokens += line.split(" ")
    return steps | _found(vocabulary, tokens)


def _counted(corpus: Mapping[str, int] | str) -> dict[str, int]:
    if not isinstance(corpus, str):
        return dict(corpus)
    words = corpus.split()
    return {word: words.count(word) for word in _once(words)}


def _once(items: Sequence[str]) -> list[str]:
    """Each item once, in order of appearance."""
    return [item for place, item in enumerate(items) if item not in items[:place]]


def _pair_counts(lines: Mapping[str, str], counts: Mapping[str, int]) -> dict[tuple[str, str], int]:
    """Every neighbouring position, as often as its word stands in the corpus."""
    pairs: dict[tuple[str, str], int] = {}
    for word, line in lines.items():
        symbols = line.split(" ")
        for place in range(len(symbols) - 1):
            pair = (symbols[place], symbols[place + 1])
            pairs[pair] = pairs.get(pair, 0) + counts[word]
    return pairs


def _merged(line: str, pair: tuple[str, str]) -> str:
    """The paper's own: a pair between white space becomes one symbol, from left to right."""
    pattern = re.compile(rf"(?<!\S){re.escape(' '.join(pair))}(?!\S)")
    return pattern.sub(lambda match: "".join(pair), line)


def _found(vocabulary: list[str], tokens: list[str]) -> Steps:
    return {
        "vocabulary": np.array([vocabulary], dtype=object),
        "tokens": np.array([tokens], dtype=object),
        "ids": np.array([[float(vocabulary.index(token)) for token in tokens]]),
    }
