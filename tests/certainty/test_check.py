"""Probabilities beside verdicts: in a check, on the command line, and never in the place of what is entailed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import logitext
from logitext.records.result import Result
from logitext.syntax.diagnostics import InputError
from logitext.theory import Answers
from tests.cli.run import logitext as command

CHAT = """{{text message}}
{{let insults = [[insults somebody]] let threat = [[threatens]] let joke = [[is a joke]]
  violation mute = (insults or threat) unless joke}}
"""


def said(**chances: float) -> Answers:
    return Answers({name: {"probability": chance} for name, chance in chances.items()})


def checked(theory: Any, **more: Any) -> Result:
    return logitext.loads(CHAT).check("x", theory=theory, probability=True, **more)


def test_the_verdict_is_the_same_and_has_a_probability() -> None:
    theory = said(insults=0.9, threat=0.1, joke=0.2)
    plain = logitext.loads(CHAT).check("x", theory=theory)
    found = checked(theory)
    assert plain.probability is None
    assert found.verdicts == plain.verdicts
    assert found.status == "decided"
    assert found.probability is not None
    assert found.probability["mute"].of(True) == pytest.approx((1 - 0.1 * 0.9) * 0.8)
    assert found.probability["mute"].of(False) == pytest.approx(1 - (1 - 0.1 * 0.9) * 0.8)
    assert Result.model_validate_json(found.model_dump_json()).probability == found.probability


def test_an_unsure_answer_is_evidence_and_the_verdict_stays_open() -> None:
    found = checked(said(insults=0.6, threat=0.01, joke=0.02))
    assert found.verdicts["mute"].value is None
    assert found.probability is not None
    assert found.probability["mute"].of(True) == pytest.approx((1 - 0.4 * 0.99) * 0.98)


def test_what_was_answered_at_hand_counts_as_certain_but_for_error_rates() -> None:
    theory = Answers({"insults": True, "threat": False, "joke": False})
    sure, rated = checked(theory), checked(theory, error_rates={"joke": 0.1})
    assert sure.probability is not None
    assert rated.probability is not None
    assert sure.probability["mute"].of(True) == 1.0
    assert rated.probability["mute"].of(True) == pytest.approx(0.9)
    assert [one.clause for one in rated.probability["mute"].carried_by] == ["joke"]
    assert rated.probability["mute"].carried_by[0].otherwise == 0.0


def test_many_and_units_have_probabilities_too() -> None:
    policy = logitext.loads(
        "{{text t}} {{let bad(s) = [[s is bad]] match /bad/ violation v = forsome s in sentences(t): bad(s)}}"
    )
    texts = ["It is bad. It is good.", "It is bad."]
    results = [*policy.check_many(texts, theory="pattern:complete", probability=True, error_rates={"bad": 0.1})]
    chances = [found.probability["v"].of(True) for found in results if found.probability is not None]
    assert chances == pytest.approx([1 - 0.1 * 0.9, 0.9])


@pytest.mark.parametrize(
    ("rates", "why"),
    [
        ({"jok": 0.1}, "did you mean `joke`"),
        ({"joke": 0.7}, "must be from 0 to 0.5"),
        (-0.1, "must be from 0"),
        (True, "must be from 0"),
        ({"joke": "x"}, "must be from 0"),
    ],
    ids=str,
)
def test_rates_that_make_no_sense(rates: Any, why: str) -> None:
    with pytest.raises(InputError) as error:
        checked(said(), error_rates=rates)
    assert {found.code for found in error.value.diagnostics} == {"NLT655"}
    assert why in f"{error.value.diagnostics[0].message} {error.value.diagnostics[0].hint}"


def test_rates_of_theories() -> None:
    found = checked(Answers({"insults": True, "threat": False, "joke": False}), error_rates={"answers": 0.1, "joke": 0})
    assert found.probability is not None
    assert found.probability["mute"].of(True) == pytest.approx(1 - 0.1 * 0.9)
    with pytest.raises(InputError, match="no such clause, and no theory that is asked has this name") as error:
        checked(said(), error_rates={"answer": 0.1})
    assert error.value.diagnostics[0].hint == "did you mean `answers`?"


def test_rates_without_probabilities() -> None:
    with pytest.raises(InputError, match="none are asked for"):
        logitext.loads(CHAT).check("x", error_rates=0.1)


def test_on_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "chat.nltc").write_text(CHAT)
    (tmp_path / "post.txt").write_text("x")
    options = ["--set", "insults=yes", "--set", "threat=no", "--set", "joke=no", "--theory", "pattern"]
    ran = command("check", "chat.nltc", "post.txt", *options, "--probability", "--error-rate", "joke=0.1", cwd=tmp_path)
    assert ran.status == 1
    assert "probability: true 0.900, false 0.100\n      joke is false with 0.900; if it is not, true has 0\n" in ran.out
    for rate, why in (("x", "expected `NAME=0.05`"), ("0.9", "must be from 0 to 0.5")):
        ran = command("check", "chat.nltc", "post.txt", *options, "--probability", "--error-rate", rate, cwd=tmp_path)
        assert (ran.status, why in ran.err) == (2, True)


def test_a_result_says_so_where_nothing_can_be_counted() -> None:
    policy = logitext.loads("{{text t}} {{let n: Int = [[n]] let m: Int = [[m]] verdict v = n + m > 3}}")
    found = policy.check("x", theory=Answers({"n": 2, "m": 3}), probability=True)
    assert found.verdicts["v"].value is True
    assert found.probability is not None
    assert found.probability["v"].values == ()
    assert "probability: not known, as the policy calculates" in str(found)


def test_a_contradiction_with_the_assumptions_is_evidence_and_no_verdict() -> None:
    policy = logitext.loads(
        "{{text t}} {{let a = [[a]] prior 0.2 let b = [[b]] prior 0.3 assume a implies b violation v = a}}"
    )
    found = policy.check("x", theory=Answers({"a": {"probability": 0.8}, "b": {"probability": 0.1}}), probability=True)
    assert (found.status, found.verdicts["v"].value) == ("conflict", None)
    assert found.probability is not None
    both, a_false = 0.2 * 0.8 * 0.3 * 0.1, 0.8 * 0.2 * (0.3 * 0.1 + 0.7 * 0.9)
    assert found.probability["v"].of(True) == pytest.approx(both / (both + a_false))
    text = str(found)
    assert text.index("contradict each other") < text.index("probability: false 0.957, true 0.043")
