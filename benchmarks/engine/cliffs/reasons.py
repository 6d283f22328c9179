"""Reasons on large diagrams: a set of answers that entails the verdict, of a document with thousands of answers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import logitext
from benchmarks.engine.cliffs.measure import Row, measured
from logitext.policy.sorts import Value


def sections(number: int) -> str:
    """A policy of sections with three clauses each, one of them an exception."""
    lines = ["{{text post}}"]
    names = []
    for i in range(number):
        lines += [f"{{{{let {kind}{i} = [[the post is {kind} {i}]]}}}}" for kind in ("bad", "worse", "quoted")]
        lines.append(f"{{{{let section{i} = (bad{i} or worse{i}) unless quoted{i}}}}}")
        names.append(f"section{i}")
    return "\n".join([*lines, f"{{{{verdict remove = {' or '.join(names)}}}}}"])


def rows() -> Iterator[Row]:
    """All sections are false, each for a reason of its own: a reason with an answer or two of each section."""
    for number in (300, 1000, 3000):
        program = logitext.loads(sections(number)).program
        asyncio.run(program.ready())
        answers: dict[str, Value] = dict.fromkeys(program.policy.clauses, False)
        what = f"the reason of a verdict over {number:,} sections, all false"
        yield measured(
            "reasons, sections",
            what,
            lambda program=program, answers=answers: asyncio.run(program.implicant(answers, "remove", False)),  # type: ignore[misc]
        )
