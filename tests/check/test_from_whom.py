"""A cheap and a dear theory behind each other: which clause is asked now is also a matter of who would be asked."""

from __future__ import annotations

import pytest

import logitext
from logitext import theory
from logitext.check.events import Asking

POLICY = logitext.loads("""
{{text post}}
{{let likely = [[is likely]] prior 0.5   let rare = [[is rare]] prior 0.3
  verdict v = likely or rare}}
""")


def asked(dear: float, *, cheap_knows: bool, call: float = 0.0) -> list[tuple[str, tuple[str, ...]]]:
    """Who is asked what, where the cheap theory cannot tell whether `likely` holds."""

    def first(question: theory.Question, texts: theory.Texts) -> bool | theory.Unknown:
        knows = cheap_knows or question.clause != "likely"
        return True if knows else theory.Unknown("cannot tell")

    cheap = theory.Function(first, name="cheap", price=theory.Price(question=1))
    second = theory.Function(lambda *_: True, name="dear", price=theory.Price(call, dear))
    found: list[tuple[str, tuple[str, ...]]] = []

    def listen(event: object) -> None:
        if isinstance(event, Asking):
            found.append((event.theory.name, tuple(question.clause for question in event.questions)))

    POLICY.check("…", theory=theory.Chain(cheap, second), listener=listen)
    return found


def test_the_likelier_clause_is_asked_first_and_is_enough() -> None:
    assert asked(10, cheap_knows=True) == [("cheap", ("likely",))]


@pytest.mark.parametrize("call", [0.0, 40.0])
def test_before_a_dear_theory_is_asked_the_cheap_one_is_asked_for_another_clause(call: float) -> None:
    assert asked(10, cheap_knows=False, call=call) == [("cheap", ("likely",)), ("cheap", ("rare",))]


def test_a_theory_that_costs_hardly_more_is_asked_for_the_likelier_clause() -> None:
    assert asked(1.2, cheap_knows=False) == [("cheap", ("likely",)), ("dear", ("likely",))]
