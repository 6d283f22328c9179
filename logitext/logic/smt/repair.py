"""Weighted MaxSAT: which answers to give up, so that the others agree with the assumptions. Worker thread only.

By implicit hitting sets (Davies and Bacchus, "Solving MAXSAT by Solving a Sequence of Simpler SAT Instances", 2011): a
set of answers to give up has a member in every contradiction. So the cheapest set that hits those found so far is
tried; where the rest still contradicts itself, that is one contradiction more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import z3

from logitext.logic.backend import Answers
from logitext.logic.smt.compiled import Compiled
from logitext.logic.smt.effort import Effort, GaveUpError

_UNITS = 1_000_000
"""Weights count in millionths, so that sums are exact and equal weights are equal."""


_BRANCH = 30
"""What looking at a branch costs, in units of `effort`."""


def repair(compiled: Compiled, answers: Answers, weights: Mapping[str, float]) -> tuple[str, ...] | None:
    """The answers to give up, in file order, so that the rest agrees with the assumptions at the least total weight.

    Of sets that weigh the same the one with fewer answers is taken, then the one whose answers stand later in the
    file. None where the solver gave up, the search would cost more than one of its calls may, or the assumptions
    contradict each other on their own.
    """
    effort = Effort(compiled.meter, compiled.meter.units)
    costs = _costs([name for name in compiled.policy.clauses if name in answers], weights)
    cores: list[frozenset[str]] = []
    try:
        with compiled.asserted(answers) as asserted:
            cuts = _Cuts(compiled, asserted.literals, effort)
            while True:
                best = _cheapest(cores, costs, effort)
                found = cuts.beside(best)
                if not found:
                    return tuple(name for name in costs if name in best)
                if not all(found):  # a contradiction without any answer
                    return None
                cores += found
    except GaveUpError:
        return None


def _costs(names: Sequence[str], weights: Mapping[str, float]) -> dict[str, int]:
    """A whole number for each name, so that a set with the least sum is the set wanted; no two sets have the same.

    The weight counts most, then the number of names, then that they come late: among n names the one at position i
    has 2**i, and a set whose last names are later has the greater sum of these.
    """
    size = len(names)
    return {
        name: (max(1, round(weights[name] * _UNITS)) * (size + 1) + 1) * 2**size - 2**place
        for place, name in enumerate(names)
    }


class _Cuts:
    """Finds contradictions among the answers that are kept."""

    def __init__(self, compiled: Compiled, literals: Mapping[str, Any], effort: Effort) -> None:
        self._compiled = compiled
        self._literals = literals
        self._effort = effort

    def beside(self, given_up: frozenset[str]) -> list[frozenset[str]]:
        """Contradictions, no two of which share an answer, when these are given up; none where the rest agrees."""
        gone = set(given_up)
        found: list[frozenset[str]] = []
        while (core := self._core([name for name in self._literals if name not in gone])) is not None:
            found.append(core)
            if not core:
                break
            gone |= core
        return found

    def _core(self, names: list[str]) -> frozenset[str] | None:
        """A minimal contradiction among these answers; None where there is none."""
        outcome = self._check(names)
        if outcome == z3.sat:
            return None
        if outcome != z3.unsat:
            raise GaveUpError
        kept = self._in_core(names)
        for name in list(reversed(kept)):
            if name not in kept:
                continue
            rest = [other for other in kept if other != name]
            if self._check(rest) == z3.unsat:
                kept = self._in_core(rest)
        return frozenset(kept)

    def _check(self, names: Iterable[str]) -> z3.CheckSatResult:
        literals = [*self._compiled.guards.values(), *(self._literals[name] for name in names)]
        return self._effort.check(self._compiled.solver, literals)

    def _in_core(self, names: Iterable[str]) -> list[str]:
        core = {literal.get_id() for literal in self._compiled.solver.unsat_core()}
        return [name for name in names if self._literals[name].get_id() in core]


def _cheapest(cores: Sequence[frozenset[str]], costs: Mapping[str, int], effort: Effort) -> frozenset[str]:
    """The set with the least sum of costs that has a member in every core."""
    return frozenset().union(*(_hits(part, costs, effort) for part in _parts(cores)))


def _parts(cores: Iterable[frozenset[str]]) -> list[list[frozenset[str]]]:
    """The cores in groups that share no name: what is best for each is best for all."""
    parts: list[tuple[frozenset[str], list[frozenset[str]]]] = []
    for core in cores:
        touched = [part for part in parts if part[0] & core]
        parts = [part for part in parts if not part[0] & core]
        parts.append(
            (core.union(*(names for names, _ in touched)), [core, *(c for _, group in touched for c in group)])
        )
    return [group for _, group in parts]


def _hits(cores: Sequence[frozenset[str]], costs: Mapping[str, int], effort: Effort) -> frozenset[str]:
    """The same by branch and bound."""
    best: tuple[int, frozenset[str]] | None = None
    # A branch: what is taken, what may not be taken, and what is taken so far costs.
    waiting: list[tuple[frozenset[str], frozenset[str], int]] = [(frozenset(), frozenset(), 0)]
    while waiting:
        taken, barred, cost = waiting.pop()
        effort.spend(_BRANCH)
        if effort.left <= 0:
            raise GaveUpError
        unhit = sorted((core - barred for core in cores if not core & taken), key=len)
        bound = cost + _disjoint(unhit, costs)
        if (unhit and not unhit[0]) or (best is not None and bound >= best[0]):
            continue
        if not unhit:
            best = cost, taken
            continue
        members = sorted(unhit[0], key=costs.__getitem__)
        # The cheapest is looked at first, so pushed last; each later branch leaves out those before it.
        for place in range(len(members) - 1, -1, -1):
            name = members[place]
            waiting.append((taken | {name}, barred | set(members[:place]), cost + costs[name]))
    assert best is not None  # every core can be hit
    return best[1]


def _disjoint(cores: Iterable[frozenset[str]], costs: Mapping[str, int]) -> int:
    """What hitting them costs at least: the cheapest member of each of some that share none."""
    seen: set[str] = set()
    least = 0
    for core in cores:
        if core and not core & seen:
            seen |= core
            least += min(costs[name] for name in core)
    return least
