"""Processes that decide a part of a run each: the messages to them, and the code that decides in them."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from logitext.api.running.jobs import jobs_of
from logitext.check.many import documents_at_once
from logitext.run.asking import RunPurse, RunStop
from logitext.run.cluster.leases import PACED, Asks, Leased, Paced
from logitext.run.columns import Columns
from logitext.run.decide import Deciding
from logitext.run.job import GivenAnswers, Job
from logitext.run.outputs import Lines
from logitext.run.whole import lines_of, quick_for, remembering_jobs
from logitext.run.workers import Worker
from logitext.sync import run

if TYPE_CHECKING:
    from logitext.api.checks import Checks
    from logitext.api.options import Options
    from logitext.check.facts_file import FactsFiles


@dataclass(frozen=True, slots=True)
class WorkerTask:
    """What every process of a run is to do, which is picklable: the policies, how they are checked, and the outputs.

    `documents` are those that the run has names of; `select` has the columns of rows.
    """

    policies: Sequence[Checks]
    options: Options
    facts: Sequence[FactsFiles]
    assume: Sequence[str]
    documents: Container[str]
    columns: Columns
    outputs: Sequence[str]
    select: Sequence[str] | None
    ordered: bool
    stop_after: int | None

    def jobs(self) -> tuple[list[Job], GivenAnswers | None]:
        """The jobs of this process, and the answers that the data give."""
        given = GivenAnswers() if self.columns.clauses else None
        return run(jobs_of(self.policies, self.options, given, self.facts, self.assume, self.documents)), given

    def lines(self, jobs: Sequence[Job]) -> dict[str, Lines]:
        """What makes the lines of each output."""
        return lines_of(jobs, self.outputs, self.select, with_id=self.columns.id is not None)

    def deciding(self, jobs: Sequence[Job], given: GivenAnswers | None) -> Deciding:
        """What decides documents by these jobs."""
        return Deciding(jobs, None, quick_for(jobs, given, self.outputs, self.select))


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
    task: WorkerTask,
) -> Worker:
    """What decides in a process of its own."""
    jobs, given = task.jobs()
    deciding = task.deciding(jobs, given)
    return Worker(deciding, task.lines(jobs), ordered=task.ordered, stop_after=task.stop_after)


def sharing_worker(
    task: WorkerTask,
    limited: tuple[bool, bool, bool, bool],
    bank: Asks,
    size: int,
) -> Worker:
    """What decides in a process of its own and asks at a price, within limits that one of `size` workers has of a bank.

    `limited`: whether the run limits tokens, cost, and calls and tokens a minute.
    """
    from logitext.theory.llm.theory import OpenAI  # noqa: PLC0415  # only where a model may be asked

    jobs, given = task.jobs()
    theories = [theory for job in jobs for theory in job.request.theories]
    for model in {id(one): one for one in theories if isinstance(one, OpenAI)}.values():
        requests, tokens = (Paced(bank, what) if on else None for what, on in zip(PACED, limited[2:], strict=True))
        model.shares(size, requests, tokens)
    stop = RunStop()
    allowance = Leased(bank, tokens=limited[0], cost=limited[1])
    asked = remembering_jobs(jobs, RunPurse(stop, allowance=allowance))
    at_once = None if works_alone(jobs) else documents_at_once(theories)
    return Worker(
        task.deciding(asked, given),
        task.lines(asked),
        ordered=task.ordered,
        stop_after=task.stop_after,
        at_once=at_once,
        stop=stop,
        ended=allowance.give_back,
    )
