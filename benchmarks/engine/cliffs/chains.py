"""Definitions that build on each other, a clause of its own for each."""

from __future__ import annotations

from collections.abc import Iterator

import logitext
from benchmarks.engine.cliffs.measure import Row, measured
from logitext import theory
from logitext.policy.sorts import Value


def chain(number: int) -> tuple[str, dict[str, Value]]:
    """Each step takes the one before it, every third its opposite, and ties a clause to it by `and` or `or`."""
    clauses = " ".join(f"let a{i} = [[thing {i}]]" for i in range(number))
    steps = " ".join(
        f"let s{i} = {'not ' if i % 3 == 0 else ''}s{i - 1} {'and' if i % 2 else 'or'} a{i}" for i in range(1, number)
    )
    source = f"{{{{text post}}}} {{{{{clauses} let s0 = a0 {steps} verdict v = s{number - 1}}}}}"
    return source, {f"a{i}": i % 5 < 3 for i in range(number)}


def rows() -> Iterator[Row]:
    """A whole check each, from the source on."""
    logitext.loads(chain(2)[0]).check("…", theory=theory.Answers({}))  # what is imported and made once in a process
    for number in (300, 1000, 3000):
        source, answers = chain(number)
        yield measured(
            "chains",
            f"loading, compiling and checking a chain of {number:,} definitions, all answered",
            lambda source=source, answers=answers: logitext.loads(source).check(  # type: ignore[misc]
                "…", theory=theory.Answers(answers)
            ),
        )
