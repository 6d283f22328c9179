"""LegalBench's CUAD tasks: which kinds of term a passage of a contract holds. The sets label kinds, not our clauses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.suites.legal.sources import SUITE, source, table
from benchmarks.suites.task import Instance, Task
from logitext.policy.sorts import Value

_POLICIES = Path(__file__).parent / "policies"
_ORIGIN = source("22c8c5346288b781cd0e713dfd453df312dad1c0")
_JOINED = "legalbench/derived/cuad_multilabel.tsv"
_JOINED_SOURCE = (
    f"{_ORIGIN}; the rows of tasks/CUAD_*/test.tsv that stand in two of them or more, joined on their text: a column "
    "for each kind with Yes, No, or nothing where that kind's task does not have the text"
)
_WARRANTY = "legalbench/tasks_2022/CUAD_Warranty Duration/test.tsv"

KINDS: Mapping[str, str] = {
    "License Grant": "license_grant",
    "Irrevocable Or Perpetual License": "irrevocable_or_perpetual",
    "Non-Transferable License": "non_transferable",
    "Affiliate License-Licensee": "affiliate_licensee",
    "Exclusivity": "exclusivity",
    "Anti-Assignment": "anti_assignment",
    "Volume Restriction": "volume_restriction",
    "Termination For Convenience": "termination_for_convenience",
}
"""The verdict of each kind. No kind implies another: ten passages that are about how a licence lasts, passes on or
reaches affiliates are labelled as no grant of one."""


def tasks() -> list[Task]:
    """Both tasks."""
    family = "CUAD: eight kinds of term about licences, of passages labelled for several"
    warranty = "CUAD: how long a warranty lasts"
    return [
        Task(SUITE, "cuad_licences", family, _POLICIES / "licences.nltc", (_JOINED,), _JOINED_SOURCE, _joined),
        Task(SUITE, "cuad_warranty", warranty, _POLICIES / "warranty.nltc", (_WARRANTY,), _ORIGIN, _warranty),
    ]


def _joined(data: Path) -> Iterator[Instance]:
    for number, row in enumerate(table(data, _JOINED, _JOINED_SOURCE), 1):
        gold: dict[str, Value] = {verdict: row[kind] == "Yes" for kind, verdict in KINDS.items() if row[kind]}
        yield Instance(str(number), {"term": row["text"]}, gold)


def _warranty(data: Path) -> Iterator[Instance]:
    for number, row in enumerate(table(data, _WARRANTY, _ORIGIN), 1):
        yield Instance(str(number), {"term": row["text"]}, {"warranty_duration": row["label"] == "Yes"})
