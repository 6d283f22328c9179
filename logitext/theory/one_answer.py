"""One answer of a theory, checked where it comes in: what it says, how sure it is, and what it quotes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from logitext.policy.sorts import BOOL, coerce, sayable, show
from logitext.theory.protocol import (
    FALSE,
    TRUE,
    Answer,
    Failure,
    Question,
    Refusal,
    Retract,
    Stop,
    Texts,
    Theory,
    Thresholds,
    Unknown,
    Value,
)
from logitext.unicode import quotations

_UNSURE = "unsure"


def is_unsure(answer: Answer) -> bool:
    """Whether the theory does have a probability, but one between its thresholds.

    >>> is_unsure(Unknown("unsure: probability 0.5 lies between 0.25 and 0.75")), is_unsure(Unknown("no idea"))
    (True, False)
    """
    return isinstance(answer, Unknown) and (answer.probability is not None or answer.reason.startswith(f"{_UNSURE}:"))


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


def checked_answer(theory: Theory, question: Question, answer: Any) -> Answer:
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
    return Failure(f"{_blame(theory, question)} {kind(answer)} instead of an answer")


def truths(answers: Sequence[Any], bounds: Sequence[tuple[float, float]]) -> list[bool] | None:
    """What answers to Boolean clauses say, where `checked_answer` would give each of them as it is.

    `bounds` has the thresholds for false and true of each. None where some answer is of another kind, or unsure.

    >>> truths([Value(True), Value(False, 0.1)], [(0.25, 0.75)] * 2)
    [True, False]
    >>> truths([Value(True, 0.6)], [(0.25, 0.75)])
    """
    found: list[Any] = []
    for answer, (low, high) in zip(answers, bounds, strict=True):
        if answer is not TRUE and answer is not FALSE:
            if answer.__class__ is not Value or answer.quote is not None or answer.by is not None:
                return None
            value, probability = answer.value, answer.probability
            if (value is not True and value is not False) or answer.quote_dropped is not False:
                return None
            if probability is not None:
                if probability.__class__ is not float:
                    return None
                if not (high <= probability <= 1 if value else 0 <= probability <= low):
                    return None
        found.append(answer.value)
    return found


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


def with_evidence(
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


def _blame(theory: Theory, question: Question) -> str:
    return f"`{theory.name}` answered `{question.clause}` with"


def kind(thing: object) -> str:
    return "nothing" if thing is None else f"an object of type {type(thing).__name__}"
