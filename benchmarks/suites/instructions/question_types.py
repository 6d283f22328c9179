"""Task 046: of what type is the answer to a question? A row may have several types, and any of them is right.

There is a verdict for each type, labelled true where the row has the type and false where it does not. That asks for
more than the task does, which is content with one of a row's types; but a verdict has one right value, and to say of a
type alone whether it is right needs no choice among those that are. `Other` is for what has none of the types: rows
that have it beside a type contradict that, and leave its verdict unlabelled.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.suites.instructions.judged import plain
from benchmarks.suites.instructions.rows import POLICIES, SOURCE, SUITE, file_of, rows, unknown
from benchmarks.suites.task import Instance, Task

_NAME = "task046_miscellaneous_question_typing"

TYPES = (
    "humans",
    "event",
    "entity",
    "facility",
    "location",
    "law",
    "organization",
    "date",
    "time",
    "money",
    "quantity",
    "description",
    "abbreviation",
)
"""The types, as the outputs have them and as the verdicts are called."""


def task() -> Task:
    """The task."""
    title = "Of what types the answer to a question is"
    return Task(SUITE, "task046", title, POLICIES / "task046.nltc", (file_of(_NAME),), SOURCE, _read)


def _read(data: Path) -> Iterator[Instance]:
    for row in rows(data, _NAME):
        found = {plain(output) for output in row.outputs}
        for output in sorted(found - {*TYPES, "other"}):
            raise unknown(_NAME, row, output)
        gold = {one: one in found for one in TYPES}
        if len(found) == 1 or "other" not in found:
            gold["other"] = "other" in found
        yield Instance(row.id, {"input": row.input}, gold)
