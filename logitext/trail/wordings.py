"""The same question in other words, for asking again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from logitext.policy.sorts import BOOL
from logitext.theory.protocol import Question


def other_wordings(question: Question) -> Sequence[Question]:
    """The question in other words, which mean the same. Its id and its clause stay.

    >>> [one.ask for one in other_wordings(Question("rude", "rude", "is rude"))]
    ['Is it true to say: “is rude”?', 'Would a careful reader deny or affirm this: “is rude”? (true: affirm)']
    """
    if question.sort == BOOL:
        asks: list[str | None] = [
            f"Is it true to say: “{question.wording}”?",
            f"Would a careful reader deny or affirm this: “{question.wording}”? (true: affirm)",
        ]
    else:
        words = f"“{question.wording}”?"
        asks = [f"Which answer is right: {words}", f"What would a careful reader say: {words}"]
    if question.ask is not None:
        asks[0] = None  # the wording alone
    return [replace(question, ask=ask) for ask in asks]
