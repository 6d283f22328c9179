"""Several answers to the same question: their agreement stands for the probability that no server tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from logitext.policy.sorts import BOOL
from logitext.policy.sorts import Value as SortValue
from logitext.theory.allowance import OutOfBudgetError
from logitext.theory.llm.faults import ModelError
from logitext.theory.protocol import Answer, Question, Unknown, Value


def agreed(
    outcomes: Sequence[Answer | ModelError | OutOfBudgetError], question: Question
) -> Answer | ModelError | OutOfBudgetError:
    """What the samples come to. They must be more than half; where fewer came, the first reason why stands.

    A sample that cannot tell counts half for and half against a clause that holds or does not, and against every value
    of another sort.

    >>> rude = Question("rude", "rude", "is rude")
    >>> agreed([Value(True), Value(True), Value(True), Value(False)], rude)
    Value(value=None, probability=0.75, quote=None)
    """
    judged = [outcome for outcome in outcomes if isinstance(outcome, Value | Unknown)]
    if 2 * len(judged) <= len(outcomes):
        return next(outcome for outcome in outcomes if not isinstance(outcome, Value | Unknown))
    known = [outcome for outcome in judged if isinstance(outcome, Value)]
    if not known:
        return judged[0]
    if question.sort == BOOL:
        probability = sum(_chance(outcome) for outcome in judged) / len(judged)
        return Value(None, probability, _quote(known, probability >= _HALF))
    counts = Counter(outcome.value for outcome in known)
    (value, most), *others = counts.most_common()
    if others and others[0][1] == most:
        return Unknown("the samples do not agree")
    quote = next((outcome.quote for outcome in known if outcome.value == value and outcome.quote), None)
    return Value(value, most / len(judged), quote)


_HALF = 0.5


def _chance(outcome: Value | Unknown) -> float:
    if isinstance(outcome, Unknown):
        return _HALF
    return float(outcome.value is True) if outcome.probability is None else outcome.probability


def _quote(known: Sequence[Value], holds: SortValue) -> str | None:
    """The first quotation of a sample that says the same."""
    return next((one.quote for one in known if one.quote and (_chance(one) >= _HALF) == holds), None)
