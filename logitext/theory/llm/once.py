"""What is worked out of a question once: a policy puts the same ones about every document."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Generic, TypeVar

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


class OnceTogether(Generic[T]):
    """A function of questions that are put together, and of something else; it remembers what it gave, by the objects.

    >>> asked = []
    >>> listed = OnceTogether(lambda questions, end: (asked.append(end), ",".join(q.id for q in questions) + end)[1])
    >>> some = [Question("a", "a", "is rude"), Question("b", "b", "is kind")]
    >>> listed(some, "."), listed(list(some), "."), listed(some, "!"), asked
    ('a,b.', 'a,b.', 'a,b!', ['.', '!'])
    """

    def __init__(self, work: Callable[[Sequence[Question], Any], T]) -> None:
        self._work = work
        self._kept: dict[Hashable, tuple[tuple[Question, ...], T]] = {}

    def __call__(self, questions: Sequence[Question], besides: Hashable) -> T:
        key = (besides, *map(id, questions))
        kept = self._kept.get(key)
        if kept is None:  # the questions are kept too, so that their numbers stand for no others
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            kept = self._kept[key] = tuple(questions), self._work(questions, besides)
        return kept[1]
