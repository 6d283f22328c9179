"""What is asked of Z3 alone, whatever decides a policy: cores, repairs, grounds, certificates, worlds.

All of Z3 happens in a thread of its own; plain values go in and come out. Where the policy speaks of dates, callers do
too, and the solver has numbers of days.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from logitext.logic import smt
from logitext.logic.dates import Dates, Days
from logitext.logic.day_numbers import into, out
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import Value
from logitext.policy.supposed import ASSUMED
from logitext.policy.term import Term

if TYPE_CHECKING:
    from logitext.logic.backend import Certificate, DecidingSet, Forbidding, Grounds, Likely, Solver, ValueChances
    from logitext.logic.smt.thread import Resident
    from logitext.logic.worlds.wanted import Wanted


class SolverQuestions:
    """The questions about one policy that only the solver answers. It is started at the first of them.

    `effort` is what one call of the solver may spend, in units of `smt.effort`.
    """

    def __init__(self, policy: CheckedPolicy, effort: int) -> None:
        self.policy = policy
        self._effort = effort
        self._dates = Dates(policy)
        # That what is assumed holds is no finding: it is the fact that it is assumed which counts as a reason.
        self._tacit = frozenset([one.id for one in policy.assumptions if one.id.startswith(ASSUMED)])

    @cached_property
    def _solver(self) -> Resident[Solver]:
        return smt.thread.Resident(_solver_of(self._dates.policy, self._effort, self._dates.days))

    @property
    def counted(self) -> CheckedPolicy:
        """The policy as it is decided: with numbers of days for dates."""
        return self._dates.policy

    def numbers(self, answers: Mapping[str, Value]) -> Mapping[str, Value]:
        """Answers to that policy."""
        return self._dates.answers(answers)

    async def core(self, answers: Mapping[str, Value]) -> Grounds:
        """A minimal set of answers (by clause) and of assumption ids that contradict each other."""
        known = self._dates.answers(answers)
        return self._spoken(await self._solver.run(lambda solver: solver.core(known)))

    def _spoken(self, grounds: Grounds) -> Grounds:
        """Grounds without the assumptions that say nothing but what was supposed."""
        return grounds._replace(assumptions=self._without_tacit(grounds.assumptions))

    def _without_tacit(self, names: Sequence[str]) -> tuple[str, ...]:
        return tuple([name for name in names if name not in self._tacit])

    # --- for strategies

    async def likely(
        self, answers: Mapping[str, Value], verdict: str, chances: ValueChances, prices: Mapping[str, float]
    ) -> Sequence[Likely]:
        """What would settle an undetermined verdict, for the ways that it can come out; empty where Z3 gives up.

        `chances` has how likely values of clauses are, as far as that is known; `prices` are above 0.
        """
        known = self._dates.answers(answers)
        return await self._solver.run(lambda solver: solver.likely(known, verdict, chances, prices))

    async def certificate(
        self, answers: Mapping[str, Value], verdict: str
    ) -> tuple[Certificate | None, DecidingSet | None]:
        """What settles an undetermined verdict: the shortest certificate, and the shortest list that surely does.

        With the list comes whether it is known to be the shortest. Either is None where the solver gave up.
        """
        known = self._dates.answers(answers)
        shortest, deciding = await self._solver.run(lambda solver: solver.certificate(known, verdict))
        return None if shortest is None else self._dates.certificate(shortest, verdict), deciding

    # --- for texts that are looked for

    async def forbidding(self, answers: Mapping[str, Value], verdict: str, value: Value) -> Forbidding:
        """What forbids a verdict a value: minimal clauses (by their answers), definitions and assumption ids, by Z3.

        Precondition: answers, definitions and assumptions together do.
        """
        known = self._dates.answers(answers)
        found = await self._solver.run(lambda solver: solver.forbidding(known, verdict, into(value)))
        return found._replace(assumptions=self._without_tacit(found.assumptions))

    async def world(
        self,
        wanted: Sequence[Wanted],
        outcome: tuple[str, Value] | None = None,
        avoid: Sequence[Sequence[Wanted]] = (),
        liked: Sequence[tuple[str, Value]] = (),
    ) -> Mapping[str, Value] | None:
        """A value for each clause so that the assumptions hold, by Z3; None where there is none.

        Each of `wanted` is met, and a verdict has an outcome. Of `avoid` not all of any set is met, as far as that can
        be: the last ones are given up first. Of `liked` as many hold as can, the first before the others. TimeoutError
        where the solver gave up.
        """
        counted = [(name, into(value)) for name, value in liked]
        found = await self._solver.run(lambda solver: solver.world(wanted, outcome, avoid, counted))
        return None if found is None else self._dates.values(found)

    # --- for conflicts

    async def repair(self, answers: Mapping[str, Value], weights: Mapping[str, float]) -> tuple[str, ...] | None:
        """The answers to give up, of least total weight, so that the others agree with the assumptions; in file order.

        Of sets that weigh the same, the smaller; of these, the one that comes later in the file. None where the
        solver gave up.
        """
        known = self._dates.answers(answers)
        return await self._solver.run(lambda solver: solver.repair(known, weights))

    # --- for `verify`

    async def entails(
        self, answers: Mapping[str, Value], verdict: str, value: Value, near: Mapping[str, Value] | None = None
    ) -> bool | None:
        """Whether the answers leave a verdict no other value, by Z3; None where it gave up.

        What clauses without an answer are `near` is where another value is looked for first.
        """
        known, around = self._dates.answers(answers), self._dates.answers(near or {})
        return await self._solver.run(lambda solver: solver.entails(known, verdict, into(value), around))

    async def contradicts(self, answers: Mapping[str, Value], assumptions: Sequence[str]) -> bool | None:
        """Whether the answers and the assumptions with these ids contradict each other, by Z3; None if it gave up."""
        known = self._dates.answers(answers)
        every = (*assumptions, *sorted(self._tacit.difference(assumptions)))
        return await self._solver.run(lambda solver: solver.contradicts(known, every))

    # --- for explanations

    async def entailed(self, answers: Mapping[str, Value], terms: Sequence[Term]) -> Sequence[Value | None]:
        """The value that the answers entail for each of some terms of the policy; None where they entail none."""
        known, counted = self._dates.answers(answers), self._dates.terms(terms)
        found = await self._solver.run(lambda solver: solver.entailed(known, counted))
        return [out(value, term.sort) for value, term in zip(found, terms, strict=True)]

    async def grounds(self, answers: Mapping[str, Value], term: Term, value: Value) -> Grounds:
        """A minimal set of clauses (by their answers) and assumption ids that entails the value of a term."""
        known, (counted,) = self._dates.answers(answers), self._dates.terms([term])
        return self._spoken(await self._solver.run(lambda solver: solver.grounds(known, counted, into(value))))


def _solver_of(policy: CheckedPolicy, units: int, days: Days) -> Callable[[], Solver]:
    """What makes the solver of a policy, in its thread."""

    def make() -> Solver:
        from logitext.logic.smt.backend import Z3Solver  # noqa: PLC0415  # z3, in the thread that uses it, at its first use

        return Z3Solver(policy, units, days)

    return make
