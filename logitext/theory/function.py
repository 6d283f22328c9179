"""The theory `function`: a Python function answers.

>>> import asyncio
>>> from logitext.theory.protocol import Question, Texts
>>> loud = Function(lambda question, texts: texts["post"].isupper() if question.clause == "loud" else None)
>>> questions = [Question("loud", "loud", "is shouting"), Question("rude", "rude", "is rude")]
>>> asyncio.run(loud.answer(questions, Texts({"post": "HELLO"}))).answers
{'loud': Value(value=True, probability=None, quote=None), 'rude': Unknown(reason='unknown')}
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeAlias

from logitext.policy.sorts import Value as SortValue
from logitext.theory.protocol import (
    FALSE,
    TRUE,
    UNKNOWN,
    Answer,
    Failure,
    Price,
    Question,
    Refusal,
    Reply,
    Retract,
    Stop,
    Texts,
    Theory,
    Thresholds,
    Unknown,
    Value,
)
from logitext.theory.validation import failure_of

FunctionResult: TypeAlias = SortValue | float | Answer | None
"""What a function may say: a value of the clause's sort, None if it does not know, or an answer with all its parts."""

_ANSWERS = (Value, Unknown, Refusal, Failure, Retract, Stop)
_PLAIN = frozenset({type(None), int, float, str, *_ANSWERS})
"""Types of what is surely not waited for."""


class Function(Theory):
    """Answers by a function of a question and the texts: a value, None for unknown, or an answer such as Refusal.

    The function may be async; the questions of a call are then put to it all at once. What it raises is a failure of
    that question alone. By default it is free, called also where a text was not given, and named after itself.

    >>> Function(len).name
    'len'
    """

    name = "function"
    needs_texts = False

    def __init__(
        self,
        f: Callable[[Question, Texts], FunctionResult | Awaitable[FunctionResult]],
        name: str | None = None,
        *,
        price: Price = Price(),  # noqa: B008  # frozen
        needs_texts: bool = False,
        thresholds: Thresholds = Thresholds(),  # noqa: B008  # frozen
    ) -> None:
        own_name = getattr(f, "__name__", "<lambda>")
        # The protocol declares the name for the class; this object has its own.
        self.name = name or (own_name if own_name.isidentifier() else "function")
        self.price = price
        self.needs_texts = needs_texts
        self.thresholds = thresholds
        self._f = f
        self._is_async = inspect.iscoroutinefunction(f)

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        if self._is_async:
            answers = await asyncio.gather(*(self._one(question, texts) for question in questions))
            return Reply({question.id: answer for question, answer in zip(questions, answers, strict=True)})
        begun = self._begun(questions, texts)
        return begun if isinstance(begun, Reply) else await begun

    def at_hand(self, questions: Sequence[Question], texts: Texts) -> Reply | Awaitable[Reply] | None:
        # A function that makes tasks needs a running loop, though it is none that is async.
        if self._is_async or asyncio._get_running_loop() is None:
            return None
        return self._begun(questions, texts)

    def _begun(self, questions: Sequence[Question], texts: Texts) -> Reply | Awaitable[Reply]:
        """The answers; from the first on that must be waited for, the rest of the work."""
        found: dict[str, Answer] = {}
        f = self._f
        for question in questions:
            try:
                said: Any = f(question, texts)
            except BaseException as error:  # noqa: BLE001  # a sys.exit() in it must not end the check as if all were well
                said = failure_of(error)
            if said is True:
                said = TRUE
            elif said is False:
                said = FALSE
            elif said is None:
                said = UNKNOWN
            elif said.__class__ in _PLAIN or not inspect.isawaitable(said):
                said = _answer(said)
            else:
                return self._rest(questions[len(found) :], texts, found, said)
            found[question.id] = said
        return Reply(found)

    async def _rest(
        self, questions: Sequence[Question], texts: Texts, found: dict[str, Answer], said: Answer | Awaitable[Any]
    ) -> Reply:
        """The reply, where `said` is what the function gave to the first of these questions."""
        for index, question in enumerate(questions):
            if index:
                said = self._said(question, texts)
            found[question.id] = said if isinstance(said, _ANSWERS) else await self._awaited(said)
        return Reply(found)

    def _said(self, question: Question, texts: Texts) -> Answer | Awaitable[Any]:
        """What the function gives or raises, as an answer; as it is where that must be waited for."""
        try:
            said = self._f(question, texts)
        except BaseException as error:  # noqa: BLE001  # a sys.exit() in it must not end the check as if all were well
            return failure_of(error)
        if said.__class__ not in _PLAIN and inspect.isawaitable(said):
            return said
        return _answer(said)

    async def _one(self, question: Question, texts: Texts) -> Answer:
        return await self._awaited(self._f(question, texts))

    async def _awaited(self, said: Any) -> Answer:
        try:
            return _answer(await said)
        except BaseException as error:  # noqa: BLE001  # likewise
            return failure_of(error)


def _answer(said: Any) -> Answer:
    if said is None:
        return UNKNOWN
    if isinstance(said, _ANSWERS):
        return said
    return Value(said)  # whether it is of the right sort is checked by `validation`
