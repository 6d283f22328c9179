"""Task 046: of what type is the answer to a question? A row may list several types, and any of them is right.

There is a verdict for each type. One that a row does not list is labelled false. One that it lists is labelled true
where it is the only one, and else not at all: the task is content with any of them, and many a row lists some that
nobody would look for. `other` is true where no type is, so that all labels of a row are met if the types found are
among those listed, and there is one, unless the row lists `Other`. To take the first of a row for its label would say
nothing: they stand in the order of the alphabet.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.suites.instructions.judged import plain
from benchmarks.suites.instructions.rows import POLICIES, SOURCE, SUITE, Row, file_of, instances, unknown
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
    def instance(row: Row) -> Instance:
        found = {plain(output) for output in row.outputs}
        for output in sorted(found - {*TYPES, "other"}):
            raise unknown(output)
        gold = {one: one in found for one in (*TYPES, "other") if one not in found or len(found) == 1}
        return Instance(row.id, {"input": row.input}, gold)

    return instances(data, _NAME, instance)
