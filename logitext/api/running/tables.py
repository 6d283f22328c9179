"""A run over a table that is in memory."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from logitext.api.running.jobs import jobs_of
from logitext.check.chunks import chunks
from logitext.check.many import documents_at_once
from logitext.policy.sorts import Sort
from logitext.run.asking import RunPurse, RunStop
from logitext.run.columns import DocumentRows, columns_of
from logitext.run.data.frames import FrameKind, kind_of, reader_of, table_of
from logitext.run.data.sources import Data
from logitext.run.decide import Deciding
from logitext.run.flat import Flat
from logitext.run.job import GivenAnswers
from logitext.run.whole import remembering_jobs, schema
from logitext.sync import iterate
from logitext.syntax.diagnostics import ArgumentError, Diagnostic

if TYPE_CHECKING:
    from logitext.api.checks import Checks
    from logitext.api.options import Options


async def run_rows(
    policies: Sequence[Checks],
    table: Any,
    kind: FrameKind,
    options: Options,
    *,
    columns: Mapping[str, str | None] | None = None,
    id: str | None = None,
    assume: Sequence[str] | None = None,
    select: Sequence[str] | None = None,
    concurrency: int | None = None,
    stop: RunStop,
) -> tuple[AsyncGenerator[list[dict[str, Any]], None], Mapping[str, Sort | None]]:
    """The flat rows of a table, some at a time as they are decided, and their columns."""
    source = Data([reader_of(table, kind)])
    checked = [policy.checked for policy in policies]
    found = columns_of(checked, columns or {}, id, source.columns())
    given = GivenAnswers() if found.clauses else None
    documents = source.names(ids=id is not None)
    jobs = remembering_jobs(await jobs_of(policies, options, given, (), assume, documents), RunPurse(stop))
    flat = Flat(jobs, select)
    deciding, rows = Deciding(jobs), DocumentRows(found, checked)
    at_once = concurrency or documents_at_once([theory for job in jobs for theory in job.request.theories])
    items = (rows.document(number, record) for number, record in enumerate(source.records(found.wanted)))

    async def decided() -> AsyncGenerator[list[dict[str, Any]], None]:
        results = chunks(items, deciding.begin, at_once)
        async with contextlib.aclosing(results):
            async for several in results:
                yield [row for outcome in several for row in flat.rows(outcome)]

    return decided(), schema(jobs, select, whole=False)


def run_table(policies: Sequence[Checks], table: Any, options: Options, **run: Any) -> Any:
    """The rows of a table, as a table of the same kind; an iterator of mappings where the data was one."""
    kind = kind_of(table)
    if kind is None:
        message = f"`data` cannot be of type {type(table).__name__}"
        hint = "give a table of pandas, Polars or Arrow, rows as mappings, or the names of files with an `output`"
        raise ArgumentError([Diagnostic("NLT623", message, hint=hint)])
    found: list[Mapping[str, Sort | None]] = []

    async def several() -> AsyncGenerator[list[dict[str, Any]], None]:
        decided, columns = await run_rows(policies, table, kind, options, stop=RunStop(), **run)
        found.append(columns)
        yield []  # so that what does not fit is said now, not when the first row is taken
        async with contextlib.aclosing(decided):
            async for some in decided:
                yield some

    rows = iterate(several())
    next(rows)
    return table_of((row for some in rows for row in some), found[0], kind)
