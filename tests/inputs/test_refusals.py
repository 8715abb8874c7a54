"""Refusals word for word, each with the place that it names.

A file is written with ▸ before the character that its refusal must point at; where there is no ▸ the
refusal has only the file's name. The texts are what a person reads: change one here when
you have found better words.
"""

from __future__ import annotations

import pytest

from handcalc.inputs.document import shown_name
from tests.run_command import handcalc

ATTENTION = """\
X: [[1, 0], [0, 1]]
W_Q: [[1, 0], [0, 1]]
W_K: [[1, 0], [0, 1]]
W_V: [[1, 0], [0, 1]]
"""
FFN = """\
X: [[1, 2]]
W_1: [[1, 2], [3, 4]]
W_2: [[1], [1]]
"""
LOGITS = """\
logits: [[1, 2]]
"""
OURS = '{"schema": "handcalc/calculation", "format_version": "1.0", "topic": "softmax", '
LONG = "b" * 201

MATRIX = "a matrix is needed, such as [[1, 0], [0, 1]]"
NUMBER = "a number is written like 2, -1.5, 1e-5 or 1/2"
OR_DRAW = "or add a seed to draw what is missing, such as seed: 0"


def with_W_Q(text: str) -> str:
    """An attention whose W_Q is something else."""
    return ATTENTION.replace("W_Q: [[1, 0], [0, 1]]", f"W_Q:{text}")


VALUES = [
    ("softmax", "logits: ▸12", f"logits is not a list: {MATRIX}"),
    ("softmax", "logits:▸", f"logits is empty: {MATRIX}"),
    ("softmax", "logits: ▸[]", "logits has no rows"),
    ("softmax", "logits: [▸[]]", "logits, row 1: the row is empty"),
    (
        "softmax",
        "logits: [▸1, 5]",
        f"logits, row 1 is not a list of numbers: {MATRIX} (for one row, write [[…]])",
    ),
    ("softmax", "logits: [[1, 2], ▸3]", f"logits, row 2 is not a list of numbers: {MATRIX}"),
    ("softmax", "logits: [[1, 2], ▸{a: 3}]", f"logits, row 2 is not a list: {MATRIX}"),
    ("softmax", "logits: [[1, 2], [3, 4], ▸[5]]", "logits, row 3: 1 value where row 1 has 2"),
    ("softmax", "logits: [[1, ▸[2]]]", "logits, row 1, column 2 is a list where a number belongs"),
    ("softmax", 'logits: [[1, ▸"2"]]', "logits, row 1, column 2 is the text '2': remove the quotes"),
    ("softmax", 'logits: [[1, ▸"two"]]', "logits, row 1, column 2 is the text 'two': a number is needed"),
    ("softmax", "logits: [[1, 0], [▸x, 2]]", f"logits, row 2, column 1: 'x' is not a number; {NUMBER}"),
    ("ffn", FFN + "b_1: ▸7", "b_1 is not a list: a flat list of numbers is needed, such as [1, 2]"),
    ("ffn", FFN + "b_1: [▸[1, 2]]", "b_1, value 1 is a list where a number belongs"),
    ("ffn", FFN + "b_1: [1, ▸'2']", "b_1, value 2 is the text '2': remove the quotes"),
    ("ffn", FFN + "b_1: [1, ▸–2]", "b_1, value 2: '–2' is not a number; write -2"),
    (
        "mamba-by-hand",
        "seed: 0\nA: [▸[[1, 0], [0, 1], [0, 0]]]",
        "A1 is 3 × 2: a list of numbers or a diagonal matrix is needed",
    ),
    (
        "mamba-by-hand",
        "seed: 0\nA: [[[1, 0], [▸2, 1]]]",
        "A1, row 2, column 1 is 2: only the diagonal may differ from 0",
    ),
    (
        "sample",
        "P: ▸[[1/2, 1/2], [1/2, 1/3]]\nvocabulary: [a, b]",
        "P, row 2 sums to 5/6: probabilities must sum to 1",
    ),
    (
        "sample",
        "P: ▸[[1/2, 1/2], [1/2, 1/3]]\nvocabulary: [a, b]\nvectors: columns",
        "P, column 2 sums to 5/6: probabilities must sum to 1",
    ),
    (
        "generate",
        "vocabulary: [a, b]\nstart: a\nvectors: columns\nnext: ▸[[1/2, 1/2], [1/2, 1/3]]",
        "next, row 2 sums to 5/6: probabilities must sum to 1",
    ),
    ("attention", ATTENTION + "mask: [[1, ▸2], [1, 1]]", "mask, row 1, column 2 is '2': mask holds 0 and 1"),
]

