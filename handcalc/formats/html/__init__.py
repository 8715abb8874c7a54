"""A self-contained page: tooltips show the arithmetic of cells, sheets can be filled in."""

from handcalc.formats.html.render import FORMAT

__all__ = ["FORMAT"]
