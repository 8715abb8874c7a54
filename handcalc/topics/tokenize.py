"""From text to tokens: byte-pair encoding learned by counting, or whole words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Annotated, Literal

from handcalc.errors import InputError
from handcalc.limits import CELLS, TEXT_CHARACTERS
from handcalc.record.axes import SINGLE, Axis
from handcalc.record.matrix import Matrix
from handcalc.record.operations import in_role, max_of
from handcalc.record.options import option
from handcalc.record.parameters import Words, mapping
from handcalc.record.parameters import text as text_of
from handcalc.record.recorder import Recorder
from handcalc.record.topic import Group, topic
from handcalc.text import counted, quoted
from handcalc.topics.embed import words_of

UNKNOWN = "[UNK]"
Symbols = tuple[str, ...]
Pair = tuple[str, str]

_EXAMPLE = {"hat": 5, "hats": 2, "cat": 4, "chat": 1}


@topic(Group.TRANSFORMER)
def tokenize(
    c: Recorder,
    corpus: Annotated[Mapping[str, int] | str, mapping("what is learned from", example=_EXAMPLE)],
    text: Annotated[str | Words, text_of("what is cut into tokens", example="cats chat")],
    *,
    method: Annotated[Literal["words", "bpe"], option("whole words, or byte-pair encoding")] = "bpe",
    merges: Annotated[int, option("how many merges are learned", least=0, most=512)] = 3,
    end_of_word: Annotated[str, option("a symbol behind every word, such as </w>; none: no symbol")] = "none",
    special: Annotated[Words, option("tokens with a meaning of their own, such as [PAD] [UNK]")] = (),
) -> dict[str, Matrix]:
    """Tokenizer: learn a vocabulary from words, and cut a text into its tokens.

    Symbols: merge1.pairs how often each two neighbours stand together in the corpus; merge1.count the
    largest of these counts; merge1.pair the pair that has it, which becomes one symbol; merge1.words the
    corpus afterwards; vocabulary the special tokens, the letters, the merges; tokens the text in the
    symbols of the vocabulary; ids their numbers.

    Source: R. Sennrich et al., Neural Machine Translation of Rare Words with Subword Units (2016); P. Gage,
    A New Algorithm for Data Compression (1994).

    Simplifications: letters are characters, where GPT-2 and its successors begin with bytes; nothing is done
    about upper case or punctuation.
    """
    counts = _counts(corpus)
    mark = "" if end_of_word == "none" else end_of_word
    if method == "words":
        vocabulary = dict.fromkeys([*special, *counts])
        return _tokens(c, vocabulary, [_known(word, vocabulary, "word") for word in words_of(text)])
    _refuse_marks(mark, counts)
    spelled = {word: _letters(word, mark) for word in counts}
    letters = [symbol for symbols in spelled.values() for symbol in symbols]
    learned = _learn(c, spelled, counts, merges)
    vocabulary = dict.fromkeys([*special, *letters, *("".join(pair) for pair in learned)])
    tokens = []
    for word in words_of(text):
        tokens += [word] if word in special else _cut(word, mark, vocabulary, learned)
    few = f" After {counted(len(learned), 'merge')} there is no pair left." if len(learned) < merges else ""
    return _tokens(c, vocabulary, tokens, few)


def _counts(corpus: Mapping[str, int] | str) -> dict[str, int]:
    """How often each word stands in the corpus, in order of appearance."""
    if isinstance(corpus, str):
        corpus = Counter(words_of(corpus))
    if not isinstance(corpus, Mapping):
        raise InputError("corpus must be a text, or a mapping of words to counts", about="corpus")
    for word, count in corpus.items():
        if not isinstance(word, str) or word.split() != [word] or len(word) > TEXT_CHARACTERS:
            fact = f"corpus has {quoted(str(word))}, which is no word: words are without white space"
            raise InputError(f"{fact}, of at most {TEXT_CHARACTERS} characters", about="corpus")
        if not isinstance(count, int) or count < 1:
            raise InputError(f"corpus, {quoted(word)}: a whole count from 1 is needed", about="corpus")
    if not corpus:
        raise InputError("corpus has no words", about="corpus")
    return dict(corpus)


def _refuse_marks(mark: str, counts: Mapping[str, int]) -> None:
    if mark and (any(mark in word for word in counts) or mark.split() != [mark]):
        raise InputError(
            f"end_of_word is {quoted(mark)}, which must be a symbol that no word has", about="end_of_word"
        )


def _letters(word: str, mark: str) -> Symbols:
    return (*word, mark) if mark else tuple(word)


def _learn(c: Recorder, spelled: dict[str, Symbols], counts: Mapping[str, int], merges: int) -> list[Pair]:
    """The pairs merged, most frequent first, as steps merge1.pairs, merge1.pair, merge1.count, …"""
    if len(spelled) * merges > CELLS:
        raise InputError(
            f"merges is {merges} for {len(spelled):,} words: more than {CELLS:,} cells", about="merges"
        )
    learned: list[Pair] = []
    for number in range(1, merges + 1):
        pairs = _pairs(spelled, counts)
        if not pairs:
            break
        # Of equal counts max gives the first: a Counter keeps the order in which pairs were met.
        best = max(pairs, key=pairs.__getitem__)
        spelled = {word: _merged(symbols, best) for word, symbols in spelled.items()}
        part = c.under(f"merge{number}", f"Merge {number}: {' '.join(best)} becomes {''.join(best)}")
        _record_merge(part, pairs, best, spelled)
        learned.append(best)
    return learned


def _pairs(spelled: Mapping[str, Symbols], counts: Mapping[str, int]) -> Counter[Pair]:
    pairs: Counter[Pair] = Counter()
    for word, symbols in spelled.items():
        for pair in pairwise(symbols):
            pairs[pair] += counts[word]
    return pairs


def _merged(symbols: Sequence[str], pair: Pair) -> Symbols:
    """The symbols with every such pair made one, from left to right."""
    found: list[str] = []
    place = 0
    while place < len(symbols):
        together = tuple(symbols[place : place + 2]) == pair
        found.append("".join(pair) if together else symbols[place])
        place += 2 if together else 1
    return tuple(found)


def _record_merge(c: Recorder, pairs: Counter[Pair], best: Pair, spelled: Mapping[str, Symbols]) -> None:
    rows = Axis("pair", tuple(" ".join(pair) for pair in pairs))
    column = Axis("count", ("count",))
    table = c.table(
        "pairs",
        [[count] for count in pairs.values()],
        "Pairs of neighbours",
        rows=rows,
        columns=column,
        note="every neighbouring position counts, as often as its word stands in the corpus",
    )
    ties = sum(count == pairs[best] for count in pairs.values()) > 1
    note = "of pairs with equal counts, the one met first" if ties else None
    both = Axis("symbol", ("first", "second"))
    c.table("pair", [list(best)], "The pair that is merged", columns=both, note=note)
    c.step("count", in_role(max_of(table, "column"), SINGLE, SINGLE), "Its count", transposes=False)
    c.table(
        "words",
        [[" ".join(symbols)] for symbols in spelled.values()],
        "The corpus afterwards",
        rows=Axis("word", tuple(spelled)),
        note="merged from left to right",
    )


def _cut(word: str, mark: str, vocabulary: Container[str], learned: Sequence[Pair]) -> list[str]:
    """A word's tokens: its letters, merged in the order in which the merges were learned."""
    symbols: Symbols = tuple(_known(letter, vocabulary, "letter") for letter in _letters(word, mark))
    for pair in learned:
        if pair[0] in symbols:
            symbols = _merged(symbols, pair)
    return list(symbols)


