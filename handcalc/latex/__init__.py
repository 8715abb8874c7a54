"""What the LaTeX format draws with: text that is only text, formulas, tables that fit, the preamble."""
