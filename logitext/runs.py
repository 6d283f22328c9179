"""The part of the Python API that decides many documents: files, or a table that is in memory."""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import threading
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from logitext.check.chunks import chunks
from logitext.check.many import documents_at_once
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import Sort, Value
from logitext.run.asking import Purse, Stop
from logitext.run.columns import Columns, Rows, columns_of
from logitext.run.data.frames import Kind, kind_of, reader_of, table_of
from logitext.run.data.sources import Data, Format, data_of
from logitext.run.data.text_files import TextFiles
from logitext.run.decide import Deciding
from logitext.run.flat import Flat
from logitext.run.job import Given, Job
from logitext.run.outputs import Wanted
from logitext.run.whole import Task, lines_of, quick_for, remembering_jobs, schema, whole
from logitext.run.workers import Crew, Worker
from logitext.sync import iterate
from logitext.sync import run as run_to_end
from logitext.syntax.diagnostics import ArgumentError, Diagnostic, InputError
from logitext.theory.answers import Answers
from logitext.theory.files.entries import Entries
from logitext.theory.protocol import Theory
from logitext.theory.recording.key import digest, identity

if TYPE_CHECKING:
    from logitext.check.expansion import Expansion
    from logitext.check.facts_file import Facts
    from logitext.check.loop import Request
    from logitext.logic.program import Program
    from logitext.reading.formats import Format as TextFormat
    from logitext.records.run import RunSummary
    from logitext.run.pipeline import Tell


class Decides(Protocol):
    """A policy of the Python API."""

    @property
    def checked(self) -> CheckedPolicy: ...
    @property
    def program(self) -> Program: ...
    @property
    def expansion(self) -> Expansion: ...
    async def _prepared(self, options: Any) -> Request: ...
    def _supposing(self, assume: Sequence[str] | None) -> tuple[Decides, Mapping[str, bool]]: ...


async def jobs_of(
    policies: Sequence[Decides],
    options: Mapping[str, Any],
    given: Given | None,
    facts: Sequence[Facts] = (),
    assume: Sequence[str] | None = None,
) -> list[Job]:
    """The policies with what is asked of them, each under a name of its own. InputError where one cannot be served."""
    names = _names([policy.checked.source.name for policy in policies])
    several = len(policies) > 1
    every = {name for policy in policies for name in policy.checked.clauses}
    jobs = []
    for number, (policy, name) in enumerate(zip(policies, names, strict=True)):
        theory = options.get("theory")
        if several and isinstance(theory, Theory):
            theory = _for_policy(theory, policy.checked, every, first=number == 0)
        supposing, assumed = policy._supposing(assume)
        request = await supposing._prepared({**options, "theory": theory})
        talks = [one.name for one in request.theories if one.interactive]
        if talks:
            hint = "write what is undetermined into a file with `--review`, and answer it there"
            raise InputError([Diagnostic("NLT649", f"a run asks no person, and `{talks[0]}` does", hint=hint)])
        if given is not None:
            theories = list(request.theories)
            at = next((at for at, one in enumerate(theories) if not isinstance(one, Answers)), len(theories))
            request = replace(request, theories=[*theories[:at], given, *theories[at:]])
        known = partial(_known, facts[number] if facts else None, assumed) if facts or assumed else None
        jobs.append(Job(name, supposing.program, supposing.expansion, request, known))
    return jobs


def _known(facts: Facts | None, assumed: Mapping[str, bool], label: str | None) -> Mapping[str, Value]:
    """The facts that are known of a document, beside those in the data."""
    return {**assumed, **({} if facts is None else facts.of(label))}


def _names(paths: Sequence[str]) -> list[str]:
    """A short name for each policy: the name of its file, or its path where two files have the same."""
    stems = [Path(path).stem for path in paths]
    return [path if stems.count(stem) > 1 else stem for path, stem in zip(paths, stems, strict=True)]


def _for_policy(theory: Theory, policy: CheckedPolicy, every: set[str], *, first: bool) -> Theory:
    """A theory for one of several policies: of answers, only those to its clauses.

    What no policy has is left to the first, which says so.
    """
    from logitext.theory.chain import Chain, members_of

    def fits(clause: str) -> bool:
        name = clause.partition("(")[0]
        return name in policy.clauses or (first and name not in every)

    def of(member: Theory) -> Theory:
        if not isinstance(member, Answers):
            return member
        entries = member.entries
        general = {name: entry for name, entry in entries.general.items() if fits(name)}
        documents = {
            label: {name: entry for name, entry in section.items() if fits(name)}
            for label, section in entries.documents.items()
        }
        kept = Entries(general, documents, entries.record, entries.places)
        made = Answers.__new__(Answers)
        made._take(kept, member.source, member.name)
        return made

    return Chain(*map(of, members_of(theory)))


