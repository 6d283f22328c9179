"""A run from its beginning to its end: begun anew or taken up again, worked at, and put in its place."""

from __future__ import annotations

import contextlib
import errno
import os
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from logitext.check.many import documents_at_once
from logitext.policy.sorts import Sort
from logitext.records.run import AheadCalls, RunSummary
from logitext.run.asking import Remembering, RunPurse, RunStop
from logitext.run.beginning import SPACE, SUFFIXES, begun, cannot_write, check_free, check_names
from logitext.run.decide import Deciding
from logitext.run.finish import (
    RECORD,
    merged,
    merged_after,
    merged_review,
    place,
    place_queue,
    place_review,
)
from logitext.run.flat import Flat
from logitext.run.folder import RESERVE, Folder, RunState
from logitext.run.job import GivenAnswers, Job, JobOutcome, RunCounts, moved
from logitext.run.kept import KeptAnswers
from logitext.run.outputs import (
    PAGE,
    QUEUE,
    RECORDS,
    REVIEW,
    ROWS,
    Lines,
    Output,
    page_lines,
    queue_lines,
    record_lines,
    review_lines,
    row_lines,
)
from logitext.run.pipeline import Run
from logitext.run.queue import RunQueue
from logitext.run.quick import Quick, quick_of
from logitext.run.review import RunReview
from logitext.run.run_task import RunTask
from logitext.run.workers import Crew
from logitext.run.writing import Appender, Reserve
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.theory.protocol import Theory


async def whole(task: RunTask) -> RunSummary:
    """Do what is left of a run. InputError where it cannot be done, or what is there belongs to another run."""
    began = time.monotonic()
    check_names(task.wanted)
    if task.wanted.rows is not None:
        Flat(task.jobs, task.select)  # it raises what is wrong with the columns
    check_free(task)
    with contextlib.ExitStack() as stack:
        folder = Folder(task.folder)
        stack.callback(folder.close)
        state = begun(task, folder)
        before = state.finished and not state.failed
        if not before and task.sending is not None:
            async with task.sending(folder.path, task.stop):
                await _worked(task, folder, state)
            if state.finished and not state.failed:
                folder.drop_batches()
        elif not before:
            await _worked(task, folder, state)
        ending = "done" if state.finished else task.stop.kind or "done"
        made = summary(
            task.jobs, state.counts, ending, _BEFORE if before else task.stop.reason, time.monotonic() - began
        )
        return made if made.done else made.model_copy(update={"ahead": _ahead(folder, state)})


def _ahead(folder: Folder, state: RunState) -> AheadCalls | None:
    """What was asked about documents that are not decided; None where nothing was."""
    done, failed = state.done, state.failed
    kept = KeptAnswers(folder.path, lambda number: number not in done or number in failed, failed)
    used = kept.usage
    if not used.calls:
        return None
    documents = sum(number not in failed for number in kept.found)
    tokens = {"input_tokens": used.input_tokens, "output_tokens": used.output_tokens}
    return AheadCalls(documents=documents, calls=used.calls, cost=used.cost, **tokens)


_BEFORE = "nothing was left to do: an earlier command has finished this run"


def summary(jobs: Sequence[Job], counts: RunCounts, ending: str, reason: str | None, seconds: float) -> RunSummary:
    """The record of what a run did."""
    data = counts.to_data()
    del data["seen"]
    more = {"ending": ending, "reason": reason, "seconds": seconds, "moved": moved(jobs, counts)}
    return RunSummary.model_validate(data | more)


