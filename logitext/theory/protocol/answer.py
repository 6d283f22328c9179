"""What a theory says to a question."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TypeAlias, TypeVar

from logitext.policy.sorts import Value as SortValue


@dataclass(frozen=True, slots=True)
class Value:
    """The theory knows the answer.

    `value` is a Python value of the question's sort. For a Boolean clause `probability` is the probability that the
    clause *holds*, and the theory's thresholds turn it into true, false or unknown (`value` may then be None); for
    other sorts it is the probability that `value` is right, and below the threshold for true the value does not count.
    `quote` is evidence, word for word from the text. `quote_dropped` is set by `validation` where a quotation was given
    that is in no text. `by` names the theory that decided it, where another one passes its answer on, as `replay`
    does: a result then names that one, and `probability` says how sure it was and decides nothing any more.
    """

    value: SortValue | None
    probability: float | None = None
    quote: str | None = None
    quote_dropped: bool = field(default=False, compare=False, repr=False)
    by: str | None = field(default=None, compare=False, repr=False)


_new, _put = object.__new__, [Value.__dict__[one.name].__set__ for one in fields(Value)]
_put_value, _put_probability, _put_quote, _put_quote_dropped, _put_by = _put


def value_with(value: SortValue | None, probability: float) -> Value:
    """`Value(value, probability)`, made in half of the time, for code that makes very many.

    >>> value_with(True, 0.9) == Value(True, 0.9)
    True
    """
    made = _new(Value)
    _put_value(made, value)
    _put_probability(made, probability)
    _put_quote(made, None)
    _put_quote_dropped(made, False)
    _put_by(made, None)
    return made


@dataclass(frozen=True, slots=True)
class Unknown:
    """The theory does not know the answer; the next one in a chain may.

    `probability` is set where it has one for a Boolean clause, but one that lies between its thresholds. `by` names
    the theory whose words these are, where another one passes them on.
    """

    reason: str = "unknown"
    probability: float | None = field(default=None, compare=False, repr=False)
    by: str | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Outdated(Unknown):
    """The theory holds an answer, but the clause or a text has changed since. The next theory may know."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """The theory will not say; `by` as in Unknown."""

    reason: str
    by: str | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Failure:
    """The theory could not say: its back end failed, or its answer made no sense.

    `error` keeps what was raised; `by` is as in Unknown.
    """

    reason: str
    error: BaseException | None = field(default=None, compare=False)
    by: str | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Retract:
    """From a theory that talks with a person: take back the last answer that I gave in this check, and ask it again."""


@dataclass(frozen=True, slots=True)
class Stop:
    """From a theory that talks with a person: ask me nothing more; keep what was answered."""

    reason: str = "stopped"


Answer: TypeAlias = Value | Unknown | Refusal | Failure | Retract | Stop

_SHARED: dict[int, Value | Unknown] = {}
A = TypeVar("A", Value, Unknown)


def shared(answer: A) -> A:
    """An answer that many questions get: one object, for ever, so that it need not be looked at again each time.

    For modules that make such an answer when they are imported; it has neither a probability nor a quotation.
    """
    _SHARED[id(answer)] = answer
    return answer


def is_shared(identity: int) -> bool:
    """Whether the object with this `id` is an answer that is shared."""
    return identity in _SHARED


TRUE, FALSE, UNKNOWN = shared(Value(True)), shared(Value(False)), shared(Unknown())
"""The commonest answers."""
