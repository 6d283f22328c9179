"""How much a model writes about a clause: the answer alone, with a quotation, or after a reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from logitext.policy.sorts import BOOL, DATE, TEXT, Enumeration, Sort

if TYPE_CHECKING:
    from logitext.theory.protocol import Question

Form: TypeAlias = Literal["brief", "evidence", "reasoned"]
"""The form of an answer."""

PromptOrder: TypeAlias = Literal["texts", "clauses"]
"""What comes first in a prompt, after the instructions."""

FORMS: tuple[Form, ...] = get_args(Form)

FIELDS: dict[Form, tuple[str, ...]] = {
    "brief": (),
    "evidence": ("quote", "answer"),
    "reasoned": ("reason", "quote", "answer"),
}
"""The members of an answer, in their order: the answer follows from what stands before it. None: it is the answer."""

LONGEST: dict[str, int] = {"reason": 400, "quote": 400, "text": 600, "date": 10}
"""Characters; a server gives bytes that are no UTF-8 as one character each."""

LONGEST_OF_ALL = 1_900
"""The most characters that a schema allows a text: llama.cpp reads no grammar that repeats something 2,000 times."""

SAID: dict[Form, int] = {"brief": 6, "evidence": 30, "reasoned": 60}
"""About how many tokens come back for a question."""

THOUGHT = 512
"""Tokens that a model may need before it answers, where it may think first."""

_FRAME = 16
_AROUND = 12
_NUMBER = 24
_FIELDS_ROOM: dict[Form, int] = {"brief": 0, "evidence": 128, "reasoned": 256}


def room(form: Form, questions: Sequence[Question]) -> int:
    """The most tokens of a reply in a form, where nothing is thought first.

    >>> from logitext.theory.protocol import Question
    >>> room("brief", [Question("rude", "rude", "is rude")])
    32
    """
    return _FRAME + sum(_room(form, question) for question in questions)


def _room(form: Form, question: Question) -> int:
    return _FIELDS_ROOM[form] + _AROUND + len(question.id.encode()) + _longest(question.sort)


def _longest(sort: Sort) -> int:
    """Tokens of an answer. No tokenizer makes more of a label than it has bytes."""
    if sort == BOOL:
        return 0  # it is in what stands around an answer
    if isinstance(sort, Enumeration):
        return max(len(label.encode()) for label in sort.labels)
    return LONGEST["text"] // 2 if sort == TEXT else LONGEST["date"] if sort == DATE else _NUMBER
