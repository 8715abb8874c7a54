"""One self-contained page: a cell that is pointed at tells its arithmetic, a sheet can be filled in."""

from handcalc.formats.html.render import FORMAT

__all__ = ["FORMAT"]
