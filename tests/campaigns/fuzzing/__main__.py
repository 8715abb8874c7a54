"""Fuzz one reader for as long as is asked for, guided by coverage.

    pip install -e '.[dev,fuzz]'
    python -m tests.campaigns.fuzzing TARGET --runs 200000             TARGET: yaml, json, …, see targets.py
    python -m tests.campaigns.fuzzing TARGET --runs 200000 --keep DIR  keeps what reached something new
    python -m tests.campaigns.fuzzing.smallest TARGET DIR              adds the fewest of these that reach
                                                                       as much to corpus/TARGET

It starts from corpus/TARGET, which an everyday test runs through without Atheris. Only handcalc is
instrumented. What breaks a promise is written to DIR, or the current folder, as crash-…; there the run ends.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"
LONGEST = 2048


def main() -> None:
    """Run libFuzzer on one target."""
    import atheris

    with atheris.instrument_imports(include=["handcalc"]):
        from tests.campaigns.fuzzing.targets import TARGETS
    from tests.campaigns.hostile_words import WORDS

    parser = argparse.ArgumentParser(prog="python -m tests.campaigns.fuzzing")
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--runs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=None)
    wishes = parser.parse_args()
    keep = wishes.keep or Path(tempfile.mkdtemp())
    keep.mkdir(parents=True, exist_ok=True)
    dictionary = keep.parent / f"{keep.name}.dict"
    dictionary.write_text("".join(f'"{_escaped(word)}"\n' for word in WORDS if word))
    atheris.Setup(
        [
            sys.argv[0],
            str(keep),
            str(CORPUS / wishes.target),
            f"-runs={wishes.runs}",
            f"-seed={wishes.seed}",
            f"-dict={dictionary}",
            f"-max_len={LONGEST}",
            f"-artifact_prefix={wishes.keep or '.'}/",
            "-timeout=10",
            "-rss_limit_mb=2048",
            "-print_final_stats=1",
        ],
        TARGETS[wishes.target],
    )
    atheris.Fuzz()


def _escaped(word: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word)


if __name__ == "__main__":
    main()
