"""Validates what theories return: nothing that a theory returns is taken on trust.

:func:`ask` puts questions to a theory and :func:`checked` judges what came back. What makes no sense becomes a
:class:`~logitext.theory.protocol.Failure` that says what it was; nothing ever becomes a default.

>>> import asyncio
>>> from logitext.theory.protocol import Question, Reply, Texts, Theory, Value
>>> class Coin(Theory):
...     name = "coin"
...     async def answer(self, questions, texts):
...         return Reply({question.id: Value(None, probability=0.5) for question in questions})
>>> asked = asyncio.run(ask(Coin(), [Question("q", "rude", "is rude")], Texts({"post": "hi"})))
>>> asked.answers["q"]
Unknown(reason='unsure: probability 0.5 lies between 0.25 and 0.75')
"""

from __future__ import annotations

import asyncio
import itertools
import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any, NamedTuple

from logitext.policy.sorts import sayable, show
from logitext.theory.one_answer import checked_answer, kind, with_evidence
from logitext.theory.protocol import (
    Answer,
    Failure,
    Question,
    Reply,
    Retract,
    Stop,
    Texts,
    Theory,
    Usage,
    Value,
)


class CheckedAnswers(NamedTuple):
    """An answer for each question, in their order, and notes.

    A note says, in words for people, that something was amiss though the answer stands: that a quotation is not in the
    text, say.
    """

    answers: dict[str, Answer]
    notes: tuple[str, ...]


class CollectedAnswers(NamedTuple):
    """The answers of any number of calls, and their usage."""

    answers: dict[str, Answer]
    usage: Usage
    notes: tuple[str, ...]


def failure_of(error: BaseException) -> Failure:
    """What was raised, as an answer; cancellation and KeyboardInterrupt are raised again, as they concern no question.

    >>> failure_of(TimeoutError("no reply in 30 s")).reason
    'TimeoutError: no reply in 30 s'
    """
    if isinstance(error, asyncio.CancelledError | KeyboardInterrupt | GeneratorExit):
        raise error
    message = str(error)
    return Failure(f"{type(error).__name__}: {message}" if message else type(error).__name__, error)


NOTHING = object()
"""What a theory has said that was not asked yet."""


async def ask(theory: Theory, questions: Sequence[Question], texts: Texts, said: Any = NOTHING) -> CollectedAnswers:
    """Put questions to a theory, no more at a time than it takes, and check what it says.

    `said` is what it has said already, when it was asked all of these questions at once: a reply, one that is still to
    be waited for, or what it raised.

    `answers` is in the order of the questions. A Stop answers all questions after it too, without a call. A Retract
    ends the asking: the questions after it are not put and have no entry. Otherwise each question has one.
    """
    answers: dict[str, Answer] = {}
    usage = Usage(calls=0)
    notes: list[str] = []
    for batch in _batches(questions, theory.max_questions):
        try:
            outcome: Any
            if said is NOTHING:
                outcome = await theory.answer(batch, texts)
            else:
                outcome = await said if isinstance(said, Awaitable) else said
            if isinstance(outcome, Reply) and outcome.quotes is not None:
                outcome = outcome.with_quotes()
        except BaseException as error:  # noqa: BLE001  # a SystemExit of a theory must not end the check as if all were well
            outcome = error
        found = checked(theory, batch, outcome, texts)
        answers |= found.answers
        notes += found.notes
        spent, note = usage_of(outcome) if isinstance(outcome, Reply) else (Usage(), None)
        usage += spent
        notes += [note] if note else []
        notes += _told(outcome)
        if any(isinstance(answer, Retract) for answer in found.answers.values()):
            break
        stop = next((answer for answer in found.answers.values() if isinstance(answer, Stop)), None)
        if stop is not None:
            answers |= {question.id: stop for question in questions if question.id not in answers}
            break
    return CollectedAnswers(answers, usage, tuple(notes))


def _batches(questions: Sequence[Question], most: int | None) -> list[Sequence[Question]]:
    if not questions:
        return []
    size = len(questions) if most is None else max(most, 1)
    return [questions[start : start + size] for start in range(0, len(questions), size)]


def _told(outcome: Any) -> list[str]:
    """The notes of a reply; whatever else stands there is none."""
    notes = outcome.notes if isinstance(outcome, Reply) else ()
    return [note for note in notes if isinstance(note, str)] if isinstance(notes, tuple | list) else []


def usage_of(outcome: Any) -> tuple[Usage, str | None]:
    """What a call used, and what is wrong with what its outcome says about that."""
    usage = outcome.usage
    if _sensible(usage) and (usage.saved is None or _sensible(usage.saved)):
        return usage, None
    return Usage(), f"what the call used is not counted: {show(usage)}"