FINITE, EMPTY = "a value must be finite", "a cell cannot be empty"
NUMBERS = [
    ("softmax", f"logits: [[1, ▸{text}]]", f"logits, row 1, column 2: {said}")
    for text, said in (
        ("4⁄2", "'4⁄2' is not a number; write 4/2"),
        ("1’000", "'1’000' is not a number; write 1000"),
        ("1_000", "'1_000' is not a number; write 1000"),
        ("1 000", "'1 000' is not a number; write 1000"),
        ("12 345 678", "'12 345 678' is not a number; write 12345678"),
        ("2 3", f"'2 3' is not a number; {NUMBER}"),
        ("1 0000", f"'1 0000' is not a number; {NUMBER}"),
        ("0x1F", "'0x1F' is not a number; write 31"),
        ("٣", "'٣' is not a number; write 3"),
        ("−2", "'−2' is not a number; write -2"),
        ("5 kg", "'5 kg' is not a number; write 5"),
        (".nan", f"'.nan' is not a number; {FINITE}"),
        ("-.inf", f"'-.inf' is not a number; {FINITE}"),
        ("+Infinity", f"'+Infinity' is not a number; {FINITE}"),
        ("true", "'true' is not a number; write 1"),
        ("Yes", "'Yes' is not a number; write 1"),
        ("on", "'on' is not a number; write 1"),
        ("FALSE", "'FALSE' is not a number; write 0"),
        ("no", "'no' is not a number; write 0"),
        ("off", "'off' is not a number; write 0"),
        ("~", f"'~' is not a number; {EMPTY}"),
        ("null", f"'null' is not a number; {EMPTY}"),
        ("None", f"'None' is not a number; {EMPTY}"),
        ("1e999", "'1e999' is too large; the limit is about 1.8e308"),
        ("1e-999", "'1e-999' is too small to tell from 0; write 0"),
        ("1/0", "'1/0' divides by 0"),
        ("1" * 65, f"'{'1' * 39}…' has 65 characters; a number has at most 64"),
    )
]

ANCHOR = (
    "anchors and aliases are refused: write the matrix out, and put a text that starts with & or * in quotes"
)
TAG = "tags are refused: write the value itself, and put a text that starts with ! in quotes"
TAB = "a tab stands where YAML allows only spaces; indent with spaces"
MAPPING = "a mapping of names to matrices is needed, such as X: [[1, 0], [0, 1]]"
COMMA = "JSON allows no comma before a closing bracket; remove it"
SYNTAX = [
    ("softmax", marked, said)
    for marked, said in (
        ("", f"the file is empty: {MAPPING}"),
        ("# nothing\n", f"the file is empty: {MAPPING}"),
        ("▸[1, 2]", MAPPING),
        ("▸text", MAPPING),
        ("▸&a logits: [[1]]", ANCHOR),
        ("logits: ▸&a [[1]]", ANCHOR),
        ("logits: [[1, ▸*a]]", ANCHOR),
        ("▸!!str logits: [[1]]", TAG),
        ("logits: ▸!!seq [[1]]", TAG),
        ("▸%TAG ! x\n---\na: 1", TAG),
        ("logits:\n▸\t- [1]", TAB),
        ("logits: [[1, 2]]\n▸\tbase: 3", TAB),
        ("a: b\n▸---\nc: d", "a second document starts here; keep one in a file"),
        (
            "logits: [[1, 2]\n▸base: 3",
            "',' or ']' is expected here; is the bracket of line 1, column 9 closed?",
        ),
        ("logits: ▸'a", "this quote is not closed"),
        ("logits: [[1, ▸`]]", "no value starts with '`'; put a text in quotes"),
        ('{"logits": [[1, 2]▸, }', COMMA),
        ('{"logits": [[1, 2]▸,]}', COMMA),
        ('{"logits": ▸NaN}', "'NaN' is not JSON, and a value must be finite"),
        ('{"logits": ▸-Infinity}', "'-Infinity' is not JSON, and a value must be finite"),
        ('{"logits": ▸tru}', "'tru' is not JSON; write a text in double quotes"),
        ('{"logits": [[1 ▸2]]}', "',' or ']' is expected here, not '2'"),
        ('{"logits" ▸[[1]]}', "':' is expected after the name 'logits'"),
        (
            '{"logits": "a▸\nb"}',
            "a text in quotes goes over the end of a line; write \\n, or close the quote",
        ),
        ('{"logits": "a▸\\q"}', "an unknown escape; write \\\\ for a backslash"),
        ('{"logits": [[1]]} ▸x', "more text follows after the end of the data"),
        (
            '{"logits": ▸"\\ud800"}',
            "half of a surrogate pair (\\ud800 to \\udfff) is not a character",
        ),
    )
]

