"""How large a model, and how many tokens: the best use of a given amount of computing."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Any, Literal, NamedTuple

from handcalc.errors import InputError
from handcalc.record.axes import SINGLE, Axis
from handcalc.record.matrix import Matrix, needed
from handcalc.record.operations import concatenate_columns, power_law, scale, sqrt
from handcalc.record.options import option
from handcalc.record.parameters import number
from handcalc.record.recorder import Recorder
from handcalc.record.topic import Group, topic
from handcalc.text import listed

_CONSTANTS: dict[str, Mapping[str, str]] = {
    "published": {"E": "1.69", "A": "406.4", "B": "410.7", "α": "0.34", "β": "0.28"},
    "refit": {"E": "1.8172", "A": "482.01", "B": "2085.43", "α": "0.3478", "β": "0.3658"},
}
_SPLITS = {"1/8": 0.125, "1/4": 0.25, "1/2": 0.5, "1": 1.0, "2": 2.0, "4": 4.0, "8": 8.0}


@topic(Group.TRANSFORMER)
def chinchilla(
    c: Recorder,
    N: Annotated[Matrix | None, number("parameters of the model", example="7e10")] = None,
    D: Annotated[Matrix | None, number("tokens it is trained on", example="1.4e12")] = None,
    C: Annotated[Matrix | None, number("computing, in operations")] = None,
    *,
    ratio: Annotated[Fraction, option("tokens for each parameter, by the rule of thumb", above=0)] = (
        Fraction(20)
    ),
    constants: Annotated[
        Literal["published", "refit"], option("of the law for the loss: as published, or fitted again")
    ] = "published",
) -> dict[str, Matrix]:
    """Chinchilla: how many parameters and tokens make the best of a given amount of computing.

    Symbols: N parameters; D tokens; C = 6 · N · D computing; N_opt, D_opt the best split by the rule that
    D is ratio · N; L = E + A ÷ N^α + B ÷ D^β the loss of N and D; L_opt that of N_opt and D_opt; table
    several splits of the same C with their losses.

    Source: J. Hoffmann et al., Training Compute-Optimal Large Language Models (2022), the fit of approach
    3; T. Besiroglu et al., Chinchilla Scaling: A Replication Attempt (2024), for refit.

    Simplifications: 6 · N · D leaves out what attention costs. The rule of 20 comes from the paper's other
    two approaches: the published, rounded constants of its third put the lowest loss elsewhere.
    """
    _refuse_clashes(c, {"N": N, "D": D, "C": C})
    law = Law.of(c, constants)
    compare = N is not None or D is not None
    if compare:
        N, D, C = _completed(c, N, D, C)
    C = needed(C)
    rule = c.number(ratio, "ratio")
    N_opt = c.step("N_opt", sqrt(C / scale(c.number(6), rule)), "Best number of parameters", transposes=False)
    D_opt = c.step("D_opt", scale(rule, N_opt), "Best number of tokens", transposes=False)
    results = {"N_opt": N_opt, "D_opt": D_opt}
    if compare:
        results["L"] = c.step("L", law.loss(needed(N), needed(D)), "Loss", transposes=False)
    results["L_opt"] = c.step("L_opt", law.loss(N_opt, D_opt), "Loss of the best split", transposes=False)
    table, shares = _table(c, C, N_opt, law)
    share = needed(D) / needed(N) if compare else None
    _conclude(c, constants, table.rows, share, rule, N_opt, D_opt, table, shares)
    return {**results, "table": table}


class Law(NamedTuple):
    """The constants of the loss."""

    E: Matrix
    A: Matrix
    B: Matrix
    alpha: Matrix
    beta: Matrix

    @classmethod
    def of(cls, c: Recorder, constants: str) -> Law:
        """The law with these constants."""
        return cls(*(c.number(Fraction(text), name) for name, text in _CONSTANTS[constants].items()))

    def loss(self, N: Matrix, D: Matrix) -> Matrix:
        """The loss of models with N parameters, trained on D tokens."""
        return self.E + power_law(self.A, N, self.alpha) + power_law(self.B, D, self.beta)


def _refuse_clashes(c: Recorder, given: Mapping[str, Matrix | None]) -> None:
    names = [name for name, value in given.items() if value is not None]
    if len(names) == 3:
        raise InputError("C has no effect: it follows from N and D", about="C")
    if not names or names in (["N"], ["D"]):
        missing = [name for name in given if name not in names]
        raise InputError(f"{listed(missing)} are missing: give two of N, D and C, or C alone")
    for name in names:
        if (c.input_values(needed(given[name])) <= 0).any():
            raise InputError(f"{name} must be above 0", about=name)


def _completed(
    c: Recorder, N: Matrix | None, D: Matrix | None, C: Matrix | None
) -> tuple[Matrix, Matrix, Matrix]:
    """N, D and C, the one that is not given as a step."""
    six = c.number(6)
    if C is None:
        C = c.step("C", scale(scale(six, needed(N)), needed(D)), "Computing", transposes=False)
    elif D is None:
        D = c.step("D", C / scale(six, needed(N)), "Tokens", transposes=False)
    else:
        N = c.step("N", C / scale(six, needed(D)), "Parameters", transposes=False)
    return needed(N), needed(D), C


def _table(c: Recorder, C: Matrix, N_opt: Matrix, law: Law) -> tuple[Matrix, Matrix]:
    """Splits of the same computing, from few parameters and many tokens to the reverse; D ÷ N of each."""
    names = tuple(f"{factor} N_opt".removeprefix("1 ") for factor in _SPLITS)
    splits = Axis("split", names)
    factors = c.numbers(
        [[factor] for factor in _SPLITS.values()], splits, SINGLE, "factors", transposes=False
    )
    c = c.section("Other splits of the same C")
    part = c.under("table")
    N = part.step("N", scale(N_opt, factors), "Parameters", transposes=False)  # splits × 1
    D = part.step("D", C / scale(c.number(6), N), "Tokens", transposes=False)  # splits × 1
    L = part.step("L", law.loss(N, D), "Losses", transposes=False)  # splits × 1
    columns = Axis("number", ("N", "D", "D/N", "L"))
    note = "all of these cost C; the lower the loss L, the better"
    whole = concatenate_columns([N, D, D / N, L], columns)
    return c.step("table", whole, "Splits", note=note, transposes=False), D / N


def _conclude(c: Recorder, constants: str, splits: Axis, of_given: Matrix | None, *found: Matrix) -> None:
    """Too big or too little data; the best by the rule; where the law itself puts the lowest loss."""

    def tell(rule: Any, N_opt: Any, D_opt: Any, table: Any, shares: Any, given: Any = None) -> str:
        said = "" if given is None else _compared(c, given.item(), rule.item())
        tokens, N, D = (_in_words(c, number.item()) for number in (rule, N_opt, D_opt))
        lowest = int(table[:, 3].argmin())
        where = f"{splits.labels[lowest]}, {c.shown(shares[lowest, 0])} tokens a parameter"
        whose = "published, rounded" if constants == "published" else "refit"
        agrees = "as" if table[lowest, 0] == N_opt.item() else "not where"
        return (
            f"{said}By the rule of {tokens}, {N} parameters and {D} tokens are best. Of these splits the "
            f"{whose} constants put the lowest loss at {where}, {agrees} the rule says."
        )

    c.conclude_from(tell, *found, *([] if of_given is None else [of_given]))


def _compared(c: Recorder, found: float, rule: float) -> str:
    verdict = "too big a model for too little data" if found < rule else "more data than the model needs"
    if abs(found - rule) <= 1e-9 * rule:
        verdict = "as the rule says"
    return f"With {c.shown(found)} tokens a parameter this is {verdict}. "


def _in_words(c: Recorder, number: float) -> str:
    for size, name in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if size <= number < 1000 * size:
            return f"{c.shown(number / size)} {name}"
    return c.shown(number)
