"""Tokenization: byte-pair encoding, or whole words."""

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
    corpus: Annotated[Mapping[str, int] | str, mapping("training corpus (word: count)", example=_EXAMPLE)],
    text: Annotated[str | Words, text_of("text to tokenize", example="cats chat")],
    *,
    method: Annotated[Literal["words", "bpe"], option("whole words, or byte-pair encoding")] = "bpe",
    merges: Annotated[int, option("number of merges to learn", least=0, most=512)] = 3,
    end_of_word: Annotated[str, option("end-of-word symbol, such as </w>; none: no symbol")] = "none",
    special: Annotated[Words, option("special tokens, such as [PAD] [UNK]")] = (),
) -> dict[str, Matrix]:
    """Byte-pair encoding: learn merges from a corpus, then tokenize a text.

    Symbols: merge1.pairs the count of each pair of adjacent symbols in the corpus; merge1.count the largest
    count; merge1.pair the pair with this count, which becomes one symbol; merge1.words the corpus after
    the merge; vocabulary the special tokens, the characters, the merged symbols; tokens the text in symbols
    of the vocabulary; ids the token ids. With method words the tokens are the words of the corpus.

    Source: R. Sennrich et al., Neural Machine Translation of Rare Words with Subword Units (2016); P. Gage,
    A New Algorithm for Data Compression (1994).

    Simplifications: BPE starts from characters, not from bytes as in GPT-2; upper case and punctuation are
    left as they are.
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
    few = f" No pair is left after {counted(len(learned), 'merge')}." if len(learned) < merges else ""
    return _tokens(c, vocabulary, tokens, few)


def _counts(corpus: Mapping[str, int] | str) -> dict[str, int]:
    """The count of each word of the corpus, in order of appearance."""
    if isinstance(corpus, str):
        corpus = Counter(words_of(corpus))
    if not isinstance(corpus, Mapping):
        raise InputError("corpus must be a text, or a mapping of words to counts", about="corpus")
    for word, count in corpus.items():
        if not isinstance(word, str) or word.split() != [word] or len(word) > TEXT_CHARACTERS:
            fact = f"corpus has {quoted(str(word))}, which is not a word: no white space"
            raise InputError(f"{fact}, at most {TEXT_CHARACTERS} characters", about="corpus")
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
    """The learned merges in order, as steps merge1.pairs, merge1.pair, merge1.count, …"""
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
    """The symbols with each occurrence of the pair merged, from left to right."""
    result: list[str] = []
    place = 0
    while place < len(symbols):
        is_pair = tuple(symbols[place : place + 2]) == pair
        result.append("".join(pair) if is_pair else symbols[place])
        place += 2 if is_pair else 1
    return tuple(result)


def _record_merge(c: Recorder, pairs: Counter[Pair], best: Pair, spelled: Mapping[str, Symbols]) -> None:
    rows = Axis("pair", tuple(" ".join(pair) for pair in pairs))
    column = Axis("count", ("count",))
    table = c.table(
        "pairs",
        [[count] for count in pairs.values()],
        "Pair counts",
        rows=rows,
        columns=column,
        note="each adjacent pair counts as often as its word occurs in the corpus",
    )
    ties = sum(count == pairs[best] for count in pairs.values()) > 1
    note = f"tie: {' '.join(best)} occurs first" if ties else None
    both = Axis("symbol", ("first", "second"))
    c.table("pair", [list(best)], "Most frequent pair", columns=both, note=note)
    c.step("count", in_role(max_of(table, "column"), SINGLE, SINGLE), "Its count", transposes=False)
    c.table(
        "words",
        [[" ".join(symbols)] for symbols in spelled.values()],
        "Corpus after the merge",
        rows=Axis("word", tuple(spelled)),
        note="merged from left to right",
    )


def _cut(word: str, mark: str, vocabulary: Container[str], learned: Sequence[Pair]) -> list[str]:
    """A word's tokens: its characters, with the merges applied in the order learned."""
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
    c = c.section("Tokenization")
    numbers = {token: number for number, token in enumerate(vocabulary)}
    entries = Axis("id", tuple(map(str, numbers.values())))
    words = c.table("vocabulary", [list(numbers)], "Vocabulary", columns=entries, note="token ids from 0")
    places = Axis("token", tuple(str(number) for number in range(1, len(tokens) + 1)))
    cut = c.table("tokens", [list(tokens)], "Tokens", columns=places)
    rows = [[numbers[token] for token in tokens]]
    ids = c.table("ids", rows, "Token ids", columns=Axis("token", tuple(tokens)))
    c.conclude(f"The text has {counted(len(tokens), 'token')}: {' '.join(tokens)}.{remark}")
    return {"vocabulary": words, "tokens": cut, "ids": ids}
