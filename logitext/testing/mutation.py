"""Which deliberate changes of a policy its tests notice, and which no test could.

A test notices a change if it passes on the policy and not on the mutant. A mutant that no test notices is proved
equivalent, where it is, by logic: every verdict has the same value in every world that the assumptions allow. Where
that would take too much, it is not known whether it is. Nor is it for a change of what is said of elements, of which
there may be any number, unless a verdict differs for two of them, or for three.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from logitext.check.expansion import Expansion
from logitext.logic.conditions.conditions import TooHardError
from logitext.logic.conditions.over import over
from logitext.logic.program import Program
from logitext.policy.load import expanded
from logitext.policy.model import Assumption, CheckedPolicy, Definition, Place, Units
from logitext.policy.sorts import BOOL, INT, Value
from logitext.policy.term import Apply, Connective, DefinitionRef, Term, walk
from logitext.policy.units import UnitCount
from logitext.records.frozen import SpanRecord
from logitext.records.tests import Mutant, Mutation
from logitext.syntax.diagnostics import LogitextError
from logitext.syntax.source import Span
from logitext.testing.list_mutants import ListChange, list_changes
from logitext.testing.mutants import PolicyChange, changes
from logitext.testing.run import RanTest, entailed, reasons

_HOLDS = "all hold"  # no name of a policy has a space
MOST = 2_000
"""The most mutants that are tried."""
LENGTHS = (2, 3)
"""How many elements verdicts are compared for."""


async def mutation(policy: CheckedPolicy, cases: Sequence[RanTest]) -> Mutation:
    """The mutants of a policy, each with a test that notices it, or that it is equivalent."""
    passing = [case for case in cases if case.record.outcome == "passed"]
    notes = []
    if len(passing) < len(cases):
        left = len(cases) - len(passing)
        notes.append(f"{left} {'test does' if left == 1 else 'tests do'} not pass, and can notice nothing")
    every: Iterator[PolicyChange | ListChange] = itertools.chain(changes(policy), list_changes(policy))
    tried = [await _tried(policy, change, passing) for change in itertools.islice(every, MOST)]
    found = [one for one in tried if one is not None]
    if next(every, None) is not None:
        notes.append(f"only the first {MOST} mutants were tried")
    if hard := sum(one.equivalent is None for one in found):
        words = "a change that no test notices is" if hard == 1 else f"{hard} changes that no test notices are"
        notes.append(f"{words} too hard for logic: it is not known whether any verdict can change")
    return Mutation(mutants=tuple(found), tests=len(passing), notes=tuple(notes))


async def _tried(policy: CheckedPolicy, change: PolicyChange | ListChange, passing: Sequence[RanTest]) -> Mutant | None:
    """None where the change makes no policy."""
    try:
        mutant = change.of(policy)
    except LogitextError:
        return None
    of_elements = isinstance(change, ListChange)
    program = Program(mutant)
    expansion = Expansion(mutant, program, "auto") if of_elements else None
    killer = await _killer(program, expansion, passing)
    if killer is not None:
        same: bool | None = False
    elif isinstance(change, ListChange):
        same = await _equivalent_for_elements(policy, mutant)
    else:
        same = await _equivalent(policy, change)
    return Mutant(
        change=change.words,
        kind=change.kind,
        file=change.place.source.name,
        span=SpanRecord.of(change.place),
        killed_by=killer,
        equivalent=same,
    )


async def _killer(program: Program, expansion: Expansion | None, passing: Sequence[RanTest]) -> str | None:
    """The title of the first test that passes no longer; by the elements that it gives where there is an expansion."""
    for case in passing:
        if expansion is None or not case.units:
            noticed = await _notices(program, case, case.values)
        else:
            fitted = expansion.program(case.units)
            known = {name: value for name, value in case.known.items() if name in fitted.policy.clauses}
            noticed = await _notices(fitted, case, known)
        if noticed:
            return case.record.title
    return None


async def _notices(program: Program, case: RanTest, known: Mapping[str, Value]) -> bool:
    """Whether a test passes no longer."""
    if (await program.decide(known, ())).conflict:  # the mutant's assumptions forbid what the test gives
        return True
    values = await entailed(program, known, [one.term for one in case.test.expected])
    wished = [None if one.undetermined else True for one in case.test.expected]
    return list(values) != wished or not all(one.holds for one in await reasons(program, known, case.test))


async def _equivalent_for_elements(policy: CheckedPolicy, mutant: CheckedPolicy) -> bool | None:
    """Whether a change of what is said of elements changes no verdict; None where it is not known for all lengths."""
    for length in LENGTHS if policy.units else LENGTHS[:1]:
        counts = {str(units): _so_many(policy, units, length) for units in policy.units}
        same = await _alike(expanded(policy, counts), expanded(mutant, counts))
        if not same:
            return same
    return None if policy.units else True


def _so_many(policy: CheckedPolicy, units: Units, length: int) -> UnitCount:
    """So many elements, or their keys."""
    declared = None if units.kind else policy.lists.get(units.text)
    if declared is None or declared.key is None:
        return length
    keys = range(1, length + 1)
    return tuple(keys) if declared.fields[declared.key] == INT else tuple(map(str, keys))


async def _alike(policy: CheckedPolicy, mutant: CheckedPolicy) -> bool | None:
    """Whether two policies of the same verdicts decide alike; None where that is too hard to find out."""
    renamed = {name: f"{name} changed" for name in mutant.order}  # no name of a policy has a space
    more = {
        renamed[name]: Definition(renamed[name], _renaming(mutant.body(name), renamed), mutant.place(name))
        for name in mutant.order
    }
    both = replace(
        policy,
        clauses={**mutant.clauses, **policy.clauses},
        definitions={**policy.definitions, **more},
        order=(*policy.order, *more),
    )
    return await _same(both, renamed, mutant.assumptions)


async def _equivalent(policy: CheckedPolicy, change: PolicyChange) -> bool | None:
    """Whether the change changes no verdict; None where that is too hard to find out."""
    if change.dropped is not None:
        return await _follow(change.of(policy), [change.dropped.term])
    both, renamed = _beside(policy, change)
    return await _same(both, renamed, policy.assumptions)


async def _same(both: CheckedPolicy, renamed: Mapping[str, str], assumptions: Sequence[Assumption]) -> bool | None:
    """Whether verdicts are as those under other names, and these assumptions, about the latter, are as the policy's."""
    pairs: list[Term] = [
        Apply(Connective.EQ, (_ref(both, name), _ref(both, renamed[name])), BOOL)
        for name in both.verdicts
        if name in renamed
    ]
    # An assumption may speak of a definition that is changed: then both must allow the same worlds.
    others = tuple([replace(one, term=_renaming(one.term, renamed)) for one in assumptions])
    same = await _follow(both, [*pairs, *(one.term for one in others)])
    if not same:
        return same
    return await _follow(replace(both, assumptions=others), [one.term for one in both.assumptions])


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