WORDS = [
    ("softmax", LOGITS + "vocabulary: [a, ▸[b]]", "a word of vocabulary must be a text"),
    (
        "softmax",
        LOGITS + "vocabulary: ▸a",
        "vocabulary is not a list: a list of words is needed, such as [the, cat]",
    ),
    ("softmax", LOGITS + "title: ▸[a]", "title must be a text"),
    ("softmax", LOGITS + f"title: ▸{LONG}", "title has 201 characters; the limit is 200"),
    ("embed", "text: [a, ▸[b]]\nvocabulary: [a]\nW_E: [[1, 2]]", "a word of text must be a text"),
    ("embed", "text: ▸{a: b}\nvocabulary: [a]\nW_E: [[1, 2]]", "text must be a text"),
    ("tokenize", "corpus: ▸[a, b]", "corpus must be a text, or a mapping of words to counts"),
    ("tokenize", "corpus:\n  low: ▸0", "corpus, 'low': a whole count from 1 is needed"),
    ("tokenize", "corpus:\n  low: ▸1/2", "corpus, 'low': a whole count from 1 is needed"),
    ("tokenize", "corpus:\n  low: ▸x", f"corpus, 'low': 'x' is not a number; {NUMBER}"),
    ("tokenize", "corpus: ▸' '", "corpus is empty: a text is needed"),
    (
        "tokenize",
        f"corpus: ▸{LONG}",
        "corpus has 1 word, one of 201 characters; the limits are 10,000 words and 200 characters a word",
    ),
    (
        "tokenize",
        f"corpus: ▸{'a ' * 10_001}",
        "corpus has 10,001 words, one of 1 character; the limits are 10,000 words and 200 characters a word",
    ),
    (
        "vectordb",
        "documents: [▸'', b]\nquery: a",
        "a text of documents is empty: a text is needed",
    ),
    (
        "vectordb",
        f"documents: [a, ▸{LONG}]\nquery: a",
        "a text of documents has 1 word, one of 201 characters; "
        "the limits are 10,000 words and 200 characters a word",
    ),
    ("rag", "seed: 0\ndocuments: ▸a", "documents is not a list: a list of texts is needed, a line each"),
    ("rag", "seed: 0\ndocuments: [▸[a]]", "a text of documents must be a text"),
]

LISTS = [
    ("mlp", "X: [[1, 2]]\nlayers: ▸3", "layers is not a list: a list is needed, one item a line"),
    ("mlp", "X: [[1, 2]]\nlayers: ▸[]", "layers has no items"),
    (
        "mlp",
        "X: [[1, 2]]\nlayers:\n- ▸[[1, 2]]",
        "layers, item 1 must be a mapping with W, b and activation",
    ),
    ("mlp", "X: [[1, 2]]\nlayers:\n- W: [[1], [2]]\n  ▸c: 1", "layers, item 1 has no key 'c'"),
    (
        "mlp",
        "X: [[1, 2]]\nlayers:\n- W: [[1], [2]]\n  ▸B: [1]",
        "layers, item 1 has no key 'B', did you mean b?",
    ),
    (
        "mlp",
        "X: [[1, 2]]\nlayers:\n- W: [[1], [2]]\n  b: ▸[1, 2]",
        "layer1.b has 2 values but layer1.W has 1 column: "
        "layer1.W (2 width0 × 1 width1) and layer1.b (2 width1)",
    ),
    (
        "mlp",
        "X: [[1, 2]]\nlayers:\n- W: ▸[[1], [2], [3]]",
        "layer1.W has 3 rows but X has 2 columns: X (1 token × 2 width0) · layer1.W (3 width0 × 1 width1)",
    ),
    ("moe", "X: [[1, 2]]\nW_g: [[1], [1]]\nexperts:\n- ▸3", "experts, item 1 must be a mapping with W and b"),
    (
        "mamba-by-hand",
        "A: [[1, 2], [2, 1]]\nS: [▸[[1, 0]], [[0, 1]], [[1, 1]]]\nseed: 1",
        "S1 has 1 row but S has 3 items: S (3 items) and S1 (1 step × 2 states)",
    ),
    (
        "moe",
        "X: [[1, 2]]\nW_g: [[1, 0, 1], [1, 2, 0]]\nexperts: ▸[{W: [[1], [1]]}, {W: [[1], [1]]}]",
        "experts has 2 items but W_g has 3 columns: W_g (2 d_model × 3 experts) and experts (2 experts)",
    ),
]

