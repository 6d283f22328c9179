"""Data into the documents whose labels would tell most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from logitext.api.arguments import verdicts_of
from logitext.api.measures.evaluate import TellCases
from logitext.api.running.jobs import jobs_of
from logitext.evaluate.asking import checked
from logitext.evaluate.cases import LabelledCase, documents_of
from logitext.evaluate.labelling import Picked
from logitext.evaluate.picking import picks
from logitext.run.data.formats import DataFormat
from logitext.run.data.sources import data_of
from logitext.run.job import GivenAnswers

if TYPE_CHECKING:
    from logitext.api.checks import Checks
    from logitext.api.options import Options
    from logitext.check.facts_file import FactsFiles
    from logitext.reading.format import ReadingFormat


async def picked(
    policy: Checks,
    data: Sequence[str],
    options: Options,
    *,
    number: int,
    max_error: float,
    seed: int = 0,
    columns: Mapping[str, str | None] | None = None,
    id: str | None = None,
    facts: Sequence[FactsFiles] = (),
    assume: Sequence[str] | None = None,
    concurrency: int | None = None,
    format: DataFormat | None = None,
    reads: ReadingFormat | None = None,
    tell: TellCases | None = None,
) -> list[Picked]:
    """The documents to label. Each of the data is decided once; what has no probability is as unsure as can be."""
    names = verdicts_of(policy.checked, options.get("verdicts"))
    source = data_of(list(data), format, reads)
    documents, answers = documents_of(policy.checked, source, columns or {}, id)
    asked: Any = {**options, "verdicts": names, "probability": True}
    given = GivenAnswers() if answers else None
    (job,) = await jobs_of([policy], asked, given, facts, assume, source.names(ids=id is not None))
    sure: list[float] = []
    async for one in checked(job, [LabelledCase(document, {}, {}) for document in documents], concurrency):
        chances = [found.values[0].probability for found in (one.result.probability or {}).values() if found.values]
        sure.append(min(chances, default=0.0))
        if tell is not None:
            tell(len(sure), len(documents))
    return [Picked(documents[one.place], one.probability, one.weight) for one in picks(sure, number, max_error, seed)]