def _sensible(usage: Any) -> bool:
    if not isinstance(usage, Usage):
        return False
    counts = _COUNTS(usage)
    cost = usage.cost
    if _WHOLE.issuperset(map(type, counts)) and (cost is None or cost.__class__ is float):  # as is usual
        return min(counts) >= 0 and (cost is None or 0 <= cost < math.inf)
    for count in counts:
        if not isinstance(count, int) or isinstance(count, bool) or count < 0:
            return False
    return cost is None or (isinstance(cost, int | float) and not isinstance(cost, bool) and 0 <= cost < math.inf)


_COUNTS = attrgetter("calls", "cached", "input_tokens", "output_tokens", "cached_tokens", "estimated")
_WHOLE = frozenset({int})


def checked(theory: Theory, questions: Sequence[Question], outcome: Any, texts: Texts | None = None) -> CheckedAnswers:
    """What a call of `theory.answer(questions, texts)` returned or raised, as an answer to each question.

    Probabilities of Boolean clauses are turned into true, false or unknown by the theory's thresholds. A question
    that is left out has failed, unless the reply takes an answer back: then it is merely not answered. Quotations are
    looked up where `texts` is given; one that is not there is dropped, and a note says so.

    >>> checked(Theory(), [Question("q", "rude", "is rude")], Reply({"q": Value("yes")})).answers["q"].reason
    '`theory` answered `rude` with a wrong value: expected true or false, not "yes"'
    """
    try:
        given = _given(theory, questions, outcome)
    except _WrongReplyError as error:
        return CheckedAnswers({question.id: error.failure for question in questions}, ())
    taken_back = any(isinstance(answer, Retract) for answer in given.values())
    answers: dict[str, Answer] = {}
    notes: list[str] = []
    haystacks: dict[str, str] = {}
    for question in questions:
        if question.id in given:
            answer, note = judged(theory, question, given[question.id], texts, haystacks)
            notes += [note] if note else []
            answers[question.id] = answer
        elif not taken_back:
            answers[question.id] = Failure("gave no answer")
    return CheckedAnswers(answers, tuple(notes))


def judged(
    theory: Theory, question: Question, given: Any, texts: Texts | None, haystacks: dict[str, str]
) -> tuple[Answer, str | None]:
    """What a theory gave as the answer to a question, as `checked` takes it, and a note.

    `haystacks` keeps normalised texts from one question of a call to the next.
    """
    try:
        answer = checked_answer(theory, question, given)
    except BaseException as error:  # noqa: BLE001  # a value may be any object, with code of its own in it
        answer = failure_of(error)
    if isinstance(answer, Value) and answer.quote is not None and texts is not None:
        return with_evidence(theory, question, answer, texts, haystacks)
    return answer, None


def quoted(
    theory: Theory, question: Question, answer: Value, quotes: Callable[[str], str | None], texts: Texts
) -> Value:
    """A value that was judged, with the quotation that `Reply.quotes` gives for it now.

    A quotation that is no text, or is in none of the texts, is dropped, as is one for which something is raised.
    """
    try:
        quote = quotes(question.id)
        if quote is None:
            return answer
        found, _ = with_evidence(theory, question, replace(answer, quote=sayable(quote)), texts, {})
    except Exception:  # noqa: BLE001  # it may be any object, with code of its own
        return replace(answer, quote_dropped=True)
    return found


# --- the reply ---------------------------------------------------------------------------------------------------


class _WrongReplyError(Exception):
    """The reply as a whole is of no use."""

    def __init__(self, failure: Failure) -> None:
        self.failure = failure


def _given(theory: Theory, questions: Sequence[Question], outcome: Any) -> dict[Any, Any]:
    if isinstance(outcome, BaseException):
        raise _WrongReplyError(failure_of(outcome))
    call = f"`{theory.name}`, asked for {_listed(question.id for question in questions)},"
    if not isinstance(outcome, Reply):
        raise _WrongReplyError(Failure(f"{call} returned {kind(outcome)} instead of a Reply"))
    if not isinstance(outcome.answers, Mapping):
        raise _WrongReplyError(Failure(f"{call} returned {kind(outcome.answers)} instead of a mapping of answers"))
    try:
        given = dict(outcome.answers)
    except BaseException as error:  # noqa: BLE001  # a mapping may be any object, with code of its own in it
        raise _WrongReplyError(failure_of(error)) from None
    known = {question.id for question in questions}
    if strangers := [key for key in given if key not in known]:
        # Answers under wrong names may be mixed up altogether, so none of them is used.
        raise _WrongReplyError(Failure(f"{call} answered what it was not asked: {_listed(strangers)}"))
    return given


# --- one answer --------------------------------------------------------------------------------------------------


# --- words -------------------------------------------------------------------------------------------------------


def _listed(ids: Any) -> str:
    """The first few ids, for a message."""
    first = list(itertools.islice(ids, 6))
    return ", ".join(f"`{key}`" for key in first[:5]) + (", …" if len(first) > 5 else "")