OPTIONS = [
    ("softmax", LOGITS + "base: ▸[3]", "base must be a single value, not a list or a mapping"),
    ("softmax", LOGITS + "base:▸", "base is empty"),
    ("softmax", LOGITS + 'base: ▸"3"', "base is the text '3': remove the quotes"),
    ("softmax", LOGITS + "base: ▸three", "base must be e or a number above 1, not 'three'"),
    ("softmax", LOGITS + "base: ▸1", "base must be e or a number above 1, not '1'"),
    ("softmax", LOGITS + "seed: ▸1.5", "seed must be a whole number, not '1.5'"),
    ("softmax", LOGITS + "vectors: ▸row", "vectors must be rows or columns, not 'row', did you mean rows?"),
    ("softmax", LOGITS + "digits: ▸11", "digits must be a whole number from 0 to 10, not '11'"),
    ("softmax", LOGITS + "digits: ▸-1", "digits must be a whole number from 0 to 10, not '-1'"),
    (
        "softmax",
        LOGITS + "rounding: ▸ful",
        "rounding must be full, carry or exact, not 'ful', did you mean full?",
    ),
    ("attention", ATTENTION + "heads: ▸0", "heads must be a whole number, at least 1, not '0'"),
    ("attention", ATTENTION + "heads: ▸3", "W_Q has 2 columns, which cannot be split over 3 heads"),
    ("attention", ATTENTION + "causal: ▸yes", "causal must be true or false, not 'yes'"),
    ("attention", ATTENTION + "causal: ▸tru", "causal must be true or false, not 'tru', did you mean true?"),
    (
        "attention",
        ATTENTION + "causal: ▸fals",
        "causal must be true or false, not 'fals', did you mean false?",
    ),
    (
        "attention",
        ATTENTION + "scale: ▸sqr",
        "scale must be sqrt, none, floor-half or a number above 0, not 'sqr', did you mean sqrt?",
    ),
    (
        "attention",
        ATTENTION + "base: ▸1e999",
        "base must be e or a number above 1, not '1e999' ('1e999' is too large; the limit is about 1.8e308)",
    ),
    (
        "attention",
        ATTENTION + "scale: ▸1,5",
        "scale must be sqrt, none, floor-half or a number above 0, not '1,5' "
        "('1,5' is not a number; write 1.5)",
    ),
    ("sample", LOGITS + "vocabulary: [a, b]\ntop_p: ▸1.5", "top_p must be a number from 0 to 1, not '1.5'"),
    ("layernorm", "X: [[1, 2]]\neps: ▸-1", "eps must be a number, at least 0, not '-1'"),
    (
        "attention",
        "seed: 0\nd_model: ▸600",
        "X would be 4 × 600; the limits are 512 rows or columns and 100,000 cells",
    ),
    (
        "mamba",
        "seed: 0\nsteps: ▸10001",
        "X would be 10,001 × 2; the limits are 10,000 rows or columns and 100,000 cells",
    ),
    ("moe", "seed: 0\nn_experts: ▸600", "experts would have 600 items; the limit is 512"),
    (
        "moe",
        "seed: 0\nX: [[1, 2]]\nshared: ▸2\nexperts: [{W: [[1], [1]]}, {W: [[1], [1]]}]",
        "experts has 2 items and shared is 2: none is left",
    ),
    (
        "attention",
        "seed: 0\nX: [[1]]\ntokens: ▸512",
        "tokens is 512, but X (1 token × 1 d_model) is given",
    ),
    (
        "attention",
        "seed: 0\nY: [[1, 0, 0, 0, 0, 0]]\nmemory: ▸2",
        "memory is 2, but Y (1 memory × 6 d_memory) is given",
    ),
]

