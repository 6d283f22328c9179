"""What a check may spend, and what it has spent. Only theories that have a price count; a deadline counts for all."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from logitext.theory.protocol import Question, Theory


@dataclass(frozen=True, slots=True)
class Budget:
    """Limits of one check; None is none.

    `questions` and `calls` are numbers of questions put and of calls made; `cost` is in the unit of the theories'
    declared prices; `deadline` is in seconds from the start of the check. ValueError for a limit below 0.
    """

    questions: int | None = None
    calls: int | None = None
    cost: float | None = None
    deadline: float | None = None

    def __post_init__(self) -> None:
        for name in ("questions", "calls", "cost", "deadline"):
            limit = getattr(self, name)
            if limit is not None and not limit >= 0:  # not so for a NaN
                option = name if name == "deadline" else f"max_{name}"
                raise ValueError(f"a limit must be 0 or more: {option}={limit}")


def price_of(theory: Theory, questions: Sequence[Question]) -> tuple[int, float]:
    """How many calls the questions take, and what they cost together; a clause's `cost` multiplies the price of it."""
    size = theory.max_questions or len(questions) or 1
    calls = -(-len(questions) // size)
    asked = sum(float(question.cost) if question.cost is not None else 1.0 for question in questions)
    return calls, calls * theory.price.call + asked * theory.price.question


class Spending:
    """What has been spent; the loop owns it."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.questions = 0
        self.calls = 0
        self.cost = 0.0
        self._started = time.monotonic()

    def left(self) -> float | None:
        """Seconds to the deadline, 0 when it has passed; None without one."""
        if self.budget.deadline is None:
            return None
        return max(0.0, self.budget.deadline - (time.monotonic() - self._started))

    def late(self) -> str | None:
        """That the deadline has passed, in words; None if it has not."""
        return f"the deadline of {self.budget.deadline:g} s has passed" if self.left() == 0 else None

    def refusal(self, theory: Theory, questions: Sequence[Question]) -> str | None:
        """Why these questions are not put: which limit they would exceed. None if they may be."""
        if theory.price.free:
            return None
        budget = self.budget
        calls, cost = price_of(theory, questions)
        if budget.questions is not None and self.questions + len(questions) > budget.questions:
            return _at_most(budget.questions, "question")
        if budget.calls is not None and self.calls + calls > budget.calls:
            return _at_most(budget.calls, "call")
        if budget.cost is not None and self.cost + cost > budget.cost:
            return f"a cost of at most {budget.cost:g}"
        return None

    def add(self, theory: Theory, questions: Sequence[Question]) -> None:
        """Count questions that are being put."""
        calls, cost = price_of(theory, questions)
        self.cost += cost
        if not theory.price.free:
            self.questions += len(questions)
            self.calls += calls


def _at_most(number: int, noun: str) -> str:
    return f"at most {number} {noun}" + ("" if number == 1 else "s")
