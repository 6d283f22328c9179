"""How much of a policy its tests exercise: values of clauses, outcomes of verdicts, and what alone turns a verdict.

The goals are those of `logitext cover`. A test exercises one if its answers entail that it is met, so that a test which
leaves clauses open exercises no more than it decides.
"""

from __future__ import annotations

from collections.abc import Sequence

from logitext.cover.goals import CoverGoal
from logitext.cover.stand_ins import formulas_for
from logitext.cover.worked_out import goals_of
from logitext.logic.worlds.space import Space
from logitext.policy.model import Place
from logitext.records.cover import InfeasibleRecord
from logitext.records.frozen import SpanRecord
from logitext.records.tests import Coverage, CoverageGoal, CoverageKind
from logitext.testing.run import RanTest
from logitext.testing.suggest import suggestions

CRITERIA: dict[CoverageKind, str] = {"value": "each-clause", "outcome": "verdict", "decisive": "mcdc"}
"""The criterion of `cover` that lists the goals of a kind."""
MOST = 20_000
"""The most goals of a kind that are listed."""


async def coverage(space: Space, cases: Sequence[RanTest], *, suggest: bool = False) -> Coverage:
    """What the tests that could be decided exercise; with `suggest` the tests that are missing.

    A policy that is not decided on diagrams has no `decisive` goals; a note says so.
    """
    decided = [case for case in cases if case.record.outcome in ("passed", "failed")]
    found: list[CoverageGoal] = []
    open_: list[CoverGoal] = []
    infeasible: dict[str, InfeasibleRecord] = {}
    notes: list[str] = []
    for kind, criterion in CRITERIA.items():
        if kind == "decisive" and space.worlds is None:
            why = formulas_for(space.policy)(space.why)
            notes.append(f"what alone turns a verdict was not looked at: {why}")
            continue
        goals = await goals_of(space, tuple(space.policy.verdicts), criterion, MOST)
        notes += goals.notes
        for goal in goals.goals:
            titles = [case.record.title for case in decided if await space.state(goal.aim, case.values)]
            found.append(_goal(space, kind, goal, titles))
            open_ += [] if titles else [goal]
        for one in goals.infeasible:
            infeasible[one.name] = InfeasibleRecord(name=one.name, clause=one.clause, because=one.because)
    suggested = await suggestions(space, open_, [case.record.title for case in cases]) if suggest else ()
    return Coverage(
        goals=tuple(found),
        infeasible=tuple(infeasible.values()),
        notes=tuple(dict.fromkeys(notes)),
        suggested=tuple(suggested),
    )


def _goal(space: Space, kind: CoverageKind, goal: CoverGoal, titles: Sequence[str]) -> CoverageGoal:
    place = _place(space, goal)
    return CoverageGoal(
        name=goal.name,
        kind=kind,
        clause=goal.clause,
        verdict=goal.verdict,
        file=place.source.name,
        span=SpanRecord.of(place),
        tests=tuple(titles),
    )


def _place(space: Space, goal: CoverGoal) -> Place:
    """Where the clause of a goal stands, or its verdict."""
    if goal.clause is not None:
        return space.policy.clauses[goal.clause].place
    assert goal.verdict is not None
    return space.policy.place(goal.verdict)
