"""`--cells first` selects the most instructive cell of a step."""

from __future__ import annotations

import handcalc


def worked_out(worked: handcalc.library.Worked, step: str) -> list[str]:
    """The worked-out cells of a step."""
    lines = [line for line in worked.to("plain").splitlines() if line.startswith(f"{step}[")]
    return [line.split(" = ")[0].split(" ~= ")[0] for line in lines if line.count("=") > 1]


def test_a_zero_on_paper_is_not_told() -> None:
    """0.1 + 0.2 − 0.3 counts as 0 in spite of rounding errors, so the next cell is selected."""
    assert 0.1 + 0.2 - 0.3 != 0
    worked = handcalc.ffn(X=[[1, 1, 1]], W_1=[[0.1, 0.1], [0.2, 0.2], [-0.3, 0.4]], W_2=[[1], [1]])
    assert ["H[x1, d2]"] == worked_out(worked, "H")


def test_numbers_that_differ_by_a_bit_are_equal() -> None:
    """0.1 + 0.2 and 0.3 count as equal numbers, so a cell with distinct numbers is selected."""
    assert 0.1 + 0.2 != 0.3
    worked = handcalc.mlp(X=[[0.3, 0.1 + 0.2], [0.3, 0.4]], layers=[{"W": [[1], [1]]}])
    assert ["layer1.Z[x2, w1]"] == worked_out(worked, "layer1.Z")
