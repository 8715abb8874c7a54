"""`python -m handcalc` is the command `handcalc`."""

from __future__ import annotations

import sys

from handcalc.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