KEYS = [
    ("softmax", LOGITS + "▸bse: 3", "softmax has no key 'bse', did you mean base?"),
    ("softmax", LOGITS + "▸zzzzzz: 3", "softmax has no key 'zzzzzz'"),
    ("softmax", LOGITS + "▸logits: [[1]]", "logits is given twice, in lines 1 and 2; keep one"),
    ("softmax", "{? ▸: 3}", "a name is missing before ':'"),
    ("softmax", LOGITS + "▸<<: 3", "merge keys (<<) are refused: write the values out"),
    ("softmax", LOGITS + "▸[a]: 3", "a name is needed before ':', not a list or a longer text"),
    (
        "softmax",
        f"{'k' * 40}: 1\n▸{'k' * 40}: 1",
        f"{'k' * 40} is given twice, in lines 1 and 2; keep one",
    ),
    (
        "softmax",
        f"{'k' * 41}: 1\n▸{'k' * 41}: 1",
        f"'{'k' * 39}…' is given twice, in lines 1 and 2; keep one",
    ),
    ("softmax", "a b: 1\n▸a b: 1", "'a b' is given twice, in lines 1 and 2; keep one"),
    ("attention", "topic: ▸softmax", "the file is for the topic 'softmax', the command is attention"),
    ("attention", "topic: ▸[softmax]", "topic must be a text"),
    ("run", "topic: ▸atention", "there is no topic 'atention', did you mean attention?"),
    ("run", "base: 3", "the file does not say which topic it is for: add a line such as topic: analogy"),
]

LABELS = [
    ("softmax", LOGITS + "labels: ▸[a, b]", "labels must be a mapping, such as tokens: [the, cat]"),
    (
        "softmax",
        LOGITS + "labels:\n  ▸positons: [a]",
        "softmax has no axis 'positons', did you mean positions?",
    ),
    ("softmax", LOGITS + "labels:\n  ▸qqq: [a]", "softmax has no axis 'qqq'; it has positions and words"),
    ("softmax", LOGITS + "labels:\n  words: ▸a", "labels of words must be a list of texts"),
    ("softmax", LOGITS + "labels:\n  words: [a, ▸[b]]", "a label of words must be a text"),
    ("softmax", LOGITS + "labels:\n  words: ▸[a]", "labels has 1 label for words, but there are 2 words"),
    (
        "softmax",
        LOGITS + f"labels:\n  words: [a, ▸{LONG}]",
        "a label of words has 201 characters; the limit is 200",
    ),
    (
        "softmax",
        LOGITS + "vocabulary: [a, b]\nlabels:\n  words: ▸[a, b]",
        "labels has words, but words that are given name them",
    ),
    (
        "attention",
        ATTENTION + "labels:\n  memory: ▸[a]",
        "labels has 1 label for memory, but there are 2 memory",
    ),
]

