"""Every way to answer a policy, by the cells of its clauses, as the judge sees it: the second opinion on diagrams.

Only the cells themselves are taken from the code under test (`test_cells.py` looks after these). What the verdicts come
to in each completion, and which completions the assumptions allow, is the judge's.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from random import Random
from typing import TypeAlias

from logitext.logic.diagram.build import Diagrams
from logitext.logic.diagram.product import OPEN, ProductDiagram
from tests.judge.evaluate import meaning
from tests.judge.model import Policy, Term, Value, names_in

Cells: TypeAlias = Sequence[int | None]
"""The cell of each clause, None for one that is not answered."""
Outcome: TypeAlias = tuple[Value | None, ...]
"""The value of each verdict; None where it has no one value."""
Weights: TypeAlias = Sequence[Sequence[float]]
"""For each clause the chance of each of its cells."""

MOST = 1500
"""The most completions that are gone through."""


class TooManyError(Exception):
    """A policy has more completions than are gone through."""


class Worlds:
    """All completions of a policy; clauses by their place in `Diagrams.clauses`.

    `outcome[n]` is what `completions[n]` comes to, None where an assumption forbids it that has to do with one of the
    verdicts. TooManyError where there are more than MOST.
    """

    def __init__(self, policy: Policy, diagrams: Diagrams, verdicts: Sequence[str]) -> None:
        self.names = diagrams.clauses
        self.values = [_values(diagrams, name) for name in self.names]
        self.sizes = [len(values) for values in self.values]
        if math.prod(self.sizes) > MOST:
            raise TooManyError
        defined = [(named.name, meaning(named.term)) for named in policy.defined]
        holds = [meaning(term) for term in _concerning(policy, verdicts)]
        self.completions = list(itertools.product(*map(range, self.sizes)))
        self.outcome: list[Outcome | None] = []
        for cells in self.completions:
            values = {name: mine[cell] for name, mine, cell in zip(self.names, self.values, cells, strict=True)}
            for name, defines in defined:
                values[name] = defines(values)
            possible = all(assumption(values) for assumption in holds)
            self.outcome.append(tuple(values[name] for name in verdicts) if possible else None)

    def fitting(self, at: Cells) -> Iterator[int]:
        """The completions, by place, that have these cells."""
        wanted = [(place, cell) for place, cell in enumerate(at) if cell is not None]
        for number, cells in enumerate(self.completions):
            if all(cells[place] == cell for place, cell in wanted):
                yield number

    def left(self, at: Cells, closed: Collection[int] = ()) -> list[Outcome | None]:
        """What is left after answers, and if the `closed` clauses are never answered: a table over all completions.

        Each entry is what is known once all clauses but the closed ones are answered as in its completion, and those
        in `at` as they are there; None where that is impossible.
        """
        known: dict[tuple[int, ...], Outcome | None] = {}
        shared = [place for place in range(len(self.sizes)) if place not in closed and at[place] is None]
        for number in self.fitting(at):
            key = tuple(self.completions[number][place] for place in shared)
            known[key] = _merged(known.get(key), self.outcome[number])
        return [known[tuple(cells[place] for place in shared)] for cells in self.completions]

    def outcomes(self, at: Cells, closed: Collection[int] = ()) -> set[Outcome]:
        """What can become known of the verdicts."""
        return {outcome for outcome in self.left(at, closed) if outcome is not None}

    def depends(self, table: Sequence[Outcome | None]) -> set[int]:
        """The clauses on which a table of completions depends."""
        found = set()
        step = 1
        for place in reversed(range(len(self.sizes))):
            size = self.sizes[place]
            for number, cells in enumerate(self.completions):
                if cells[place] + 1 < size and table[number] != table[number + step]:
                    found.add(place)
                    break
            step *= size
        return found

    def mass(self, at: Cells, weights: Weights) -> dict[Outcome, float]:
        """The weight of each outcome after answers; answered clauses weigh nothing."""
        found: dict[Outcome, float] = {}
        for number in self.fitting(at):
            outcome = self.outcome[number]
            if outcome is not None:
                cells = self.completions[number]
                weight = math.prod(
                    mine[cell] for mine, cell, known in zip(weights, cells, at, strict=True) if known is None
                )
                found[outcome] = found.get(outcome, 0.0) + weight
        return found


def shown(product: ProductDiagram, end: int) -> Outcome:
    """What an end of a product diagram says of each verdict."""
    values = product.diagrams.forest.values
    return tuple(None if found == OPEN else values[found] for found in product.outcomes[end])


def some_cells(rng: Random, worlds: Worlds) -> list[int | None]:
    """Random answers to some clauses, which may contradict each other."""
    chance = rng.choice((0.0, 0.2, 0.5, 0.8))
    if rng.random() < 0.7 and any(outcome is not None for outcome in worlds.outcome):
        possible = [number for number, outcome in enumerate(worlds.outcome) if outcome is not None]
        cells = worlds.completions[rng.choice(possible)]
    else:
        cells = rng.choice(worlds.completions)
    return [cell if rng.random() < chance else None for cell in cells]


def some_weights(rng: Random, sizes: Sequence[int]) -> list[list[float]]:
    """Random chances of the cells of each clause."""
    found = []
    for size in sizes:
        least = rng.choice((0.5, 0.05, 0.001))
        weights = [rng.uniform(least, 1.0) for _ in range(size)]
        if rng.random() < 0.2:
            weights = [1.0] * size
        found.append([weight / sum(weights) for weight in weights])
    return found


def _values(diagrams: Diagrams, name: str) -> list[Value]:
    return ["any other text" if value is None else value for value in diagrams.cells[name].representatives]


def _merged(one: Outcome | None, other: Outcome | None) -> Outcome | None:
    if one is None or other is None:
        return other if one is None else one
    return tuple(a if a == b else None for a, b in zip(one, other, strict=True))


def _concerning(policy: Policy, verdicts: Sequence[str]) -> list[Term]:
    """The assumptions that share a clause with one of the verdicts, directly or through other assumptions."""
    clauses = _clauses_of(policy)
    verdict_clauses: Mapping[str, set[str]] = {name: clauses[name] for name in verdicts}
    reached = set().union(*verdict_clauses.values())
    waiting = [(assumption.term, _clauses_in(assumption.term, clauses)) for assumption in policy.assumptions]
    found: list[Term] = []
    while near := [pair for pair in waiting if pair[1] & reached]:
        waiting = [pair for pair in waiting if not pair[1] & reached]
        found += [term for term, _ in near]
        reached = reached.union(*(mentioned for _, mentioned in near))
    return found


def _clauses_of(policy: Policy) -> dict[str, set[str]]:
    found = {clause.name: {clause.name} for clause in policy.clauses}
    for named in policy.defined:
        found[named.name] = _clauses_in(named.term, found)
    return found


def _clauses_in(term: Term, clauses: Mapping[str, set[str]]) -> set[str]:
    return set().union(*(clauses[name] for name in names_in(term)))
