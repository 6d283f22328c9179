"""The best minimal set of answers that entails a verdict's value. Runs in Z3's thread only.

`minimum_reason` asks, of a set of answers, for a world that keeps to it and gives the verdict another value. Three
things know: bounds (`Ranges`) say at once of most sets that there is none; a world near one that is known is another,
which evaluating it shows; and the solver finds the rest. What it finds is brought back to the answers by evaluating,
one answer after the other, and only what then still differs is tried by the solver (as in "model rotation": Belov,
Lynce and Marques-Silva, "Towards efficient MUS extraction", 2012).

Of a calendar, and of products of what is judged or given, the solver may think for minutes (`is_hard`): there bounds
say first what can be left out, and what is left is tried with all that is kept put in its place.

The search for the fewest has one effort. When that is spent a set that has nothing to spare is found by deletion, from
the solver's core, with an effort of its own; what is not found out by then is kept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from typing import Any

import z3

from logitext.logic.backend import ClauseValues, Reason
from logitext.logic.circuit import CircuitNumber
from logitext.logic.minimize import minimal
from logitext.logic.minimum_reason import minimum_reason
from logitext.logic.ranges import Ranges, as_number
from logitext.logic.smt.effort import SECOND, Effort, GaveUpError
from logitext.logic.smt.fixed import holds_together
from logitext.logic.smt.session import Asserted, SolverSession, in_core
from logitext.policy.sorts import BOOL, NUMERIC, REAL, TEXT, Enumeration, Value

MAX_DEMANDS = 60
"""How long the best reason is searched for, here where every step takes the solver."""
UNITS = SECOND
"""What the search for the fewest may spend."""
DELETION = 10 * SECOND
"""What finding one with nothing to spare may spend after that."""
HARD = SECOND // 2
"""What the solver may spend on trying that where the policy is hard for it; these units take it long."""
EVALUATION = 2
"""What evaluating costs, for each clause and definition, in units of `effort`."""
FAR = 10**9
"""How far from its answer a number is tried where nothing bounds it."""

SolverWorld = dict[str, CircuitNumber]


def implicant(
    session: SolverSession,
    ranges: Ranges,
    answers: ClauseValues,
    verdict: str,
    value: Value,
    doubts: Mapping[str, float],
) -> Reason:
    """The best minimal set of the answers that entails the verdict's value, in file order; see `minimum_reason`.

    Precondition: all the answers together entail it.
    """
    names = [name for name in session.policy.clauses if name in answers]
    doubtful = [doubts.get(name, 0.0) for name in names]
    unsure_last = sorted(range(len(names)), key=lambda index: (doubtful[index], index))
    with session.asserted(answers) as asserted, session.otherwise(verdict, value, asserted.codes) as different:
        search = _Search(session, ranges, asserted, names, answers, verdict, value, different)
        if session.hard and (bounded := search.left_by_bounds(unsure_last)) is not None:
            return Reason(tuple([names[index] for index in bounded]), smallest=False)
        try:
            search.effort = Effort(session.meter, UNITS)
            needed = search.needed()
            found, smallest = minimum_reason(search.counterexample, doubtful, MAX_DEMANDS, needed)
        except GaveUpError:
            search.effort = Effort(session.meter, DELETION)
            found = search.deleted(unsure_last)
            smallest = False
        return Reason(tuple([names[index] for index in found]), smallest)


class _Search:
    """One verdict's value and the answers that entail it, which are known by their index."""

    def __init__(
        self,
        session: SolverSession,
        ranges: Ranges,
        asserted: Asserted,
        names: Sequence[str],
        answers: ClauseValues,
        verdict: str,
        value: Value,
        different: Sequence[Any],
    ) -> None:
        self._session = session
        self._ranges = ranges
        self._names = names
        self._verdict = verdict
        self._named = {index: asserted.literals[name] for index, name in enumerate(names)}
        self._fixed = [*session.guards.values(), *different]
        self._cost = EVALUATION * (len(session.policy.clauses) + len(session.policy.order))
        self.effort = Effort(session.meter, UNITS)

        def number(value: Value, name: str, body: bool = False) -> CircuitNumber:
            sort = session.policy.body(name).sort if body else session.policy.clauses[name].sort
            return asserted.codes.code(str(value)) if sort == TEXT else as_number(value, sort, {})

        self._at: SolverWorld = {name: number(answers[name], name) for name in names}
        self._answers, self._answer = answers, value
        self._value = number(value, verdict, body=True)

    # --- without the solver

    def _other(self, world: SolverWorld) -> bool:
        """Whether it is a world in which the verdict has another value. GaveUpError where nothing is left to spend."""
        self.effort.spend(self._cost)
        if self.effort.left <= 0:
            raise GaveUpError
        found = self._ranges.world(self._verdict, world)
        return found is not None and found != self._value

    def _bounded(self, kept: Collection[int]) -> bool:
        """Whether bounds show that what is kept entails the value."""
        self.effort.spend(self._cost)
        known = {self._names[index]: self._at[self._names[index]] for index in kept}
        return self._ranges.of(self._verdict, known) == (self._value, self._value)

    def left_by_bounds(self, order: Sequence[int]) -> tuple[int, ...] | None:
        """A set of which bounds show that it entails the value; None where they do not show it of all answers.

        Nothing can be left out of it so that bounds still show it, nor by what the solver soon finds out.
        """
        if not self._bounded(order):
            return None
        kept = minimal(order, reversed(order), lambda _, rest: rest if self._bounded(rest) else None)
        world, self.effort = self._filled(), Effort(self._session.meter, DELETION)
        tries = Effort(self._session.meter, HARD)

        def without(index: int, rest: list[int]) -> list[int] | None:
            with suppress(GaveUpError):
                if self._near(index, world):
                    return None
            answers = {self._names[other]: self._answers[self._names[other]] for other in rest}
            claim = (self._verdict, self._answer)
            found = holds_together(self._session, answers, self._session.guards, claim, tries)
            return rest if found == z3.unsat else None

        return tuple(sorted(minimal(kept, reversed(kept), without)))

    def _near(self, index: int, world: SolverWorld) -> bool:
        """Whether the verdict has another value when this one answer is another, in the world that is given."""
        name = self._names[index]
        return any(self._other(world | {name: value}) for value in self._others(name))

    def _others(self, name: str) -> list[CircuitNumber]:
        """Values of a clause beside its answer."""
        sort, at = self._session.policy.clauses[name].sort, self._at[name]
        if sort == BOOL:
            return [1 - at]
        if isinstance(sort, Enumeration):
            return [place for place in range(len(sort.labels)) if place != at]
        if sort not in NUMERIC:
            return [-1, *(code for code in self._session.text_codes.values() if code != at)]
        low, high = self._ranges.clauses[name]
        least = low if low > -FAR else at - FAR
        most = high if high < FAR else at + FAR
        return [value for value in (least, most, at - 1, at + 1) if value != at and low <= value <= high]

    def _filled(self) -> SolverWorld:
        """The answers, and something for what has none."""
        filled = dict(self._at)
        for name, (low, high) in self._ranges.clauses.items():
            if name not in filled:
                filled[name] = min(max(0, low), high)
        return filled

    # --- with it

    def _check(self, kept: Collection[int]) -> z3.CheckSatResult:
        return self.effort.check(self._session.solver, [*self._fixed, *(self._named[index] for index in kept)])

    def needed(self) -> list[int]:
        """Answers without which all the others leave a world: each takes one call here, and many in a search."""
        everything = range(len(self._names))
        if self._check(everything) != z3.unsat:
            return []
        world, found = self._filled(), []
        for index in in_core(self._session.solver, self._named, everything):
            rest = [other for other in everything if other != index]
            if self._near(index, world) or (not self._bounded(rest) and self._sure(rest) is not None):
                found.append(index)
        return found

    def _sure(self, kept: Collection[int]) -> Any | None:
        """A model that keeps to these answers; None where there is none. GaveUpError where nobody can say."""
        result = self._check(kept)
        if result == z3.sat:
            return self._session.solver.model()
        if result != z3.unsat:
            raise GaveUpError
        return None

    def counterexample(self, kept: Collection[int]) -> frozenset[int] | None:
        """As few answers as can be, not among the kept ones, that differ in some world; None where there is none."""
        if self._bounded(kept):
            return None
        model = self._sure(kept)
        if model is None:
            return None
        open_ = [index for index in range(len(self._names)) if index not in set(kept)]
        world = self._world(model)
        if world is None or not self._other(world):  # an irrational number, or one beyond what evaluating takes
            differing = [i for i in open_ if not z3.is_true(model.eval(self._named[i], model_completion=True))]
        else:
            differing = []
            for index in open_:
                name = self._names[index]
                if world[name] == self._at[name]:
                    continue
                back = world | {name: self._at[name]}
                if self._other(back):
                    world = back
                else:
                    differing.append(index)
        agreeing = set(range(len(self._names))) - set(differing)
        for index in differing if len(differing) > 1 else ():
            if len(agreeing) < len(self._names) - 1 and self._check([*agreeing, index]) == z3.sat:
                agreeing.add(index)
        return frozenset(range(len(self._names))) - agreeing

    def _world(self, model: Any) -> SolverWorld | None:
        """The model as numbers; None where it has one that is none."""
        world: SolverWorld = {}
        for name, variable in self._session.copy.clauses.items():
            found = model.eval(variable, model_completion=True)
            sort = self._session.policy.clauses[name].sort
            if sort == BOOL:
                world[name] = int(z3.is_true(found))
            elif sort == REAL:
                if not z3.is_rational_value(found):
                    return None
                world[name] = Fraction(found.as_fraction())
            else:
                world[name] = found.as_long()
        return world

    def deleted(self, order: Sequence[int]) -> tuple[int, ...]:
        """A set that entails the value and has nothing to spare, by deletion: the last of `order` are left out first.

        What nobody can say of is kept.
        """
        core = self._core(order)
        start = order if core is None else core
        world = self._filled()

        def without(index: int, rest: list[int]) -> Collection[int] | None:
            with suppress(GaveUpError):  # what is left entails the value all the same
                if not self._near(index, world):
                    return rest if self._bounded(rest) else self._core(rest)
            return None

        return tuple(sorted(minimal(start, reversed(start), without)))

    def _core(self, kept: Sequence[int]) -> list[int] | None:
        """Some of these answers that entail the value; None where they do not, or nobody can say."""
        return in_core(self._session.solver, self._named, kept) if self._check(kept) == z3.unsat else None
