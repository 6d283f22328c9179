"""A clause put as a question, as its opposite, as a choice or as a scale; and what the answer says of the clause.

The words change, and never what is true: the answer to each of them is how probable the clause itself is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from logitext.policy.put_as import PutAs
from logitext.policy.sorts import BOOL, Enumeration
from logitext.theory.llm.once import Once
from logitext.theory.llm.probability import TRUTHS, Signs
from logitext.theory.protocol import Answer, Question, Unknown, Value


class AnswerOption(NamedTuple):
    """An answer to choose: the sign that a model writes, its words, and how probable it makes the clause.

    None: it says that this cannot be told.
    """

    sign: str
    words: str
    holds: float | None


HOLDS, FAILS, OPEN = "it holds", "it does not hold", "it cannot be told"

_CHOICE = (AnswerOption("A", HOLDS, 1.0), AnswerOption("B", FAILS, 0.0), AnswerOption("C", OPEN, None))
_DENIED: Signs = {"true": 0.0, "false": 1.0, "null": None}


def by_default(question: Question, put_as: PutAs) -> Question:
    """The question in a manner, unless its author gave it one or it is none that holds or does not."""
    if question.sort != BOOL or question.put_as is not None:
        return question
    return replace(question, put_as=put_as)


def options(question: Question) -> tuple[AnswerOption, ...]:
    """The answers to choose from; empty where the answer is true or false.

    >>> scale = Question("rude", "rude", "is rude", put_as=PutAs("scale", ("kind", "curt", "rude")))
    >>> [(one.sign, one.words, one.holds) for one in options(scale)]
    [('0', 'kind', 0.0), ('1', 'curt', 0.5), ('2', 'rude', 1.0)]
    """
    put_as = question.put_as
    if put_as is None or question.sort != BOOL:
        return ()
    if put_as.manner == "choice":
        return _CHOICE
    if put_as.manner == "scale":
        last = len(put_as.scale) - 1
        return tuple([AnswerOption(str(at), words, at / last) for at, words in enumerate(put_as.scale)])
    return ()


def _worded(question: Question) -> Question:
    put_as = question.put_as
    if put_as is None or put_as.manner == "statement" or question.sort != BOOL:
        return question
    if put_as.manner == "question":
        return replace(question, wording=question.ask or f"Is this so: “{question.wording}”?", ask=None)
    if put_as.manner == "negation":
        words = f"this is not so: “{question.wording}”"
        return replace(question, wording=words, ask=None, yes=question.no, no=question.yes)
    if put_as.manner == "scale":
        return replace(question, wording=f"how far this is so: “{question.wording}”", ask=None)
    return question


worded = Once(_worded)
"""The question with the words in which it is put."""


def _written(question: Question) -> Question:
    given = options(question)
    shown = worded(question)
    return replace(shown, sort=Enumeration.of(*[one.sign for one in given])) if given else shown


written = Once(_written)
"""The question as a model that writes is asked: its sort is that of the answer that is written."""


def signs(question: Question) -> Signs:
    """What the beginning of a written answer says of the clause: how probable it is, or None for nothing.

    >>> signs(Question("rude", "rude", "is rude", put_as=PutAs("negation")))
    {'true': 0.0, 'false': 1.0, 'null': None}
    """
    if given := options(question):
        return {one.sign: one.holds for one in given}
    return _DENIED if _is_denied(question) else TRUTHS


def of_written(question: Question, answer: Answer, likely: float | None) -> Answer:
    """What a written answer says of the clause; `likely` is how probable it is by the probabilities of its tokens."""
    if not isinstance(answer, Value) or question.sort != BOOL:
        return answer
    given = options(question)
    if given:
        chosen = next(one for one in given if one.sign == answer.value)
        if chosen.holds is None:
            return Unknown("the model says that it cannot be told", likely)
        if likely is None and given is _CHOICE:
            return Value(chosen.holds > 0, None, answer.quote)
        return Value(None, chosen.holds if likely is None else likely, answer.quote)
    if likely is not None:
        return Value(None, likely, answer.quote)
    return denied(answer) if _is_denied(question) else answer


def of_truth(question: Question, answer: Answer) -> Answer:
    """What an answer to the words that were put says of the clause."""
    return denied(answer) if isinstance(answer, Value) and _is_denied(question) else answer


def denied(answer: Value) -> Value:
    """The opposite of an answer of true or false."""
    if answer.probability is not None:
        return Value(None, 1 - answer.probability, answer.quote)
    return Value(answer.value is False, None, answer.quote)


def of_shares(question: Question, shares: Mapping[str, float]) -> Answer:
    """What the probabilities of the answers to choose from, by their words, say of the clause.

    >>> put = Question("rude", "rude", "is rude", put_as=PutAs("choice"))
    >>> of_shares(put, {"it holds": 0.6, "it does not hold": 0.2, "it cannot be told": 0.2}).probability
    0.7499999999999999
    """
    known = [(shares.get(one.words, 0.0), one.holds) for one in options(question)]
    telling = sum(share for share, holds in known if holds is not None)
    if telling <= 0:
        return Unknown("the model says that it cannot be told")
    likely = min(1.0, sum(share * holds for share, holds in known if holds is not None) / telling)
    open_ = max((share for share, holds in known if holds is None), default=0.0)
    if open_ > max(share for share, holds in known if holds is not None):
        return Unknown("the model says that it cannot be told", likely)
    return Value(None, likely)


def _is_denied(question: Question) -> bool:
    return question.sort == BOOL and question.put_as is not None and question.put_as.manner == "negation"
