"""What is worked out of a question once: a policy puts the same ones about every document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from logitext.theory.protocol import Question

T = TypeVar("T")

MOST_KEPT = 4096


class Once(Generic[T]):
    """A function of a question that remembers what it gave, by the object.

    >>> asked = []
    >>> wording = Once(lambda question: (asked.append(question.id), question.wording)[1])
    >>> one = Question("a", "a", "is rude")
    >>> wording(one), wording(one), asked
    ('is rude', 'is rude', ['a'])
    """

    def __init__(self, work: Callable[[Question], T]) -> None:
        self._work = work
        self._kept: dict[int, tuple[Question, T]] = {}

    def __call__(self, question: Question) -> T:
        kept = self._kept.get(id(question))
        if kept is None:  # the question is kept too, so that its number stands for no other
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            kept = self._kept[id(question)] = question, self._work(question)
        return kept[1]
