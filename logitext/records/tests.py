"""What a policy's tests came to, and how much of the policy they exercise: frozen, the same in Python and in JSON."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from logitext.records.cover import InfeasibleRecord
from logitext.records.frozen import Frozen, SpanRecord
from logitext.records.shown import Shown

SCHEMA_VERSION = "1"

TestOutcome = Literal["passed", "failed", "error", "unanswered"]
"""`error`: what is given contradicts the policy; `unanswered`: a theory's back end failed."""


class ExpectationRecord(Frozen):
    """One expectation of a test: its source, whether it holds, and what holds instead."""

    expected: str
    holds: bool
    found: str
    span: SpanRecord


class TestRecord(Frozen):
    """The outcome of a test; `error` says why it could not be decided at all."""

    title: str
    file: str
    outcome: TestOutcome
    expectations: tuple[ExpectationRecord, ...]
    error: str | None
    span: SpanRecord
    heading: tuple[str, ...]


CoverageKind = Literal["value", "outcome", "decisive"]
"""A clause has a value; a verdict has a value; a clause has a value that alone turns a verdict."""

MutantKind = Literal["exception", "part", "connective", "negation", "bound", "count", "label", "assumption"]
"""What a mutant changes."""


class CoverageGoal(Frozen):
    """Something that tests can exercise, and the titles of those that do.

    A test exercises a goal if its answers entail that the goal is met, whatever is answered to the rest.
    """

    name: str
    kind: CoverageKind
    clause: str | None
    verdict: str | None
    file: str
    span: SpanRecord
    tests: tuple[str, ...]


class Coverage(Frozen):
    """How much of a policy its tests exercise.

    `infeasible` are goals that no document can meet. `suggested` are tests that would exercise the goals that are
    open, as statements to paste into the policy; empty where they were not asked for.
    """

    goals: tuple[CoverageGoal, ...]
    infeasible: tuple[InfeasibleRecord, ...] = ()
    notes: tuple[str, ...] = Field(default=(), description="what was not looked at, and why")
    suggested: tuple[str, ...] = ()

    @property
    def open(self) -> tuple[CoverageGoal, ...]:
        """The goals that no test exercises."""
        return tuple([goal for goal in self.goals if not goal.tests])


class Mutant(Frozen):
    """The policy with one deliberate change. `killed_by` is the title of a test that notices it.

    `equivalent`: no document whatever is decided otherwise, so no test can notice; it is proved. None: logic gave up,
    so that a test may be missing, or none can be written.
    """

    change: str
    kind: MutantKind
    file: str
    span: SpanRecord
    killed_by: str | None = None
    equivalent: bool | None = False


class Mutation(Frozen):
    """How many deliberate changes of a policy its tests notice. `tests` counts those that pass, and so can notice."""

    mutants: tuple[Mutant, ...]
    tests: int
    notes: tuple[str, ...] = ()

    @property
    def survivors(self) -> tuple[Mutant, ...]:
        """The mutants that no test notices, but for those that are equivalent to the policy."""
        return tuple([one for one in self.mutants if one.killed_by is None and not one.equivalent])


class CaseUpdate(Frozen):
    """A value that was written into a file of cases: what is decided now of the verdict `name`."""

    file: str
    title: str
    name: str
    value: str


class TestReport(Shown):
    """The tests of a policy, in file order, then those of files of cases.

    `coverage` and `mutation` are there where they were asked for; `updated` is what was written into files of cases.
    """

    instead: ClassVar[str] = "write `report.failed`, or look at `report.tests`"

    schema_version: str = SCHEMA_VERSION
    policy: str
    tests: tuple[TestRecord, ...]
    coverage: Coverage | None = None
    mutation: Mutation | None = None
    updated: tuple[CaseUpdate, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether any test did not pass."""
        return any(test.outcome != "passed" for test in self.tests)
