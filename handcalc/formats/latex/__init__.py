r"""A complete document for pdfLaTeX or LuaLaTeX, or with `--fragment` a part to `\input` into one."""

from handcalc.formats.latex.render import FORMAT

__all__ = ["FORMAT"]
