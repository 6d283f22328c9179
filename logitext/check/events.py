"""What a check tells a listener while it goes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from logitext.strategy.choice import Choice
from logitext.theory.protocol import Answer, Question, Theory

if TYPE_CHECKING:
    from logitext.records.result import Result


@dataclass(frozen=True, slots=True)
class Asking:
    """A theory is about to be asked; `choice` says by which rule this was chosen, where it was not asked again."""

    round: int
    theory: Theory
    questions: tuple[Question, ...]
    choice: Choice | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """A theory gave an answer."""

    theory: Theory
    question: Question
    answer: Answer


@dataclass(frozen=True, slots=True)
class Spared:
    """Clauses that mattered before the last answers, and cannot change a verdict any more: they will not be asked."""

    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Noted:
    """Something about an answer that the user should know (a quotation that the text does not hold)."""

    theory: Theory
    note: str


@dataclass(frozen=True, slots=True)
class Started:
    """The check begins: how the policy is decided, in words."""

    backend: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The check of one of many texts is over; `error` is what was raised, if it failed."""

    result: Result
    error: Exception | None = None


Event: TypeAlias = Started | Asking | Answered | Spared | Noted | Ended
Listener: TypeAlias = Callable[[Event], None]


def together(listeners: Sequence[Listener]) -> Listener:
    """One listener that passes what it hears to several."""

    def hear(event: Event) -> None:
        for listener in listeners:
            listener(event)

    return hear
