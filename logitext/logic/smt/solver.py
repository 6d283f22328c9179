"""All that Z3 is asked about one policy: plain values in, plain values out. Runs in the worker thread only.

One object for each program, kept there; what it needs is made at its first use.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from logitext.logic.dates import Days
from logitext.logic.ranges import Ranges
from logitext.logic.smt import grounds, repair, verify
from logitext.logic.smt.certificate import Certificate, Certificates
from logitext.logic.smt.changes import Flips, flips
from logitext.logic.smt.compiled import Compiled, Undecided
from logitext.logic.smt.forbidding import Core, forbidding
from logitext.logic.smt.likely import Chances, Likely, likely
from logitext.logic.smt.reasons import implicant
from logitext.logic.smt.relevance import Instances, Relevance
from logitext.logic.smt.sure import Sure
from logitext.logic.smt.world import Preference, world
from logitext.logic.worlds.wanted import Wanted
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import Value
from logitext.policy.term import Term

Answers = Mapping[str, Value]


class Solver:
    """The solvers of a policy. What the methods promise is said where `Program` has the same names."""

    def __init__(self, policy: CheckedPolicy, units: int, days: Days) -> None:
        self._compiled = Compiled(policy, units)
        self._days = days

    @cached_property
    def _instances(self) -> Instances:
        return Instances(self._compiled)

    @cached_property
    def _ranges(self) -> Ranges:
        return Ranges(self._compiled.policy, self._compiled.text_codes)

    @cached_property
    def _relevance(self) -> Relevance:
        return Relevance(self._compiled, self._instances)

    @cached_property
    def _certificates(self) -> Certificates:
        return Certificates(self._compiled, self._instances, self._days)

    @cached_property
    def _sure(self) -> Sure:
        return Sure(self._compiled)

    def contradiction(self) -> tuple[str, ...] | None:
        """A minimal set of assumptions that contradict each other; None where they can hold together."""
        return None if self._compiled.consistent({}) else self._compiled.core({})[1]

    def decide(self, answers: Answers, verdicts: Sequence[str]) -> dict[str, Value] | None:
        """The values of the verdicts that have one; None where the answers contradict the assumptions."""
        values = self._compiled.decide(answers, verdicts)
        if values is None:
            return None
        return {name: value for name, value in values.items() if not isinstance(value, Undecided)}

    def relevant(
        self,
        answers: Answers,
        verdicts: Sequence[str],
        candidates: Sequence[str],
        wanted: Sequence[str],
        first: bool,
    ) -> tuple[str, ...]:
        if not first:
            return self._relevance.all(answers, verdicts, candidates, wanted)
        found = self._relevance.first(answers, verdicts, candidates, wanted)
        return () if found is None else (found,)

    def implicant(self, answers: Answers, verdict: str, value: Value, doubts: Mapping[str, float]) -> tuple[str, ...]:
        return implicant(self._compiled, self._ranges, answers, verdict, value, doubts)

    def core(self, answers: Answers) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return self._compiled.core(answers)

    def repair(self, answers: Answers, weights: Mapping[str, float]) -> tuple[str, ...] | None:
        return repair.repair(self._compiled, answers, weights)

    def entails(self, answers: Answers, verdict: str, value: Value) -> bool | None:
        return verify.entails(self._compiled, answers, verdict, value)

    def contradicts(self, answers: Answers, assumptions: Sequence[str]) -> bool | None:
        return verify.contradicts(self._compiled, answers, assumptions)

    def entailed(self, answers: Answers, terms: Sequence[Term]) -> list[Value | None]:
        return grounds.entailed(self._compiled, answers, terms)

    def grounds(self, answers: Answers, term: Term, value: Value) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return grounds.grounds(self._compiled, answers, term, value)

    def changes(self, answers: Answers, verdict: str, value: Value, least: int) -> Flips:
        """`least` is a number of changes that is known to be needed."""
        return flips(self._certificates, answers, verdict, value, least)

    def certificate(
        self, answers: Answers, verdict: str
    ) -> tuple[Certificate | None, tuple[tuple[str, ...], bool] | None]:
        return self._certificates.shortest(answers, verdict), self._sure.shortest(answers, verdict)

    def likely(self, answers: Answers, verdict: str, chances: Chances, prices: Mapping[str, float]) -> list[Likely]:
        return likely(self._compiled, answers, verdict, chances, prices)

    def forbidding(self, answers: Answers, verdict: str, value: Value) -> Core:
        return forbidding(self._compiled, answers, verdict, value)

    def world(
        self,
        wanted: Sequence[Wanted],
        outcome: tuple[str, Value] | None,
        avoid: Sequence[Sequence[Wanted]],
        liked: Sequence[Preference],
    ) -> dict[str, Value] | bool:
        return world(self._compiled, wanted, outcome, avoid, liked)