def _known(symbol: str, vocabulary: Container[str], kind: str) -> str:
    if symbol in vocabulary:
        return symbol
    if UNKNOWN in vocabulary:
        return UNKNOWN
    raise InputError(
        f"the {kind} {quoted(symbol)} is not in the corpus, and special has no {UNKNOWN}", about="text"
    )


def _tokens(
    c: Recorder, vocabulary: Iterable[str], tokens: Sequence[str], remark: str = ""
) -> dict[str, Matrix]:
    """The vocabulary, the tokens of the text and their ids."""
    c = c.section("Tokens")
    numbers = {token: number for number, token in enumerate(vocabulary)}
    entries = Axis("id", tuple(map(str, numbers.values())))
    words = c.table("vocabulary", [list(numbers)], "Vocabulary", columns=entries, note="ids count from 0")
    places = Axis("token", tuple(str(number) for number in range(1, len(tokens) + 1)))
    cut = c.table("tokens", [list(tokens)], "Tokens of the text", columns=places)
    found = [[numbers[token] for token in tokens]]
    ids = c.table("ids", found, "Ids", columns=Axis("token", tuple(tokens)))
    c.conclude(f"The text is {counted(len(tokens), 'token')}: {' '.join(tokens)}.{remark}")
    return {"vocabulary": words, "tokens": cut, "ids": ids}
