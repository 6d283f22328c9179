"""Which real documents two versions of a policy decide otherwise."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from logitext.api.arguments import theory_of
from logitext.api.running.jobs import jobs_of
from logitext.check.check import check
from logitext.check.forecast import forecast
from logitext.diff.documents import ComparedDocuments, Decided, with_documents
from logitext.diff.earlier import EarlierVersion, earlier, is_recording
from logitext.diff.match import match
from logitext.diff.renamed import UnderBothNames, by_other_names, functions_by_other_names
from logitext.records.difference import PolicyDifference
from logitext.records.result import Result
from logitext.run.columns import DocumentRows, RunDocument, columns_of
from logitext.run.data.formats import DataFormat
from logitext.run.data.sources import data_of
from logitext.run.data.text_files import TextFiles
from logitext.run.job import GivenAnswers, Job, reading
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.theory.chain import Chain, members_of
from logitext.theory.files.answers_file import load_answers
from logitext.theory.protocol import Texts, Theory
from logitext.theory.recording.replay import Replay

if TYPE_CHECKING:
    from logitext.api.checks import Checks
    from logitext.api.loaded import Loaded
    from logitext.api.options import Options
    from logitext.check.facts_file import FactsFiles
    from logitext.reading.format import ReadingFormat

_TOLD = 20
"""The most records that do not fit which are reported one by one."""


async def by_results(
    old: Loaded,
    new: Loaded,
    difference: PolicyDifference,
    paths: Sequence[str | os.PathLike[str]],
    facts: Mapping[str, Any] | None = None,
) -> PolicyDifference:
    """The difference with the documents of earlier results and recordings. Nobody is asked. InputError."""
    was, now = EarlierVersion(old.checked, old.expansion), EarlierVersion(new.checked, new.expansion)
    found = await earlier(was, now, [os.fspath(path) for path in paths], facts or {})
    return with_documents(difference, found, priced=False)


async def by_texts(
    old: Checks,
    new: Checks,
    difference: PolicyDifference,
    data: Sequence[str | os.PathLike[str]],
    options: Options,
    *,
    results: Sequence[str | os.PathLike[str]] = (),
    columns: Mapping[str, str | None] | None = None,
    id: str | None = None,
    facts: Sequence[FactsFiles] = (),
    format: DataFormat | None = None,
    reads: ReadingFormat | None = None,
    ask: bool = False,
) -> PolicyDifference:
    """The difference with the documents of the data, by the answers of the theory that are at hand. InputError.

    Only who is free is asked, and caches; what is missing is priced. With `ask`, everybody is asked. `results` are
    files of earlier results, and recordings, that answer before the theory.
    """
    source = data_of([os.fspath(name) for name in data], format, reads)
    only_texts = bool(source.readers) and isinstance(source.readers[0], TextFiles)
    policies = [old, new]
    checked = [one.checked for one in policies]
    found = columns_of(checked, columns or {}, id, source.columns(), only_texts=only_texts)
    given = GivenAnswers() if found.clauses else None
    names = source.names(ids=id is not None)
    matching = match(old.checked, new.checked)
    others, functions = by_other_names(old.checked, new.checked, matching), functions_by_other_names(matching)
    known = [UnderBothNames(_answering(os.fspath(path)), others, functions) for path in results]
    members = [*known, *members_of(theory_of(options.get("theory")))]
    whole: Options = {**options, "theory": Chain(*members)}
    at_hand: Options = {**options, "theory": Chain(*members if ask else _at_hand(members))}
    asking = await jobs_of(policies, whole, given, facts, None, names)
    jobs = await jobs_of(policies, at_hand, given, facts, None, names)
    rows = DocumentRows(found, checked)
    compared: list[ComparedDocuments] = []
    problems: list[Diagnostic] = []
    for number, record in enumerate(source.records(found.wanted)):
        document = rows.document(number, record)
        if document.problem is not None:
            problems.append(document.problem)
        if problems:
            continue
        with reading(document):
            sides = [await _decided(job, document) for job in jobs]
            costs = [
                await _cost(job, document) if any(side.missing.values()) else 0.0
                for job, side in zip(asking, sides, strict=True)
            ]
        compared.append(ComparedDocuments(document.label, sides[0], sides[1], _together(sides, costs)))
    if problems:
        raise InputError(problems[:_TOLD])
    return with_documents(difference, compared, priced=any(not one.price.free for one in members))


def _answering(path: str) -> Theory:
    """What answers from a file of earlier results, or a recording."""
    return Replay(path) if is_recording(path) else load_answers(path)


def _at_hand(members: Sequence[Theory]) -> list[Theory]:
    """The theories, as far as they answer without a call."""
    found: list[Theory] = []
    for one in members:
        from_cache = getattr(one, "from_cache", None)
        kept = one if one.price.free and one.model is None else None if from_cache is None else from_cache()
        found += [] if kept is None else [kept]
    return found


def _texts(job: Job, document: RunDocument) -> Texts:
    more = {} if job.facts is None else job.facts(document.label)
    return Texts(document.texts, document.label, {**more, **document.facts})


async def _decided(job: Job, document: RunDocument) -> Decided:
    """What one version decides of a document, and what is missing."""
    fitted = job.expansion.fit(_texts(job, document))
    result = await check(fitted.program, fitted.texts, job.request, units=fitted.units)
    values = {name: one.value for name, one in result.verdicts.items()}
    return Decided(values, {name: _open(result, name) for name, value in values.items() if value is None})


def _open(result: Result, name: str) -> Sequence[str]:
    return [] if result.status == "conflict" else [one.clause for one in result.verdicts[name].open]


async def _cost(job: Job, document: RunDocument) -> float | None:
    """What asking for the rest would cost at most; None where nobody can tell."""
    fitted = job.expansion.fit(_texts(job, document))
    calls = (await forecast(fitted.program, fitted.texts, job.request)).asked
    costs = [call.cost for call in calls]
    return None if None in costs else sum(cost for cost in costs if cost is not None)


def _together(sides: Sequence[Decided], costs: Sequence[float | None]) -> float | None:
    """What both cost together: what is missing in both versions is asked once."""
    old, new = costs
    if old is None or new is None:
        return None
    lacking = [{name for names in side.missing.values() for name in names} for side in sides]
    return max(old, new) if lacking[0] <= lacking[1] or lacking[1] <= lacking[0] else old + new
