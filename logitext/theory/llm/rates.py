"""What a call is expected to cost, and each question in it, before anything was asked: rounds are planned with it.

By the sizes of the prompts and nothing that changes from call to call, so that the same documents are asked about in
the same rounds again, and their answers are found in the cache.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from logitext.theory.llm.tokens import USUAL
from logitext.theory.protocol import Price, Question

MANY = 8
"""How many questions are enough to see what one more of them costs."""
DECIDED = 1
"""The tokens of an answer if only a decision comes back."""
_SAID_FOR_READ = 4
"""How many times as much as a token that is read a token that is written costs, where prices are not known."""


def rates(
    questions: Sequence[Question],
    size: Callable[[Sequence[Question]], int],
    said: int,
    money: Callable[[int, int], float] | None,
) -> Price:
    """The rates. `size` has the bytes of a prompt; `said` are the tokens that come back for a question.

    `money` is what tokens read and written cost; without it the unit is a token that is read.
    """

    def price(some: Sequence[Question]) -> float:
        read, written = int(size(some) * USUAL), said * len(some)
        return read + _SAID_FOR_READ * written if money is None else money(read, written)

    several = questions[:MANY]
    one = price(several[:1])
    if len(several) == 1:
        return Price(0.0, one)
    question = max((price(several) - one) / (len(several) - 1), 0.0)
    return Price(max(one - question, 0.0), question)
