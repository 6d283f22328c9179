"""Processes that decide a part of a run each."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import TYPE_CHECKING

from logitext.api.running.jobs import jobs_of
from logitext.check.many import documents_at_once
from logitext.run.asking import RunPurse, RunStop
from logitext.run.cluster.leases import PACED, Asks, Leased, Paced
from logitext.run.columns import Columns
from logitext.run.decide import Deciding
from logitext.run.job import GivenAnswers, Job
from logitext.run.whole import lines_of, quick_for, remembering_jobs
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


def keeps_all(jobs: Sequence[Job]) -> bool:
    """Whether all that is asked at a price stays in a cache, where another process finds it."""
    theories = [theory for job in jobs for theory in job.request.theories]
    return all(
        (theory.price.free and theory.model is None and not theory.tells_cost)
        or getattr(theory, "keeps_answers", False)
        for theory in theories
    )


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


def sharing_worker(
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
    limited: tuple[bool, bool, bool, bool],
    bank: Asks,
    size: int,
) -> Worker:
    """What decides in a process of its own and asks at a price, within limits that one of `size` workers has of a bank.

    `limited`: whether the run limits tokens, cost, and calls and tokens a minute.
    """
    from logitext.theory.llm.theory import OpenAI

    given = GivenAnswers() if columns.clauses else None
    jobs = run(jobs_of(policies, options, given, facts, assume, documents))
    theories = [theory for job in jobs for theory in job.request.theories]
    for model in {id(one): one for one in theories if isinstance(one, OpenAI)}.values():
        requests, tokens = (Paced(bank, what) if on else None for what, on in zip(PACED, limited[2:], strict=True))
        model.shares(size, requests, tokens)
    stop = RunStop()
    allowance = Leased(bank, tokens=limited[0], cost=limited[1])
    asked = remembering_jobs(jobs, RunPurse(stop, allowance=allowance))
    lines = lines_of(asked, outputs, select, with_id=columns.id is not None)
    deciding = Deciding(asked, None, quick_for(asked, given, outputs, select))
    at_once = None if works_alone(jobs) else documents_at_once(theories)
    return Worker(
        deciding, lines, ordered=ordered, stop_after=stop_after, at_once=at_once, stop=stop, ended=allowance.give_back
    )
