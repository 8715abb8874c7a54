"""Tables for the terminal: products in Falk's scheme, softmax in one table, weights as a heat map."""

from handcalc.formats.table.render import FORMAT

__all__ = ["FORMAT"]
