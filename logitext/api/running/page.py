"""Decisions of a run as one page: counts of all documents, and some of them with the policy's prose."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from logitext.explain.explain import explain
from logitext.records.result import Result
from logitext.report.decision.page import run_page
from logitext.report.decision.view import view
from logitext.run.job import Job, RunCounts, moved
from logitext.run.seen import worth_seeing
from logitext.sync import run
from logitext.syntax.diagnostics import LogitextError
from logitext.syntax.write import write_text
from logitext.verify.parsed_result import parsed_result

MOST = 100
"""Decisions that are shown: a page of more is slow to open, and nobody reads it."""


def write_page(jobs: Sequence[Job], kept: Path, target: Path, counts: RunCounts) -> None:
    """Write the page of a run from what it has kept for it. OSError where it cannot be written."""
    views = []
    for number, entry in enumerate(worth_seeing(kept, MOST), 1):
        job = jobs[entry["policy"]]
        result = _explained(job, parsed_result(entry["result"]).result)
        views.append(view(job.program.policy, result, entry["texts"], number=number))
    title = "Decisions by " + ", ".join(job.name for job in jobs)
    write_text(target, run_page(views, title, counts.to_data(), moved(jobs, counts)))


def _explained(job: Job, result: Result) -> Result:
    if result.error is not None or result.assumed:
        return result
    try:
        found = run(explain(job.expansion.program(result.units), result, trace=True, why_not=True))
    except LogitextError:  # what cannot be explained is shown without
        return result
    return result.model_copy(update={"explanation": found})
