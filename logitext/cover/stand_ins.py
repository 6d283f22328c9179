"""What goals about elements are called: by their formulas, not by the names of the clauses that stand for these."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from logitext.cover.goals import Goals
from logitext.policy.model import CheckedPolicy

_LONG = 90
"""Characters of a formula that are shown."""


def formulas_for(policy: CheckedPolicy) -> Callable[[str], str]:
    """Puts formulas about elements in the place of what they are called: `forsome@4`, the one in line 4."""
    written = {name: one.wording for name, one in policy.clauses.items() if "@" in name and not one.fact}
    if not written:
        return lambda words: words
    names = "|".join(map(re.escape, sorted(written, key=len, reverse=True)))
    pattern = re.compile(rf"`?(?<![\w@])({names})(?![\w@.(])`?")
    return lambda words: pattern.sub(lambda found: f"`{_short(written[found[1]])}`", words)


def in_words(goals: Goals, policy: CheckedPolicy) -> None:
    """Give the goals, and what is said of them, names with formulas."""
    said = formulas_for(policy)
    goals.goals = [replace(goal, name=said(goal.name)) for goal in goals.goals]
    goals.infeasible = [replace(one, name=said(one.name)) for one in goals.infeasible]
    goals.notes = [said(note) for note in goals.notes]


def _short(formula: str) -> str:
    return formula if len(formula) <= _LONG else formula[:_LONG].rpartition(" ")[0] + " …"