@dataclass(frozen=True)
class Files:
    """The files that a run writes, and what limits the whole of it.

    `output`: the full records; `rows`: flat rows (.jsonl or .parquet each); `review`: what people should look at
    (.yaml). `format` is that of the data where the names of its files do not say it. `ordered`: in the order of the
    data. `on_bad`: a bad record is a row that says so (`"skip"`), or ends the run (`"stop"`). `stop_after`: the number
    of documents that a back end may fail. `max_tokens`, `max_cost`: limits for the run. `workers`: processes that
    decide, where nobody is asked at a price; what they are given must be picklable. `overwrite`: begin anew.
    """

    output: str | os.PathLike[str] | None = None
    rows: str | os.PathLike[str] | None = None
    review: str | os.PathLike[str] | None = None
    format: Format | None = None
    ordered: bool = True
    on_bad: Literal["skip", "stop"] = "skip"
    stop_after: int | None = 100
    max_tokens: int | None = None
    max_cost: float | None = None
    workers: int = 1
    overwrite: bool = False


def run_in_files(
    policies: Sequence[Decides], data: Any, options: Mapping[str, Any], files: Files, **run: Any
) -> RunSummary:
    """Decide what is in files, into files; Ctrl-C ends it after the documents in work."""
    names = [data] if isinstance(data, str | os.PathLike) else list(data)
    if files.output is None and files.rows is None:
        raise ArgumentError([Diagnostic("NLT623", "a run in files needs a file for what is decided", hint=_A_FILE)])
    stop = Stop()
    with interrupting(stop):
        return run_to_end(run_files(policies, names, options, stop=stop, **vars(files), **run))


_A_FILE = 'name it: `Files(rows="decisions.parquet")`, or `output` for full records'


# --- files -------------------------------------------------------------------------------------------------------


async def run_files(
    policies: Sequence[Decides],
    data: Sequence[str | os.PathLike[str]],
    options: Mapping[str, Any],
    *,
    output: str | os.PathLike[str] | None = None,
    rows: str | os.PathLike[str] | None = None,
    review: str | os.PathLike[str] | None = None,
    columns: Mapping[str, str | None] | None = None,
    id: str | None = None,
    facts: Sequence[Facts] = (),
    assume: Sequence[str] | None = None,
    select: Sequence[str] | None = None,
    format: Format | None = None,
    reads: TextFormat | None = None,
    ordered: bool = True,
    on_bad: str = "skip",
    stop_after: int | None = None,
    max_tokens: int | None = None,
    max_cost: float | None = None,
    concurrency: int | None = None,
    workers: int = 1,
    overwrite: bool = False,
    tell: Tell | None = None,
    tell_bad: Callable[[Diagnostic], None] | None = None,
    stop: Stop | None = None,
) -> RunSummary:
    """Decide the documents in files, into files. `facts` are those known of documents, for each policy."""
    names = [os.fspath(name) for name in data]
    wanted = Wanted(*[None if path is None else Path(path) for path in (output, rows, review)])
    source = data_of(names, format, reads)
    only_texts = bool(source.readers) and isinstance(source.readers[0], TextFiles)
    checked = [policy.checked for policy in policies]
    found = columns_of(checked, columns or {}, id, source.columns(), only_texts=only_texts)
    given = Given() if found.clauses else None
    jobs = await jobs_of(policies, options, given, facts, assume)
    manifest = {
        "policies": [policy.sha256 for policy in checked],
        "data": names,
        "columns": {name: dict(getattr(found, name)) for name in ("texts", "facts", "clauses")} | {"id": id},
        "outputs": {name: os.fspath(path) for name, path in wanted.named().items()},
        "order": "as given" if ordered else "none",
        "selected columns": None if select is None else list(select),
        "format": [format, reads],
        "facts": digest([[repr(dict(one.general)), repr(dict(one.documents))] for one in facts]) if facts else None,
        "assumptions": list(assume or ()),
        "theories": [theory_data(theory) for theory in jobs[0].request.theories],
        "options": {name: value for name, value in sorted(options.items()) if name in _TELLING and value is not None},
    }
    streams = any(name == "-" for name in names)
    crew = None
    if workers > 1 and not streams and works_alone(jobs):
        told = (
            list(policies),
            dict(options),
            tuple(facts),
            tuple(assume or ()),
            found,
            list(wanted.named()),
            select,
            ordered,
        )
        crew = partial(Crew, workers, worker, *told)
    task = Task(
        jobs,
        source,
        found,
        wanted,
        manifest,
        given,
        select,
        ordered,
        streams,
        on_bad,
        stop_after,
        concurrency,
        max_tokens,
        max_cost,
        overwrite,
        crew,
        tell,
        tell_bad,
        stop or Stop(),
    )
    return await whole(task)


