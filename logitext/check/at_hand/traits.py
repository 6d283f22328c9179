"""What of a theory tells in how it is asked, and in the result."""

from __future__ import annotations

from typing import NamedTuple

from logitext.theory.protocol import Price, Theory, Thresholds


class Traits(NamedTuple):
    """What of a theory tells in how it is asked and in the result."""

    kind: type[Theory]
    name: str
    needs_texts: bool
    thresholds: Thresholds
    price: Price
    max_questions: int | None
    tells_cost: bool
    own_answer: bool
    model: str | None
    fetches_evidence: bool


def traits_of(theory: Theory) -> Traits:
    return Traits(
        type(theory),
        theory.name,
        theory.needs_texts,
        theory.thresholds,
        theory.price,
        theory.max_questions,
        theory.tells_cost,
        "answer" in vars(theory),
        theory.model,
        theory.fetches_evidence,
    )


def has_answers_at_hand(traits: Traits) -> bool:
    """Whether asking costs nothing and is never waited for, and `at_hand` is not older than `answer`."""
    return _defines_at_hand(traits) and traits.price.free and not traits.tells_cost


def may_have_answers_at_hand(traits: Traits) -> bool:
    """Whether asking has a price, which is that of calls: there is none where the answers are at hand."""
    return _defines_at_hand(traits) and not traits.price.free and traits.tells_cost and not traits.fetches_evidence


def _defines_at_hand(traits: Traits) -> bool:
    kind = traits.kind
    of_answer, at_hand = (next(c for c in kind.__mro__ if name in vars(c)) for name in ("answer", "at_hand"))
    defines_it = at_hand is not Theory and issubclass(at_hand, of_answer) and not traits.own_answer
    return defines_it and traits.max_questions is None


def as_it_is(traits: Traits) -> Theory:
    """What a result says of a theory, whatever becomes of the theory."""
    theory = Theory()
    theory.name, theory.needs_texts, theory.price = traits.name, traits.needs_texts, traits.price
    return theory
