"""In which order diagrams ask the clauses: what they cost, and nothing of what they mean, hangs on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from logitext.policy.model import CheckedPolicy
from logitext.policy.term import Apply, ClauseRef, DefinitionRef, Term, walk

LONG = 32
"""Of definitions that build on each other, more than this are a chain."""


def order_of(policy: CheckedPolicy) -> list[str]:
    """The clauses of the verdicts' formulas, then the other ones of the assumptions', then the rest.

    Clauses that are spoken of together stay together, which is what keeps diagrams small. Where formulas look back, the
    order is the other way round: what is so of the first 10 lines is then a part of what is so of the first 11. For the
    same reason, where definitions build on each other in a long chain, each asks its own clauses before those of the
    definitions that it uses.
    """
    verdicts = [verdict.term for verdict in policy.verdicts.values()]
    heights = _heights(policy)
    long = not policy.looks_back and any(heights[name] > LONG for name in policy.verdicts)
    found = dict.fromkeys(_users_first(policy, verdicts, heights) if long else _as_met(policy, verdicts))
    found |= dict.fromkeys(_as_met(policy, [assumption.term for assumption in policy.assumptions]))
    order = [*found, *(name for name in policy.clauses if name not in found)]
    return order[::-1] if policy.looks_back else order


def _as_met(policy: CheckedPolicy, roots: Iterable[Term]) -> list[str]:
    """The clauses of some terms and of all definitions that they use, as a reader meets them first."""
    found: dict[str, None] = {}
    opened: set[str] = set()
    stack = list(roots)[::-1]
    while stack:
        here = stack.pop()
        if isinstance(here, ClauseRef):
            found.setdefault(here.name)
        elif isinstance(here, DefinitionRef):
            if here.name not in opened:
                opened.add(here.name)
                stack.append(policy.body(here.name))
        elif isinstance(here, Apply):
            stack.extend(reversed(here.args))
    return list(found)


def _users_first(policy: CheckedPolicy, roots: Iterable[Term], heights: Mapping[str, int]) -> list[str]:
    """The clauses of some terms and of all definitions that they use, each after everything that speaks of it.

    In each formula the parts that rest on shorter chains come first. (The order in which a depth-first walk leaves the
    nodes, reversed.)
    """
    left: dict[str, None] = {}
    entered: set[str] = set()
    stack = list(roots)
    while stack:
        here = stack.pop()
        if isinstance(here, ClauseRef):
            left.setdefault(here.name)
        elif isinstance(here, DefinitionRef):
            if here.name not in entered:
                entered.add(here.name)
                stack.append(policy.body(here.name))
        elif isinstance(here, Apply):
            stack.extend(sorted(here.args, key=lambda arg: _height(arg, heights)))
    return list(left)[::-1]


def _heights(policy: CheckedPolicy) -> dict[str, int]:
    """How many definitions build on each other below each definition and verdict, itself among them."""
    heights: dict[str, int] = {}
    for name in policy.order:
        heights[name] = 1 + _height(policy.body(name), heights)
    return heights


def _height(term: Term, heights: Mapping[str, int]) -> int:
    return max((heights[part.name] for part in walk(term) if isinstance(part, DefinitionRef)), default=0)
