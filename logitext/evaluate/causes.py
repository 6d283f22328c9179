"""Which wrong answers made a verdict wrong.

A set of wrong answers *causes* a wrong verdict if the verdict is right once these are corrected, and no smaller part of
the set will do. What nobody was asked, as the wrong answers had settled the verdict, counts as answered rightly: once
they are corrected it would be asked, and no answer to it was wrong.
"""

from __future__ import annotations

import weakref
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from logitext.logic.program import Program
from logitext.policy.sorts import Value

EXACT = 12
"""As many wrong answers are tried in all combinations; of more, only sets of up to `FEW`."""
FEW = 2
_KEPT = 4096
_suspected: weakref.WeakKeyDictionary[Program, dict[Any, tuple[tuple[str, ...], ...]]] = weakref.WeakKeyDictionary()


async def causes(
    program: Program,
    verdict: str,
    right_value: Value,
    answers: Mapping[str, Value],
    asked: Sequence[str],
    right: Mapping[str, Value],
) -> tuple[tuple[str, ...], ...]:
    """The minimal sets of wrong answers that cause a wrong verdict.

    `answers` has all that the verdict was decided by, facts too; `right` the right answers that are known. A clause
    that was asked and is open is a wrong answer, too.
    """
    wrong = wrong_answers(answers, asked, right)
    known = {**{name: value for name, value in right.items() if name not in asked}, **answers}
    sets: list[tuple[str, ...]] = []
    for size in range(1, (len(wrong) if len(wrong) <= EXACT else FEW) + 1):
        for chosen in combinations(wrong, size):
            if any(set(smaller) <= set(chosen) for smaller in sets):
                continue
            decision = await program.decide({**known, **{name: right[name] for name in chosen}}, [verdict])
            if not decision.conflict and same(decision.values.get(verdict), right_value):
                sets.append(chosen)
    return tuple(sets)


def wrong_answers(answers: Mapping[str, Value], asked: Sequence[str], right: Mapping[str, Value]) -> list[str]:
    """The clauses that were asked and are not answered rightly, in the order of `right`."""
    return [name for name in right if name in asked and not same(answers.get(name), right[name])]


async def suspects(
    program: Program, verdict: str, found: Value, right_value: Value, answers: Mapping[str, Value]
) -> tuple[tuple[str, ...], ...]:
    """The smallest sets of answers that would give a verdict its right value if they were otherwise.

    For cases whose right answers are not known. Facts are not suspected. What was found for the same answers is kept,
    as a search may take seconds and many cases are answered alike.
    """
    key = (verdict, repr(right_value), tuple(sorted((name, repr(value)) for name, value in answers.items())))
    kept = _suspected.setdefault(program, {})
    if key not in kept:
        if len(kept) >= _KEPT:
            kept.clear()
        kept[key] = await _suspects(program, verdict, found, right_value, answers)
    return kept[key]


async def _suspects(
    program: Program, verdict: str, found: Value, right_value: Value, answers: Mapping[str, Value]
) -> tuple[tuple[str, ...], ...]:
    flips = (await program.changes(answers, verdict, found)).flips
    facts = {name for name, clause in program.policy.clauses.items() if clause.fact}
    named = [
        tuple(flip.changed)
        for flip in flips
        if same(flip.outcome, right_value) and flip.changed and not flip.changed.keys() & facts
    ]
    return tuple(dict.fromkeys(named))


def same(one: Value | None, other: Value | None) -> bool:
    """Whether two values are the same; true is not 1.

    >>> same(True, 1), same(1, 1), same(None, None)
    (False, True, False)
    """
    return one is not None and one == other and isinstance(one, bool) is isinstance(other, bool)
