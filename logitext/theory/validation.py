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
from decimal import Decimal
from fractions import Fraction
from operator import attrgetter
from typing import Any, NamedTuple

from logitext.policy.sorts import BOOL, coerce, sayable, show
from logitext.theory.protocol import (
    Answer,
    Failure,
    Question,
    Refusal,
    Reply,
    Retract,
    Stop,
    Texts,
    Theory,
    Thresholds,
    Unknown,
    Usage,
    Value,
)
from logitext.unicode import quotations

_UNSURE = "unsure"


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


def is_unsure(answer: Answer) -> bool:
    """Whether the theory does have a probability, but one between its thresholds.

    >>> is_unsure(Unknown("unsure: probability 0.5 lies between 0.25 and 0.75")), is_unsure(Unknown("no idea"))
    (True, False)
    """
    return isinstance(answer, Unknown) and (answer.probability is not None or answer.reason.startswith(f"{_UNSURE}:"))


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
        answer = _answer(theory, question, given)
    except BaseException as error:  # noqa: BLE001  # a value may be any object, with code of its own in it
        answer = failure_of(error)
    if isinstance(answer, Value) and answer.quote is not None and texts is not None:
        return _with_evidence(theory, question, answer, texts, haystacks)
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
        found, _ = _with_evidence(theory, question, replace(answer, quote=sayable(quote)), texts, {})
    except Exception:  # noqa: BLE001  # it may be any object, with code of its own
        return replace(answer, quote_dropped=True)
    return found


def is_plain(question: Question, given: Any) -> bool:
    """Whether this is true or false and no more, for a clause that may be: there is then nothing to check."""
    return (
        given.__class__ is Value
        and question.sort is BOOL
        and (given.value is True or given.value is False)
        and given.probability is None
        and given.quote is None
        and given.by is None
    )


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
        raise _WrongReplyError(Failure(f"{call} returned {_kind(outcome)} instead of a Reply"))
    if not isinstance(outcome.answers, Mapping):
        raise _WrongReplyError(Failure(f"{call} returned {_kind(outcome.answers)} instead of a mapping of answers"))
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


def _answer(theory: Theory, question: Question, answer: Any) -> Answer:
    if is_plain(question, answer):
        return answer  # type: ignore[no-any-return]  # it is a Value
    if (decided := _by_probability(theory, question, answer)) is not None:
        return decided
    match answer:
        case Value() | Unknown() | Refusal() | Failure() if not (answer.by is None or isinstance(answer.by, str)):
            return Failure(f"{_blame(theory, question)} a name that is no text: {show(answer.by)}")
        case Value():
            return _value(theory, question, answer)
        case Unknown(reason=reason) | Refusal(reason=reason) | Failure(reason=reason) | Stop(reason=reason):
            if isinstance(reason, str):
                return answer
            return Failure(f"{_blame(theory, question)} a reason that is no text: {show(reason)}")
        case Retract():
            return answer
    return Failure(f"{_blame(theory, question)} {_kind(answer)} instead of an answer")


def _by_probability(theory: Theory, question: Question, answer: Any) -> Value | Unknown | None:
    """What `_value` gives for the commonest answer of a model, in a tenth of the time; None for any other answer."""
    if answer.__class__ is not Value or question.sort is not BOOL or answer.quote is not None or answer.by is not None:
        return None
    value, probability = answer.value, answer.probability
    if probability.__class__ is not float or not 0 <= probability <= 1 or answer.quote_dropped is not False:
        return None
    decided = decide(probability, question.sure or theory.thresholds)
    if isinstance(decided, Unknown):
        return decided if value is None or value is True or value is False else None
    if value is None:
        return Value(decided, probability)
    return answer if value is decided else None


