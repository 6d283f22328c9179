"""Asking until a verdict is sure: other theories, other words, the whole policy; and verdicts that stay as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

import logitext
from logitext.records.result import Result
from logitext.syntax.diagnostics import InputError
from logitext.theory.chain import Chain
from logitext.theory.protocol import Answer, Failure, Price, Question, Reply, Retract, Stop, Texts, Theory, Value
from logitext.trail.wordings import words_of
from tests.cli.run import logitext as command

POLICY = (
    "{{text message}} We mute who {{let insults = [[insults somebody]] prior 0.2}} or "
    "{{let threat = [[threatens]] prior 0.1}}, unless {{let joke = [[is a joke]] prior 0.2}}. "
    "{{violation mute = (insults or threat) unless joke}}"
)
WHOLE = "verdict:mute"
LOADED = logitext.loads(POLICY)
"""Kept, as a result whose policy is gone is shown in short."""


class Model(Theory):
    """A model that says what it is told to; `log` has what it was asked."""

    model: str | None = "tiny"

    def __init__(self, name: str, price: float, reconsiders: bool = False, **said: Any) -> None:
        self.name, self.price, self.reconsiders = name, Price(0, price), reconsiders
        self.said: Mapping[str, Any] = said
        self.log: list[Question] = []

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        self.log += questions
        answers = {one.id: self.said[one.id.replace(":", "_")] for one in questions}
        return Reply({id_: one if not isinstance(one, bool) else Value(one) for id_, one in answers.items()})

    @property
    def asked(self) -> list[str]:
        return [one.id for one in self.log]


def models(**more: Any) -> tuple[Model, Model]:
    said: dict[str, Any] = {"insults": True, "threat": False, "joke": False, "verdict_mute": True, **more}
    return Model("cheap", 1, **said), Model("strong", 8, **said)


RATES = {"cheap": 0.1, "strong": 0.02}


def checked(*theories: Theory, rates: Any = RATES, confidence: float | None = 0.95, **more: Any) -> Result:
    return LOADED.check(
        "x", theory=Chain(*theories), error_rates=rates, confidence=confidence, probability=True, **more
    )


def test_it_asks_others_until_it_is_sure_and_no_longer() -> None:
    cheap, strong = models()
    found = checked(cheap, strong)
    assert found.probability is not None
    assert found.probability["mute"].of(True) >= 0.95
    assert cheap.asked == ["insults", "joke"]
    assert strong.asked == ["insults"]
    (further,) = found.probability["mute"].further
    assert (further.clause, further.theory, further.answer, further.again) == ("insults", "strong", True, False)
    assert "also asked: insults of strong, true" in str(found)
    assert Result.model_validate_json(found.model_dump_json()).probability == found.probability


def test_without_a_wish_nothing_more_is_asked() -> None:
    cheap, strong = models()
    found = checked(cheap, strong, confidence=None)
    assert strong.asked == []
    assert found.probability is not None
    assert found.probability["mute"].further == ()
    checked(cheap, strong, confidence=0.5)
    assert strong.asked == []


def test_the_verdict_stays_what_the_answers_entail() -> None:
    cheap, _ = models()
    _, strong = models(insults=False)
    found = checked(cheap, strong, decide="soft")
    assert (found.verdicts["mute"].value, found.violations) == (True, ("mute",))
    assert {one.clause: one.theory for one in found.verdicts["mute"].because} == {"insults": "cheap", "joke": "cheap"}
    assert found.probability is not None
    assert found.probability["mute"].of(False) > 0.7
    assert found.probability["mute"].likeliest is False
    hard = checked(models()[0], strong)
    assert hard.probability is not None
    assert hard.probability["mute"].likeliest is None


def test_one_theory_is_asked_again_in_other_words_and_that_ends() -> None:
    cheap, _ = models()
    cheap.reconsiders = True
    found = checked(cheap, rates={"cheap": 0.1}, confidence=0.999)
    assert found.probability is not None
    assert 0.7 < found.probability["mute"].of(True) < 0.999, "what repeats is a floor"
    again = [one for one in cheap.log if one.id == "insults"]
    assert len({words_of(one) for one in again}) == len(again) == 3
    assert all(one.wording == "insults somebody" for one in again)
    assert found.probability["mute"].further[0].again


def test_who_does_not_reconsider_is_not_asked_again() -> None:
    cheap, _ = models()
    checked(cheap, rates={"cheap": 0.1}, confidence=0.999)
    assert sorted(cheap.asked) == ["insults", "joke", "threat"]


def test_the_whole_policy_is_a_witness_where_its_error_rate_is_known() -> None:
    cheap, strong = models()
    checked(cheap, strong, confidence=0.999)
    assert WHOLE not in cheap.asked + strong.asked
    cheap, strong = models()
    found = checked(cheap, strong, rates={**RATES, "mute": 0.1})
    assert cheap.asked[-1] == WHOLE
    assert strong.asked == []
    words = cheap.log[-1].wording
    assert "We mute who insults somebody or threatens, unless is a joke." in words
    assert found.probability is not None
    assert found.probability["mute"].further[0].clause is None
    cheap, strong = models(verdict_mute=False)
    against = checked(cheap, strong, rates={**RATES, "mute": 0.1}, max_questions=3)
    assert against.probability is not None
    assert against.probability["mute"].of(True) < found.probability["mute"].of(True)


def test_limits_hold_and_are_said() -> None:
    cheap, strong = models()
    found = checked(cheap, strong, max_questions=2)
    assert strong.asked == []
    assert found.verdicts["mute"].value is True
    cheap, strong = models()
    checked(cheap, strong, max_cost=9.5)
    assert strong.asked == [], "2 of the cheap ones and 8 are 10"


def test_what_fails_or_is_not_known_tells_nothing() -> None:
    cheap, _ = models()
    _, strong = models(insults=Failure("down"), threat=Failure("down"), joke=Failure("down"))
    plain, found = checked(models()[0], rates={"cheap": 0.1}), checked(cheap, strong)
    assert found.probability is not None
    assert plain.probability is not None
    assert found.probability["mute"].values == plain.probability["mute"].values
    assert found.verdicts == plain.verdicts
    assert {one.answer for one in found.probability["mute"].further if one.theory == "strong"} == {None}


def test_a_person_at_the_end_of_the_chain_may_stop_or_go_back() -> None:
    cheap, _ = models()
    person = Model("person", 50, insults=Stop("enough"), threat=Stop("enough"), joke=Stop("enough"))
    person.interactive, person.model = True, None
    checked(cheap, person, rates={"cheap": 0.1})
    assert len(person.asked) == 1
    answers: Iterator[Answer] = iter([Value(True), Retract(), Value(True), Value(False), Value(False)])

    class Person(Model):
        async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
            self.log += questions
            return Reply({questions[0].id: next(answers)})

    person = Person("person", 50)
    person.interactive, person.model = True, None
    found = checked(models()[0], person, rates={"cheap": 0.1}, confidence=0.99)
    assert person.asked[0] == person.asked[2]
    assert found.probability is not None
    assert found.probability["mute"].of(True) > 0.99


def test_an_evaluation_counts_verdicts_and_not_what_else_was_asked() -> None:
    cheap, strong = models(threat=True)
    rows = [{"message": "x", "right": {"mute": True, "threat": False}}] * 6
    found = logitext.loads(POLICY).evaluate(rows, theory=Chain(cheap, strong), error_rates=RATES, confidence=0.999)
    assert found.verdicts["mute"].right == 6
    assert "threat" in strong.asked
    assert found.clauses["threat"].asked == 0


def test_calibrations_are_of_what_was_asked() -> None:
    policy = logitext.loads(POLICY)
    rows = [{"message": "x", "right": {"mute": True}}] * 70
    found = policy.calibrate(rows, theory=Chain(*models()), error_rates=RATES)
    with pytest.raises(
        InputError, match="the calibration is of checks without `confidence`, and now they are with `confidence` "
    ):
        policy.check("x", theory=Chain(*models()), calibration=found, confidence=0.95)


@pytest.mark.parametrize("confidence", [0, 1.5, -1, "high"])
def test_wishes_that_cannot_be(confidence: Any) -> None:
    with pytest.raises(ValueError, match="confidence must be more than 0, and at most 1"):
        checked(*models(), confidence=confidence)


def test_on_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "chat.nltc").write_text(POLICY)
    (tmp_path / "post.txt").write_text("x")
    (tmp_path / "one.yaml").write_text(
        "insults: {probability: 0.8}\nthreat: {probability: 0.1}\njoke: {probability: 0.1}"
    )
    (tmp_path / "two.yaml").write_text("insults: {probability: 0.99}\njoke: {probability: 0.01}\n")
    chain = ["check", "chat.nltc", "post.txt", "--theory", "answers:one.yaml,answers:two.yaml"]
    ran = command(*chain, "--confidence", "0.9", cwd=tmp_path)
    assert ran.status == 1
    assert "also asked: insults of answers, true (0.99)" in ran.out
    ran = command(*chain, "--confidence", "2", cwd=tmp_path)
    assert (ran.status, "2.0 is not in the range" in ran.err) == (2, True)