async def _worked(task: RunTask, folder: Folder, state: RunState) -> None:
    """Go on with a run, and put its outputs in their places where it comes to its end."""
    with contextlib.ExitStack() as stack:
        done, failed = state.done, state.failed
        kept = KeptAnswers(folder.path, lambda number: number not in done or number in failed, failed)
        stack.callback(kept.close)
        reserve = _reserved(folder, task.stop)
        Appender.reserve = reserve
        stack.callback(_released, reserve)
        purse = RunPurse(task.stop, task.files.max_tokens, task.files.max_cost)
        spent, before = state.counts, kept.usage
        tokens = spent.input_tokens + spent.output_tokens + before.input_tokens + before.output_tokens
        cost = (spent.cost or 0.0) + (before.cost or 0.0)
        purse.allowance.settle(0, None, tokens, cost)
        jobs = remembering_jobs(task.jobs, purse)
        lines = lines_of(jobs, task.wanted.named(), task.select, with_id=task.columns.id is not None)
        deciding = Deciding(jobs, kept, quick_for(jobs, task.given, lines, task.select))
        theories = [theory for job in jobs for theory in job.request.theories]

        def run(outputs: Mapping[str, Output], only: frozenset[int] | None = None, crew: Crew | None = None) -> Run:
            return Run(
                jobs,
                task.data,
                task.columns,
                outputs,
                state,
                deciding,
                task.stop,
                task.concurrency or documents_at_once(theories),
                ordered=task.files.ordered,
                streams=task.streams and only is None,
                on_bad=task.files.on_bad,
                stop_after=task.files.stop_after,
                folder=folder,
                kept=kept,
                tell=task.tell,
                tell_bad=task.tell_bad,
                only=only,
                crew=crew,
            )

        if not state.ended:
            with contextlib.ExitStack() as opened:
                outputs = _opened(folder, state, lines, opened)
                crew = None if task.crew is None else task.crew((tokens, cost))
                if crew is not None:
                    opened.callback(crew.close)
                await run(outputs, crew=crew).work()
            if crew is not None:  # what others have spent counts for what is tried again here
                spent = state.counts
                more = spent.input_tokens + spent.output_tokens - tokens
                purse.allowance.settle(0, None, more, (spent.cost or 0.0) - cost)
        left: Mapping[int, JobOutcome] = {}
        if state.ended and state.failed and not task.streams:
            left = await _again(task, folder, state, run({}, frozenset(state.failed)), lines)
        if state.ended and not state.finished and task.stop.reason is None:
            at_end = {name: [line for one in left.values() for line in _encoded(of, one)] for name, of in lines.items()}
            _finish(task, folder, state, jobs, at_end)


def remembering_jobs(jobs: Sequence[Job], purse: RunPurse) -> list[Job]:
    """The jobs, with theories that have a price asked through the memory of each document."""
    made: dict[int, Theory] = {}

    def of(theory: Theory) -> Theory:
        if theory.price.free and not theory.tells_cost and theory.model is None:
            return theory
        if id(theory) not in made:
            made[id(theory)] = Remembering(theory, purse, len(made))
        return made[id(theory)]

    return [
        replace(job, request=replace(job.request, theories=[of(one) for one in job.request.theories])) for job in jobs
    ]


# --- the beginning -----------------------------------------------------------------------------------------------


def _reserved(folder: Folder, stop: RunStop) -> Reserve:
    try:
        return Reserve(folder.path / RESERVE, lambda: stop.request("disk", os.strerror(errno.ENOSPC)))
    except OSError as error:
        why = error.strerror or str(error)
        raise InputError([Diagnostic("NLT608", f"cannot write {folder.path}: {why}", hint=SPACE)]) from None


def _released(reserve: Reserve) -> None:
    reserve.remove()
    Appender.reserve = None


def quick_for(
    jobs: Sequence[Job], given: GivenAnswers | None, outputs: Collection[str], select: Sequence[str] | None
) -> Quick | None:
    """What decides documents without checks, where nothing but rows is wanted."""
    return quick_of(jobs, given, Flat(jobs, select)) if set(outputs) == {ROWS} else None


