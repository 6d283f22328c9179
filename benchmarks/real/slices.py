"""Tasks in slices: some instances of each, then as many more, so that a run that is ended has figures of all tasks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.suites.run import Plan, Run, outcomes
from benchmarks.suites.scoring.report import as_markdown
from benchmarks.suites.task import Task
from benchmarks.suites.truth import Faults

ARMS = ("holistic", "spelled out", "every", "soft", "logitext")
"""Arms that any model can serve, and whose questions a server that decides takes."""

TASKS = (
    "moderation/openai",
    "community/harassment",
    "legalbench/hearsay",
    "natural-instructions/task333",
)
"""Slices of moderation, of law and of instructions."""


class FailingError(Exception):
    """All calls fail, so that there is nothing to measure; the message has the first."""


def limits(size: int, most: int, ends: float, clock: Callable[[], float] = time.monotonic) -> Iterator[int]:
    """How many instances of each task, slice by slice, until there are enough or it is time to end.

    >>> list(limits(10, 25, 1.0, lambda: 0.0)), list(limits(10, 25, 1.0, lambda: 2.0))
    ([10, 20, 25], [10])
    """
    for so_far in range(size, most + size, size):
        if so_far > size and clock() >= ends:
            return
        yield min(so_far, most)


def in_slices(
    folder: Path,
    tasks: Sequence[Task],
    data: Path | None,
    arms: Sequence[str],
    model: Mapping[str, Any],
    through: Iterator[int],
    seed: int,
    tell: Callable[[str], None],
    budget: int | None = None,
) -> list[str]:
    """Run tasks slice by slice, and write the report after each. What an earlier run in the folder has done is kept.

    `budget` is the most tokens that each arm may spend on a text. Outcomes that lack answers because calls failed are
    given back in words. FailingError where all outcomes do.
    """
    failed: list[str] = []
    for limit in through:
        plan = Plan(f"openai:{model['model']}", tuple(arms), limit, seed, Faults(), model, budget=budget)
        run = Run(folder, plan, tasks)
        for task in tasks:
            written = run.task(task, data)
            tell(f"{task.id}: {written} outcomes more, of {limit} texts or all that there are")
        manifest, found = outcomes(folder)
        (folder / "report.md").write_text(as_markdown(manifest, found), "utf-8")
        failed = [f"{one['task']} {one['instance']}, {one['arm']}: {one['failed']}" for one in found if one["failed"]]
        if failed and len(failed) == len(found):
            raise FailingError(f"no outcome has all its answers: {failed[0]}")
    return failed
