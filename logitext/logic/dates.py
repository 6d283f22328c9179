"""Dates as whole numbers: the logic counts days, and only this edge of it knows that they are dates.

A policy with dates has a twin in which each is the number of its day (1 is 1 January of the year 1, as in
`datetime.date.toordinal`). What goes in is counted, what comes out is a date again. That a clause cannot be a day
before the first or after the last is not known inside: it makes no verdict true that would not be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from logitext.logic.backend import Certificate, Decision, Flips
from logitext.logic.day_numbers import into, out
from logitext.logic.day_thresholds import on_days
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import DATE, INT, Value
from logitext.policy.term import Apply, ClauseRef, Constant, DefinitionRef, Term, walk

_LAST = date.max.toordinal()


@dataclass(frozen=True)
class Days:
    """Which clauses of the twin are days, and the days that the policy's formulas name, in their order.

    Values that are proposed to people are days that there are: from `FIRST` to `LAST`.
    """

    FIRST: ClassVar[int] = 1
    LAST: ClassVar[int] = _LAST

    clauses: frozenset[str] = frozenset()
    named: tuple[int, ...] = ()


class Dates:
    """The twin of a policy, and the way between the two. Does nothing for a policy without dates."""

    def __init__(self, policy: CheckedPolicy) -> None:
        self._original = policy
        defined = {name: policy.body(name).sort for name in policy.order}
        self._names = {clause.name for clause in policy.clauses.values() if clause.sort == DATE}
        self.days = Days(frozenset(self._names), tuple(_named(policy)))
        self._names |= {name for name, sort in defined.items() if sort == DATE}
        self.policy = _on_days(_counted(policy)) if _has_dates(policy) else policy

    def answers(self, answers: Mapping[str, Value]) -> Mapping[str, Value]:
        """Answers as they go in."""
        if not self._names:
            return answers
        return {name: into(value) for name, value in answers.items()}

    def terms(self, terms: Sequence[Term]) -> Sequence[Term]:
        """Terms of the policy as those of its twin."""
        if self.policy is self._original:
            return terms
        return [on_days(_counted_term(term), self.policy.body) for term in terms]

    def values(self, values: Mapping[str, Value]) -> Mapping[str, Value]:
        """Values of clauses, definitions and verdicts as they come out; a day that there is not is left out."""
        if not self._names:
            return values
        found = {name: self.value(name, value) for name, value in values.items()}
        return {name: value for name, value in found.items() if value is not None}

    def decision(self, decision: Decision) -> Decision:
        """What answers entail, as it comes out."""
        values = self.values(decision.values)
        return decision if values is decision.values else Decision(decision.conflict, values)

    def value(self, name: str, value: Value | None) -> Value | None:
        """The value of a clause, a definition or a verdict as it comes out."""
        return out(value, DATE) if name in self._names else value

    def certificate(self, found: Certificate, verdict: str) -> Certificate:
        """What settles a verdict, as it comes out."""
        if not self._names:
            return found
        return replace(found, values=self._each(found.values), outcome=self.value(verdict, found.outcome))

    def flips(self, found: Flips, verdict: str) -> Flips:
        """What turns a verdict, as it comes out."""
        if not self._names:
            return found
        flips = [
            replace(
                one,
                changed=self._each(one.changed),
                given=self._each(one.given),
                outcome=self.value(verdict, one.outcome),
            )
            for one in found.flips
        ]
        return replace(found, flips=tuple(flips))

    def _each(self, values: Mapping[str, Value | None]) -> Mapping[str, Value | None]:
        return {name: self.value(name, value) for name, value in values.items()}


def _has_dates(policy: CheckedPolicy) -> bool:
    return any(clause.sort == DATE for clause in policy.clauses.values()) or any(
        _counted_term(term) is not term
        for term in (*(policy.body(name) for name in policy.order), *(a.term for a in policy.assumptions))
    )


def _named(policy: CheckedPolicy) -> list[int]:
    terms = [*(policy.body(name) for name in policy.order), *(assumption.term for assumption in policy.assumptions)]
    found = (part.value for term in terms for part in walk(term) if isinstance(part, Constant))
    return sorted({value.toordinal() for value in found if isinstance(value, date)})


def _counted(policy: CheckedPolicy) -> CheckedPolicy:
    return replace(
        policy,
        clauses={name: replace(one, sort=INT) if one.sort == DATE else one for name, one in policy.clauses.items()},
        definitions={name: replace(one, term=_counted_term(one.term)) for name, one in policy.definitions.items()},
        assumptions=tuple([replace(one, term=_counted_term(one.term)) for one in policy.assumptions]),
        verdicts={name: replace(one, term=_counted_term(one.term)) for name, one in policy.verdicts.items()},
    )


def _on_days(policy: CheckedPolicy) -> CheckedPolicy:
    """The twin with comparisons of days in the place of those of years and the like."""

    def changed(term: Term) -> Term:
        return on_days(term, policy.body)

    return replace(
        policy,
        definitions={name: replace(one, term=changed(one.term)) for name, one in policy.definitions.items()},
        assumptions=tuple([replace(one, term=changed(one.term)) for one in policy.assumptions]),
        verdicts={name: replace(one, term=changed(one.term)) for name, one in policy.verdicts.items()},
    )


def _counted_term(term: Term) -> Term:
    """The term with days for dates; the same object where there are none."""
    match term:
        case Constant(value=date() as day):
            return replace(term, value=day.toordinal(), sort=INT)
        case ClauseRef(sort=sort) | DefinitionRef(sort=sort) if sort == DATE:
            return replace(term, sort=INT)
        case Apply(args=args, sort=sort):
            counted = tuple([_counted_term(arg) for arg in args])
            if sort != DATE and all(new is old for new, old in zip(counted, args, strict=True)):
                return term
            return replace(term, args=counted, sort=INT if sort == DATE else sort)
    return term
