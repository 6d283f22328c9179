"""Every finding of the exact rules is true and none is missing: random policies, by rules and by brute force."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

import pytest

from logitext.linting.run import chosen, lint
from logitext.logic.program import Program
from logitext.syntax.diagnostics import Diagnostic
from tests.judge import cases
from tests.judge.cases import Case
from tests.linting.judged import Judged

RULES = ("constant-verdict", "dead-clause", "contradictory-assumptions", "implied-assumption")


@pytest.mark.parametrize("seeds", cases.seeds(1500), ids=cases.name)
def test_findings_and_judge_agree(seeds: range) -> None:
    for seed in seeds:
        case = cases.case(seed)
        for wrong in disagreements(case):
            raise AssertionError(case.failed({}, wrong))


def subjects(found: Sequence[Diagnostic], rule: str) -> list[str]:
    return [one.about.subject for one in found if one.about is not None and one.about.rule == rule]


def disagreements(case: Case) -> Iterator[str]:
    """What is wrong with the findings about a case."""
    judged = Judged(case)
    found = asyncio.run(lint(Program(case.checked), chosen(RULES)))
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
