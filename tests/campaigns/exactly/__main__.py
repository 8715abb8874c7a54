"""Many cases of every operation: `python -m tests.campaigns.exactly [CASES]`, 10,000 of each unless said."""

from __future__ import annotations

import sys

from handcalc.record.operation import OPERATIONS
from tests.campaigns.exactly.check import cases, faults
from tests.record.number_families import FAMILIES

CASES = 10_000


def main(arguments: list[str]) -> int:
    """Say which cases are wrong, and how many there were; 1 if there are some."""
    each = range(int(arguments[0] if arguments else CASES) // len(FAMILIES))
    tried = wrong = 0
    for name in OPERATIONS:
        for place, case in cases(name, each):
            tried += 1
            if found := faults(case):
                wrong += 1
                print(f"{name}, {place}: {', '.join(found)}")
    print(f"{tried:,} cases of {len(OPERATIONS)} operations, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
