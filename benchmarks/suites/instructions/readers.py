"""Tasks with one verdict whose clauses a program reads off the input."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from itertools import pairwise
from pathlib import Path

from benchmarks.suites.instructions import stories
from benchmarks.suites.instructions.numbers import numbers
from benchmarks.suites.instructions.rows import POLICIES, SOURCE, SUITE, Row, file_of, instances, number_of, unknown
from benchmarks.suites.task import Instance, Task
from logitext.policy.sorts import Value
from logitext.theory import Function, Question, Texts
from logitext.theory.protocol import Theory

WINNERS = {
    "Numbers Win": "numbers_win",
    "Alphabets Win": "alphabets_win",
    "Numbers and Alphabets are Tied": "tied",
}
"""The outputs of task 523, as labels of the policy."""


def tasks() -> list[Task]:
    """Each by its number."""
    return [
        _task("task095_conala_max_absolute_value", "The element of greatest absolute value", _farthest, Fraction),
        _task("task151_tomqa_find_location_easy_clean", "Where a thing is, or is thought to be", stories.read, str),
        _task(
            "task523_find_if_numbers_or_alphabets_are_more_in_list", "More numbers or more letters", _more, WINNERS.get
        ),
        _task("task1089_check_monotonic_array", "Whether a list is monotonic", _monotonic, int),
    ]


def _task(
    name: str, title: str, clauses: Callable[[str], dict[str, Value]], output: Callable[[str], Value | None]
) -> Task:
    number = number_of(name)

    def answer(question: Question, texts: Texts) -> Value | None:
        return clauses(texts["input"]).get(question.clause)

    def exact() -> Theory:
        return Function(answer, name="reader")

    read = partial(_read, name=name, output=output)
    return Task(SUITE, number, title, POLICIES / f"{number}.nltc", (file_of(name),), SOURCE, read, exact)


def _read(data: Path, name: str, output: Callable[[str], Value | None]) -> Iterator[Instance]:
    def instance(row: Row) -> Instance:
        try:
            value = output(row.outputs[0].strip())
        except ValueError:
            value = None
        if value is None:
            raise unknown(row.outputs[0])
        return Instance(row.id, {"input": row.input}, {"output": value})

    return instances(data, name, instance)


# --- what the clauses of an input are ----------------------------------------------------------------------------


def _farthest(text: str) -> dict[str, Value]:
    found = numbers(text)
    return {"largest": max(found), "smallest": min(found)} if found else {}


def _more(text: str) -> dict[str, Value]:
    elements = re.findall(r"'(\w+)'", text)
    listed = re.fullmatch(r"\s*\[(?:'\w+'(?:, ?'\w+')*)?\]\s*", text)
    if listed is None or not all(one.isdecimal() or one.isalpha() for one in elements):
        return {}
    decimal = sum(one.isdecimal() for one in elements)
    return {"numbers": decimal, "letters": len(elements) - decimal}


def _monotonic(text: str) -> dict[str, Value]:
    found = numbers(text)
    if not found:
        return {}
    pairs = list(pairwise(found))
    return {"rises": all(a <= b for a, b in pairs), "falls": all(a >= b for a, b in pairs)}
