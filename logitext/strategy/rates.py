"""What a call and a question cost, in the unit that is to be least: questions, money, seconds, or money and seconds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from logitext.strategy.pace import pace
from logitext.strategy.planning import Minimise
from logitext.theory.protocol import Price, Question, Texts, Theory

SECOND = 0.001
"""What a second is worth in the unit of the cost, where both are to be least."""


class CallRates(NamedTuple):
    """The price of a call, of each question in it, and of each further call about the same texts if that differs."""

    call: float
    question: float
    again: float | None = None

    @property
    def ratio(self) -> float:
        """The price of a call in questions, rounded to a power of two, so that documents share what is planned.

        It is that of a further call: the first one is made however the questions are put together.
        """
        return _ratio(self.call if self.again is None else self.again, self.question)

    def alone(self, *, asked: bool) -> float:
        """The price of a call with one question, for a theory that was `asked` about the texts before, or was not."""
        return self.question + (self.again if asked and self.again is not None else self.call)


@lru_cache(4096)
def _ratio(call: float, question: float) -> float:
    if question <= 0:
        return 0.0 if call <= 0 else 1024.0
    ratio = call / question
    return 0.0 if ratio < 1 / 16 else min(2.0 ** round(math.log2(ratio)), 1024.0)


def rates(theory: Theory, questions: Sequence[Question], texts: Texts, minimise: Minimise) -> CallRates:
    """What calls with such questions about these texts cost. `questions` must not be empty."""
    match minimise:
        case "questions":
            return CallRates(0.0, 1.0)
        case "cost":
            return _cost(theory, questions, texts)
        case "latency":
            return _seconds(pace(theory))
        case "mixed":
            cost, seconds = _cost(theory, questions, texts), _seconds(pace(theory))
            again = None if cost.again is None else cost.again + SECOND * seconds.call
            return CallRates(cost.call + SECOND * seconds.call, cost.question + SECOND * seconds.question, again)


def _seconds(price: Price) -> CallRates:
    return CallRates(price.call, price.question)


def _cost(theory: Theory, questions: Sequence[Question], texts: Texts) -> CallRates:
    price = theory.rates(questions, texts) or theory.price
    if not all(0 <= part < math.inf for part in (price.call, price.question, price.again or 0.0)):
        price = theory.price
    return CallRates(price.call, price.question, price.again)
