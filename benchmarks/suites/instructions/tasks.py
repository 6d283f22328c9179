"""All tasks of the suite: those whose clauses a program can read off the input, and those that take judgement."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import partial
from itertools import pairwise
from pathlib import Path

from benchmarks.suites.instructions import stories
from benchmarks.suites.instructions.judged import JUDGED, Judged, plain
from benchmarks.suites.task import Instance, Task, required
from logitext.policy.sorts import Value
from logitext.theory import Function, Question, Texts
from logitext.theory.protocol import Theory

SUITE = "natural-instructions"
_POLICIES = Path(__file__).parent / "policies"
_SOURCE = "https://github.com/allenai/natural-instructions, tasks/, Apache-2.0"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")

_STORY = "task151_tomqa_find_location_easy_clean"
_MORE = "task523_find_if_numbers_or_alphabets_are_more_in_list"

WINNERS = {
    "Numbers Win": "numbers_win",
    "Alphabets Win": "alphabets_win",
    "Numbers and Alphabets are Tied": "tied",
}
"""The outputs of task 523, as labels of the policy."""


def tasks() -> list[Task]:
    """The exact tasks, then those that take judgement, each by their number."""
    return [*_exact(), *(_judged(one) for one in JUDGED)]


def _exact() -> list[Task]:
    return [
        _task("task095_conala_max_absolute_value", "The element of greatest absolute value", _farthest, Fraction),
        _task(_STORY, "Where a thing is, or is thought to be", stories.read, str),
        _task(
            "task523_find_if_numbers_or_alphabets_are_more_in_list", "More numbers or more letters", _more, WINNERS.get
        ),
        _task("task1089_check_monotonic_array", "Whether a list is monotonic", _monotonic, int),
    ]


def _task(
    name: str, title: str, clauses: Callable[[str], dict[str, Value]], output: Callable[[str], Value | None]
) -> Task:
    number = name.partition("_")[0]
    file = f"natural-instructions/tasks/{name}.json"

    def answer(question: Question, texts: Texts) -> Value:
        return clauses(texts["input"])[question.clause]

    def exact() -> Theory:
        return Function(answer, name="reader")

    read = partial(_read, file=file, output=output)
    return Task(SUITE, number, title, _POLICIES / f"{number}.nltc", (file,), _SOURCE, read, exact)


def _judged(task: Judged) -> Task:
    number = task.file.partition("_")[0]
    file = f"natural-instructions/tasks/{task.file}.json"

    def clauses(output: str) -> Mapping[str, Value]:
        return task.clauses.get(plain(output), {})

    def value(output: str) -> Value | None:
        return task.outputs.get(plain(output))

    read = partial(_read, file=file, output=value, clauses=clauses)
    return Task(SUITE, number, task.title, _POLICIES / f"{number}.nltc", (file,), _SOURCE, read)


def _nothing(_output: str) -> Mapping[str, Value]:
    return {}


def _read(
    data: Path,
    file: str,
    output: Callable[[str], Value | None],
    clauses: Callable[[str], Mapping[str, Value]] = _nothing,
) -> Iterator[Instance]:
    task = json.loads(required(data, file, _SOURCE).read_text("utf-8"))
    for number, row in enumerate(task["Instances"], 1):
        value = output(row["output"][0].strip())
        if value is None:
            raise ValueError(f"{file}, instance {number}: the output {row['output'][0]!r} is none of the task's")
        yield Instance(str(number), {"input": row["input"]}, {"output": value}, clauses(row["output"][0]))


# --- what the clauses of an input are ----------------------------------------------------------------------------


def _farthest(text: str) -> dict[str, Value]:
    numbers = [Fraction(one) for one in _NUMBER.findall(text)]
    return {"largest": max(numbers), "smallest": min(numbers)}


def _more(text: str) -> dict[str, Value]:
    elements = re.findall(r"'([^']*)'", text)
    numbers = sum(one.isdecimal() for one in elements)
    return {"numbers": numbers, "letters": len(elements) - numbers}


def _monotonic(text: str) -> dict[str, Value]:
    numbers = [int(one) for one in _NUMBER.findall(text)]
    pairs = list(pairwise(numbers))
    return {"rises": all(a <= b for a, b in pairs), "falls": all(a >= b for a, b in pairs)}
