"""All tasks of the suite."""

from __future__ import annotations

from benchmarks.suites.legal import classes, contracts, conversations, diversity, fact_patterns, hearsay
from benchmarks.suites.legal.sara import tasks as sara
from benchmarks.suites.task import Task


def tasks() -> list[Task]:
    """Every task, in the order in which they are reported."""
    return [
        *diversity.tasks(),
        hearsay.task(),
        *classes.tasks(),
        *contracts.tasks(),
        *fact_patterns.tasks(),
        *sara.tasks(),
        *conversations.tasks(),
    ]