def _value(theory: Theory, question: Question, answer: Value) -> Answer:
    blame = _blame(theory, question)
    value = answer.value
    try:
        if value is not None:
            value = coerce(value, question.sort)
    except ValueError as error:
        return Failure(f"{blame} a wrong value: {error}")
    try:
        probability = _probability(answer.probability)
    except ValueError as error:
        return Failure(f"{blame} a wrong probability: {error}")
    if answer.quote is not None and not isinstance(answer.quote, str):
        return Failure(f"{blame} a quotation that is no text: {show(answer.quote)}")
    thresholds = question.sure or theory.thresholds
    decides = probability is not None and answer.by is None  # otherwise another theory's thresholds have decided
    if probability is not None and decides and question.sort == BOOL:
        decided = decide(probability, thresholds)
        if isinstance(decided, Unknown):
            return decided
        if value is not None and value != decided:
            return Failure(f"{blame} {show(value)}, and with probability {probability}, which means {show(decided)}")
        value = decided
    if value is None:
        return Unknown()
    if isinstance(value, str):
        value = sayable(value)
    if probability is not None and decides and question.sort != BOOL and probability < thresholds.true:
        return Unknown(f"{_UNSURE}: {show(value)} has a probability of {probability}, below {thresholds.true}")
    quote = None if answer.quote is None else sayable(answer.quote)
    same = type(value) is type(answer.value) and value == answer.value  # 3.0 is no Int, though it equals 3
    if same and probability is answer.probability and quote == answer.quote:
        return answer
    return replace(answer, value=value, probability=probability, quote=quote)


def decide(probability: float, thresholds: Thresholds) -> bool | Unknown:
    """What the probability that a clause holds says about it.

    >>> decide(0.9, Thresholds()), decide(0.25, Thresholds())
    (True, False)
    """
    if probability <= thresholds.false:
        return False
    if probability >= thresholds.true:
        return True
    reason = f"{_UNSURE}: probability {probability} lies between {thresholds.false} and {thresholds.true}"
    return Unknown(reason, probability)


def _probability(given: Any) -> float | None:
    if given is None:
        return None
    if isinstance(given, int | float | Decimal | Fraction) and not isinstance(given, bool):
        try:
            probability = float(given)
        except (OverflowError, ValueError):  # too large for a float; a signalling NaN
            probability = -1.0
        if 0 <= probability <= 1:  # not so for a NaN
            return probability
    raise ValueError(f"expected a number from 0 to 1, not {show(given)}")


def _with_evidence(
    theory: Theory, question: Question, answer: Value, texts: Texts, haystacks: dict[str, str]
) -> tuple[Value, str | None]:
    """The answer with its quotation only where that is found in a text of the question, and as it stands there.

    What `unicode.quotations` forgives, such as other white space or another normal form, is no difference.
    A theory that needs no texts may quote from one that was not given here; such a quotation is kept.
    """
    quote = answer.quote or ""
    if not quote.strip():
        return replace(answer, quote=None), None
    names = [name for name in question.texts or texts if name in texts]
    if not names and not theory.needs_texts:
        return answer, None
    for name in names:
        if name not in haystacks:
            haystacks[name] = sayable(texts[name])
        place = quotations.find(quote, haystacks[name])
        if place is not None:
            found = haystacks[name][place[0] : place[1]]
            return (answer if found == quote else replace(answer, quote=found)), None
    note = f"`{question.clause}`: the quotation {show(answer.quote)} is not in the text"
    return replace(answer, quote=None, quote_dropped=True), note


# --- words -------------------------------------------------------------------------------------------------------


def _blame(theory: Theory, question: Question) -> str:
    return f"`{theory.name}` answered `{question.clause}` with"


def _kind(thing: object) -> str:
    return "nothing" if thing is None else f"an object of type {type(thing).__name__}"


def _listed(ids: Any) -> str:
    """The first few ids, for a message."""
    first = list(itertools.islice(ids, 6))
    return ", ".join(f"`{key}`" for key in first[:5]) + (", …" if len(first) > 5 else "")
