"""What a check may spend, and what it has spent. Only theories that have a price count; a deadline counts for all."""

from __future__ import annotations

import time
from collections.abc import Sequence

from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.theory.allowance import Allowance
from logitext.theory.protocol import Question, Texts, Theory, Usage
from logitext.trail.limits import CheckLimits


def require_prices(limits: CheckLimits, theories: Sequence[Theory], texts: Texts) -> None:
    """InputError where the cost is limited, and a theory does not know what it costs."""
    if limits.max_cost is None:
        return
    for theory in theories:
        estimate = theory.estimate((), texts) if theory.tells_cost else None
        if estimate is not None and estimate.cost is None:
            what = f"`{theory.name}`" if theory.model is None else f"the model `{theory.model}`"
            raise InputError(
                [
                    Diagnostic(
                        "NLT544",
                        f"what {what} costs is not known, so a limit of {limits.max_cost:g} cannot be kept",
                        hint="give its prices (`--prices FILE`), or limit tokens instead (`--max-tokens`)",
                    )
                ]
            )


def price_of(theory: Theory, questions: Sequence[Question]) -> tuple[int, float]:
    """How many calls the questions take, and what they cost by the declared price.

    A clause's `cost` multiplies the price of it.
    """
    size = theory.max_questions or len(questions) or 1
    calls = -(-len(questions) // size)
    asked = sum(float(question.cost) if question.cost is not None else 1.0 for question in questions)
    return calls, calls * theory.price.call + asked * theory.price.question


class Spending:
    """What has been spent; the loop owns it. `cost` is None as soon as some of it is not known."""

    def __init__(self, limits: CheckLimits) -> None:
        self.limits = limits
        self.questions = 0
        self.calls = 0
        self.cost: float | None = 0.0
        self.allowance = Allowance(limits.max_tokens, limits.max_cost)
        self._started = time.monotonic()

    def left(self) -> float | None:
        """Seconds to the deadline, 0 when it has passed; None without one."""
        if self.limits.deadline is None:
            return None
        return max(0.0, self.limits.deadline - (time.monotonic() - self._started))

    def late(self) -> str | None:
        """That the deadline has passed, in words; None if it has not."""
        return f"the deadline of {self.limits.deadline:g} s has passed" if self.left() == 0 else None

    def refusal(self, theory: Theory, questions: Sequence[Question], texts: Texts) -> str | None:
        """Why these questions are not put: which limit they would exceed. None if they may be."""
        if theory.price.free:
            return None
        limits = self.limits
        calls, cost = price_of(theory, questions)
        if limits.max_questions is not None and self.questions + len(questions) > limits.max_questions:
            return _at_most(limits.max_questions, "question")
        if limits.max_calls is not None and self.calls + calls > limits.max_calls:
            return _at_most(limits.max_calls, "call")
        if theory.tells_cost:
            estimate = None if self.allowance.unlimited else theory.estimate(questions, texts)
            if estimate is not None and estimate.calls:
                return self.allowance.refusal(estimate.input_tokens + estimate.output_tokens, estimate.cost)
        elif limits.max_cost is not None and self.allowance.used_cost + cost > limits.max_cost:
            return f"a cost of at most {limits.max_cost:g}"
        return None

    def add(self, theory: Theory, questions: Sequence[Question]) -> None:
        """Count questions that are being put."""
        calls, cost = price_of(theory, questions)
        if not theory.tells_cost:
            self.allowance.settle(0, None, 0, cost)
            self._add_cost(cost)
        if not theory.price.free:
            self.questions += len(questions)
            self.calls += calls

    def refusal_to_write(self, writer: Theory) -> str | None:
        """Why a writer is not called: which limit that would exceed. None if it may be."""
        if (late := self.late()) is not None or writer.price.free:
            return late
        limits = self.limits
        if limits.max_calls is not None and self.calls + 1 > limits.max_calls:
            return _at_most(limits.max_calls, "call")
        if (
            writer.tells_cost
            or limits.max_cost is None
            or self.allowance.used_cost + writer.price.call <= limits.max_cost
        ):
            return None
        return f"a cost of at most {limits.max_cost:g}"

    def add_writing(self, writer: Theory) -> None:
        """Count a call of a writer."""
        if not writer.tells_cost:
            self.allowance.settle(0, None, 0, writer.price.call)
            self._add_cost(writer.price.call)
        if not writer.price.free:
            self.calls += 1

    def record_usage(self, theory: Theory, usage: Usage) -> None:
        """Count what a call is known to have used, once it is over."""
        if theory.tells_cost:
            self._add_cost(usage.cost)

    def _add_cost(self, cost: float | None) -> None:
        self.cost = None if self.cost is None or cost is None else self.cost + cost


def _at_most(number: int, noun: str) -> str:
    return f"at most {number} {noun}" + ("" if number == 1 else "s")
