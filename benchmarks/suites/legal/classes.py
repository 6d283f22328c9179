"""LegalBench's abercrombie and unfair_tos: a label of several, which says what is true of clauses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.suites.legal.sources import SUITE, numbered, source, table
from benchmarks.suites.task import Instance, Task, each, label
from logitext.policy.sorts import Value

_POLICIES = Path(__file__).parent / "policies"
_MARKS = "legalbench/tasks/abercrombie/test.tsv"
_MARKS_SOURCE = source("171e332109e562f93f4300a471264104ac5ba35c")
_TERMS = "legalbench/tasks/unfair_tos/test.tsv"
_TERMS_SOURCE = source("a2037654973d02a2c03ef9ee14c6e8e4493cadd0")

LADDER: Mapping[str, Mapping[str, Value]] = {
    "generic": {"common_name": True},
    "descriptive": {"common_name": False, "describes": True},
    "suggestive": {"common_name": False, "describes": False, "hints": True},
    "fanciful": {"common_name": False, "describes": False, "hints": False, "coined": True},
    "arbitrary": {"common_name": False, "describes": False, "hints": False, "coined": False},
}
"""What a label says of the clauses; of those further down the ladder it says nothing."""

KINDS = {
    "Arbitration": ("arbitration", "arbitration_"),
    "Unilateral change": ("unilateral_change", "change_"),
    "Content removal": ("content_removal", "content_"),
    "Jurisdiction": ("jurisdiction", "jurisdiction_"),
    "Choice of law": ("choice_of_law", "law_"),
    "Limitation of liability": ("limitation", "liability_"),
    "Unilateral termination": ("termination", "termination_"),
    "Contract by using": ("by_using", "using_"),
}
"""The clause of each kind, and the label of the verdict. The set holds no term of two kinds."""


def tasks() -> list[Task]:
    """Both tasks."""
    marks = "Abercrombie: how distinctive a mark is, on a ladder of five"
    terms = "Unfair terms of service: eight kinds, or none"
    return [
        Task(SUITE, "abercrombie", marks, _POLICIES / "abercrombie.nltc", (_MARKS,), _MARKS_SOURCE, _marks),
        Task(SUITE, "unfair_tos", terms, _POLICIES / "unfair-terms.nltc", (_TERMS,), _TERMS_SOURCE, _terms),
    ]


def _marks(data: Path) -> Iterator[Instance]:
    yield from each(numbered(table(data, _MARKS, _MARKS_SOURCE)), _mark)


def _mark(name: str, row: Mapping[str, str]) -> Instance:
    clauses = label(row["label"], LADDER)
    gold: dict[str, Value] = {"class": row["label"], "protected": row["label"] not in ("generic", "descriptive")}
    return Instance(name, {"mark": row["text"]}, gold, clauses)


def _terms(data: Path) -> Iterator[Instance]:
    yield from each(numbered(table(data, _TERMS, _TERMS_SOURCE)), _term)


def _term(name: str, row: Mapping[str, str]) -> Instance:
    clause, kind = label(row["label"], {**KINDS, "Other": ("", "other")})
    clauses: dict[str, Value] = {own: own == clause for own, _ in KINDS.values()}
    return Instance(name, {"term": row["text"]}, {"kind": kind, "unfair": bool(clause)}, clauses)
