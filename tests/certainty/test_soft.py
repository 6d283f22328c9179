"""The likeliest value of a verdict that is undetermined: never instead of what is entailed, never from nothing."""

from __future__ import annotations

from typing import Any

import pytest

import logitext
from logitext import theory
from logitext.records.result import Result
from logitext.report.certainty import lines

POLICY = logitext.loads("""
{{text post}}
{{fact paid: Bool}}
{{let threat = [[threatens]] prior 0.1  let insult = [[insults]] prior 0.4  let joke = [[is a joke]] prior 0.5}}
{{violation remove = threat or insult  verdict funny = joke  verdict due = joke and not paid}}
""")


class Says(theory.Theory):
    """Gives a probability, or what it is told to."""

    name = "says"

    def __init__(self, **said: Any) -> None:
        self.said = said

    async def answer(self, questions: Any, texts: Any) -> theory.Reply:
        def one(name: str) -> theory.Answer:
            given = self.said.get(name)
            return theory.Unknown("no idea") if given is None else theory.Value(None, probability=given)

        return theory.Reply({question.id: one(question.id) for question in questions})


def check(decide: str = "soft", facts: Any = None, **said: Any) -> Result:
    options: Any = {"decide": decide, "theory": Says(**said)}
    return POLICY.check("x", facts=facts, **options)


def likeliest(result: Result, name: str) -> Any:
    assert result.probability is not None
    return result.probability[name].likeliest


@pytest.mark.parametrize(("probability", "expected"), [(0.7, True), (0.3, False)])
def test_it_is_the_likeliest_value_and_the_verdict_stays_undetermined(probability: float, expected: bool) -> None:
    result = check(threat=0.01, insult=probability)
    assert result.verdicts["remove"].value is None
    assert result.status == "undetermined"
    assert likeliest(result, "remove") is expected


def test_what_is_entailed_needs_no_guess() -> None:
    result = check(threat=0.99)
    assert result.verdicts["remove"].value is True
    assert likeliest(result, "remove") is None


def test_of_a_verdict_about_which_nothing_was_said_there_is_none() -> None:
    result = check(insult=0.7)
    assert likeliest(result, "remove") is True
    assert likeliest(result, "funny") is None
    assert likeliest(check(), "remove") is None


def test_a_fact_is_nothing_that_was_said_of_a_clause() -> None:
    result = check(facts={"paid": False})
    assert result.verdicts["due"].value is None
    assert likeliest(result, "due") is None


def test_between_two_that_are_as_likely_there_is_none() -> None:
    assert likeliest(check(joke=0.5), "funny") is None


def test_it_is_given_only_where_it_is_wanted() -> None:
    assert check("hard", insult=0.7).probability is None
    plain = POLICY.check("x", theory=Says(insult=0.7), probability=True)
    assert likeliest(plain, "remove") is None


def test_it_is_marked_in_words() -> None:
    result = check(threat=0.01, insult=0.7)
    assert result.probability is not None
    first = lines(result.probability["remove"])[0].plain
    assert first.startswith("likeliest: true (0.")
    assert first.endswith("which the answers do not entail")


def test_another_way_to_decide_there_is_not() -> None:
    with pytest.raises(ValueError, match="decide must be hard or soft"):
        check("maybe")
