"""What tests exercise of policies, as one page that needs nothing else: their prose and their lines, coloured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from logitext.policy.model import CheckedPolicy
from logitext.records.tests import CoverageGoal, CoverageKind, TestReport
from logitext.report.decision.prose import Block, blocks
from logitext.report.decision.states import ShownState
from logitext.report.pages.template import fill
from logitext.report.testing.formats import TESTS_FORMATS, shows_coverage
from logitext.report.testing.view import TestsView
from logitext.syntax.source import Source

_KINDS: Mapping[CoverageKind, str] = {
    "value": "values of clauses",
    "outcome": "outcomes of verdicts",
    "decisive": "values that decide a verdict",
}
_NOTHING = ShownState("not-asked", "nothing to exercise")


@dataclass(frozen=True, slots=True)
class CoverageMeter:
    """How many goals of a kind tests exercise."""

    words: str
    met: int
    every: int

    @property
    def percent(self) -> float:
        return 100 * self.met / self.every


@dataclass(frozen=True, slots=True)
class CoveredLine:
    """A line of a policy; `state` is that of the goals that begin on it, `titles` the tests that exercise some."""

    number: int
    text: str
    state: ShownState | None
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CoveredRow:
    """A clause, a fact or a verdict: how far it is exercised, and what no test does."""

    name: str
    wording: str
    state: ShownState
    missing: tuple[str, ...]


@dataclass(frozen=True)
class CoverageView:
    """One policy with its tests. `ids` are the anchors of rows by name."""

    report: TestReport
    summary: str
    meters: tuple[CoverageMeter, ...]
    files: tuple[tuple[str, list[Block], list[CoveredLine]], ...]
    rows: tuple[CoveredRow, ...]
    ids: Mapping[str, str]


@TESTS_FORMATS.of_file
@shows_coverage
def page(view: TestsView) -> str:
    """The page of some reports that have coverage, each with its policy."""
    both = zip(view.reports, view.policies, strict=True)
    views = [_view(*one, number=number) for number, one in enumerate(both, 1)]
    title = "What tests exercise" + (f" of {view.reports[0].policy}" if len(view.reports) == 1 else "")
    return fill("coverage.html", title, views=views)


def _view(report: TestReport, policy: CheckedPolicy, *, number: int) -> CoverageView:
    goals = report.coverage.goals if report.coverage is not None else ()
    about: dict[str, list[CoverageGoal]] = {}
    for goal in goals:
        name = goal.clause if goal.clause is not None else goal.verdict
        about.setdefault(name or "", []).append(goal)
    states = {name: _state(own) for name, own in about.items()}
    clauses = {name: states.get(name, _NOTHING) for name in policy.clauses}
    rows = [name for name in (*policy.clauses, *policy.verdicts) if name in states]
    return CoverageView(
        report=report,
        summary=_summary(report, goals),
        meters=tuple(_meters(goals)),
        files=tuple(
            [
                (
                    document.source.name,
                    blocks(document, clauses, {name: states[name] for name in policy.verdicts if name in states}),
                    list(_lines(document.source, goals)),
                )
                for document in reversed(policy.documents)
            ]
        ),
        rows=tuple([_row(name, policy, states[name], about[name]) for name in rows]),
        ids={name: f"p{number}-{at}" for at, name in enumerate(rows, 1)},
    )


def _summary(report: TestReport, goals: Sequence[CoverageGoal]) -> str:
    passed = sum(test.outcome == "passed" for test in report.tests)
    tests = f"{passed} of {len(report.tests)} tests pass" if report.tests else "There are no tests"
    met = sum(bool(goal.tests) for goal in goals)
    return f"{tests}; {met} of {len(goals)} goals are exercised."


def _meters(goals: Sequence[CoverageGoal]) -> Iterator[CoverageMeter]:
    for kind, words in _KINDS.items():
        own = [goal for goal in goals if goal.kind == kind]
        if own:
            yield CoverageMeter(words, sum(bool(goal.tests) for goal in own), len(own))


def _state(goals: Sequence[CoverageGoal]) -> ShownState:
    """How far some goals are exercised: `true` all, `unknown` some, `bad` none."""
    met = sum(bool(goal.tests) for goal in goals)
    kind = "true" if met == len(goals) else "unknown" if met else "bad"
    return ShownState(kind, f"{met}/{len(goals)}")


def _lines(source: Source, goals: Sequence[CoverageGoal]) -> Iterator[CoveredLine]:
    by_line: dict[int, list[CoverageGoal]] = {}
    for goal in goals:
        if goal.file == source.name:
            by_line.setdefault(goal.span.line, []).append(goal)
    for number, text in enumerate(source.text.splitlines(), 1):
        own = by_line.get(number)
        titles = dict.fromkeys([title for goal in own or () for title in goal.tests])
        yield CoveredLine(number, text, None if own is None else _state(own), tuple(titles))


def _row(name: str, policy: CheckedPolicy, state: ShownState, goals: Sequence[CoverageGoal]) -> CoveredRow:
    wording = policy.clauses[name].wording if name in policy.clauses else policy.verdicts[name].kind
    return CoveredRow(name, wording, state, tuple([goal.name for goal in goals if not goal.tests]))
