"""Planning what to ask of a theory that has a price: counts of many clauses, and policies of many clauses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

import logitext
from benchmarks.engine.cliffs.measure import Row, measured
from logitext import theory
from logitext.theory import Question, Texts


def policy(clauses: int, formula: str) -> logitext.Policy:
    """A policy with one verdict over clauses of four priors; `*` in its formula stands for all clauses."""
    rng = Random(1)
    names = [f"c{number}" for number in range(clauses)]
    lets = [f"{{{{let {name} = [[does {name}]] prior {rng.choice((0.02, 0.05, 0.1, 0.3))}}}}}" for name in names]
    if "of" in formula:
        lets = [f"{{{{let {name} = [[does {name}]]}}}}" for name in names]
    verdict = formula.replace("*", f"({', '.join(names)})") if "of" in formula else " or ".join(names)
    return logitext.loads("\n".join(["{{text post}}", *lets, f"{{{{verdict v = {verdict}}}}}"]))


def priced(true: frozenset[str], call: float) -> theory.Function:
    """A theory with a price, to which these clauses are true."""

    def read(question: Question, _texts: Texts) -> bool:
        return question.clause in true

    return theory.Function(read, price=theory.Price(call=call, question=1))


def checked(made: logitext.Policy, reader: theory.Function) -> Callable[[], object]:
    """The check of a document, to be measured."""
    return lambda: made.check("x", theory=reader)


def rows() -> Iterator[Row]:
    """The first document, whose planning is kept for those that follow; every third clause holds, or none."""
    for clauses, formula, call in (
        (20, "at least 6 of *", 0),
        (40, "at least 13 of *", 0),
        (60, "at least 20 of *", 0),
        (60, "at least 20 of *", 1),
        (250, "or", 1),
        (1000, "or", 1),
    ):
        made = policy(clauses, formula)
        true = frozenset(list(made.clauses)[::3]) if "of" in formula else frozenset[str]()
        made.check("warm", theory=theory.Answers({}))
        what = f"a document at a price, {formula.replace('*', str(clauses))} with {clauses:,} clauses, {call} a call"
        yield measured("planning", what, checked(made, priced(true, call)))
