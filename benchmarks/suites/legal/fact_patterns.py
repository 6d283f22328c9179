"""LegalBench's telemarketing_sales_rule and successor_liability: a few rows each, with rules of many conditions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.suites.legal.sources import SUITE, source, table
from benchmarks.suites.task import YES, Instance, Task, each, label
from logitext.policy.sorts import Value

_POLICIES = Path(__file__).parent / "policies"
_SOURCE = source("ce482446b8eac4403b6db2c17223af4514bb24e3")
_CALLS = "legalbench/tasks/telemarketing_sales_rule/train.tsv"
_SALES = "legalbench/tasks/successor_liability/train.tsv"

GROUNDS = {
    "express agreement": "express_agreement",
    "fraudulent conveyance": "fraudulent_conveyance",
    "de facto merger": "de_facto_merger",
    "mere continuation": "mere_continuation",
}
"""The verdict of each ground; what a row does not list is no ground in it."""


def tasks() -> list[Task]:
    """Both tasks. Only the rows of the set's training part are public."""
    calls = "Telemarketing sales rule: what has to be said, and what must not"
    sales = "Successor liability: four grounds on which a buyer answers for the seller"
    return [
        Task(SUITE, "telemarketing_sales_rule", calls, _POLICIES / "telemarketing.nltc", (_CALLS,), _SOURCE, _calls),
        Task(SUITE, "successor_liability", sales, _POLICIES / "successor-liability.nltc", (_SALES,), _SOURCE, _sales),
    ]


def _calls(data: Path) -> Iterator[Instance]:
    def call(name: str, row: Mapping[str, str]) -> Instance:
        return Instance(name, {"facts": row["text"]}, {"deceptive": label(row["answer"], YES)})

    yield from each(((row["index"], row) for row in table(data, _CALLS, _SOURCE)), call)


def _sales(data: Path) -> Iterator[Instance]:
    def sale(name: str, row: Mapping[str, str]) -> Instance:
        named = {label(one.strip(), GROUNDS) for one in row["answer"].split(",")}
        gold: dict[str, Value] = {verdict: verdict in named for verdict in GROUNDS.values()}
        return Instance(name, {"facts": row["text"].strip('"')}, {**gold, "liable": bool(named)})

    yield from each(((row["index"], row) for row in table(data, _SALES, _SOURCE)), sale)
