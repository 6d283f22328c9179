"""Lists: as many elements as a conversation or a year of payments has, with what is judged of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import logitext
from benchmarks.engine.cliffs.measure import Row, measured
from logitext import Policy, Result, theory
from logitext.theory import Question, Texts

THREAD = """{{list rows of {author: Text, body: text}  fact accused: Text}} {{let bad(r) = [[r is bad]] match /bad/
  verdict v = at least 3 of (r in rows: bad(r) and r.author == accused)}}"""
TOTAL = """{{list rows of {kind: Text, body: text}}} {{let amount(r): Int = [[the amount of r]]
  violation v = (sum r in rows: amount(r) where r.kind == "wage") > 100}}"""
NESTED = """{{list rows of {author: Text, body: text}}} {{let bad(r) = [[r is bad]] match /bad/
  verdict v = forsome r in rows: bad(r) and at least 2 of (q in rows: q.author == r.author and bad(q))}}"""
DAYS = """{{list rows of {body: text}}} {{let day(r): Date = [[the day of r]]
  verdict v = at least 2 of (r in rows: FORMULA)}}"""
LOOKUP = """{{list rows of {name: Text key, body: text}  fact who: Text}} {{let loud(r) = [[r is loud]] match /bad/
  verdict v = forsome r in rows: r.name == who and loud(r)}}"""
OF_DAYS = {
    "year": "year(day(r)) == 2025",
    "age": "age(day(r), 2026-01-01) >= 2",
    "month": "month(day(r)) == 3",
}


def _rows(number: int) -> list[dict[str, str]]:
    return [
        {
            "author": "bob" if at % 2 else "ann",
            "kind": "wage" if at % 3 else "tip",
            "name": f"k{at}",
            "body": "bad" if at % 40 == 5 else "good",
        }
        for at in range(number)
    ]


def _given(fields: Sequence[str], number: int) -> list[dict[str, str]]:
    return [{name: row[name] for name in (*fields, "body")} for row in _rows(number)]


def _number(question: Question, _texts: Texts) -> int:
    return int(question.id.split("[")[1].split("]")[0])


def _day(question: Question, texts: Texts) -> date:
    return date(2024 + _number(question, texts) % 3, 3, 1)


def _twice(name: str, what: str, policy: Policy, facts: Mapping[str, Any], by: Any) -> Iterator[Row]:
    """The first check, which compiles, and the next, each with its reasons."""

    def work() -> Result:
        result = policy.check(facts=facts, theory=by)
        for verdict in result.verdicts.values():
            assert verdict.value is not None
            tuple(verdict.because)
        return result

    for which in ("first", "next"):
        yield measured(f"lists, {name}", f"the {which} check of {what}", work)


def rows() -> Iterator[Row]:
    """Each of so many elements, or of so many rows of which one is looked up."""
    logitext.loads(THREAD).check(facts={"rows": [], "accused": "bob"}, theory="pattern:complete")
    for number in (100, 1000, 10_000):
        given = {"rows": _given(["author"], number), "accused": "bob"}
        what = f"{number:,} messages, three of them by one author"
        yield from _twice("at least 3", what, logitext.loads(THREAD), given, "pattern:complete")
    for number in (60, 200):
        given = {"rows": _given(["kind"], number)}
        yield from _twice("sum", f"{number} judged numbers", logitext.loads(TOTAL), given, theory.Function(_number))
    for number in (10, 30):
        given = {"rows": _given(["author"], number)}
        yield from _twice("nested", f"{number} by {number} elements", logitext.loads(NESTED), given, "pattern:complete")
    for name, formula in OF_DAYS.items():
        given = {"rows": _given([], 20)}
        policy = logitext.loads(DAYS.replace("FORMULA", formula))
        yield from _twice(f"days, {name}", "20 judged days", policy, given, theory.Function(_day))
    for number in (100, 1000):
        given = {"rows": _given(["name"], number), "who": "k3"}
        yield from _twice("look up", f"one of {number:,} elements", logitext.loads(LOOKUP), given, "pattern:complete")
