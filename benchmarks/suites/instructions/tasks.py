"""All tasks of the suite: those whose clauses a program can read off the input, and those that take judgement."""

from __future__ import annotations

from benchmarks.suites.instructions import commands, judged, lists, question_types, readers
from benchmarks.suites.task import Task


def tasks() -> list[Task]:
    """The exact tasks, then those that take judgement, each by their number."""
    exact = [*readers.tasks(), *lists.tasks(), commands.task()]
    judgement = [*judged.tasks(), question_types.task()]
    return [*sorted(exact, key=_number), *sorted(judgement, key=_number)]


def _number(task: Task) -> int:
    return int(task.name.removeprefix("task"))
