"""A question in other words, for asking again: both the wording and the instructions differ."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace

from logitext.policy.put_as import NEGATION, QUESTION, STATEMENT, PutAs
from logitext.policy.sorts import BOOL
from logitext.theory.protocol import Question


def other_wordings(question: Question, usual: PutAs = STATEMENT) -> Sequence[Question]:
    """The question in other words, which mean the same. Its id and its clause stay.

    `usual` is how the theory puts a clause of which nothing is said: `put_as` of a theory. A clause that holds or does
    not is put as a question and as its opposite; an answer means the same of it.

    >>> [str(one.put_as) for one in other_wordings(Question("rude", "rude", "is rude"))]
    ['question', 'negation']
    >>> [str(one.put_as) for one in other_wordings(Question("rude", "rude", "is rude"), QUESTION)]
    ['negation', 'statement']
    """
    if question.sort == BOOL:
        manners = [one for one in (QUESTION, NEGATION, STATEMENT) if one != (question.put_as or usual)]
        return [replace(question, put_as=manner) for manner in manners[:2]]
    words = f"“{question.wording}”?"
    asks: list[str | None] = [f"Which answer is right: {words}", f"What would a careful reader say: {words}"]
    if question.ask is not None:
        asks[0] = None  # the wording alone
    return [replace(question, ask=ask) for ask in asks]


def words_of(question: Question) -> Hashable:
    """What tells two wordings of a question apart."""
    return question.ask, question.put_as
