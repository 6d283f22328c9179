"""What a call is expected to cost, and each question in it, before anything was asked: rounds are planned with it.

By the sizes of the prompts and nothing that changes from call to call, so that the same documents are asked about in
the same rounds again, and their answers are found in the cache.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Self

from logitext.theory.llm import encode
from logitext.theory.llm.prompt import Heads, heads
from logitext.theory.llm.tokens import USUAL
from logitext.theory.protocol import Price, Question, Texts

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


class PromptFrame(NamedTuple):
    """A prompt but for its texts: which these are, and the bytes around all of them."""

    heads: Heads
    around: int

    @classmethod
    def of(cls, questions: Sequence[Question], texts: Texts, size: int) -> Self:
        """What is counted of a prompt of `size` bytes with these questions and texts."""
        shown = heads(questions, texts)
        return cls(shown, size - _bytes(shown, texts))


class RatesByText:
    """The rates of the same questions about any texts: they hang on nothing but the sizes of two prompts.

    `one` is that with the first question, `several` that with the first `MANY`. `held` is whatever must not be freed.
    """

    def __init__(self, held: Any, one: PromptFrame, several: PromptFrame) -> None:
        self.held = held
        self._one, self._several = one, several
        self._known: dict[tuple[int, int], Price] = {}

    def __call__(self, texts: Texts, of_sizes: Callable[[int, int], Price]) -> Price:
        """The rates for these texts; `of_sizes` works them out where no texts before had these sizes."""
        one, several = self._one, self._several
        line = _bytes(one.heads, texts)
        other = line if several.heads == one.heads else _bytes(several.heads, texts)
        sizes = one.around + line, several.around + other
        found = self._known.get(sizes)
        if found is None:
            if len(self._known) >= _MOST_SIZES:
                self._known.clear()
            found = self._known[sizes] = of_sizes(*sizes)
        return found


_MOST_SIZES = 4096


def _bytes(shown: Heads, texts: Texts) -> int:
    """The bytes of the texts that are shown."""
    return sum([encode.size(texts[name]) for name, _ in shown])
