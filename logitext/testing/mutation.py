"""Which deliberate changes of a policy its tests notice, and which no test could.

A test notices a change if it passes on the policy and not on the mutant. A mutant that no test notices is proved
equivalent, where it is, by logic: every verdict has the same value in every world that the assumptions allow. Where
that would take too much, it is not known whether it is.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace

from logitext.explain.evaluate import Evaluator, definitions
from logitext.logic.conditions.conditions import TooHardError
from logitext.logic.conditions.over import over
from logitext.logic.program import Program
from logitext.policy.model import CheckedPolicy, Definition, Place
from logitext.policy.sorts import BOOL, Value
from logitext.policy.term import Apply, Connective, DefinitionRef, Term, walk
from logitext.records.frozen import SpanRecord
from logitext.records.tests import Mutant, Mutation
from logitext.syntax.source import Span
from logitext.testing.mutants import PolicyChange, changes
from logitext.testing.run import RanTest, reasons

_HOLDS = "all hold"  # no name of a policy has a space
MOST = 2_000
"""The most mutants that are tried."""


async def mutation(policy: CheckedPolicy, cases: Sequence[RanTest]) -> Mutation:
    """The mutants of a policy, each with a test that notices it, or that it is equivalent."""
    passing = [case for case in cases if case.record.outcome == "passed"]
    notes = []
    if len(passing) < len(cases):
        left = len(cases) - len(passing)
        notes.append(f"{left} {'test does' if left == 1 else 'tests do'} not pass, and can notice nothing")
    every = changes(policy)
    found = [await _tried(policy, change, passing) for change in itertools.islice(every, MOST)]
    if next(every, None) is not None:
        notes.append(f"only the first {MOST} mutants were tried")
    if hard := sum(one.equivalent is None for one in found):
        words = "a change that no test notices is" if hard == 1 else f"{hard} changes that no test notices are"
        notes.append(f"{words} too hard for logic: it is not known whether any verdict can change")
    return Mutation(mutants=tuple(found), tests=len(passing), notes=tuple(notes))


async def _tried(policy: CheckedPolicy, change: PolicyChange, passing: Sequence[RanTest]) -> Mutant:
    mutant = change.of(policy)
    killer = await _killer(Program(mutant), passing)
    same = False if killer is not None else await _equivalent(policy, change)
    return Mutant(
        change=change.words,
        kind=change.kind,
        file=change.place.source.name,
        span=SpanRecord.of(change.place),
        killed_by=killer,
        equivalent=same,
    )


async def _killer(program: Program, passing: Sequence[RanTest]) -> str | None:
    """The title of the first test that passes no longer."""
    for case in passing:
        if (await program.decide(case.values, ())).conflict:  # the mutant's assumptions forbid what the test gives
            return case.record.title
        terms = [one.term for one in case.test.expected]
        evaluator = Evaluator(definitions(program.policy, case.values))
        values: Sequence[Value | None] = [evaluator.value(term) for term in terms]
        wished = [None if one.undetermined else True for one in case.test.expected]
        if None in values:  # that is for the logic to say
            values = await program.entailed(case.values, terms)
        if list(values) != wished or not all(one.holds for one in await reasons(program, case.values, case.test)):
            return case.record.title
    return None


async def _equivalent(policy: CheckedPolicy, change: PolicyChange) -> bool | None:
    """Whether the change changes no verdict; None where that is too hard to find out."""
    if change.dropped is not None:
        return await _follow(change.of(policy), [change.dropped.term])
    both, renamed = _beside(policy, change)
    pairs: list[Term] = [
        Apply(Connective.EQ, (_ref(both, name), _ref(both, renamed[name])), BOOL)
        for name in policy.verdicts
        if name in renamed
    ]
    # An assumption may speak of a definition that is changed: then both must allow the same worlds.
    mutant = tuple([replace(one, term=_renaming(one.term, renamed)) for one in policy.assumptions])
    same = await _follow(both, [*pairs, *(one.term for one in mutant)])
    if not same:
        return same
    return await _follow(replace(both, assumptions=mutant), [one.term for one in policy.assumptions])


async def _follow(policy: CheckedPolicy, terms: Sequence[Term]) -> bool | None:
    """Whether all of the terms hold in each world that a policy allows; None where that is too hard to find out."""
    if not terms:
        return True
    whole = Definition(_HOLDS, Apply(Connective.AND, tuple(terms), BOOL), Place(policy.source, Span(0, 0), ()))
    asked = replace(policy, definitions={**policy.definitions, _HOLDS: whole}, order=(*policy.order, _HOLDS))
    try:
        return await over(Program(asked), lambda held: not held.possible([held.negate(held.defined[_HOLDS])]))
    except TooHardError:
        return None


def _ref(policy: CheckedPolicy, name: str) -> DefinitionRef:
    return DefinitionRef(name, policy.body(name).sort)


def _beside(policy: CheckedPolicy, change: PolicyChange) -> tuple[CheckedPolicy, Mapping[str, str]]:
    """The policy with the changed definitions beside its own, and with what uses them; the names of these."""
    renamed: dict[str, str] = {}
    more: dict[str, Definition] = {}
    for name in policy.order:
        term = change.terms.get(name, policy.body(name))
        uses = any(isinstance(part, DefinitionRef) and part.name in renamed for part in walk(term))
        if name in change.terms or uses:
            renamed[name] = f"{name} changed"  # no name of a policy has a space
            more[renamed[name]] = Definition(renamed[name], _renaming(term, renamed), policy.place(name))
    both = replace(policy, definitions={**policy.definitions, **more}, order=(*policy.order, *more))
    return both, renamed


def _renaming(term: Term, renamed: Mapping[str, str]) -> Term:
    """The term about the changed definitions."""
    match term:
        case DefinitionRef(name=name) if name in renamed:
            return replace(term, name=renamed[name])
        case Apply(args=args):
            return replace(term, args=tuple([_renaming(arg, renamed) for arg in args]))
    return term
