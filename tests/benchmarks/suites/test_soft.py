"""Soft logic against every world, and a simulated model that is as sure as it is right."""

from __future__ import annotations

import asyncio
from itertools import product

import pytest

import logitext
from benchmarks.suites.arms.clauses import soft_arm
from benchmarks.suites.arms.outcome import Case
from benchmarks.suites.arms.soft import likely
from benchmarks.suites.truth import Faults, Simulated
from logitext import theory
from logitext.theory.protocol import Question, Texts, Unknown, Value

POLICY = """{{text post: "a message"}}
{{let a = [[is a]]  let b = [[is b]]  let c = [[is c]]  let n: Int = [[how many]]
  violation v = (a or b) and not c or n > 3
  verdict w: high | low = if a and b then high else low
  assume apart: not (b and c)}}
"""


@pytest.mark.parametrize("count", [2, 4])
def test_as_all_worlds_say(count: int) -> None:
    policy = logitext.loads(POLICY)
    chances = {"a": 0.3, "b": 0.8, "c": 0.6}
    total, true, high = 0.0, 0.0, 0.0
    for a, b, c in product((False, True), repeat=3):
        weight = 1.0
        for name, value in (("a", a), ("b", b), ("c", c)):
            weight *= chances[name] if value else 1 - chances[name]
        if b and c:
            continue
        total += weight
        true += weight * (((a or b) and not c) or count > 3)
        high += weight * (a and b)
    found = likely(policy.program, ["v", "w"], {"n": count}, chances)
    assert [found[name][0] for name in ("v", "w")] == [true / total >= 0.5, "low"]
    assert found["v"][1] == pytest.approx(max(true, total - true) / total)
    assert found["w"][1] == pytest.approx((total - high) / total)


def test_answers_without_a_probability_are_certain_and_a_contradiction_says_nothing() -> None:
    policy = logitext.loads(POLICY)
    assert likely(policy.program, ["v"], {"a": True, "c": False, "n": 0}, {}) == {"v": (True, 1.0)}
    assert likely(policy.program, ["v"], {"b": True, "c": True, "n": 0}, {}) == {}


def test_unsure_answers_count() -> None:
    policy = logitext.loads(POLICY)
    chances = {"a": 0.6, "b": 0.1, "c": 0.2}

    def answer(question: Question, texts: Texts) -> Value:
        return Value(0) if question.clause == "n" else Value(None, chances[question.clause])

    outcome = asyncio.run(soft_arm(Case(policy, Texts({"post": "p"}), theory.Function(answer), ["v"])))
    assert "a" not in outcome.answers
    assert outcome.verdicts == {"v": True}
    assert outcome.certain["v"] == pytest.approx(likely(policy.program, ["v"], {"n": 0}, chances)["v"][1])


def test_a_policy_without_diagrams_is_refused() -> None:
    policy = logitext.loads("""{{text t: "a text"}} {{let n: Int = [[n]] let m: Int = [[m]] verdict v = n + m > 3}}""")
    with pytest.raises(ValueError, match="no diagrams"):
        likely(policy.program, ["v"], {}, {})


@pytest.mark.parametrize("together", [0.0, 0.4])
def test_a_simulated_model_is_right_as_often_as_it_says(together: float) -> None:
    faults = Faults(clause=0.2, together=together, sure=1.0)
    model = Simulated({"a": True}, {}, 1, faults, seed=3)
    question = Question("a", "a", "is a")

    async def ask(number: int) -> float:
        reply = await model.answer((question,), Texts({"post": str(number)}))
        answer = reply.answers["a"]
        assert isinstance(answer, Value)
        assert answer.probability is not None
        return answer.probability

    said = [asyncio.run(ask(number)) for number in range(1500)]
    for low, high in ((0.6, 0.8), (0.8, 1.0)):
        sure = [chance for chance in said if low <= max(chance, 1 - chance) < high]
        right = sum(chance > 0.5 for chance in sure) / len(sure)
        assert right == pytest.approx(sum(max(one, 1 - one) for one in sure) / len(sure), abs=0.04)


def test_a_model_that_is_too_sure() -> None:
    def model(sure: float) -> Simulated:
        return Simulated({"a": True}, {}, 1, Faults(clause=0.2, sure=sure), seed=3)

    question, texts = Question("a", "a", "is a"), Texts({"post": "x"})
    honest, bold = (asyncio.run(model(sure).answer((question,), texts)).answers["a"] for sure in (1.0, 3.0))
    assert not isinstance(honest, Unknown)
    assert isinstance(honest, Value)
    assert isinstance(bold, Value)
    assert honest.probability is not None
    assert bold.probability is not None
    assert abs(bold.probability - 0.5) > abs(honest.probability - 0.5)
    assert (bold.probability > 0.5) is (honest.probability > 0.5)
