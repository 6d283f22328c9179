"""Formulas about units of a text: spelt out where there is room, refused at once where not."""

from __future__ import annotations

from collections.abc import Iterator

import logitext
from benchmarks.engine.cliffs.measure import Row, measured
from logitext import theory

MANY = """{{text post}} {{let bad(s) = [[s is bad]]  verdict v = forsome s in sentences(post): bad(s)}}"""
TRIPLES = """{{text post}} {{let c(s, t, u) = [[s, t and u are one]]}} {{verdict v = forall s in words(post):
  forall t in words(post): forall u in words(post): c(s, t, u)}}"""
LEVELS = """{{text post}} {{let c(s) = [[s is bad]] let near(s, t) = forsome u in words(post): c(s) and c(t) and c(u)}}
{{verdict v = forall s in words(post): forall t in words(post): near(s, t)}}"""
SOME = """{{text post}} {{let bad(s) = [[s is bad]] let quoted(s) = [[s is quoted]]}}
{{verdict v = forsome s in sentences(post): bad(s) and not quoted(s)}}"""


def rows() -> Iterator[Row]:
    """One check each, nothing of which is answered; and of `forsome`, all answers against it."""
    logitext.loads(SOME).check("One.", theory=theory.Answers({}))  # what is imported and made once in a process
    for name, source, sizes in (("triples", TRIPLES, (10, 22, 40, 100)), ("two levels", LEVELS, (20, 60, 300))):
        policy = logitext.loads(source)
        for number in sizes:
            text = "word " * number
            yield measured(
                f"units, {name}",
                f"a check of {number} words",
                lambda policy=policy, text=text: policy.check(text, theory=theory.Answers({})),  # type: ignore[misc]
            )
    policy = logitext.loads(SOME)
    answers = theory.Function(lambda question, _: question.clause.startswith("quoted"))
    for number in (300, 1000, 3000):
        yield measured(
            "units, forsome",
            f"the first check of {number:,} sentences, two clauses each, all answered",
            lambda number=number: policy.check("Word. " * number, theory=answers),  # type: ignore[misc]
        )
    policy, nothing = logitext.loads(MANY), theory.Function(lambda _, __: False)
    text = "".join(f"This is sentence number {number}. " for number in range(10_000))
    for which in ("first", "next"):
        yield measured(
            "units, forsome",
            f"the {which} check of 10,000 sentences, a clause each, all answered",
            lambda policy=policy, text=text: policy.check(text, theory=nothing),  # type: ignore[misc]
        )
