"""All tasks of all suites, by name."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.suites.community import tasks as community
from benchmarks.suites.controls import tasks as controls
from benchmarks.suites.instructions import tasks as instructions
from benchmarks.suites.legal import tasks as legal
from benchmarks.suites.moderation import tasks as moderation
from benchmarks.suites.task import Task
from logitext.policy.findings import did_you_mean


def every() -> list[Task]:
    """Every task, suite by suite."""
    return [*community.tasks(), *moderation.tasks(), *legal.tasks(), *instructions.tasks(), *controls.tasks()]


def chosen(names: Sequence[str]) -> list[Task]:
    """The tasks that names stand for: `SUITE` or `SUITE/TASK`; all where none is given.

    ValueError where one is wrong.
    """
    if not names:
        return every()
    found: dict[str, Task] = {}
    for name in names:
        own = [task for task in every() if name in (task.suite, task.id)]
        if not own:
            known = [*dict.fromkeys(task.suite for task in every()), *(task.id for task in every())]
            raise ValueError(f"there is no task {name}; {did_you_mean(name, known) or 'see `list`'}")
        found |= {task.id: task for task in own}
    return list(found.values())
