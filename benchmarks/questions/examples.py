"""Set (b): the policies of examples/, on documents that are drawn: what is asked as planned, and in file order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import logitext
from logitext import theory
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import BOOL, DATE, INT, REAL, Enumeration, Sort, Value
from logitext.policy.term import Constant, walk
from logitext.records.result import Result
from logitext.strategy.priors import HOLDS

FOLDER = Path(__file__).parents[2] / "examples"
DOCUMENTS = 60


def names() -> list[str]:
    return sorted(path.parent.name for path in FOLDER.glob("*/policy.nltc"))


def measure(name: str) -> dict[str, Any]:
    """Questions of a document on average, where one theory with a price answers everything."""
    policy = logitext.load(FOLDER / name / "policy.nltc")
    drawn = _Drawn(policy.checked)
    texts = dict.fromkeys(policy.texts, "There are texts. Nobody reads them. They are looked at all the same.")

    def check(number: int, price: theory.Price, strategy: str = "auto") -> Result:
        answers = theory.Function(lambda question, _: drawn.value(question, number), price=price)
        return policy.check(texts, theory=answers, strategy=strategy)

    # A document whose answers contradict the policy's assumptions is none.
    numbers = [n for n in range(DOCUMENTS * 10) if check(n, theory.Price()).status != "conflict"][:DOCUMENTS]
    ways: Sequence[str] = ("auto", "given")
    results = {way: [check(n, theory.Price(question=1), way) for n in numbers] for way in ways}
    costs = {way: sum(one.usage.questions for one in found) / len(found) for way, found in results.items()}
    every = {one.usage.questions + one.usage.skipped for one in results["auto"]}
    return {"costs": {**costs, "every": float(max(every))}, "documents": len(numbers)}


class _Drawn:
    """Values by the policy's priors; numbers, days and texts from those that the policy speaks of, and near them."""

    def __init__(self, policy: CheckedPolicy) -> None:
        terms = [*(policy.body(name) for name in policy.order), *(one.term for one in policy.assumptions)]
        self._constants = [part for term in terms for part in walk(term) if isinstance(part, Constant)]

    def value(self, question: theory.Question, document: int) -> Value:
        """Always the same for a clause and a document."""
        rng, sort = Random(f"{document} {question.clause}"), question.sort
        if sort == BOOL:
            return rng.random() < (HOLDS if question.prior is None else float(question.prior))
        if isinstance(sort, Enumeration):
            return rng.choice(sort.labels)
        if sort in (INT, REAL):
            near = rng.choice(self._of((INT, REAL)) or [0])
            assert isinstance(near, int | Fraction)
            found = max(near + rng.choice((-1, 0, 1, 2)) * rng.choice((1, 1, max(1, abs(int(near)) // 2))), 0)
            return int(found) if sort == INT else Fraction(found)
        if sort == DATE:
            day = rng.choice(self._of((DATE,)) or [date(2024, 3, 1)])
            assert isinstance(day, date)
            return day + timedelta(days=rng.randint(-40, 40))
        return rng.choice([*self._of((sort,)), "one", "another"])

    def _of(self, sorts: Sequence[Sort]) -> list[Value]:
        return [one.value for one in self._constants if one.sort in sorts]
