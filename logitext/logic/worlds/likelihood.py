"""How likely the values of a clause are, where nothing else is known."""

from __future__ import annotations

from collections.abc import Sequence

from logitext.policy.model import Clause
from logitext.policy.sorts import BOOL, Enumeration


def likelihood(clause: Clause, cells: int, *, priors: bool) -> Sequence[float]:
    """The chance of each of so many cells of a clause: all the same, or by its prior as far as it has one."""
    if priors and clause.sort == BOOL and clause.prior is not None:
        return [1 - float(clause.prior), float(clause.prior)]
    if priors and isinstance(clause.sort, Enumeration) and clause.chances:
        chances = {label: float(chance) for label, chance in clause.chances}
        rest = (1 - sum(chances.values())) / max(1, cells - len(chances))
        return [chances.get(label, rest) for label in clause.sort.labels]
    return [1 / cells] * cells
