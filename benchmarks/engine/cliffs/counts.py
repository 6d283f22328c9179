"""Counts and sums over many elements: a count is a network of counters, and a sum is never a list of cases.

Each is also written out as it had to be before there were aggregates: every way to choose three of the elements.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import logitext
from benchmarks.engine.cliffs.measure import Row, measured
from logitext import theory

COUNT = """{{list rows of {body: text}}} {{let bad(r) = [[r is bad]] match /bad/
  verdict v = at least 3 of (r in rows: bad(r))}}"""
SUM = """{{text bill}} {{let amount(l): Int = [[the amount that l claims]]
  violation v = (sum l in lines(bill): amount(l)) > 100}}"""


def _written_out(number: int) -> str:
    """`at least 3` of so many clauses, as a case for each three of them."""
    clauses = " ".join(f"let c{at} = [[part {at} is bad]]" for at in range(number))
    cases = " or ".join(" and ".join(f"c{at}" for at in three) for three in itertools.combinations(range(number), 3))
    return f"{{{{text t {clauses} verdict v = {cases}}}}}"


def rows() -> Iterator[Row]:
    """The first check of so many elements, which compiles, and the next."""
    logitext.loads(COUNT).check(facts={"rows": []}, theory="pattern:complete")  # what is made once in a process
    for number in (100, 1000):
        policy = logitext.loads(COUNT)
        given = {"rows": [{"body": "bad" if at % 40 == 5 else "good"} for at in range(number)]}
        for which in ("first", "next"):
            yield measured(
                "counts, at least 3",
                f"the {which} check of {number:,} elements",
                lambda policy=policy, given=given: policy.check(facts=given, theory="pattern:complete"),  # type: ignore[misc]
            )
    for number in (10, 20, 30):
        source = _written_out(number)
        answers = theory.Answers({f"c{at}": at % 8 == 5 for at in range(number)})
        yield measured(
            "counts, written out",
            f"loading and the first check of {number} clauses",
            lambda source=source, answers=answers: logitext.loads(source).check("x", theory=answers),  # type: ignore[misc]
        )
    for number in (8, 16, 32, 60):
        policy = logitext.loads(SUM)
        amounts = theory.Answers({f"amount(bill.lines[{at}])": at for at in range(1, number + 1)})
        yield measured(
            "counts, sum",
            f"a check of {number} judged numbers, with its reasons",
            lambda policy=policy, text="x\n" * number, amounts=amounts: policy.check(text, theory=amounts),  # type: ignore[misc]
        )