SIZES = [
    (
        "attention",
        with_W_Q(" ▸[[1, 0], [0, 1], [1, 1]]"),
        "W_Q has 3 rows but X has 2 columns: X (2 tokens × 2 d_model) · W_Q (3 d_model × 2 d_k)",
    ),
    (
        "attention",
        ATTENTION.replace("W_K: ", "W_K: ▸").replace("▸[[1, 0], [0, 1]]", "▸[[1], [0]]"),
        "W_K has 1 column but W_Q has 2 columns: W_Q (2 d_model × 2 d_k) and W_K (2 d_memory × 1 d_k)",
    ),
    (
        "attention",
        ATTENTION.replace("W_K: ", "W_K: ▸").replace("▸[[1, 0], [0, 1]]", "▸[[1], [0]]") + "vectors: columns",
        "W_K has 1 column but X has 2 rows: W_K (2 d_k × 1 d_memory) · X (2 d_model × 2 tokens)",
    ),
    (
        "attention",
        ATTENTION + "Y: ▸[[1, 0, 1]]",
        "Y has 3 columns but W_K has 2 rows: Y (1 memory × 3 d_memory) · W_K (2 d_memory × 2 d_k)",
    ),
    (
        "attention",
        ATTENTION + "vectors: columns\nY: ▸[[1, 0], [0, 1], [1, 1]]",
        "Y has 3 rows but W_K has 2 columns: W_K (2 d_k × 2 d_memory) · Y (3 d_memory × 2 memory)",
    ),
    (
        "attention",
        ATTENTION + "mask: ▸[[1, 1]]",
        "mask has 1 row but X has 2 rows: X (2 tokens × 2 d_model) and mask (1 token × 2 memory)",
    ),
    (
        "ffn",
        FFN + "b_1: ▸[1, 2, 3]",
        "b_1 has 3 values but W_1 has 2 columns: W_1 (2 d_model × 2 d_ff) and b_1 (3 d_ff)",
    ),
    (
        "ffn",
        FFN.replace("W_2: [[1], [1]]", "W_2: ▸[[1], [1], [2]]"),
        "W_2 has 3 rows but W_1 has 2 columns: W_1 (2 d_model × 2 d_ff) · W_2 (3 d_ff × 1 d_out)",
    ),
    (
        "softmax",
        LOGITS + "vocabulary: ▸[a]",
        "vocabulary has 1 word but logits has 2 columns: "
        "logits (1 position × 2 words) and vocabulary (1 word)",
    ),
    (
        "embed",
        "text: a b\nvocabulary: [a, b]\nW_E: ▸[[1, 2]]",
        "W_E has 1 row but vocabulary has 2 words: vocabulary (2 words) and W_E (1 word × 2 d_model)",
    ),
]

MISSING = [
    ("attention", "X: [[1, 0]]", f"W_Q, W_K and W_V are missing: give them, {OR_DRAW}"),
    ("attention", "X: [[1]]\nW_Q: [[1]]\nW_K: [[1]]", f"W_V is missing: give it, {OR_DRAW}"),
]

OF_OURS = [
    (
        "softmax",
        OURS + '"given": [▸{"id": "logits"}]}',
        "an item of given needs an id, and values, a value or items",
    ),
    ("softmax", OURS + '"given": [▸3]}', "an item of given needs an id, and values, a value or items"),
    (
        "softmax",
        OURS.replace('"1.0"', '▸"2.0"') + '"given": []}',
        "format_version is '2.0'; this handcalc reads version 1.x",
    ),
    (
        "softmax",
        '{"schema": ▸"other", "given": []}',
        "this is no calculation: its schema is not handcalc/calculation",
    ),
    (
        "softmax",
        OURS + '"given": [{"id": "logits", "values": [[1, ▸"x"]]}]}',
        f"logits, row 1, column 2: 'x' is not a number; {NUMBER}",
    ),
    (
        "softmax",
        OURS + '"given": [{"id": ▸"logit", "values": [[1, 2]]}]}',
        "softmax has no key 'logit', did you mean logits?",
    ),
    (
        "softmax",
        OURS + '"options": {"base": ▸"three"}, "given": [{"id": "logits", "values": [[1, 2]]}]}',
        "base must be e or a number above 1, not 'three'",
    ),
]

REFUSED = VALUES + NUMBERS + SYNTAX + WORDS + LISTS + OPTIONS + KEYS + LABELS + SIZES + MISSING + OF_OURS


def place(marked: str) -> str:
    """The line and column of the mark, as a refusal writes them."""
    before, mark, _ = marked.partition("▸")
    return f":{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}" if mark else ""


@pytest.mark.parametrize(("command", "marked", "said"), REFUSED, ids=range(len(REFUSED)))
def test_a_refusal_says_what_and_where(command: str, marked: str, said: str) -> None:
    """Exit 3, nothing on stdout, and these words with this place."""
    outcome = handcalc(command, "-", stdin=marked.replace("▸", "").encode())
    assert (3, "", f"standard input{place(marked)}: {said}\n") == (outcome.code, outcome.out, outcome.err)


def test_the_mark_is_a_place() -> None:
    """Lines and columns are counted from 1, in characters."""
    assert [":1:1", ":2:3", ":1:4", ""] == [place("▸a"), place("ab\n√b▸c"), place("ab\\▸n"), place("a")]


def test_a_file_without_a_name_is_still_called_something() -> None:
    """Two quotes with nothing between them; other names as they are, with their control characters shown."""
    assert ["''", "x.yaml", "a<U+000A>b", "standard input"] == list(
        map(shown_name, ["", "x.yaml", "a\nb", "-"])
    )
