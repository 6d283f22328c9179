"""The questions that a policy can put: one for each clause."""

from __future__ import annotations

import itertools
import weakref
from collections.abc import Mapping

from logitext.policy.model import CheckedPolicy, Clause
from logitext.policy.sorts import Enumeration, Sort
from logitext.policy.term import Apply, Connective, walk
from logitext.theory.protocol import Question, Thresholds


def question(clause: Clause, ordered: bool = False) -> Question:
    """The question that a clause puts to a theory; `ordered` says that its labels are compared by their order."""
    return Question(
        id=clause.name,
        clause=clause.name,
        wording=clause.wording,
        sort=clause.sort,
        texts=clause.texts,
        phrases=clause.phrases,
        ask=clause.ask,
        yes=clause.yes,
        no=clause.no,
        match=clause.match,
        reject=clause.reject,
        prior=clause.prior,
        cost=clause.cost,
        sentence=clause.sentence,
        place=clause.place,
        descriptions=clause.descriptions,
        fact=clause.fact,
        ordered=ordered,
        sure=_sure(clause),
        read=clause.read,
        put_as=clause.put_as,
    )


def _sure(clause: Clause) -> Thresholds | None:
    """The clause's own thresholds; of a clause with a value only the one for true is used."""
    match [float(bound) for bound in clause.sure]:
        case [false, true]:
            return Thresholds(false, true)
        case [true]:
            return Thresholds(0.0, max(true, _LEAST))
    return None


_LEAST = 1e-9
"""Stands for a bound of 0, from which every value counts."""


def questions(policy: CheckedPolicy) -> Mapping[str, Question]:
    """All of them, by id, in file order; made once for a policy."""
    found = _made.get(id(policy))
    if found is None:
        ordered = _ordered(policy)
        found = _made[id(policy)] = {
            name: question(clause, clause.sort in ordered) for name, clause in policy.clauses.items()
        }
        weakref.finalize(policy, _made.pop, id(policy), None)
    return found


def _ordered(policy: CheckedPolicy) -> set[Sort]:
    """The enumerations whose labels the policy compares by their order: `severity >= serious`."""
    if not any(isinstance(clause.sort, Enumeration) for clause in policy.clauses.values()):
        return set()
    terms = (one.term for many in (policy.definitions, policy.verdicts) for one in many.values())
    return {
        part.args[0].sort
        for term in itertools.chain(terms, (one.term for one in policy.assumptions))
        for part in walk(term)
        if isinstance(part, Apply) and part.op in _BY_ORDER and isinstance(part.args[0].sort, Enumeration)
    }


def asked_of(policy: CheckedPolicy) -> tuple[Question, ...]:
    """All questions of a policy that theories may be asked, always as the same tuple: they are prepared for it."""
    found = _tuples.get(id(policy))
    if found is None:
        found = _tuples[id(policy)] = tuple([one for one in questions(policy).values() if not one.fact])
        weakref.finalize(policy, _tuples.pop, id(policy), None)
    return found


_BY_ORDER = (Connective.LT, Connective.LE)

# By identity, as a policy cannot be hashed.
_made: dict[int, Mapping[str, Question]] = {}
_tuples: dict[int, tuple[Question, ...]] = {}
