"""Where LegalBench's files come from, and how its tables are read."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from benchmarks.suites.task import required

T = TypeVar("T")

SUITE = "legalbench"
REPOSITORY = "https://github.com/HazyResearch/legalbench"


def source(commit: str, licence: str = "CC BY 4.0") -> str:
    """What a task says of where its files come from."""
    return f"{REPOSITORY}, commit {commit}, {licence}"


def numbered(rows: Iterable[T]) -> Iterator[tuple[str, T]]:
    """Rows with their numbers, from 1, as ids."""
    return ((str(number), row) for number, row in enumerate(rows, 1))


def table(data: Path, file: str, origin: str) -> list[dict[str, str]]:
    """The rows of a tab-separated file, its quotation marks read as those of a CSV file are."""
    with required(data, file, origin).open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))
