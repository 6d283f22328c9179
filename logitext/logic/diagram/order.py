"""In which order diagrams ask the clauses: what they cost, and nothing of what they mean, hangs on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from logitext.policy.model import CheckedPolicy
from logitext.policy.term import Apply, ClauseRef, DefinitionRef, Term, walk

LONG = 32
"""More definitions than this that build on each other are a chain."""


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
    return _met(policy, list(roots)[::-1], lambda here: reversed(here.args))


def _users_first(policy: CheckedPolicy, roots: Iterable[Term], heights: Mapping[str, int]) -> list[str]:
    """The clauses of some terms and of all definitions that they use, each after everything that speaks of it.

    In each formula the parts that rest on shorter chains come first. (The order in which a depth-first walk leaves the
    nodes, reversed.)
    """
    return _met(policy, list(roots), lambda here: sorted(here.args, key=lambda arg: _height(arg, heights)))[::-1]


def _met(policy: CheckedPolicy, stack: list[Term], parts: Callable[[Apply], Iterable[Term]]) -> list[str]:
    """The clauses that a walk meets, in its order; it begins with the last of the stack, and puts `parts` upon it."""
    clauses: dict[str, None] = {}
    opened: set[str] = set()
    while stack:
        here = stack.pop()
        if isinstance(here, ClauseRef):
            clauses.setdefault(here.name)
        elif isinstance(here, DefinitionRef):
            if here.name not in opened:
                opened.add(here.name)
                stack.append(policy.body(here.name))
        elif isinstance(here, Apply):
            stack.extend(parts(here))
    return list(clauses)


def _heights(policy: CheckedPolicy) -> dict[str, int]:
    """How many definitions build on each other below each definition and verdict, itself among them."""
    heights: dict[str, int] = {}
    for name in policy.order:
        heights[name] = 1 + _height(policy.body(name), heights)
    return heights


def _height(term: Term, heights: Mapping[str, int]) -> int:
    return max((heights[part.name] for part in walk(term) if isinstance(part, DefinitionRef)), default=0)
