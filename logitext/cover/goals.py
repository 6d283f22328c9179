"""What is to be covered, worked out by logic alone: the goals that are feasible, and why others are not.

`each-clause`: every value of every clause. `verdict`: every value of every verdict. `pairwise`: every pair of values of
any two clauses. `mcdc`: for every clause two texts with different values of it, in each of which it alone turns the
verdict (masking MC/DC: the other clauses meet one condition under which that is so; Chilenski, "An investigation of
three forms of the modified condition decision coverage criterion", DOT/FAA/AR-01/18, 2001). `implicants`: every prime
cube of an irredundant cover of the ways in which each verdict gets each value. `all`: every way to give all clauses
values.
"""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field

from logitext.logic.worlds.reasons import why_not
from logitext.logic.worlds.space import Aim, Space
from logitext.logic.worlds.wanted import Wanted
from logitext.policy.criteria import CRITERIA
from logitext.policy.goal import GOAL
from logitext.policy.sorts import BOOL, Value, show
from logitext.syntax.diagnostics import Diagnostic, InputError

MOST = 100_000
"""The most goals that are listed."""
MOST_CUBES = 2_000
"""The most cubes of one outcome of a verdict."""


@dataclass(frozen=True, slots=True)
class CoverGoal:
    """One thing to cover. `name` says it in words; `clause` and `verdict` are those that it is about, if it is."""

    name: str
    aim: Aim
    clause: str | None = None
    verdict: str | None = None


@dataclass(frozen=True, slots=True)
class Infeasible:
    """A goal that no allowed world meets, with what forbids it in words; a finding about the policy."""

    name: str
    because: tuple[str, ...]
    clause: str | None = None


@dataclass(slots=True)
class Goals:
    """The goals of a criterion. `feasible` is how many there are in all, where `goals` lists only some of them."""

    criterion: str
    goals: list[CoverGoal] = field(default_factory=list)
    infeasible: list[Infeasible] = field(default_factory=list)
    feasible: int = 0
    notes: list[str] = field(default_factory=list)


async def goals_of(
    space: Space,
    verdicts: Sequence[str],
    criterion: str,
    limit: int,
    told: Callable[[int], None] | None = None,
) -> Goals:
    """The goals of a criterion for some verdicts; of `all` at most `limit`. `told` hears how many were looked at.

    InputError where the criterion needs diagrams, and the policy has none.
    """
    if criterion not in CRITERIA:
        raise ValueError(f"the criteria are {', '.join(CRITERIA)}, not {criterion!r}")
    if space.worlds is None and criterion in ("mcdc", "implicants", "all"):
        message = f"`{criterion}` cannot be worked out: {space.why}"
        hint = "choose `each-clause`, `pairwise` or `verdict`, which need no diagrams"
        raise InputError([Diagnostic("NLT616", message, hint=hint)])
    found = Goals(criterion)
    maker = _Maker(space, verdicts, found)
    criteria: dict[str, Callable[[], AsyncIterator[None]]] = {
        "each-clause": maker.each_clause,
        "verdict": maker.verdict,
        "pairwise": maker.pairwise,
        "mcdc": maker.mcdc,
        "implicants": maker.implicants,
        "all": lambda: maker.all(limit),
    }
    number = 0
    async for _ in criteria[criterion]():
        number += 1
        if told is not None:
            told(number)
    if criterion != "all":
        found.feasible = len(found.goals)
    return found


