"""What a probability means: by theory, by clause, and on the command line."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import click
import pytest

import logitext
from logitext import theory
from logitext.cli.thresholds import ThresholdsParameter
from logitext.syntax.diagnostics import InputError, PolicyError
from logitext.theory.protocol import Question, Texts, Thresholds
from logitext.theory.spec import from_spec
from logitext.theory.validation import checked
from logitext.trail.questions import questions

POLICY = """
{{{{text post}}}}
{{{{let rude = [[is rude]] {rude}  let kind: mild | harsh = [[what kind it is]] {kind}}}}}
{{{{violation remove = rude  verdict harsh_one = kind == harsh}}}}
"""


class Sure(theory.Theory):
    """Gives a probability."""

    name = "sure"

    def __init__(self, probability: float) -> None:
        self.probability = probability

    async def answer(self, questions: object, texts: object) -> theory.Reply:
        return theory.Reply(
            {
                "rude": theory.Value(None, probability=self.probability),
                "kind": theory.Value("harsh", probability=self.probability),
            }
        )


def verdict(
    name: str, probability: float, *, rude: str = "", kind: str = "", bounds: Thresholds | None = None
) -> object:
    one = Sure(probability)
    if bounds is not None:
        one.thresholds = bounds
    result = logitext.loads(POLICY.format(rude=rude, kind=kind)).check("x", theory=one)
    return result.verdicts[name].value


@pytest.mark.parametrize(
    ("probability", "expected"), [(0.1, False), (0.2, False), (0.21, None), (0.89, None), (0.9, True), (1.0, True)]
)
def test_a_clause_has_bounds_of_its_own_and_is_open_between_them(probability: float, expected: bool | None) -> None:
    assert verdict("remove", probability, rude="sure 0.2 0.9") is expected
    assert verdict("remove", probability, rude="sure 0.2 0.9", bounds=Thresholds(0.5, 0.51)) is expected
    assert verdict("remove", probability, bounds=Thresholds(0.2, 0.9)) is expected


@pytest.mark.parametrize(("probability", "expected"), [(0.39, None), (0.4, True)])
def test_a_value_has_one_bound(probability: float, expected: bool | None) -> None:
    assert verdict("harsh_one", probability, kind="sure 0.4") is expected


def test_a_bound_of_nothing_is_none() -> None:
    assert verdict("harsh_one", 0.001, kind="sure 0") is True
    assert verdict("remove", 0.0, rude="sure 0 1") is False
    assert verdict("remove", 0.5, rude="sure 0 1") is None


def test_the_question_knows_the_bounds_and_other_clauses_have_none() -> None:
    asked = questions(logitext.loads(POLICY.format(rude="sure 0.2 0.9", kind="")).checked)
    assert (asked["rude"].sure, asked["kind"].sure) == (Thresholds(0.2, 0.9), None)


def test_why_it_is_open_names_the_bounds_of_the_clause() -> None:
    result = logitext.loads(POLICY.format(rude="sure 0.1 0.95", kind="")).check("x", theory=Sure(0.5))
    (open_,) = result.verdicts["remove"].open
    assert open_.reason == "unsure"
    assert "between 0.1 and 0.95" in (open_.detail or "")


@pytest.mark.parametrize(
    ("rude", "kind", "message"),
    [
        ("sure 0.9", "", "has two bounds"),
        ("", "sure 0.1 0.9", "so it has one bound"),
        ("sure 0.9 0.2", "", "must be below"),
        ("sure 0.5 0.5", "", "must be below"),
        ("sure 0.5 0.50000000000000000001", "", "must be below"),
        ("sure 0.2 1.5", "", "from 0 to 1"),
        ("", "sure 7", "from 0 to 1"),
        ("sure 0.1 0.2 sure 0.1 0.2", "", "given twice"),
        ("sure", "", "expected"),
    ],
)
def test_bounds_that_make_no_sense_are_an_error(rude: str, kind: str, message: str) -> None:
    with pytest.raises(PolicyError, match=message):
        logitext.loads(POLICY.format(rude=rude, kind=kind))


def test_a_clause_may_be_called_sure() -> None:
    policy = logitext.loads("{{text post}}{{let sure = [[is sure]] sure 0.1 0.2 verdict v = sure}}")
    assert policy.checked.clauses["sure"].sure == (Fraction(1, 10), Fraction(1, 5))


def test_a_policy_with_bounds_is_laid_out_and_printed() -> None:
    source = "{{text post}}\n{{let rude = [[is rude]] sure 0.2 0.9}}\n{{violation remove = rude}}\n"
    assert "sure 0.2 0.9" in logitext.fmt(source)


def test_values_of_a_theory_that_a_chain_passes_on_are_read_by_the_clause() -> None:
    asked = Question("rude", "rude", "is rude", sure=Thresholds(0.2, 0.6))
    chain = theory.Chain(Sure(0.65))
    found = checked(chain, [asked], theory.Reply({"rude": theory.Value(None, 0.65)}), Texts({})).answers["rude"]
    assert found == theory.Value(True, 0.65)


# --- the command line --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "expected"),
    [("0.4,0.6", ("", Thresholds(0.4, 0.6))), ("openai=0.1,0.9", ("openai", Thresholds(0.1, 0.9)))],
)
def test_bounds_are_read(given: str, expected: tuple[str, Thresholds]) -> None:
    assert ThresholdsParameter().convert(given, None, None) == expected


@pytest.mark.parametrize("given", ["0.4", "0.6,0.4", "0.4,x", "0.4,0.5,0.6", "-1,2", "nan,0.5", "", "openai="])
def test_bounds_that_are_none_are_refused(given: str) -> None:
    with pytest.raises(click.BadParameter, match="two rising probabilities"):
        ThresholdsParameter().convert(given, None, None)


def test_a_spec_gives_them_to_the_theories_that_are_meant(tmp_path: Path) -> None:
    file = tmp_path / "answers.json"
    file.write_text(json.dumps({"rude": True}))
    bounds = {"": Thresholds(0.4, 0.6), "answers": Thresholds(0.1, 0.9)}
    chain = from_spec(f"pattern,answers:{file}", {"thresholds": bounds})
    assert isinstance(chain, theory.Chain)
    assert [one.thresholds for one in chain.members] == [bounds[""], bounds["answers"]]


def test_a_theory_that_is_not_asked_has_none() -> None:
    with pytest.raises(InputError, match="thresholds for `patern`, which is not asked"):
        from_spec("pattern", {"thresholds": {"patern": Thresholds()}})
