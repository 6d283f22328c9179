"""What answers to clauses are worth, from labelled cases, and how a calibration uses it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random
from typing import Any

import pytest

import logitext
from logitext.certainty.curve import weight
from logitext.certainty.evidence import Certainty, ClauseEvidence
from logitext.certainty.verdicts import chances_of
from logitext.evaluate.answers import Labelled, answer_fit, discrimination, error_fit
from logitext.records.calibration import AnswerFit, Calibration
from logitext.strategy import priors
from logitext.theory.protocol import Question, Reply, Texts, Theory, Usage, Value


def scored(number: int, *, warp: float = 1.0, shift: float = 0.0, tells: float = 1.5, seed: int = 0) -> list[Labelled]:
    """Answers whose log-odds are right but for being stretched and shifted; `tells` sets the classes apart."""
    rng, found = Random(seed), []
    for _ in range(number):
        so = rng.random() < 0.4
        odds = 2 * tells * rng.gauss(tells if so else -tells, 1) + math.log(0.4 / 0.6)
        chance = 1 / (1 + math.exp(-(warp * odds + shift)))
        found.append(Labelled(chance > 0.5, chance, so))
    return found


def fit(answers: list[Labelled]) -> AnswerFit:
    found = answer_fit(0, answers)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("made", "kind"),
    [
        (scored(300), "as it is"),
        (scored(300, shift=2.0), "shifted"),
        (scored(300, warp=0.2, shift=-1.0), "platt"),
        (scored(300, tells=0.0, warp=1.0), "nothing"),
    ],
    ids=["as it is", "shifted", "platt", "nothing"],
)
def test_the_way_with_the_fewest_numbers_that_fits(made: list[Labelled], kind: str) -> None:
    if kind == "nothing":  # probabilities that have nothing to do with the labels
        rng = Random(5)
        made = [one._replace(probability=rng.random()) for one in made]
    assert fit(made).kind == kind


def test_steps_where_the_curve_is_none() -> None:
    rng = Random(3)
    rates = {0.1: 0.02, 0.3: 0.9, 0.5: 0.91, 0.7: 0.92, 0.9: 0.93}
    made = [Labelled(None, chance, rng.random() < rates[chance]) for chance in rates for _ in range(120)]
    found = fit(made)
    assert found.kind == "isotonic"
    assert found.steps == tuple(sorted(found.steps))
    assert found.steps[0][1] < 0.1
    assert found.steps[1][1] > 0.85


def test_a_fitted_curve_says_how_often_it_holds() -> None:
    found, fresh = fit(scored(400, warp=0.25, shift=1.0)), scored(4000, warp=0.25, shift=1.0, seed=9)
    odds = found.holds / (1 - found.holds)
    for low in (0.2, 0.5, 0.8):
        inside = []
        for one in fresh:
            assert one.probability is not None
            share = weight(found, one.probability)
            chance = odds * share / (odds * share + 1 - share)
            if low <= chance < low + 0.2:
                inside.append((chance, one.right is True))
        mean = sum(chance for chance, _ in inside) / len(inside)
        assert sum(so for _, so in inside) / len(inside) == pytest.approx(mean, abs=0.1)


def test_errors_of_one_kind_or_of_two() -> None:
    rng = Random(1)
    labels = [rng.random() < 0.4 for _ in range(400)]
    same = fit([Labelled(so if rng.random() > 0.1 else not so, None, so) for so in labels])
    assert same.missed == same.false_alarms == pytest.approx(0.1, abs=0.04)
    two = fit([Labelled(so and rng.random() > 0.4, None, so) for so in labels])
    assert two.missed == pytest.approx(0.4, abs=0.1)
    assert two.false_alarms == pytest.approx(0.0, abs=0.01)
    assert (two.kind, two.curve, two.tells) == ("values", None, None)


def test_too_few_or_all_the_same() -> None:
    assert answer_fit(0, scored(19)) is None
    assert answer_fit(0, [Labelled(True, 0.9, True)] * 50) is None
    assert error_fit(0, [Labelled("a", None, "a")] * 19) is None
    found = error_fit(0, [Labelled("a", None, "a")] * 18 + [Labelled("a", None, "b")] * 2)
    assert found is not None
    assert found.missed == pytest.approx(3 / 22)
    assert found.wrong == 2


def test_probabilities_of_0_and_1_alone() -> None:
    made = [Labelled(at % 2 == 0, float(at % 2 == 0), at % 2 == 0 if at % 10 else at % 2 == 1) for at in range(200)]
    found = fit(made)
    assert 0.05 < 1 - weight(found, 1.0) < 0.3
    assert 0.0 < weight(found, 0.0) < 0.3


def test_how_well_cases_are_told_apart() -> None:
    found = discrimination([0.9, 0.8, 0.4, 0.3, 0.5], [True, True, True, False, False])
    assert found.value == pytest.approx(5 / 6)
    assert 0 <= found.low < found.value < found.high <= 1
    assert discrimination([0.5, 0.5], [True, False]).value == 0.5


def test_learned_base_rates_are_of_the_truth() -> None:
    assert list(priors._true([740, 260], 0.1)) == pytest.approx([800, 200])
    assert list(priors._true([90, 10], 0.0)) == [90, 10]
    assert list(priors._true([95, 5], 0.1)) == pytest.approx([100, 0])
    assert list(priors._true([60, 40], 0.5)) == [0, 0]
    thirds = [0.6 * 0.8 + 0.4 * 0.1, 0.3 * 0.8 + 0.7 * 0.1, 0.1 * 0.8 + 0.9 * 0.1]
    assert list(priors._true([round(1000 * one) for one in thirds], 0.2)) == pytest.approx([600, 300, 100], abs=2)


# --- in a calibration --------------------------------------------------------------------------------------------

POLICY = "{{text t}} {{let a = [[a]] sure 0.49 0.5 let b = [[b]] sure 0.49 0.5 verdict v = a unless b}}"


class Table(Theory):
    """Answers by the text alone."""

    name = "table"

    def __init__(self, chances: dict[str, dict[str, float | None]]) -> None:
        self._chances = chances

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        return Reply({one.id: Value(None, self._chances[texts["t"]][one.id]) for one in questions}, Usage(calls=0))


def cases(number: int, seed: int, warp: float = 0.3) -> tuple[list[dict[str, Any]], Table]:
    a, b = scored(number, seed=seed, warp=warp, shift=1.0), scored(number, seed=seed + 1, warp=warp)
    rows: list[dict[str, Any]] = []
    answers: dict[str, dict[str, float | None]] = {}
    for at, (one, other) in enumerate(zip(a, b, strict=True)):
        right = {"v": one.right is True and other.right is False, "a": one.right, "b": other.right}
        rows.append({"id": f"d{at}", "t": f"x{at}", "right": right})
        answers[f"x{at}"] = {"a": one.probability, "b": other.probability}
    return rows, Table(answers)


@pytest.fixture(scope="module")
def made() -> tuple[logitext.Policy, Calibration]:
    policy = logitext.loads(POLICY)
    rows, theory = cases(400, 1)
    return policy, policy.calibrate(rows, id="id", theory=theory)


def test_a_calibration_fits_clauses_to_other_cases_than_thresholds(made: Any) -> None:
    _, found = made
    assert (found.cases, found.fitted) == (400, 133)
    assert found.verdicts["v"].labelled == 267
    assert [one.answers[0].kind for one in found.clauses.values()] == ["platt", "platt"]
    assert Calibration.model_validate_json(found.model_dump_json()) == found


def test_its_probabilities_agree_with_labels_and_the_plain_ones_do_not(made: Any) -> None:
    policy, found = made
    rows, theory = cases(500, 50)
    plain = policy.evaluate(rows, id="id", theory=theory)
    verdicts = {"v": found.verdicts["v"].model_copy(update={"threshold": 0.0})}
    by = policy.evaluate(rows, id="id", theory=theory, calibration=found.model_copy(update={"verdicts": verdicts}))
    assert plain.verdicts["v"].reliability.error > 0.1
    assert by.verdicts["v"].reliability.error < 0.04


def test_what_was_measured_goes_before_what_is_declared(made: Any) -> None:
    policy, found = made
    program = logitext.loads(POLICY.replace("[[a]]", "[[a]] prior 0.9")).program
    none = chances_of(program, ["v"], {"b": ClauseEvidence(False, None, True)}, Certainty(calibration=found))["v"]
    assert none.of(True) == pytest.approx(found.clauses["a"].holds)
    other = chances_of(program, ["v"], {"a": ClauseEvidence(None, 0.6, at=1), "b": ClauseEvidence(False, None, True)},
                       Certainty(calibration=found))["v"]  # fmt: skip
    odds = found.clauses["a"].holds / (1 - found.clauses["a"].holds) * 0.6 / 0.4
    assert other.of(True) == pytest.approx(odds / (1 + odds)), "of another theory nothing was measured"
    assert policy.program is not program


def test_too_few_cases_leave_all_for_thresholds() -> None:
    policy = logitext.loads(POLICY)
    rows, theory = cases(80, 1)
    found = policy.calibrate(rows, id="id", theory=theory)
    assert (found.fitted, found.clauses, found.verdicts["v"].labelled) == (0, {}, 80)


@pytest.mark.slow  # it calibrates a dozen times
def test_the_promise_holds_as_often_as_it_says() -> None:
    """Clauses are fitted and thresholds are tried anew each time; fresh cases say whether the promise was kept."""
    policy, broken, given, runs = logitext.loads(POLICY), 0, 0, 12
    for run in range(runs):
        some, theory = cases(240, 10 * run)
        found = policy.calibrate(some, id="id", theory=theory, max_error=0.1, confidence=0.9)
        if found.verdicts["v"].threshold is None:
            continue
        more, theory = cases(500, 3000 + 10 * run)
        after = policy.evaluate(more, id="id", theory=theory, calibration=found).verdicts["v"]
        given += 1
        broken += after.wrong > 0.1 * (after.right + after.wrong) + 2 * (0.09 * (after.right + after.wrong)) ** 0.5
    assert given > runs / 2
    assert broken <= 2


def test_a_calibration_says_of_each_clause_what_its_answers_are_worth(made: Any) -> None:
    _, found = made
    shown = str(found)
    assert "clauses, by 133 cases that no threshold was tried on" in shown
    assert "(platt)" in shown
    rows, theory = cases(300, 4)
    same = [{**row, "right": {**row["right"], "b": False, "v": row["right"]["a"]}} for row in rows]
    again = logitext.loads(POLICY).calibrate(same, id="id", theory=theory)
    assert again.clauses["b"].detail == "all 100 labels are false: label cases where it is true"
    assert "all 100 labels are false" in str(again)
