"""Many clauses in one policy."""

from __future__ import annotations

from collections.abc import Iterator

import logitext
from benchmarks.engine.cliffs.measure import Row, measured
from benchmarks.engine.policies import source
from logitext import Policy, theory


def rows() -> Iterator[Row]:
    """Loading a policy, compiling it with the first check, and its next check; all clauses are answered."""
    logitext.loads(source(20, 1)).check("…", theory=theory.Answers({}))  # what is imported and made once in a process
    for number in (1_000, 10_000, 100_000):
        text, made = source(number, 1), list[Policy]()
        yield measured("clauses, load", f"loading {number:,} clauses", lambda: made.append(logitext.loads(text)))  # noqa: B023 - called at once
        answers = theory.Answers(dict.fromkeys(made[0].clauses, False))

        def check() -> None:
            made[0].check("…", theory=answers)  # noqa: B023 - called at once

        yield measured("clauses, first check", f"the first check of {number:,} clauses, compiling them too", check)
        yield measured("clauses, check", f"another check of {number:,} clauses", check)
