"""What was learned, for a person: a line a clause, with how it did on texts that were held out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from logitext.theory.learned.file import Figures, LearnedFile

_CANNOT = 0.6
"""The area under the curve below which a clause is hardly told at all."""


def words(learned: LearnedFile, why_not: Mapping[str, str]) -> str:
    """The report as text."""
    widest = max(map(len, [*learned.names, *why_not, "clause"]))
    lines = [
        f"learned from {_count(learned.texts, 'text')} in {_count(learned.groups, 'group')}, and held out by group:"
    ]
    lines.append(f"  {'clause'.ljust(widest)}  texts   yes  accuracy (base)  balanced   AUC  decided  right of these")
    for name, found in learned.held_out.items():
        lines.append(f"  {name.ljust(widest)}  {_figures(found)}")
    lines += [f"  {name.ljust(widest)}  not learned: {why}" for name, why in why_not.items()]
    weak = [name for name, clause in learned.clauses.items() if (clause.held_out.auc or 0) < _CANNOT]
    weak += [name for name, one in learned.values.items() if one.held_out.accuracy <= one.held_out.base]
    if weak:
        names = ", ".join(f"`{name}`" for name in weak)
        lines.append(f"{names} can hardly be told from these texts: leave them to another theory, or label more")
    return "\n".join(lines) + "\n"


def data(learned: LearnedFile, why_not: Mapping[str, str]) -> dict[str, Any]:
    """The report as plain data."""
    return {
        "texts": learned.texts,
        "groups": learned.groups,
        "least_known": learned.least_known,
        "clauses": {name: found.model_dump() for name, found in learned.held_out.items()},
        "not_learned": dict(why_not),
    }


def _figures(found: Figures) -> str:
    auc = "    -" if found.auc is None else f"{found.auc:5.2f}"
    right = "-" if found.right is None else f"{found.right:.3f}"
    return (
        f"{found.texts:5}  {found.yes:4}  {found.accuracy:8.3f} ({found.base:.3f})  {found.balanced:8.3f} {auc}  "
        f"{found.decided:7.3f}  {right:>14}"
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
