"""The report on a policy's tests: their outcomes, and what else was asked for about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from logitext.check.events import Listener
from logitext.check.expansion import Expansion
from logitext.check.request import Request
from logitext.logic.program import Program
from logitext.logic.worlds.space import Space
from logitext.policy.model import PolicyTest
from logitext.records.tests import TestReport
from logitext.testing.case_file import CaseFile
from logitext.testing.coverage import coverage
from logitext.testing.mutation import mutation
from logitext.testing.run import run_tests
from logitext.testing.update import update


@dataclass(frozen=True, slots=True)
class More:
    """What is asked for beside the outcomes; `suggest` needs `coverage`. Files to `update` are of the tests."""

    coverage: bool = False
    suggest: bool = False
    mutate: bool = False
    update: Sequence[CaseFile] = ()


async def report_on(
    program: Program,
    expansion: Expansion,
    tests: Sequence[PolicyTest],
    request: Request,
    more: More,
    listener: Listener | None = None,
) -> TestReport:
    """The report on some tests of a policy. InputError where files of cases cannot be updated."""
    cases = await run_tests(program, expansion, tests, request, listener)
    updated, cases = update(program.policy, more.update, cases) if more.update else ((), cases)
    covered = await coverage(Space(program), cases, suggest=more.suggest) if more.coverage else None
    return TestReport(
        policy=program.policy.source.name,
        tests=tuple([case.record for case in cases]),
        coverage=covered,
        mutation=await mutation(program.policy, cases) if more.mutate else None,
        updated=updated,
    )
