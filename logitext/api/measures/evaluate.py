"""Labelled cases, decided by a policy and held against their labels."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from logitext.api.arguments import verdicts_of
from logitext.api.running.jobs import jobs_of
from logitext.evaluate.asking import CheckedCase, checked
from logitext.evaluate.cases import LabelledCase, cases_of
from logitext.evaluate.clauses import one_of_each
from logitext.evaluate.evaluate import case_record, evaluation
from logitext.evaluate.statistics import needed
from logitext.records.evaluation import Evaluation
from logitext.run.data.formats import DataFormat
from logitext.run.data.frames import kind_of, reader_of
from logitext.run.data.sources import Data, data_of
from logitext.run.job import GivenAnswers, Job
from logitext.syntax.diagnostics import ArgumentError, Diagnostic, InputError
from logitext.theory.chain import members_of
from logitext.theory.protocol import Theory

if TYPE_CHECKING:
    from logitext.api.checks import Checks
    from logitext.api.options import Options
    from logitext.certainty.evidence import Certainty
    from logitext.check.facts_file import FactsFiles
    from logitext.check.request import Request
    from logitext.reading.format import ReadingFormat as TextFormat

TellCases = Callable[[int, int], None]
"""Hears how many cases of how many are done."""


class CaseOptions(TypedDict, total=False):
    """How cases are read and checked: the parameters of `case_work`."""

    columns: Mapping[str, str | None] | None
    id: str | None
    facts: Sequence[FactsFiles]
    assume: Sequence[str] | None
    concurrency: int | None
    format: DataFormat | None
    reads: TextFormat | None
    calibration: str | None
    group: str | None
    reworded: bool
    tell: TellCases | None


async def evaluate(
    policy: Checks,
    cases: Any,
    options: Options,
    **how: Unpack[CaseOptions],
) -> Evaluation:
    """How the policy and its theories do on cases: names of files, or a table. InputError where they do not fit.

    With a `group` one case of each group counts.
    """
    found = await (await case_work(policy, cases, options, **how)).gathered()
    counted = one_of_each(found.checked)
    records = [await case_record(one) for one in counted]
    return evaluation(policy.checked, found.verdicts, found.request.theories, counted, records, found.unlabelled)


@dataclass(frozen=True)
class Gathered:
    """Cases that were checked, for which verdicts and how; `unlabelled` names the records without a right verdict."""

    verdicts: tuple[str, ...]
    request: Request
    checked: Sequence[CheckedCase]
    unlabelled: tuple[str, ...]


@dataclass(frozen=True)
class CaseWork:
    """Cases that are to be checked for these verdicts, and how; `unlabelled` names the records without a verdict."""

    verdicts: tuple[str, ...]
    job: Job
    cases: Sequence[LabelledCase]
    unlabelled: tuple[str, ...]
    concurrency: int | None
    reworded: bool
    tell: TellCases | None

    async def gathered(self) -> Gathered:
        """All cases, each checked."""
        return Gathered(self.verdicts, self.job.request, await self.checked(self.cases), self.unlabelled)

    async def checked(
        self, cases: Sequence[LabelledCase], certainty: Certainty | None = None, *, before: int = 0, of: int = 0
    ) -> list[CheckedCase]:
        """Some of the cases, each checked: `before` of all `of` them are checked already."""
        job, done = self.job, list[CheckedCase]()
        if certainty is not None:
            job = replace(job, request=replace(job.request, certainty=certainty))
        async for one in checked(job, cases, self.concurrency, twice=self.reworded):
            done.append(one)
            if self.tell is not None:
                self.tell(before + len(done), of or len(cases))
        return done


async def case_work(
    policy: Checks,
    cases: Any,
    options: Options,
    *,
    columns: Mapping[str, str | None] | None = None,
    id: str | None = None,
    facts: Sequence[FactsFiles] = (),
    assume: Sequence[str] | None = None,
    concurrency: int | None = None,
    format: DataFormat | None = None,
    reads: TextFormat | None = None,
    calibration: str | None = None,
    group: str | None = None,
    reworded: bool = False,
    tell: TellCases | None = None,
) -> CaseWork:
    """The cases of `evaluate`, and how they are to be checked."""
    needed("scipy")  # it is said before anything is asked
    theory = options.get("theory")
    talks = [one.name for one in members_of(theory) if one.interactive] if isinstance(theory, Theory) else []
    if talks:
        hint = "let the person answer once with `logitext check --theory ask:FILE`, and evaluate with `answers:FILE`"
        raise InputError([Diagnostic("NLT649", f"an evaluation asks no person, and `{talks[0]}` does", hint=hint)])
    names = verdicts_of(policy.checked, options.get("verdicts"))
    data = _data_of(cases, format, reads)
    found = cases_of(policy.checked, names, data, columns or {}, id, group)
    given = GivenAnswers() if found.answers else None
    asked: Options = {**options, "verdicts": names, "probability": True}
    if calibration is not None:
        asked["calibration"] = calibration
    (job,) = await jobs_of([policy], asked, given, facts, assume, data.names(ids=id is not None))
    return CaseWork(tuple(names), job, found.cases, found.unlabelled, concurrency, reworded, tell)


def _data_of(cases: Any, format: DataFormat | None, reads: TextFormat | None) -> Data:
    if isinstance(cases, str | os.PathLike):
        return data_of([os.fspath(cases)], format, reads)
    if isinstance(cases, Sequence) and cases and all(isinstance(one, str | os.PathLike) for one in cases):
        return data_of([os.fspath(one) for one in cases], format, reads)
    kind = kind_of(cases)
    if kind is None:
        message = f"`cases` cannot be of type {type(cases).__name__}"
        hint = "give the name of a file, a table of pandas, Polars or Arrow, or rows as mappings"
        raise ArgumentError([Diagnostic("NLT623", message, hint=hint)])
    return Data([reader_of(cases, kind)])