# --- several processes -------------------------------------------------------------------------------------------


def works_alone(jobs: Sequence[Job]) -> bool:
    """Whether nothing is asked at a price, so that several processes share no limits."""
    theories = [theory for job in jobs for theory in job.request.theories]
    return all(theory.price.free and theory.model is None and not theory.tells_cost for theory in theories)


def worker(
    policies: Sequence[Decides],
    options: Mapping[str, Any],
    facts: Sequence[Facts],
    assume: Sequence[str],
    columns: Columns,
    outputs: Sequence[str],
    select: Sequence[str] | None,
    ordered: bool,
) -> Worker:
    """What decides in a process of its own."""
    given = Given() if columns.clauses else None
    jobs = run_to_end(jobs_of(policies, options, given, facts, assume))
    lines = lines_of(jobs, outputs, select, with_id=columns.id is not None)
    return Worker(Deciding(jobs, given, None, quick_for(jobs, given, outputs, select)), lines, ordered=ordered)


# --- a table in memory -------------------------------------------------------------------------------------------


async def run_rows(
    policies: Sequence[Decides],
    table: Any,
    kind: Kind,
    options: Mapping[str, Any],
    *,
    columns: Mapping[str, str | None] | None = None,
    id: str | None = None,
    assume: Sequence[str] | None = None,
    select: Sequence[str] | None = None,
    concurrency: int | None = None,
    stop: Stop,
) -> tuple[AsyncGenerator[list[dict[str, Any]], None], Mapping[str, Sort | None]]:
    """The flat rows of a table, some at a time as they are decided, and their columns."""
    source = Data([reader_of(table, kind)])
    checked = [policy.checked for policy in policies]
    found = columns_of(checked, columns or {}, id, source.columns())
    given = Given() if found.clauses else None
    jobs = remembering_jobs(await jobs_of(policies, options, given, assume=assume), Purse(stop))
    flat = Flat(jobs, select)
    deciding, rows = Deciding(jobs, given), Rows(found, checked)
    at_once = concurrency or documents_at_once([theory for job in jobs for theory in job.request.theories])
    documents = (rows.document(number, record) for number, record in enumerate(source.records(found.wanted)))

    async def decided() -> AsyncGenerator[list[dict[str, Any]], None]:
        results = chunks(documents, deciding.begin, at_once)
        async with contextlib.aclosing(results):
            async for several in results:
                yield [row for outcome in several for row in flat.rows(outcome)]

    return decided(), schema(jobs, select, whole=False)


def run_table(policies: Sequence[Decides], table: Any, options: Mapping[str, Any], **run: Any) -> Any:
    """The rows of a table, as a table of the same kind; an iterator of mappings where the data was one."""
    kind = kind_of(table)
    if kind is None:
        message = f"`data` cannot be of type {type(table).__name__}"
        hint = "give a table of pandas, Polars or Arrow, rows as mappings, or the names of files with an `output`"
        raise ArgumentError([Diagnostic("NLT623", message, hint=hint)])
    found: list[Mapping[str, Sort | None]] = []

    async def several() -> AsyncGenerator[list[dict[str, Any]], None]:
        decided, columns = await run_rows(policies, table, kind, options, stop=Stop(), **run)
        found.append(columns)
        yield []  # so that what does not fit is said now, not when the first row is taken
        async with contextlib.aclosing(decided):
            async for some in decided:
                yield some

    rows = iterate(several())
    next(rows)
    return table_of((row for some in rows for row in some), found[0], kind)


_TELLING = ("verdicts", "on_conflict", "strategy", "minimise", "batch", "priors")
"""Options on which results, or what is asked, depend."""


def theory_data(theory: Theory) -> dict[str, Any]:
    """What of a theory its answers depend on."""
    data: dict[str, Any] = dict(identity(theory))
    data["thresholds"] = [theory.thresholds.false, theory.thresholds.true]
    settings, endpoint = getattr(theory, "settings", None), getattr(theory, "endpoint", None)
    if settings is not None and endpoint is not None:
        data["settings"] = digest([repr(settings), endpoint.name])
    if isinstance(theory, Answers):
        data["answers"] = hashlib.sha256(repr(theory.entries).encode("utf-8", "backslashreplace")).hexdigest()
    return data


@contextmanager
def interrupting(stop: Stop, say: Callable[[str], None] | None = None) -> Iterator[None]:
    """Within this, Ctrl-C ends a run in two steps: no more is begun; and what is in work is dropped."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupted(_signal: int, _frame: Any) -> None:
        if stop.reason is not None:
            raise KeyboardInterrupt
        stop.request("interrupted", "interrupted")
        if say is not None:
            say("finishing the documents in work; Ctrl-C again ends at once")

    before = signal.signal(signal.SIGINT, interrupted)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