def lines_of(
    jobs: Sequence[Job], outputs: Iterable[str], select: Sequence[str] | None, *, with_id: bool
) -> dict[str, Lines]:
    """What goes into each output about a document."""
    made: dict[str, Lines] = {}
    for name in outputs:
        if name == RECORDS:
            made[name] = record_lines(jobs, with_id=with_id)
        elif name == ROWS:
            made[name] = row_lines(Flat(jobs, select))
        elif name == REVIEW:
            made[name] = review_lines(RunReview(jobs))
        elif name == QUEUE:
            made[name] = queue_lines(RunQueue(RunReview(jobs)))
        else:
            made[name] = page_lines(jobs)
    return made


def _opened(
    folder: Folder, state: RunState, lines: Mapping[str, Lines], stack: contextlib.ExitStack
) -> dict[str, Output]:
    outputs = {}
    for name, made in lines.items():
        try:
            outputs[name] = Output(folder.path / name, made, state.sizes.get(name, 0))
        except OSError as error:
            raise cannot_write(folder.path / name, error) from None
        stack.callback(outputs[name].close)
    return outputs


# --- the end -----------------------------------------------------------------------------------------------------


def _finish(
    task: RunTask, folder: Folder, state: RunState, jobs: Sequence[Job], failed: Mapping[str, Sequence[bytes]]
) -> None:
    """Put the outputs in their places; may be done again where it was cut off.

    `failed` are the lines of what a back end failed, which stand at the end where there is no order.
    """
    for name, target in task.wanted.named().items():
        kept = folder.path / name
        try:
            if name == REVIEW:
                place_review(kept, target)
            elif name == QUEUE:
                place_queue(kept, target)
            elif name == PAGE:
                assert task.show is not None
                if kept.exists():
                    task.show(jobs, kept, target, state.counts)
            else:
                made = schema(jobs, task.select, whole=name == RECORDS)
                place(kept, target, made, keep=bool(state.failed), more=() if task.files.ordered else failed[name])
        except (OSError, ValueError) as error:
            raise cannot_write(target, error) from None
    state.finished = True
    folder.keep(state, sync=True)


def schema(jobs: Sequence[Job], select: Sequence[str] | None, *, whole: bool) -> Mapping[str, Sort | None]:
    """The columns of an output, with the sorts of those that are verdicts."""
    if whole:
        return RECORD
    flat = Flat(jobs, select)
    sorts = flat.sorts()
    return {name: sorts.get(name) for name in flat.columns}


async def _again(
    task: RunTask, folder: Folder, state: RunState, run: Run, lines: Mapping[str, Lines]
) -> Mapping[int, JobOutcome]:
    """Decide again what a back end failed, and put what comes of it in its place. What fails once more."""
    outcomes: dict[int, JobOutcome] = {}
    run.put = lambda outcome: outcomes.update({outcome.document.number: outcome})
    await run.work()
    better = {number: outcome for number, outcome in sorted(outcomes.items()) if not outcome.failed}
    if better:
        for name, made in lines.items():
            path = folder.path / name
            draft = path.with_name(name + ".new")
            new = {number: _encoded(made, outcome) for number, outcome in better.items()}
            with path.open("rb") as old, draft.open("wb") as file:
                if task.files.ordered and name not in SUFFIXES:
                    file.writelines(merged(old, new, len(task.jobs)))
                elif name in SUFFIXES:
                    file.writelines(merged_review(old, new))
                else:
                    file.writelines(merged_after(old, state.sizes[name], new))
                state.sizes[name] = file.tell()
            draft.replace(path)
        for number, outcome in better.items():
            state.failed.discard(number)
            recount(state.counts, outcome)
        state.finished = False
        folder.keep(state, sync=True)
    return {number: outcome for number, outcome in outcomes.items() if number not in better}


def _encoded(lines: Lines, outcome: JobOutcome) -> list[bytes]:
    return [f"{line}\n".encode("utf-8", "backslashreplace") for line in lines(outcome)]


def recount(counts: RunCounts, outcome: JobOutcome) -> None:
    """Count a document that had failed, and has not any more."""
    counts.failed -= 1
    counts.documents -= 1
    counts.add(outcome)
