"""What answers are worth: base rates, error rates, probabilities, and where nothing can be counted."""

from __future__ import annotations

import pytest

import logitext
from logitext.certainty.evidence import Certainty, ClauseEvidence
from logitext.certainty.verdicts import chances_of
from logitext.records.probability import VerdictChances


def chance(source: str, said: dict[str, ClauseEvidence], certainty: Certainty | None = None) -> VerdictChances:
    program = logitext.loads(source).program
    return chances_of(program, ["v"], said, certainty or Certainty())["v"]


PLAIN = "{{text t}} {{let a = [[a]] verdict v = a}}"
RARE = "{{text t}} {{let a = [[a]] prior 0.1 verdict v = a}}"


@pytest.mark.parametrize(
    ("source", "said", "error", "expected"),
    [
        (PLAIN, {}, 0.0, 0.5),
        (RARE, {}, 0.0, 0.1),
        (PLAIN, {"a": ClauseEvidence(True, None)}, 0.0, 1.0),
        (PLAIN, {"a": ClauseEvidence(True, None)}, 0.2, 0.8),
        (RARE, {"a": ClauseEvidence(True, None)}, 0.2, 0.1 * 0.8 / (0.1 * 0.8 + 0.9 * 0.2)),
        (PLAIN, {"a": ClauseEvidence(True, 0.7)}, 0.0, 0.7),
        (RARE, {"a": ClauseEvidence(None, 0.7)}, 0.0, 0.1 * 0.7 / (0.1 * 0.7 + 0.9 * 0.3)),
        (PLAIN, {"a": ClauseEvidence(False, 0.1)}, 0.1, 0.9 * 0.1 + 0.1 * 0.9),
        (RARE, {"a": ClauseEvidence(True, None, True)}, 0.2, 1.0),
    ],
    ids=str,
)
def test_one_clause(source: str, said: dict[str, ClauseEvidence], error: float, expected: float) -> None:
    assert chance(source, said, Certainty({}, error)).of(True) == pytest.approx(expected)


def test_error_rates_are_those_of_the_clause_or_of_all_others() -> None:
    both = "{{text t}} {{let a = [[a]] let b = [[b]] verdict v = a and b}}"
    said = {"a": ClauseEvidence(True, None), "b": ClauseEvidence(True, None)}
    assert chance(both, said, Certainty({"a": 0.1}, 0.2)).of(True) == pytest.approx(0.9 * 0.8)


def test_assumptions_are_evidence_too() -> None:
    tied = "{{text t}} {{let a = [[a]] let b = [[b]] assume a implies b verdict v = a}}"
    assert chance(tied, {"a": ClauseEvidence(True, 0.6), "b": ClauseEvidence(None, 0.2)}).of(True) == pytest.approx(
        0.6 * 0.2 / (0.6 * 0.2 + 0.4 * 0.2 + 0.4 * 0.8)
    )


def test_answers_that_contradict_each_other_for_certain_have_no_probability() -> None:
    tied = "{{text t}} {{let a = [[a]] let b = [[b]] assume a implies b verdict v = a}}"
    found = chance(tied, {"a": ClauseEvidence(True, None), "b": ClauseEvidence(False, None)})
    assert (found.values, found.detail) == ((), "what is known for certain contradicts the assumptions")
    assert chance(tied, {"a": ClauseEvidence(True, None), "b": ClauseEvidence(False, None)}, Certainty({}, 0.1)).values


def test_declared_chances_of_labels() -> None:
    source = "{{text t}} {{let s: low | mid | high = [[how]] prior low: 0.7, mid: 0.2 verdict v = s == high}}"
    assert chance(source, {}).of(True) == pytest.approx(0.1)
    said = {"s": ClauseEvidence("high", None)}
    assert chance(source, said, Certainty({}, 0.2)).of(True) == pytest.approx(0.1 * 0.8 / (0.1 * 0.8 + 0.9 * 0.1))


def test_of_a_policy_that_calculates_nothing_is_counted() -> None:
    found = chance("{{text t}} {{let n: Int = [[n]] let m: Int = [[m]] verdict v = n + m > 3}}", {})
    assert found.values == ()
    assert "calculates" in str(found.detail)


def test_with_the_facts_it_may_be_counted() -> None:
    source = "{{text t}} {{fact n: Int fact m: Int let a = [[a]] verdict v = n + m > 3 and a}}"
    said = {"n": ClauseEvidence(2, None, True), "m": ClauseEvidence(2, None, True), "a": ClauseEvidence(None, 0.3)}
    assert chance(source, said).of(True) == pytest.approx(0.3)


def test_a_clause_with_parameters_has_one_error_rate() -> None:
    assert Certainty({"rude": 0.3}, 0.1).error("rude(post)") == 0.3
    assert Certainty({"rude": 0.3, "rude(post)": 0.2}, 0.1).error("rude(post)") == 0.2
    assert Certainty({"rude": 0.3}, 0.1).error("other") == 0.1