class _Maker:
    def __init__(self, space: Space, verdicts: Sequence[str], found: Goals) -> None:
        self._space = space
        self._verdicts = tuple(verdicts)
        self._found = found
        mentioned = frozenset().union(*(space.clauses_of(name) for name in verdicts))
        self._clauses = [name for name in space.policy.clauses if name in mentioned]

    # --- criteria

    async def each_clause(self) -> AsyncIterator[None]:
        for clause in self._clauses:
            for choice in self._choices(clause):
                await self._add(str(choice), Aim(None, (choice,)), clause)
                yield

    async def verdict(self) -> AsyncIterator[None]:
        for name in self._verdicts:
            outcomes = self._space.outcomes(name)
            if not outcomes:
                self._found.notes.append(f"the values of `{name}` are too many to be listed")
            for value in outcomes:
                await self._add(_outcome(name, value), Aim((name, value)), verdict=name)
                yield

    async def pairwise(self) -> AsyncIterator[None]:
        for one, other in itertools.combinations(self._clauses, 2):
            for pair in itertools.product(self._choices(one), self._choices(other)):
                await self._add(f"{pair[0]}, {pair[1]}", Aim(None, pair))
                yield

    async def mcdc(self) -> AsyncIterator[None]:
        for name in self._verdicts:
            for value in self._values(name):
                for clause in self._clauses:
                    if clause in self._space.clauses_of(name):
                        self._decides(name, value, clause)
                        yield

    def _decides(self, name: str, value: Value, clause: str) -> None:
        pair = self._space.decisive(name, value, clause)
        what = _outcome(name, value)
        if pair is None:
            because = self._space.why_not_decisive(name, value, clause)
            self._found.infeasible.append(Infeasible(f"{clause} alone turns whether {what}", because, clause))
            return
        for aim in pair:
            label = f"{aim.wanted[0]}, and that alone turns whether {what}"
            self._found.goals.append(CoverGoal(label, aim, clause, name))

    async def implicants(self) -> AsyncIterator[None]:
        for name in self._verdicts:
            for value in self._space.outcomes(name):
                cubes = list(itertools.islice(self._space.cubes(Aim((name, value)), _even), MOST_CUBES + 1))
                if len(cubes) > MOST_CUBES:
                    self._found.notes.append(f"`{_outcome(name, value)}` has more than {MOST_CUBES} ways to come about")
                    cubes = cubes[:MOST_CUBES]
                kept = self._space.irredundant(cubes) if len(cubes) <= 200 else cubes
                if not kept:
                    await self._add(_outcome(name, value), Aim((name, value)))
                for cube in kept:
                    demands = ", ".join(map(str, cube)) or "any text"
                    self._found.goals.append(CoverGoal(f"{_outcome(name, value)} by {demands}", Aim(None, cube)))
                    yield

    async def all(self, limit: int) -> AsyncIterator[None]:
        asked = GOAL in self._verdicts
        aim = Aim((GOAL, True) if asked else None, node=self._space.allowing(self._clauses))
        self._found.feasible = self._space.count(aim, self._clauses)
        for world in itertools.islice(self._worlds(aim), min(limit, MOST)):
            self._found.goals.append(CoverGoal(", ".join(map(str, world)), Aim(None, world)))
            yield
        if self._found.feasible > len(self._found.goals):
            self._found.notes.append(f"{self._found.feasible - len(self._found.goals)} more goals are not listed")

    # --- within

    def _worlds(self, aim: Aim) -> Iterator[tuple[Wanted, ...]]:
        """The ways to give the clauses values, one after the other; each as unlike those before as it can be."""
        space = self._space
        weights: dict[tuple[str, Value | None], int] = {}
        while True:
            chosen = space.heaviest(aim, lambda name, value: -weights.get((name, value), 0), self._clauses)
            if chosen is None:
                return
            world = tuple([one for one in chosen if one.clause in self._clauses])
            for one in world:
                weights[one.clause, one.value] = weights.get((one.clause, one.value), 0) + 1
            yield world
            aim = space.except_for(aim, [world])

    def _choices(self, clause: str) -> tuple[Wanted, ...]:
        choices = self._space.choices(clause)
        if not choices:
            note = f"the values of `{clause}` are too many to be listed"
            if note not in self._found.notes:
                self._found.notes.append(note)
        return choices

    def _values(self, verdict: str) -> Sequence[Value]:
        """The values whose coming about is looked at: of a formula that it is true, of others each."""
        outcomes = self._space.outcomes(verdict)
        return (True,) if self._space.policy.verdicts[verdict].sort == BOOL else outcomes

    async def _add(self, name: str, aim: Aim, clause: str | None = None, verdict: str | None = None) -> None:
        if await self._space.feasible(aim):
            self._found.goals.append(CoverGoal(name, aim, clause, verdict))
        else:
            self._found.infeasible.append(Infeasible(name, await why_not(self._space, aim), clause))


def _even(_clause: str, _value: Value | None) -> float:
    """The price of a demand, where all cost the same."""
    return 1.0


def _outcome(name: str, value: Value) -> str:
    """`remove is true`; a label stands bare."""
    shown = "the formula" if name == GOAL else name
    return f"{shown} is {value if isinstance(value, str) else show(value)}"
