"""Where LegalBench's files come from, and how its tables are read."""

from __future__ import annotations

import csv
from pathlib import Path

from benchmarks.suites.task import required

SUITE = "legalbench"
REPOSITORY = "https://github.com/HazyResearch/legalbench"


def source(commit: str, licence: str = "CC BY 4.0") -> str:
    """What a task says of where its files come from."""
    return f"{REPOSITORY}, commit {commit}, {licence}"


def table(data: Path, file: str, origin: str) -> list[dict[str, str]]:
    """The rows of a tab-separated file, its quotation marks read as those of a CSV file are."""
    with required(data, file, origin).open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))
