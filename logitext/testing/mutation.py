"""Which deliberate changes of a policy its tests notice, and which no test could.

A test notices a change if it passes on the policy and not on the mutant. A mutant that no test notices is proved
equivalent, where it is, by Z3: every verdict has the same value in every world that the assumptions allow.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace

from logitext.explain.evaluate import Evaluator, definitions
from logitext.logic.program import Program
from logitext.policy.model import CheckedPolicy, Definition
from logitext.policy.sorts import BOOL, Value
from logitext.policy.term import Apply, Connective, DefinitionRef, Term, walk
from logitext.records.frozen import SpanRecord
from logitext.records.tests import Mutant, Mutation
from logitext.testing.mutants import PolicyChange, changes
from logitext.testing.run import RanTest, reasons

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
    return Mutation(mutants=tuple(found), tests=len(passing), notes=tuple(notes))


async def _tried(policy: CheckedPolicy, change: PolicyChange, passing: Sequence[RanTest]) -> Mutant:
    mutant = change.of(policy)
    killer = await _killer(Program(mutant), passing)
    same = killer is None and await _equivalent(policy, change)
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


async def _equivalent(policy: CheckedPolicy, change: PolicyChange) -> bool:
    """Whether it is proved that the change changes no verdict; False where Z3 gave up, too."""
    if change.dropped is not None:
        program = Program(change.of(policy))
        return (await program.entailed({}, [change.dropped.term]))[0] is True
    both, renamed = _beside(policy, change)
    pairs: list[Term] = [
        Apply(Connective.EQ, (_ref(both, name), _ref(both, renamed[name])), BOOL)
        for name in policy.verdicts
        if name in renamed
    ]
    # An assumption may speak of a definition that is changed: then both must allow the same worlds.
    mutant = tuple([replace(one, term=_renaming(one.term, renamed)) for one in policy.assumptions])
    if not await _all_hold(both, [*pairs, *(one.term for one in mutant)]):
        return False
    return await _all_hold(replace(both, assumptions=mutant), [one.term for one in policy.assumptions])


async def _all_hold(policy: CheckedPolicy, terms: Sequence[Term]) -> bool:
    """Whether the assumptions of a policy entail all of the terms."""
    return all(value is True for value in await Program(policy).entailed({}, terms))


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
