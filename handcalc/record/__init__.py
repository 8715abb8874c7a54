"""The record: traced matrices, operations, steps, checks, replay and the column view; see README.md."""

import handcalc.record.operations  # noqa: F401  # installs the operators of Matrix
