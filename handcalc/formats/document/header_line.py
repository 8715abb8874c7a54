"""The line below the title: topic, orientation, options, seed, rounding."""

from __future__ import annotations

from fractions import Fraction

from handcalc.formats.document.notation import Notation
from handcalc.formats.document.presentation import Presentation
from handcalc.record.calculation import Calculation
from handcalc.record.options import OptionValue
from handcalc.text import counted, visible


def header_facts(p: Presentation, notation: Notation) -> list[str]:
    """The facts of the header line, one text each."""
    calculation = p.calculation
    facts = [calculation.topic]
    if _depends_on_orientation(calculation):
        facts.append(f"token vectors as {calculation.vectors}")
    facts += [f"{name} {option_text(calculation.options[name])}" for name in _options(p)]
    if p.exercise is None:  # the instructions and the footer of a sheet give its rounding and its seed
        facts += [f"seed {calculation.seed}"] if calculation.seed is not None else []
        facts.append(_rounding(p))
    return [notation.text(fact) for fact in facts]


def _options(p: Presentation) -> list[str]:
    """The options to name; on a sheet always the scale, since its formula may be missing."""
    names = list(p.calculation.non_default_options)
    if p.exercise is not None and "scale" in p.calculation.options and "scale" not in names:
        names.append("scale")
    return names


def _depends_on_orientation(calculation: Calculation) -> bool:
    """Whether an input matrix looks different in rows and in columns."""
    inputs = [part.matrix for whole in calculation.given for part in whole.parts if part.kind == "matrix"]
    return any(matrix is not None and matrix.transposes and matrix.shape != (1, 1) for matrix in inputs)


def option_text(value: OptionValue) -> str:
    """The value of an option as text: yes, 3, 1e-05, floor-half."""
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
