"""LegalBench's hearsay, with the truth of its three clauses read off the set's slices."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.questions.labelled import POLICIES
from benchmarks.suites.legal.sources import SUITE, numbered, source
from benchmarks.suites.task import YES, Instance, Task, each, label, required
from logitext.policy.sorts import Value

FILE = "legalbench/derived/hearsay_clauses.tsv"
_SOURCE = (
    f"{source('171e332109e562f93f4300a471264104ac5ba35c')}; tasks/hearsay/test.tsv with three columns more, statement, "
    "out_of_court and for_truth, read off its slices: 1, 0, or nothing where the slice leaves it open"
)
CLAUSES = ("statement", "out_of_court", "for_truth")


def task() -> Task:
    """The task."""
    return Task(
        SUITE,
        "hearsay",
        "Hearsay: an out-of-court statement offered to prove what it asserts",
        POLICIES / "hearsay.nltc",
        (FILE,),
        _SOURCE,
        _read,
    )


def _read(data: Path) -> Iterator[Instance]:
    with required(data, FILE, _SOURCE).open(encoding="utf-8", newline="") as file:
        yield from each(numbered(csv.DictReader(file, delimiter="\t")), _instance)


def _instance(name: str, row: Mapping[str, str]) -> Instance:
    clauses: dict[str, Value] = {one: label(row[one], {"1": True, "0": False}) for one in CLAUSES if row[one]}
    return Instance(name, {"evidence": row["text"]}, {"hearsay": label(row["label"], YES)}, clauses)
