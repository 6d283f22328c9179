"""A run from its beginning to its end: begun anew or taken up again, worked at, and put in its place."""

from __future__ import annotations

import contextlib
import errno
import os
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from logitext.check.many import documents_at_once
from logitext.policy.sorts import Sort
from logitext.records.run import RunSummary
from logitext.run.asking import Remembering, RunPurse, RunStop
from logitext.run.columns import Columns
from logitext.run.data.opening import needed
from logitext.run.data.sources import Data
from logitext.run.decide import Deciding
from logitext.run.files import Files
from logitext.run.finish import (
    FORMATS,
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
    RunOutputs,
    page_lines,
    queue_lines,
    record_lines,
    review_lines,
    row_lines,
)
from logitext.run.pipeline import Run, TellCounts
from logitext.run.queue import RunQueue
from logitext.run.quick import Quick, quick_of
from logitext.run.review import RunReview
from logitext.run.workers import Crew, RunSpent
from logitext.run.writing import Appender, Reserve
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.theory.protocol import Theory


@dataclass(frozen=True)
class RunTask:
    """What a run is to do, whatever was done of it by now.

    `manifest` says what it is, so that nobody goes on with another; `files` has the limits for all of it; `select` has
    the columns of rows; `crew` makes the processes that decide, where it is not this one; `sending` is
    a way to send calls within it, which keeps what it must not lose in the folder.
    """

    jobs: Sequence[Job]
    data: Data
    columns: Columns
    wanted: RunOutputs
    manifest: Mapping[str, Any]
    files: Files
    given: GivenAnswers | None = None
    select: Sequence[str] | None = None
    streams: bool = False
    concurrency: int | None = None
    crew: Callable[[RunSpent], Crew] | None = None
    sending: Callable[[Path, RunStop], contextlib.AbstractAsyncContextManager[None]] | None = None
    show: Callable[[Sequence[Job], Path, Path, RunCounts], None] | None = None
    tell: TellCounts | None = None
    tell_bad: Callable[[Diagnostic], None] | None = None
    stop: RunStop = field(default_factory=RunStop)

    @property
    def folder(self) -> Path:
        """Where the run keeps how far it is."""
        first = next(iter(self.wanted.named().values()))
        return first.with_name(first.name + ".run")


async def whole(task: RunTask) -> RunSummary:
    """Do what is left of a run. InputError where it cannot be done, or what is there belongs to another run."""
    began = time.monotonic()
    _check_names(task.wanted)
    if task.wanted.rows is not None:
        Flat(task.jobs, task.select)  # it raises what is wrong with the columns
    with contextlib.ExitStack() as stack:
        folder = Folder(task.folder)
        stack.callback(folder.close)
        state = _begun(task, folder)
        before = state.finished and not state.failed
        if not before and task.sending is not None:
            async with task.sending(folder.path, task.stop):
                await _worked(task, folder, state)
            if state.finished and not state.failed:
                folder.drop_batches()
        elif not before:
            await _worked(task, folder, state)
        ending = "done" if state.finished else task.stop.kind or "done"
        return summary(
            task.jobs, state.counts, ending, _BEFORE if before else task.stop.reason, time.monotonic() - began
        )


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


_FOR_PEOPLE = (".yaml", ".yml", ".jsonl")
_SUFFIXES = {REVIEW: _FOR_PEOPLE, QUEUE: _FOR_PEOPLE, PAGE: (".html", ".htm")}
"""The names of outputs for people, which have no line for each document."""


# --- the beginning -----------------------------------------------------------------------------------------------


def _check_names(wanted: RunOutputs) -> None:
    """InputError where an output has no place, or a name that no format has."""
    problems = []
    for kind, path in wanted.named().items():
        suffixes = _SUFFIXES.get(kind, FORMATS)
        if path.suffix not in suffixes:
            hint = f"name it {' or '.join(suffixes)}"
            message = f"cannot write {path}: no output of this kind has the format `{path.suffix}`"
            problems.append(Diagnostic("NLT608", message, hint=hint))
        elif not path.parent.is_dir():
            problems.append(Diagnostic("NLT608", f"cannot write {path}: there is no such folder"))
        elif path.is_dir():
            problems.append(Diagnostic("NLT608", f"cannot write {path}: it is a folder"))
        elif path.suffix == ".parquet":
            needed("pyarrow.parquet", path.name)
    paths = list(wanted.named().values())
    twice = sorted({path for path in paths if paths.count(path) > 1})
    problems += [Diagnostic("NLT608", f"cannot write {path}: two outputs have this name") for path in twice]
    if problems:
        raise InputError(problems)


def _begun(task: RunTask, folder: Folder) -> RunState:
    """The state of the run in the folder, which is this one; a new one where there is none.

    InputError where what is there belongs to another run.
    """
    if task.files.overwrite:
        folder.clear()
    before = folder.manifest()
    if before is None:
        there = [path for path in task.wanted.named().values() if path.exists() and not task.files.overwrite]
        if there:
            message = f"{there[0]} exists, and no run that could go on has written it"
            raise InputError([Diagnostic("NLT645", message, hint=_OTHER)])
        folder.begin(task.manifest)
        return RunState()
    state = folder.state()
    differing = [name for name, value in task.manifest.items() if before.get(name) != value]
    differing += [name for name in before if name not in task.manifest and name != "logitext_run"]
    if differing and not state.done.last and not folder.holds_answers:
        folder.begin(task.manifest)  # the other one came to nothing
        return RunState()
    if differing:
        message = f"{task.folder} belongs to another run, with other {_listed(differing)}"
        raise InputError([Diagnostic("NLT645", message, hint=_OTHER)])
    if state.finished and not all(path.exists() for path in task.wanted.named().values()):
        folder.clear()  # who takes the output away wants it anew
        folder.begin(task.manifest)
        return RunState()
    return state


_OTHER = "write to another file, or begin anew with `--overwrite`"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _reserved(folder: Folder, stop: RunStop) -> Reserve:
    try:
        return Reserve(folder.path / RESERVE, lambda: stop.request("disk", os.strerror(errno.ENOSPC)))
    except OSError as error:
        why = error.strerror or str(error)
        raise InputError([Diagnostic("NLT608", f"cannot write {folder.path}: {why}", hint=_SPACE)]) from None


_SPACE = "make space; the same command then goes on"


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
            raise _cannot_write(folder.path / name, error) from None
        stack.callback(outputs[name].close)
    return outputs


def _cannot_write(path: Path, error: Exception) -> InputError:
    why = getattr(error, "strerror", None) or str(error)
    return InputError([Diagnostic("NLT608", f"cannot write {path}: {why}", hint=_SPACE)])


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
            raise _cannot_write(target, error) from None
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
                if task.files.ordered and name not in _SUFFIXES:
                    file.writelines(merged(old, new, len(task.jobs)))
                elif name in _SUFFIXES:
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
