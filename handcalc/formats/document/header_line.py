"""What a reader must know before the first number: orientation, options, seed, rounding."""

from __future__ import annotations

from fractions import Fraction

from handcalc.formats.document.notation import Notation
from handcalc.formats.document.presentation import Presentation
from handcalc.record.calculation import Calculation
from handcalc.record.options import OptionValue
from handcalc.text import counted, visible


def header_facts(p: Presentation, notation: Notation) -> list[str]:
    """One text a fact."""
    calculation = p.calculation
    words = [calculation.topic]
    if _turns(calculation):
        words.append(f"token vectors as {calculation.vectors}")
    words += [f"{name} {option_text(calculation.options[name])}" for name in _told(p)]
    if p.exercise is not None:  # a sheet says elsewhere how to round, and where its numbers come from
        return [notation.text(word) for word in words]
    if calculation.seed is not None:
        words.append(f"seed {calculation.seed}")
    words.append(_rounding(p))
    return [notation.text(word) for word in words]


def _told(p: Presentation) -> list[str]:
    """The options to tell; without formulas those that the formulas would have told too."""
    calculation = p.calculation
    told = list(calculation.non_default_options)
    if p.exercise is not None and "scale" in calculation.options and "scale" not in told:
        told.append("scale")
    return told


def _turns(calculation: Calculation) -> bool:
    """Whether there is a matrix that is written one way in rows and another way in columns."""
    given = [part.matrix for whole in calculation.given for part in whole.parts if part.kind == "matrix"]
    return any(leaf is not None and leaf.transposes and leaf.shape != (1, 1) for leaf in given)


def option_text(value: OptionValue) -> str:
    """An option's value as a person writes it: yes, 3, 1e-05, floor-half."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " ".join(map(visible, value))
    return f"{float(value):.12g}" if isinstance(value, Fraction) else visible(str(value))


def _rounding(p: Presentation) -> str:
    decimals = counted(p.digits, "decimal")
    return {
        "full": f"calculated in full precision, shown with {decimals}",
        "carry": f"every step rounded to {decimals}; the next step uses the rounded values",
        "exact": "exact fractions",
    }[p.calculation.arithmetic.rounding]
