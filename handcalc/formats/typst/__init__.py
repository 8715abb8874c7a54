"""Typst source: a complete file, typeset as a textbook would be; `typst compile` makes a PDF of it."""

from handcalc.formats.typst.render import FORMAT

__all__ = ["FORMAT"]
