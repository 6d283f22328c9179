"""All that Z3 is asked about one policy: plain values in, plain values out. Runs in Z3's thread only.

One object for each program, kept there; what it needs is made at its first use.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from logitext.logic.backend import (
    Certificate,
    ClauseNames,
    ClauseValues,
    DecidingSet,
    Decision,
    Flips,
    Forbidding,
    Grounds,
    Likely,
    Reason,
    ValueChances,
)
from logitext.logic.circuit import CircuitNumber
from logitext.logic.dates import Days
from logitext.logic.ranges import Ranges, as_number, as_value
from logitext.logic.smt.certificate import Certificates
from logitext.logic.smt.core import core, forbidding, grounds
from logitext.logic.smt.counterfactual import flips
from logitext.logic.smt.deciding_set import DecidingSets
from logitext.logic.smt.encode import TextCodes
from logitext.logic.smt.implicant import FAR, implicant
from logitext.logic.smt.likely import likely
from logitext.logic.smt.maxsat import repair
from logitext.logic.smt.relevance import ExpressionInstances, Relevance
from logitext.logic.smt.session import SolverSession
from logitext.logic.smt.world import Preference, world
from logitext.logic.worlds.wanted import Wanted
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import TEXT, Value
from logitext.policy.term import Term

MAX_TURNED = 20
"""How many answers that hold or do not are turned, to look for a counterexample near what is known."""


_TRIED = (0, 1, 2, *range(739_000, 739_400, 31), -FAR, FAR)
"""Numbers that clauses without an answer may have: among them days of each month of a year of ours."""
_MOST_TRIED = 400


def _changes(free: Sequence[str]) -> Iterator[dict[str, int]]:
    """What clauses without an answer may be: all the same, then one of them something else."""
    every = (dict.fromkeys(free, number) for number in _TRIED)
    single = ({name: number} for name in free for number in _TRIED)
    return itertools.islice(itertools.chain(every, single), _MOST_TRIED)


class Z3Solver:
    """The solvers of a policy, as a `backend.Solver`, where it is said what the methods promise."""

    def __init__(self, policy: CheckedPolicy, units: int, days: Days) -> None:
        self._session = SolverSession(policy, units)
        self._days = days

    @cached_property
    def _instances(self) -> ExpressionInstances:
        return ExpressionInstances(self._session)

    @cached_property
    def _ranges(self) -> Ranges:
        return Ranges(self._session.policy, self._session.text_codes)

    @cached_property
    def _relevance(self) -> Relevance:
        return Relevance(self._session, self._instances)

    @cached_property
    def _certificates(self) -> Certificates:
        return Certificates(self._session, self._instances, self._days)

    @cached_property
    def _deciding_sets(self) -> DecidingSets:
        return DecidingSets(self._session)

    def contradiction(self) -> ClauseNames | None:
        """A minimal set of assumptions that contradict each other; None where they can hold together."""
        return self.core({}).assumptions if self.contradictory() else None

    def contradictory(self) -> bool:
        return bool(self._session.policy.assumptions) and not self._session.consistent({})

    def decide(self, answers: ClauseValues, verdicts: Sequence[str]) -> Decision:
        found = self._bounded(answers, verdicts)
        settled = {} if found is None else found.values
        left = [name for name in verdicts if name not in settled]
        if (found is not None and found.conflict) or (found is not None and not left):
            return found
        if self._session.hard:
            several, possible = self._several(answers, left)
            left = [name for name in left if name not in several]
            if possible and not left:
                return Decision(False, settled)
            if possible and found is None:
                found = Decision(False, {})
        if found is None:
            return self._session.decide(answers, verdicts)
        more = self._session.decide(answers, left)
        return more if more.conflict else Decision(False, {**found.values, **more.values})

    def _bounded(self, answers: ClauseValues, verdicts: Sequence[str]) -> Decision | None:
        """What bounds tell: whether the answers conflict, and the verdicts that they leave one value.

        None where bounds do not tell whether the answers conflict.
        """
        policy = self._session.policy
        codes = TextCodes(self._session.text_codes)
        known = self._numbers(answers, codes)
        if not self._ranges.allows(known):
            return Decision(True, {}) if len(answers) == len(policy.clauses) else None
        values: dict[str, Value] = {}
        for name in verdicts:
            sort = policy.body(name).sort
            low, high = self._ranges.of(name, known)
            if low == high and sort == TEXT:
                text = codes.text(int(low))
                values |= {} if text is None else {name: text}
            elif low == high:
                values[name] = as_value(low, sort)
        return Decision(False, values)

    def _several(self, answers: ClauseValues, verdicts: Sequence[str]) -> tuple[set[str], bool]:
        """The verdicts of which evaluating soon finds several values; and whether it finds a world at all."""
        codes, clauses = TextCodes(self._session.text_codes), self._ranges.clauses
        base = {name: min(max(0, low), high) for name, (low, high) in clauses.items()}
        free = [name for name in base if name not in answers]
        base |= self._numbers(answers, codes)
        found: dict[str, CircuitNumber] = {}
        several: set[str] = set()
        possible = False
        for changed in _changes(free):
            at = {name: min(max(number, clauses[name][0]), clauses[name][1]) for name, number in changed.items()}
            world = base | at
            if self._ranges.allows(world):
                possible = True
                for name in verdicts:
                    value = self._ranges.of(name, world)[0]
                    if found.setdefault(name, value) != value:
                        several.add(name)
            if len(several) == len(verdicts) and possible:
                break
        return several, possible

    def relevant(
        self,
        answers: ClauseValues,
        verdicts: Sequence[str],
        candidates: Sequence[str],
        wanted: Sequence[str],
        *,
        first: bool,
    ) -> tuple[ClauseNames, ClauseNames]:
        return self._relevance.relevant(answers, verdicts, candidates, wanted, first=first)

    def implicant(self, answers: ClauseValues, verdict: str, value: Value, doubts: Mapping[str, float]) -> Reason:
        return implicant(self._session, self._ranges, answers, verdict, value, doubts)

    def core(self, answers: ClauseValues) -> Grounds:
        return core(self._session, answers)

    def repair(self, answers: ClauseValues, weights: Mapping[str, float]) -> ClauseNames | None:
        return repair(self._session, answers, weights)

    def entails(self, answers: ClauseValues, verdict: str, value: Value, near: ClauseValues) -> bool | None:
        if self._session.hard:
            turned = [name for name, one in near.items() if isinstance(one, bool) and name not in answers]
            for around in (near, {}, *({**near, name: not near[name]} for name in turned[:MAX_TURNED])):
                if self._refuted(answers, verdict, value, around):
                    return False
        return self._session.entails(answers, verdict, value)

    def _refuted(self, answers: ClauseValues, verdict: str, value: Value, near: ClauseValues) -> bool:
        """Whether evaluating soon finds a world in which, with these answers, a verdict has another value.

        Of clauses without an answer one at a time is tried; the others are what they are `near`, where that says it.
        """
        codes = TextCodes(self._session.text_codes)
        sort = self._session.policy.body(verdict).sort
        if sort == TEXT:
            return False
        wanted = as_number(value, sort, {})
        world: dict[str, CircuitNumber] = {
            name: min(max(0, low), high) for name, (low, high) in self._ranges.clauses.items()
        }
        free = [name for name in world if name not in answers]
        world |= self._numbers({**near, **answers}, codes)
        for name in free:
            low, high = self._ranges.clauses[name]
            others: tuple[CircuitNumber, ...] = (low, high, -FAR, world[name] + 1, FAR)
            for other in others:
                if low <= other <= high and -FAR <= other <= FAR:
                    found = self._ranges.world(verdict, world | {name: other})
                    if found is not None and found != wanted:
                        return True
        return False

    def _numbers(self, answers: ClauseValues, codes: TextCodes) -> dict[str, CircuitNumber]:
        """ClauseValues as numbers."""
        clauses = self._session.policy.clauses
        return {
            name: codes.code(str(value)) if (sort := clauses[name].sort) == TEXT else as_number(value, sort, {})
            for name, value in answers.items()
        }

    def contradicts(self, answers: ClauseValues, assumptions: Sequence[str]) -> bool | None:
        return self._session.contradicts(answers, assumptions)

    def entailed(self, answers: ClauseValues, terms: Sequence[Term]) -> list[Value | None]:
        return self._session.entailed(answers, terms)

    def grounds(self, answers: ClauseValues, term: Term, value: Value) -> Grounds:
        return grounds(self._session, answers, term, value)

    def changes(self, answers: ClauseValues, verdict: str, value: Value, least: int) -> Flips:
        """`least` is a number of changes that is known to be needed."""
        return flips(self._certificates, answers, verdict, value, least)

    def certificate(self, answers: ClauseValues, verdict: str) -> tuple[Certificate | None, DecidingSet | None]:
        return self._certificates.shortest(answers, verdict), self._deciding_sets.smallest(answers, verdict)

    def likely(
        self, answers: ClauseValues, verdict: str, chances: ValueChances, prices: Mapping[str, float]
    ) -> list[Likely]:
        return likely(self._session, answers, verdict, chances, prices)

    def forbidding(self, answers: ClauseValues, verdict: str, value: Value) -> Forbidding:
        return forbidding(self._session, answers, verdict, value)

    def world(
        self,
        wanted: Sequence[Wanted],
        outcome: tuple[str, Value] | None,
        avoid: Sequence[Sequence[Wanted]],
        liked: Sequence[Preference],
    ) -> dict[str, Value] | None:
        return world(self._session, self._days, wanted, outcome, avoid, liked)
