"""All tasks of the suite."""

from __future__ import annotations

from benchmarks.suites.controls.airline import tasks as airline
from benchmarks.suites.controls.deduction import tasks as deduction
from benchmarks.suites.task import Task


def tasks() -> list[Task]:
    """Every task, in the order in which they are reported."""
    return [*deduction.tasks(), airline.task()]
