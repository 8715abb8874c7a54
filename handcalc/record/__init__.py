"""The record: traced matrices, operations, steps, checks, replay and the column view.

It knows nothing of topics, formats or the command line.
"""

import handcalc.record.operations  # noqa: F401  # a matrix has its operators whichever part is imported first
