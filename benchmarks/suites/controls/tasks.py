"""All tasks of the suite."""

from __future__ import annotations

from benchmarks.suites.task import Task


def tasks() -> list[Task]:
    """Every task, in the order in which they are reported."""
    return []
