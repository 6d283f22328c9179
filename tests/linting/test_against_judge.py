"""Every finding of the exact rules is true and none is missing: random policies, by rules and by brute force."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator, Sequence
from functools import partial

import pytest

from logitext.linting.parts import copied, deletable, span_of
from logitext.linting.places import whole_parentheses
from logitext.linting.run import chosen, lint
from logitext.logic.backend_name import BackendName
from logitext.logic.program import Program
from logitext.policy.sorts import BOOL
from logitext.policy.term import Apply, ClauseRef, Constant, DefinitionRef, Term, walk
from logitext.syntax.diagnostics import Diagnostic
from logitext.syntax.source import Span
from tests.judge import cases
from tests.judge.cases import Case
from tests.linting.judged import Judged, runs, trimmed, without

RULES = (
    *("constant-verdict", "dead-clause", "contradictory-assumptions", "implied-assumption", "dead-definition"),
    *("redundant-part", "equivalent", "dead-label", "dead-bound", "assumed-away"),
)


@pytest.mark.parametrize("seeds", cases.seeds(1500), ids=cases.name)
def test_findings_and_judge_agree(seeds: range) -> None:
    judge_all(seeds, "auto")


@pytest.mark.parametrize("seeds", cases.seeds(250), ids=cases.name)
def test_likewise_by_the_solver(seeds: range) -> None:
    """Also where there are diagrams."""
    judge_all(seeds, "z3")


@pytest.mark.parametrize("seeds", cases.seeds(250), ids=cases.name)
def test_likewise_with_facts_and_functions_of_numbers(seeds: range) -> None:
    """Also values that are one of several, or lie between two."""
    judge_all(seeds, "auto", facts=True, functions=True)


def judge_all(seeds: range, backend: BackendName, *, facts: bool = False, functions: bool = False) -> None:
    for seed in seeds:
        case = cases.case(seed, facts=facts, functions=functions)
        for wrong in disagreements(case, backend):
            raise AssertionError(case.failed({}, wrong))


def subject(found: Diagnostic) -> str:
    assert found.about is not None
    return found.about.subject


def subjects(found: Sequence[Diagnostic], rule: str) -> list[str]:
    return [one.about.subject for one in found if one.about is not None and one.about.rule == rule]


def disagreements(case: Case, backend: BackendName) -> Iterator[str]:
    """What is wrong with the findings about a case."""
    judged = Judged(case)
    found = asyncio.run(lint(Program(case.checked, backend), chosen(RULES)))
    unfinished = subjects(found, "unchecked")
    core = [one for one in found if one.code == "NLT707"]
    if not judged.judge.worlds:
        # A clause with a bound has values beyond it that the judge does not go through, but the bound forbids them.
        if len(core) != 1 or len(found) != 1:
            yield f"the assumptions contradict each other: {found}"
        else:
            names = core[0].message.split(": ")[1].replace("`", "").split(", ")
            if not judged.is_core(names):
                yield f"{names} is no minimal core"
        return
    if core:
        yield f"the assumptions can hold together: {core[0]}"
    for rule, expected in (("constant-verdict", judged.constant()), ("dead-clause", judged.dead())):
        named = subjects(found, rule)
        if rule not in unfinished and (set(named) != expected or len(named) != len(expected)):
            yield f"{rule}: found {named}, expected {expected}"
        if not set(named) <= expected:
            yield f"{rule}: found {named}, which are more than {expected}"
    for rule, compare in _COMPARED.items():
        about = [one for one in found if one.about is not None and one.about.rule == rule]
        for wrong in compare(judged, about, rule in unfinished):
            yield f"{rule}: {wrong}"
    yield from implied(judged, subjects(found, "implied-assumption"), "implied-assumption" in unfinished)


def implied(judged: Judged, found: Sequence[str], unfinished: bool) -> Iterator[str]:
    """All that were found may be dropped together, and then no other."""
    kept = [id for id in judged.ids if id not in found]
    for id in found:
        if judged.implied(id, kept) is False:
            yield f"implied-assumption: `{id}` does not follow from {kept}"
    for id in kept if not unfinished else ():
        if judged.implied(id, [other for other in kept if other != id]):
            yield f"implied-assumption: `{id}` follows as well"


Found = Sequence[Diagnostic]


def dead_definitions(judged: Judged, found: Found, unfinished: bool) -> Iterator[str]:
    policy, names = judged.policy, [subject(one) for one in found]
    expected = []
    for named in policy.defined:
        if named.name in policy.verdicts or named.name in judged.assuming():
            continue
        unused = named.name not in judged.used()
        if unused or (named.sort == "Bool" and judged.changes_nothing(named.name)):
            expected.append(named.name)
    if not set(names) <= set(expected) or (not unfinished and sorted(names) != sorted(expected)):
        yield f"found {names}, expected {expected}"


def redundant_parts(judged: Judged, found: Found, unfinished: bool) -> Iterator[str]:
    """All that were found can be deleted together, and then no other part by itself."""
    bodies = dict(judged.bodies)
    shown = {(one.message.split("`")[-2], one.span) for one in found if one.span is not None}
    spans: set[tuple[str, Span]] = set()
    # Again, as an alternative without its exception stands in other words than with it, and may be found as such.
    while more := {
        (name, span)
        for name in bodies
        for _, run in runs(bodies[name])
        for span in map(partial(span_of, run), deletable(run))
        if (name, at(judged, span)) in shown and (name, span) not in spans
    }:
        spans |= more
        bodies = {name: trimmed(body, {span for where, span in more if where == name}) for name, body in bodies.items()}
    if len(shown) != len(found):
        yield "the same part twice"
    deleted = sorted(spans)
    if not judged.same(bodies):
        yield f"verdicts change without {deleted}"
    if any(name in judged.constant() for name, _ in spans):
        yield "a part of what has one value whatever it is made of"
    for name in judged.used() - judged.assuming() - judged.constant() if not unfinished else ():
        whole = name not in judged.policy.verdicts and bodies[name].sort == BOOL
        if whole and all(judged.same({**bodies, name: Constant(truth, BOOL)}) for truth in (False, True)):
            continue  # all of it changes nothing
        for way, run in runs(bodies[name]):
            if run.span in copied(judged.bodies[name]):
                continue
            for place in deletable(run) if len(run.args) > 1 else ():
                if judged.same({**bodies, name: without(bodies[name], way, place)}):
                    yield f"argument {place} of {run} in `{name}` can be deleted as well"


def equivalents(judged: Judged, found: Found, unfinished: bool) -> Iterator[str]:
    for one in found:
        other = one.message.split("`")[-2]
        if not judged.equivalent(subject(one), other):
            yield f"`{subject(one)}` and `{other}` are not the same"
    if unfinished:
        return
    constant, names = judged.constant(), [subject(one) for one in found]
    sorts = {clause.name: clause.sort for clause in judged.policy.clauses}
    sorts = {name: sort for name, sort in sorts.items() if sort == "Bool" or isinstance(sort, tuple)}
    for named in judged.policy.defined:
        alias = isinstance(judged.bodies[named.name], ClauseRef | DefinitionRef)
        if not alias and judged.clauses_of(named.name) and named.name not in constant:
            sorts[named.name] = named.sort
    for left, right in itertools.combinations([name for name in sorts if name not in names], 2):
        if sorts[left] == sorts[right] and judged.equivalent(left, right):
            yield f"`{left}` and `{right}` are the same as well"


def dead_labels(judged: Judged, found: Found, unfinished: bool) -> Iterator[str]:
    names = {(one.message.split("`")[3 if "nothing" in one.message else 1], subject(one)) for one in found}
    expected = set()
    for clause in judged.policy.clauses:
        if isinstance(clause.sort, tuple) and clause.name not in judged.dead():
            possible = [x for x in clause.sort if any(world[clause.name] == x for world in judged.judge.worlds)]
            expected |= {(clause.name, x) for x in clause.sort if x not in possible}
            expected |= {
                (clause.name, x)
                for place, x in enumerate(possible)
                if not all(judged.told_apart(clause.name, x, y) for y in possible[:place])
            }
    if not names <= expected or (not unfinished and names != expected):
        yield f"found {names}, expected {expected}"


def dead_bounds(judged: Judged, found: Found, unfinished: bool) -> Iterator[str]:
    names = [(one.message.split("`")[-2], one.span) for one in found]
    plain, dead = judged.plain(), judged.dead()
    expected = []
    for name in judged.used():
        for part in walk(judged.bodies[name]):
            clause = judged.comparison(part) if isinstance(part, Apply) else None
            if clause is None or clause not in plain or clause in dead or not isinstance(part, Apply):
                continue
            if judged.bound_is_dead(part, clause):
                between = part.span.start >= part.span.end
                expected.append((name, judged.spots.of(name).span if between else at(judged, part.span)))
    if not set(names) <= set(expected) or (not unfinished and set(names) != set(expected)):
        yield f"found {names}, expected {expected}"
    if len(set(names)) < len(names):
        yield f"some are found twice: {names}"


def at(judged: Judged, span: Span) -> Span:
    """Where a finding about a part is shown."""
    return whole_parentheses(judged.case.checked.source, span)


def rules(body: Term) -> Iterator[tuple[Term, Span]]:
    """The alternatives and exceptions of a formula, and where they stand."""
    for _, run in runs(body):
        for place, arg in enumerate(run.args):
            if run.surface != "unless":
                yield arg, span_of(run, place)
            elif place and isinstance(arg, Apply):
                yield arg.args[0], arg.args[0].span


def assumed_away(judged: Judged, found: Found, unfinished: bool) -> Iterator[str]:
    worlds, clauses = judged.judge.worlds, judged.policy.clauses
    settled = {one.name for one in clauses if one.sort == "Bool" and len({world[one.name] for world in worlds}) == 1}
    names = {subject(one) for one in found if "leave the" in one.message}
    if not names <= settled or (not unfinished and names != settled):
        yield f"settled: found {names}, expected {settled}"
    for one in found:
        if "leave the" in one.message or one.about is None:
            continue
        name = one.message.split("`")[-2]
        term = next((part for part, span in rules(judged.bodies[name]) if at(judged, span) == one.span), None)
        if term is None:
            yield f"{one} is no part of `{name}`"
        elif any(judged.value(term, world) for world in worlds):
            yield f"{one} can hold"
        elif not judged.value_without_assumptions(term, dict(one.about.witness or ())):
            yield f"{one}: the witness does not show it"


_COMPARED = {
    "dead-definition": dead_definitions,
    "redundant-part": redundant_parts,
    "equivalent": equivalents,
    "dead-label": dead_labels,
    "dead-bound": dead_bounds,
    "assumed-away": assumed_away,
}
