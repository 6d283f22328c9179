"""Processes that decide a part of a run each."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import TYPE_CHECKING

from logitext.api.running.jobs import jobs_of
from logitext.run.columns import Columns
from logitext.run.decide import Deciding
from logitext.run.job import GivenAnswers, Job
from logitext.run.whole import lines_of, quick_for
from logitext.run.workers import Worker
from logitext.sync import run

if TYPE_CHECKING:
    from logitext.api.checks import Checks
    from logitext.api.options import Options
    from logitext.check.facts_file import FactsFiles


def works_alone(jobs: Sequence[Job]) -> bool:
    """Whether nothing is asked at a price, so that several processes share no limits."""
    theories = [theory for job in jobs for theory in job.request.theories]
    return all(theory.price.free and theory.model is None and not theory.tells_cost for theory in theories)


def worker(
    policies: Sequence[Checks],
    options: Options,
    facts: Sequence[FactsFiles],
    assume: Sequence[str],
    documents: Container[str],
    columns: Columns,
    outputs: Sequence[str],
    select: Sequence[str] | None,
    ordered: bool,
    stop_after: int | None,
) -> Worker:
    """What decides in a process of its own."""
    given = GivenAnswers() if columns.clauses else None
    jobs = run(jobs_of(policies, options, given, facts, assume, documents))
    lines = lines_of(jobs, outputs, select, with_id=columns.id is not None)
    deciding = Deciding(jobs, None, quick_for(jobs, given, outputs, select))
    return Worker(deciding, lines, ordered=ordered, stop_after=stop_after)
