"""A run over files, into files."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from logitext.api.running.interrupting import interrupting
from logitext.api.running.jobs import jobs_of
from logitext.api.running.telling import CERTAINTY, TELLING, theory_data
from logitext.api.running.worker_task import WorkerTask, keeps_all, sharing_worker, worker, works_alone
from logitext.run.asking import RunStop
from logitext.run.columns import columns_of
from logitext.run.data.opening import needed
from logitext.run.data.sources import Data, data_of
from logitext.run.data.text_files import TextFiles
from logitext.run.files import Files
from logitext.run.job import GivenAnswers, Job, RunCounts
from logitext.run.outputs import RunOutputs
from logitext.run.printed import STDOUT, printed
from logitext.run.run_task import RunTask
from logitext.run.whole import whole
from logitext.run.workers import Crew, Processes, RunSpent
from logitext.sync import run as run_to_end
from logitext.syntax.diagnostics import ArgumentError, Diagnostic
from logitext.theory.answers import Answers
from logitext.theory.recording.key import digest

if TYPE_CHECKING:
    from logitext.api.checks import Checks
    from logitext.api.options import Options
    from logitext.check.facts_file import FactsFiles
    from logitext.reading.format import ReadingFormat
    from logitext.records.run import RunSummary
    from logitext.run.pipeline import TellCounts


def _shown(jobs: Sequence[Job], kept: Path, target: Path, counts: RunCounts) -> None:
    """Write the page of a run; what draws it is imported where one is wanted."""
    from logitext.api.running.page import write_page  # noqa: PLC0415  # jinja2, which only a page needs

    write_page(jobs, kept, target, counts)


def run_in_files(policies: Sequence[Checks], data: Any, options: Options, files: Files, **run: Any) -> RunSummary:
    """Decide what is in files, into files; Ctrl-C ends it after the documents in work."""
    names = [data] if isinstance(data, str | os.PathLike) else list(data)
    if files.output is None and files.rows is None:
        raise ArgumentError([Diagnostic("NLT623", "a run in files needs a file for what is decided", hint=_A_FILE)])
    stop = RunStop()
    with interrupting(stop):
        return run_to_end(run_files(policies, names, options, files, stop=stop, **run))


def _calibration(job: Job) -> str | None:
    """The hash of the calibration that decides what is given; None without one."""
    certainty = job.request.certainty
    return None if certainty is None or certainty.calibration is None else digest([repr(certainty.calibration)])


def _processes(workers: int, told: WorkerTask, _spent: RunSpent) -> Crew:
    return Processes(workers, worker, told)


def _check_cluster(jobs: Sequence[Job], alone: bool) -> None:
    """ArgumentError where a run cannot be on a cluster."""
    if alone:
        message = "a cluster needs data in files, an output in a file, and calls that are not in batches"
        raise ArgumentError([Diagnostic("NLT623", message)])
    if not keeps_all(jobs):
        message = "on a cluster, what is asked at a price must be kept where all workers find it"
        hint = "name a cache that they share: `--cache postgresql://USER@HOST/DATABASE`"
        raise ArgumentError([Diagnostic("NLT623", message, hint=hint)])
    needed("ray", "a cluster", extra="ray")


def _on_ray(
    workers: int,
    data: Callable[[], Data],
    max_tokens: int | None,
    max_cost: float | None,
    jobs: Sequence[Job],
    told: WorkerTask,
    spent: RunSpent,
) -> Crew:
    from logitext.run.cluster.on_ray import Ray  # noqa: PLC0415  # ray, which is not always installed
    from logitext.theory.llm.theory import OpenAI  # noqa: PLC0415  # as above

    theories = [theory for job in jobs for theory in job.request.theories]
    caps = next((theory.caps for theory in theories if isinstance(theory, OpenAI)), None)
    rates = (None, None) if caps is None else (caps.requests_a_minute, caps.tokens_a_minute)
    bank = max_tokens, max_cost, *rates
    return Ray(workers, data, bank, spent, sharing_worker, told, tuple(limit is not None for limit in bank))


def _sending(jobs: Sequence[Job], options: Options, say: Callable[[str], None] | None, passing: bool) -> Any:
    """The way to send calls in batches. ArgumentError where it does not go with what else is wanted."""
    from logitext.run.provider.sending import by_batches, models_of  # noqa: PLC0415  # httpx2, which only batches need

    minimise = options.get("minimise") or "cost"
    for wrong, message, hint in (
        (
            passing,
            "batches need data in files and an output in a file",
            "a run that waits for hours must be able to go on",
        ),
        (options.get("deadline") is not None, "a deadline of seconds and batches of hours do not go together", None),
        (minimise in ("latency", "mixed"), f"batches have no `{minimise}` to minimise", "leave it out: rounds are few"),
    ):
        if wrong:
            raise ArgumentError([Diagnostic("NLT623", message, hint=hint)])
    return partial(by_batches, models_of([one for job in jobs for one in job.request.theories]), say=say)


def _read_beside(policies: Sequence[Checks], jobs: Sequence[Job]) -> list[str]:
    """The files that a run reads beside its data: policies, and answers."""
    theories = [theory for job in jobs for theory in job.request.theories]
    answers = [one.source.name for one in theories if isinstance(one, Answers) and one.source is not None]
    return [*(os.fspath(path) for policy in policies for path in policy.files), *answers]


_A_FILE = 'name it: `Files(rows="decisions.parquet")`, or `output` for full records'


async def run_files(
    policies: Sequence[Checks],
    data: Sequence[str | os.PathLike[str]],
    options: Options,
    files: Files,
    *,
    columns: Mapping[str, str | None] | None = None,
    id: str | None = None,
    facts: Sequence[FactsFiles] = (),
    assume: Sequence[str] | None = None,
    select: Sequence[str] | None = None,
    reads: ReadingFormat | None = None,
    concurrency: int | None = None,
    say: Callable[[str], None] | None = None,
    tell: TellCounts | None = None,
    tell_bad: Callable[[Diagnostic], None] | None = None,
    stop: RunStop | None = None,
) -> RunSummary:
    """Decide the documents in files, into files. `facts` are those known of documents, for each policy.

    `say` is told what is sent in batches, and what comes back.
    """
    names = [os.fspath(name) for name in data]
    wanted = RunOutputs(*[None if path is None else Path(path) for path in files.outputs])
    source = data_of(names, files.format, reads)
    only_texts = bool(source.readers) and isinstance(source.readers[0], TextFiles)
    checked = [policy.checked for policy in policies]
    found = columns_of(checked, columns or {}, id, source.columns(), only_texts=only_texts)
    given = GivenAnswers() if found.clauses else None
    documents = source.names(ids=id is not None)
    jobs = await jobs_of(policies, options, given, facts, assume, documents)
    manifest: dict[str, Any] = {
        "policies": [policy.sha256 for policy in checked],
        "data": names,
        "columns": {name: dict(getattr(found, name)) for name in ("texts", "facts", "clauses")} | {"id": id},
        "outputs": {name: os.fspath(path) for name, path in wanted.named().items()},
        "order": "as given" if files.ordered else "none",
        "selected columns": None if select is None else list(select),
        "format": [files.format, reads],
        "facts": digest([[repr(dict(one.general)), repr(dict(one.documents))] for one in facts]) if facts else None,
        "calibration": _calibration(jobs[0]),
        "assumptions": list(assume or ()),
        "theories": [[theory_data(theory) for theory in job.request.theories] for job in jobs],
        "options": {name: value for name, value in sorted(options.items()) if name in TELLING and value is not None},
    }
    if any(theory.fetches_evidence for theory in jobs[0].request.theories):
        manifest["evidence"] = True
    if jobs[0].request.certainty is not None:
        manifest["options of probabilities"] = {name: options[name] for name in CERTAINTY if options.get(name)}  # type: ignore[literal-required]  # names of options
    streams = any(name == "-" for name in names)
    sending = None
    if files.batch_api is not None:
        sending, concurrency = (
            _sending(jobs, options, say, streams or STDOUT in wanted.named().values()),
            files.batch_size,
        )
        manifest["batches"] = files.batch_api
    told = WorkerTask(
        list(policies),
        options.copy(),
        tuple(facts),
        tuple(assume or ()),
        documents,
        found,
        list(wanted.named()),
        select,
        files.ordered,
        files.stop_after,
    )
    crew: Callable[[RunSpent], Crew] | None = None
    if files.cluster is not None:
        _check_cluster(jobs, streams or STDOUT in wanted.named().values() or files.batch_api is not None)
        crew = partial(
            _on_ray,
            files.workers,
            partial(data_of, names, files.format, reads),
            files.max_tokens,
            files.max_cost,
            jobs,
            told,
        )
    elif files.workers > 1 and not streams and works_alone(jobs):
        crew = partial(_processes, files.workers, told)
    task = RunTask(
        jobs,
        source,
        found,
        wanted,
        manifest,
        [*names, *_read_beside(policies, jobs)],
        files,
        given,
        select,
        streams,
        concurrency,
        crew,
        sending,
        _shown,
        tell,
        tell_bad,
        stop or RunStop(),
    )
    return await (printed(task) if STDOUT in wanted.named().values() else whole(task))
