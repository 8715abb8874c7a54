"""Chinchilla scaling law: compute-optimal model and data size."""

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
    N: Annotated[Matrix | None, number("model parameters", example="7e10")] = None,
    D: Annotated[Matrix | None, number("training tokens", example="1.4e12")] = None,
    C: Annotated[Matrix | None, number("training compute, in FLOPs")] = None,
    *,
    ratio: Annotated[Fraction, option("tokens per parameter, by the rule of thumb", above=0)] = (
        Fraction(20)
    ),
    constants: Annotated[
        Literal["published", "refit"],
        option("constants of the loss law: published (Hoffmann) or refit (Besiroglu)"),
    ] = "published",
) -> dict[str, Matrix]:
    """Chinchilla scaling law: compute-optimal model and data size.

    Symbols: N parameters; D tokens; C = 6 · N · D training compute; N_opt, D_opt the compute-optimal
    allocation by the rule D = ratio · N; L = E + A ÷ N^α + B ÷ D^β the loss of N and D; L_opt the loss of
    N_opt and D_opt; table other allocations of the same C with their losses.

    Source: J. Hoffmann et al., Training Compute-Optimal Large Language Models (2022), the fit of approach
    3; T. Besiroglu et al., Chinchilla Scaling: A Replication Attempt (2024), for refit.

    Simplifications: C = 6 · N · D leaves out the cost of attention scores. The rule of 20 comes from the
    paper's approaches 1 and 2; with the published, rounded constants of approach 3 the lowest loss is
    elsewhere.
    """
    _refuse_clashes(c, {"N": N, "D": D, "C": C})
    law = Law.of(c, constants)
    compare = N is not None or D is not None
    if compare:
        N, D, C = _completed(c, N, D, C)
    C = needed(C)
    rule = c.number(ratio, "ratio")
    N_opt = c.step(
        "N_opt", sqrt(C / scale(c.number(6), rule)), "Compute-optimal parameters", transposes=False
    )
    D_opt = c.step("D_opt", scale(rule, N_opt), "Compute-optimal tokens", transposes=False)
    results = {"N_opt": N_opt, "D_opt": D_opt}
    if compare:
        results["L"] = c.step("L", law.loss(needed(N), needed(D)), "Loss", transposes=False)
    results["L_opt"] = c.step("L_opt", law.loss(N_opt, D_opt), "Loss at the optimum", transposes=False)
    table, ratios = _table(c, C, N_opt, law)
    own_ratio = needed(D) / needed(N) if compare else None
    _conclude(c, constants, table.rows, own_ratio, rule, N_opt, D_opt, table, ratios)
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
    """N, D and C; the missing one becomes a step."""
    six = c.number(6)
    if C is None:
        C = c.step("C", scale(scale(six, needed(N)), needed(D)), "Training compute (FLOPs)", transposes=False)
    elif D is None:
        D = c.step("D", C / scale(six, needed(N)), "Tokens", transposes=False)
    else:
        N = c.step("N", C / scale(six, needed(D)), "Parameters", transposes=False)
    return needed(N), needed(D), C


def _table(c: Recorder, C: Matrix, N_opt: Matrix, law: Law) -> tuple[Matrix, Matrix]:
    """Other allocations of the same compute, from small to large models; and their tokens per parameter."""
    names = tuple(f"{factor} N_opt".removeprefix("1 ") for factor in _SPLITS)
    splits = Axis("split", names)
    factors = c.numbers(
        [[factor] for factor in _SPLITS.values()], splits, SINGLE, "factors", transposes=False
    )
    c = c.section("Same compute, other allocations (iso-FLOP)")
    part = c.under("table")
    N = part.step("N", scale(N_opt, factors), "Parameters", transposes=False)  # splits × 1
    D = part.step("D", C / scale(c.number(6), N), "Tokens", transposes=False)  # splits × 1
    L = part.step("L", law.loss(N, D), "Loss", transposes=False)  # splits × 1
    columns = Axis("number", ("N", "D", "D/N", "L"))
    note = "each allocation costs C; a lower loss L is better"
    whole = concatenate_columns([N, D, D / N, L], columns)
    return c.step("table", whole, "Allocations", note=note, transposes=False), D / N


def _conclude(c: Recorder, constants: str, splits: Axis, own_ratio: Matrix | None, *matrices: Matrix) -> None:
    """Whether N and D are compute-optimal; the optimum by the rule; the lowest loss of the allocations."""

    def sentence(rule: Any, N_opt: Any, D_opt: Any, table: Any, ratios: Any, own: Any = None) -> str:
        verdict = "" if own is None else _verdict(c, own.item(), rule.item())
        tokens, N, D = (_in_words(c, number.item()) for number in (rule, N_opt, D_opt))
        lowest = int(table[:, 3].argmin())
        where = f"{splits.labels[lowest]} ({c.text_of(ratios[lowest, 0])} tokens per parameter)"
        agrees = "as the rule says" if table[lowest, 0] == N_opt.item() else "not where the rule says"
        return (
            f"{verdict}By the rule of {tokens} tokens per parameter, {N} parameters and {D} tokens are "
            f"compute-optimal. With the {constants} constants, the lowest loss of these allocations is at "
            f"{where}, {agrees}."
        )

    c.conclude_from(sentence, *matrices, *([] if own_ratio is None else [own_ratio]))


def _verdict(c: Recorder, ratio: float, rule: float) -> str:
    if abs(ratio - rule) <= 1e-9 * rule:
        verdict = "compute-optimal"
    elif ratio < rule:
        verdict = "undertrained (model too large for its data)"
    else:
        verdict = "trained past compute-optimal"
    return f"{c.text_of(ratio)} tokens per parameter: {verdict}. "


def _in_words(c: Recorder, number: float) -> str:
    for size, name in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if size <= number < 1000 * size:
            return f"{c.text_of(number / size)} {name}"
    return c.text_of(number)
