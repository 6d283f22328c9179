"""Where the files of natural-instructions come from, and their rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.suites.task import Instance, UnreadRowError, each, required

SUITE = "natural-instructions"
SOURCE = "https://github.com/allenai/natural-instructions, tasks/, Apache-2.0"
POLICIES = Path(__file__).parent / "policies"


@dataclass(frozen=True, slots=True)
class Row:
    """An instance of a file: its id there, or else its number; the input, and the outputs that are right."""

    id: str
    input: str
    outputs: tuple[str, ...]


def file_of(name: str) -> str:
    """The file of a task, by the file's name without its ending."""
    return f"{SUITE}/tasks/{name}.json"


def number_of(name: str) -> str:
    """What a task is called here: the file's name up to the first `_`.

    >>> number_of("task1089_check_monotonic_array")
    'task1089'
    """
    return name.partition("_")[0]


def rows(data: Path, name: str) -> Iterator[Row]:
    """The rows of a task's file. MissingDataError where it is not there."""
    task = json.loads(required(data, file_of(name), SOURCE).read_text("utf-8"))
    for number, row in enumerate(task["Instances"], 1):
        yield Row(row.get("id", str(number)), row["input"], tuple(row["output"]))


def instances(data: Path, name: str, read: Callable[[Row], Instance]) -> Iterator[Instance]:
    """An instance for each row of a task's file, as `read` makes it; `unread` where it raises UnreadRowError."""
    return each(((row.id, row) for row in rows(data, name)), lambda _, row: read(row))


def unknown(output: str) -> UnreadRowError:
    """The error of a row whose output is none that the task has."""
    return UnreadRowError(f"the output {output!r} is none of the task's")
