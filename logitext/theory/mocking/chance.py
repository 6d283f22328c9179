"""Chance that repeats itself: what a mock draws depends on the question and the texts, not on when it is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TypeVar

from logitext.policy.sorts import BOOL, INT, REAL, TEXT, Enumeration, Sort
from logitext.policy.sorts import Value as SortValue
from logitext.theory.protocol import Question, Texts, Value
from logitext.theory.recording.key import digest, hashes

Element = TypeVar("Element")

_OFF_BY = (-3, -2, -1, 1, 2, 3)


class Dice:
    """What is drawn for one question about these texts; a question put again with a note draws anew.

    >>> question, texts = Question("q", "rude", "is rude"), Texts({"post": "hello"})
    >>> Dice(7, question, texts).uniform("fault") == Dice(7, question, texts).uniform("fault")
    True
    """

    def __init__(self, seed: int, question: Question, texts: Texts) -> None:
        self._key = [seed, question.clause, hashes(question, texts), question.note]

    def uniform(self, purpose: str) -> float:
        """A number from 0 to below 1."""
        return int(digest([*self._key, purpose])[:13], 16) / 16**13

    def choice(self, purpose: str, among: Sequence[Element]) -> Element:
        """One of several."""
        return among[int(self.uniform(purpose) * len(among))]


def mistaken(answer: Value, sort: Sort, dice: Dice) -> Value:
    """A wrong answer in place of one; the same where the sort has only one element.

    >>> dice = Dice(0, Question("q", "rude", "is rude"), Texts({}))
    >>> mistaken(Value(True, 0.75, "you fool"), BOOL, dice)
    Value(value=False, probability=0.25, quote=None)
    """
    value = None if answer.value is None else _other(answer.value, sort, dice)
    if value == answer.value and value is not None:
        return answer
    probability = answer.probability
    if probability is not None and sort == BOOL:
        probability = 1 - probability
    return replace(answer, value=value, probability=probability, quote=None)


def _other(value: SortValue, sort: Sort, dice: Dice) -> SortValue:
    if isinstance(sort, Enumeration):
        others = [label for label in sort.labels if label != value]
        return dice.choice("mistake", others) if others else value
    if sort == BOOL:
        return not value
    if sort == TEXT:
        return f"not {value}"
    if isinstance(value, date):
        days = value.toordinal() + int(dice.choice("mistake", _OFF_BY))
        other: SortValue = date.fromordinal(min(max(days, 1), date.max.toordinal()))
        return other
    assert sort in (INT, REAL)
    assert isinstance(value, int | Fraction)
    return value + dice.choice("mistake", _OFF_BY)
