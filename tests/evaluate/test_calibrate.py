"""The threshold, the bound that it promises, and calibrations that do not fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest

import logitext
from logitext.evaluate.calibrate import THRESHOLDS, needed, search, verdict
from logitext.evaluate.statistics import at_most
from logitext.records.calibration import Calibration, VerdictCalibration
from logitext.records.evaluation import CaseVerdict
from logitext.syntax.diagnostics import InputError
from logitext.theory import Answers, Chain
from tests.cli.run import logitext as command


def cases(*pairs: tuple[float | None, bool]) -> list[CaseVerdict]:
    return [
        CaseVerdict(outcome="right" if right else "wrong", found=True, right=right, sure=chance)
        for chance, right in pairs
    ]


def calibrated(made: list[CaseVerdict], max_error: float = 0.05) -> VerdictCalibration:
    return verdict(made, max_error, 0.95)


# --- the threshold -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("max_error", [0.5, 0.2, 0.05, 0.01])
@pytest.mark.parametrize("wrong", [0, 1, 3])
def test_needed_is_the_fewest(max_error: float, wrong: int) -> None:
    enough = needed(max_error, 0.95, wrong)
    assert at_most(wrong, enough) <= max_error
    assert enough - 1 <= wrong or at_most(wrong, enough - 1) > max_error


def test_error_free_cases_are_enough_at_59() -> None:
    assert calibrated(cases(*[(0.9, True)] * 59)).given == 59
    none = calibrated(cases(*[(0.9, True)] * 58))
    assert (none.threshold, none.given, none.bound, none.needed) == (None, 0, None, 59)


def test_the_search_ends_at_the_first_threshold_that_fails() -> None:
    sure, unsure = [(0.95, True)] * 300, [(0.7, at % 2 == 0) for at in range(40)]
    found = calibrated(cases(*sure, *unsure))
    assert (found.given, found.wrong) == (300, 0)
    assert found.threshold == 0.71
    assert found.steps[-1].bound > 0.05
    assert all(step.bound <= 0.05 for step in found.steps[:-1])
    # What comes after it does not count, however good it were.
    later = calibrated(cases(*sure, *unsure, *[(0.5, True)] * 5000))
    assert later.threshold == 0.71


def test_where_the_search_begins_depends_on_no_label() -> None:
    chances = [0.6 + at / 400 for at in range(120)]
    labels = [[False] * 120, [True] + [False] * 119, [True] * 120]
    begun = [calibrated(cases(*zip(chances, own, strict=True))) for own in labels]
    assert len({found.steps[0].threshold for found in begun}) == 1


def test_what_has_no_probability_or_no_verdict_is_never_given() -> None:
    made = [*cases(*[(1.0, True)] * 60, *[(None, True)] * 20)]
    made += [CaseVerdict(outcome="undetermined", found=None, right=True, sure=None)] * 10
    found = calibrated(made)
    assert (found.labelled, found.decided, found.given, found.threshold) == (90, 80, 60, 0.0)
    assert calibrated(cases(*[(None, True)] * 100)).threshold is None
    assert calibrated([]).threshold is None


def test_thresholds_are_fixed_and_fall() -> None:
    assert list(THRESHOLDS) == sorted(set(THRESHOLDS), reverse=True)
    assert (THRESHOLDS[0], THRESHOLDS[-1]) == (1.0, 0.0)


@pytest.mark.parametrize("world", ["calibrated", "too sure", "flat"])
def test_the_bound_holds_as_often_as_promised(world: str) -> None:
    """Of many calibrations in worlds whose risk is known, hardly more than 5 of 100 let more errors through."""
    rng, broken, given, runs = Random(world), 0, 0, 200

    def risk(chance: float) -> float:
        return {"calibrated": 1 - chance, "too sure": min(1.0, 2.5 * (1 - chance)), "flat": 0.03}[world]

    for _ in range(runs):
        drawn = [1 - 0.5 * rng.random() ** 3 for _ in range(200)]
        _, passed = search([(chance, rng.random() < risk(chance)) for chance in drawn], 0.1, 0.95)
        if passed is not None:
            given += 1
            true = _risk_from(passed.threshold, risk)
            broken += true > 0.1
    assert broken <= 0.05 * runs + 2 * (0.05 * 0.95 * runs) ** 0.5
    assert given > runs / 2, "it would be no use to promise nothing"


def _risk_from(threshold: float, risk: Callable[[float], float]) -> float:
    """The true share that is wrong among all with at least this probability, over many drawn evenly."""
    chances = [1 - 0.5 * ((at + 0.5) / 4000) ** 3 for at in range(4000)]
    among = [risk(chance) for chance in chances if chance >= threshold]
    return sum(among) / len(among)


# --- its use -----------------------------------------------------------------------------------------------------

POLICY = "{{text t}} {{let a = [[a]] let b = [[b]] violation v = a and b}}"


def rows(count: int = 80) -> list[dict[str, Any]]:
    return [{"t": "x", "right.v": True} for _ in range(count)]


def says(chance: float) -> Answers:
    return Answers({"a": {"probability": chance}, "b": True})


def made(**more: Any) -> tuple[logitext.Policy, Calibration]:
    policy = logitext.loads(POLICY)
    return policy, policy.calibrate(rows(), theory=says(0.95), **more)


def test_a_verdict_is_given_where_it_is_sure_enough() -> None:
    policy, calibration = made()
    low = calibration.model_copy(
        update={"verdicts": {"v": calibration.verdicts["v"].model_copy(update={"threshold": 0.9})}}
    )
    given = policy.check("x", theory=says(0.93), calibration=low)
    held = policy.check("x", theory=says(0.85), calibration=low)
    assert (given.status, given.verdicts["v"].value, given.violations) == ("decided", True, ("v",))
    assert (held.status, held.verdicts["v"].value, held.violations) == ("undetermined", None, ())
    assert (held.verdicts["v"].because, held.verdicts["v"].open) == ((), ())
    assert held.probability is not None
    assert (held.probability["v"].held_back, held.probability["v"].threshold) == (True, 0.9)
    assert "true is held back, as its calibration asks for 0.9" in str(held)
    assert policy.verify(held) == ()
    assert policy.verify(held.to_dict()) == ()


def test_a_held_back_value_that_the_answers_do_not_entail_is_a_difference() -> None:
    policy, calibration = made()
    held = policy.check("x", theory=says(0.85), calibration=_never(calibration)).to_dict()
    held["probability"]["v"]["held_back"] = False
    assert "the answers entail true, and false is held back" in str(policy.verify(held)[0].message)
    held["probability"]["v"]["held_back"] = None
    assert policy.verify(held)


@pytest.mark.parametrize("field", ["value", "because", "open"])
def test_a_verdict_whose_value_is_held_back_says_nothing_else(field: str) -> None:
    policy, calibration = made()
    held = policy.check("x", theory=says(0.85), calibration=_never(calibration)).to_dict()
    given = policy.check("x", theory=says(0.85)).to_dict()["verdicts"]["v"]
    opened = {"clause": next(iter(policy.clauses)), "reason": "unknown", "detail": None, "certain": True}
    held["verdicts"]["v"][field] = [opened] if field == "open" else given[field]
    said = [one.message for one in policy.verify(held)]
    assert "a value that is held back has no value, no reasons, and nothing open" in said


def _never(calibration: Calibration) -> Calibration:
    return calibration.model_copy(
        update={"verdicts": {"v": calibration.verdicts["v"].model_copy(update={"threshold": None})}}
    )


def test_an_explanation_asks_nothing_more_about_what_is_held_back() -> None:
    policy, calibration = made()
    held = policy.explain(policy.check("x", theory=says(0.85), calibration=_never(calibration)), why_not=True)
    assert held.explanation is not None
    assert held.explanation.settle == ()
    assert held.explanation.trace[-1].name == "v"


def test_without_a_threshold_nothing_is_given() -> None:
    policy, calibration = made()
    held = policy.check("x", theory=says(0.95), calibration=_never(calibration))
    assert held.verdicts["v"].value is None
    assert "promises nothing" in str(held)


def test_what_cannot_be_counted_is_not_given() -> None:
    policy = logitext.loads("{{text t}} {{let n: Int = [[n]] let m: Int = [[m]] verdict v = n + m > 3}}")
    theory = Answers({"n": 2, "m": 3})
    calibration = policy.calibrate(rows(), theory=theory)
    assert calibration.verdicts["v"].threshold is None
    anyway = calibration.verdicts["v"].model_copy(update={"threshold": 0.0})
    held = policy.check("x", theory=theory, calibration=calibration.model_copy(update={"verdicts": {"v": anyway}}))
    assert held.verdicts["v"].value is None


def test_undetermined_and_conflicts_stay_what_they_are() -> None:
    policy, calibration = made()
    opened = policy.check("x", theory=Answers({"b": True}), calibration=calibration)
    assert (opened.status, opened.verdicts["v"].open[0].clause) == ("undetermined", "a")


def test_error_rates_are_those_of_the_calibration() -> None:
    policy, calibration = made(error_rates={"b": 0.1})
    found = policy.check("x", theory=says(0.95), calibration=calibration)
    assert found.probability is not None
    assert found.probability["v"].of(True) == pytest.approx(0.95 * 0.9)
    with pytest.raises(InputError, match="error rates of its own"):
        policy.check("x", theory=says(0.95), calibration=calibration, error_rates=0.1)


def test_an_evaluation_by_a_calibration_counts_what_is_given() -> None:
    policy, calibration = made()
    found = policy.evaluate(rows(20), theory=says(0.95), calibration=_never(calibration))
    assert (found.verdicts["v"].undetermined, found.verdicts["v"].right) == (20, 0)


# --- calibrations that do not fit --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "options", "why"),
    [
        (POLICY + " ", {}, "of another policy"),
        (POLICY, {"theory": "pattern"}, "answers by `answers`, and asked are `pattern`"),
        (POLICY, {"strategy": "given"}, "with `strategy` auto, and now they are with `strategy` given"),
    ],
    ids=["policy", "theory", "strategy"],
)
def test_another_policy_or_theory_is_refused(source: str, options: dict[str, Any], why: str) -> None:
    _, calibration = made()
    with pytest.raises(InputError, match=why) as error:
        logitext.loads(source).check("x", calibration=calibration, **{"theory": says(0.95), **options})
    assert {found.code for found in error.value.diagnostics} == {"NLT657"}


def test_a_model_or_a_prompt_that_differs_is_refused() -> None:
    policy, calibration = made()
    for change in ({"model": "small"}, {"prompt": "2"}, {"version": "9"}, {"thresholds": (0.1, 0.9)}):
        other = calibration.theories[0].model_copy(update=change)
        with pytest.raises(InputError, match="the calibration is of answers by"):
            policy.check("x", theory=says(0.95), calibration=calibration.model_copy(update={"theories": (other,)}))


def test_a_verdict_that_it_does_not_know_is_refused() -> None:
    policy, calibration = made()
    with pytest.raises(InputError, match="says nothing about `v`"):
        policy.check("x", theory=says(0.95), calibration=calibration.model_copy(update={"verdicts": {}}))


# --- the command -------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "p.nltc").write_text(POLICY)
    (tmp_path / "post.txt").write_text("x")
    lines = ["id,t,a,right.v", *[f"{at},x,{'no' if at % 20 == 0 else 'yes'},yes" for at in range(120)]]
    (tmp_path / "cases.csv").write_text("\n".join(lines) + "\n")
    (tmp_path / "sure.yaml").write_text("a: {probability: 0.95}\nb: {probability: 0.99}\n")
    return tmp_path


def test_the_command_writes_a_calibration_that_check_takes(folder: Path) -> None:
    ran = command("calibrate", "p.nltc", "cases.csv", "--theory", "answers:sure.yaml", "-o", "c.json", cwd=folder)
    assert (ran.status, ran.err) == (0, "")
    assert "v  is given from a probability of 0 on\n" in ran.out
    assert "120 of 120 cases are given (100.0 %), 0 of them wrong; 0 go to people" in ran.out
    calibration = Calibration.model_validate_json((folder / "c.json").read_text())
    assert calibration.verdicts["v"].given == 120
    options = ["--theory", "answers:sure.yaml", "--calibration", "c.json"]
    assert command("check", "p.nltc", "post.txt", *options, cwd=folder).status == 1
    ran = command("check", "p.nltc", "post.txt", "--set", "a=yes", *options, cwd=folder)
    assert (ran.status, "NLT657" in ran.err) == (2, True)


def test_nothing_can_be_promised(folder: Path, golden: Callable[[str, str], None]) -> None:
    options = ["--theory", "answers:sure.yaml", "--map", "a=a", "--error-rate", "a=0.1", "--max-error", "0.02"]
    ran = command("calibrate", "p.nltc", "cases.csv", *options, cwd=folder)
    assert (ran.status, ran.err) == (3, "")
    golden("evaluate/not-calibrated.txt", ran.out)


def test_the_plan(tmp_path: Path, golden: Callable[[str, str], None]) -> None:
    ran = command("calibrate", "--plan", "--max-error", "0.01", cwd=tmp_path)
    assert (ran.status, ran.err) == (0, "")
    golden("evaluate/plan.txt", ran.out)


def test_a_run_holds_back_too(folder: Path) -> None:
    command("calibrate", "p.nltc", "cases.csv", "--theory", "answers:sure.yaml", "-o", "c.json", "-q", cwd=folder)
    text = (folder / "c.json").read_text()
    never = text.replace('"threshold": 0.0,\n      "labelled"', '"threshold": null,\n      "labelled"')
    (folder / "never.json").write_text(never)
    options = ["--theory", "answers:sure.yaml", "--rows", "rows.jsonl", "--columns", "status,v", "--id", "id"]
    options += ["--review", "review.yaml"]
    ran = command("run", "p.nltc", "cases.csv", *options, "--calibration", "never.json", cwd=folder)
    assert (ran.status, "120 documents: 120 undetermined" in ran.err) == (0, True)
    assert '"7":\n    "a": unknown  # a (yes or no)\n    "b": unknown' in (folder / "review.yaml").read_text()
    ran = command("run", "p.nltc", "cases.csv", *options, "--calibration", "c.json", cwd=folder)
    assert (ran.status, "NLT645" in ran.err) == (2, True)  # another calibration is another run
    ran = command("run", "p.nltc", "cases.csv", *options, "--calibration", "c.json", "--overwrite", cwd=folder)
    assert (ran.status, "120 documents: 120 decided" in ran.err) == (0, True)


@pytest.mark.parametrize("content", ["", "[]", '{"policy": 7}'], ids=repr)
def test_files_that_hold_no_calibration(content: str, folder: Path) -> None:
    (folder / "c.json").write_text(content)
    ran = command("check", "p.nltc", "post.txt", "--theory", "pattern", "--calibration", "c.json", cwd=folder)
    assert (ran.status, ran.err.startswith("error[NLT656]: c.json holds no calibration")) == (2, True)
    ran = command("check", "p.nltc", "post.txt", "--theory", "pattern", "--calibration", "gone.json", cwd=folder)
    assert "cannot read gone.json: there is no such file" in ran.err


@pytest.mark.parametrize(
    ("flag", "value"), [("--max-error", "0"), ("--max-error", "1"), ("--confidence", "0.3")], ids=str
)
def test_wishes_that_nobody_can_promise(flag: str, value: str, folder: Path) -> None:
    ran = command("calibrate", "--plan", flag, value, cwd=folder)
    assert (ran.status, "NLT658" in ran.err) == (2, True)


def test_a_calibration_for_checks_that_ask_until_they_are_sure() -> None:
    policy = logitext.loads(POLICY)
    chain: Any = Chain(says(0.9), says(0.95))
    calibration = policy.calibrate(rows(), theory=chain, ask_until=0.99)
    assert calibration.asking["confidence"] == 0.99
    assert calibration.population["verdict v"] == {"16": 80}  # both have answered: 0.9942
    with pytest.raises(InputError, match=r"with `confidence` 0\.99, and now they are without `confidence`"):
        policy.check("x", theory=chain, calibration=calibration)
    found = policy.check("x", theory=chain, calibration=calibration, confidence=0.99)
    assert (found.verdicts["v"].value, len(found.probability["v"].further)) == (True, 1)  # type: ignore[index]  # there


def test_the_population_counts_documents_and_not_picks() -> None:
    policy = logitext.loads(POLICY)
    made = [row | {"picked": {"probability": 0.9, "weight": 1 + 3 * (at % 2)}} for at, row in enumerate(rows())]
    calibration = policy.calibrate(made, theory=says(0.95))
    assert calibration.population["clause a"] == {"true": 200}
    assert calibration.population_size == pytest.approx(200**2 / (40 + 40 * 16))


def test_the_command_asks_until_it_is_sure(folder: Path) -> None:
    words = ["p.nltc", "cases.csv", "--theory", "answers:sure.yaml", "--ask-until", "0.99"]
    assert command("calibrate", *words, "-o", "c.json", "-q", cwd=folder).status == 0
    assert Calibration.model_validate_json((folder / "c.json").read_text()).asking["confidence"] == 0.99
    assert command("calibrate", *words, "--check", "c.json", cwd=folder).status == 0
    assert "`confidence` 0.99" in command("calibrate", *words[:4], "--check", "c.json", cwd=folder).err


# --- cases that err together -------------------------------------------------------------------------------------


def test_of_a_group_one_case_counts() -> None:
    policy = logitext.loads(POLICY)
    made = [row | {"thread": f"t{at % 60}"} for at, row in enumerate(rows(600))]
    found = policy.calibrate(made, theory=says(0.95), group="thread")
    assert (found.cases, found.groups, found.verdicts["v"].labelled, found.verdicts["v"].given) == (600, 60, 60, 60)
    assert "600 cases, of which one of each of 60 groups is counted" in str(found)
    few = policy.calibrate(made[:58] * 3, theory=says(0.95), group="thread")
    assert (few.groups, few.verdicts["v"].threshold) == (58, None)
    assert policy.calibrate(made, theory=says(0.95)).groups is None


def test_a_case_without_a_group_is_one_of_its_own() -> None:
    made = [row | {"thread": ""} for row in rows(70)] + [row | {"thread": 7} for row in rows(30)]
    found = logitext.loads(POLICY).calibrate(made, theory=says(0.95), group="thread")
    assert (found.groups, found.verdicts["v"].given) == (71, 71)


def test_clauses_and_thresholds_share_no_group() -> None:
    made = [row | {"thread": at % 200, "right.a": at % 200 < 150} for at, row in enumerate(rows(800))]
    found = logitext.loads(POLICY).calibrate(made, theory=says(0.95), group="thread")
    assert (found.fitted, found.groups, found.verdicts["v"].labelled) == (4 * 66, 134, 134)


def test_a_group_that_no_case_has_is_refused() -> None:
    with pytest.raises(InputError, match="it has no column `thread` for its group"):
        logitext.loads(POLICY).calibrate(rows(), theory=says(0.95), group="thread")


def test_the_bound_holds_where_cases_err_together() -> None:
    """Groups of ten that are all right or all wrong: with one case of each the promise holds; with all it would not."""
    rng, broken, given, runs = Random(5), {"all": 0, "one": 0}, 0, 100
    for _ in range(runs):
        groups = [(1 - 0.5 * rng.random() ** 3) for _ in range(200)]
        labels = [(chance, rng.random() < 1 - chance) for chance in groups]
        for name, scored in (("all", [one for one in labels for _ in range(10)]), ("one", labels)):
            _, passed = search(scored, 0.05, 0.95)
            if passed is not None:
                given += name == "one"
                broken[name] += _risk_from(passed.threshold, lambda chance: 1 - chance) > 0.05
    assert broken["one"] <= 0.05 * runs + 2 * (0.05 * 0.95 * runs) ** 0.5
    assert broken["all"] > 2 * broken["one"]
    assert given > runs / 10


def test_a_check_counts_one_case_of_each_group(folder: Path) -> None:
    text = (folder / "cases.csv").read_text().splitlines()
    grouped = [f"{line},{'thread' if not at else at % 70}" for at, line in enumerate(text)]
    (folder / "cases.csv").write_text("\n".join(grouped) + "\n")
    words = ["p.nltc", "cases.csv", "--theory", "answers:sure.yaml", "--group", "thread"]
    assert "one of each of 70 groups" in command("calibrate", *words, "-o", "c.json", cwd=folder).out
    assert "70 fresh cases" in command("calibrate", *words, "--check", "c.json", cwd=folder).out


def test_an_evaluation_goes_by_the_curve() -> None:
    """With a calibration the probability of the likeliest value is the corrected one, also where it is held back."""
    policy, calibration = made()
    of = calibration.verdicts["v"].model_copy(update={"curve": (1.0, -2.0), "threshold": None})
    found = policy.evaluate(
        rows(20), theory=says(0.95), calibration=calibration.model_copy(update={"verdicts": {"v": of}})
    )
    one = found.records[0].verdicts["v"]
    assert (one.found, one.likeliest) == (None, True)
    assert one.probability == pytest.approx(0.72, abs=0.01)
    less = of.model_copy(update={"curve": (1.0, -4.0)})
    found = policy.evaluate(
        rows(20), theory=says(0.95), calibration=calibration.model_copy(update={"verdicts": {"v": less}})
    )
    one = found.records[0].verdicts["v"]
    assert one.likeliest is False
    assert one.probability == pytest.approx(0.74, abs=0.01)


# --- cases that allow for no promise -----------------------------------------------------------------------------


def _told(chance: float | bool, right: Sequence[bool]) -> str:
    answer: Any = {"probability": chance} if isinstance(chance, float) else chance
    made = [{"t": "x", "right.v": one} for one in right]
    return " ".join(str(logitext.loads(POLICY).calibrate(made, theory=Answers({"a": answer, "b": True}))).split())


def test_few_cases_say_how_many_are_enough() -> None:
    told = _told(0.95, [True] * 19 + [False])
    assert "1 is wrong, so up to 21.6 % may be 93 such cases with no more wrong ones would be enough" in told


def test_where_too_many_are_wrong_labels_do_not_help() -> None:
    told = _told(True, [True, False] * 60)
    assert "60 are wrong" in told
    assert "more than 5 %, so more labels hardly help: `logitext eval` says which clauses" in told
    assert "such cases with no more wrong ones" not in told


def test_answers_that_are_all_certain_cannot_be_parted() -> None:
    assert "all of them are as sure, so no threshold parts them" in _told(True, [True] * 70 + [False])
    assert "as sure" not in _told(0.95, [True] * 50)


def test_answers_that_decide_nothing_are_told_from_few_labels() -> None:
    told = _told(0.5, [True, False] * 60)
    assert "the answers decided none of 120 cases: clauses are open more labels do not help" in told


def test_one_kind_of_label_is_told() -> None:
    assert "all 80 labels are true: label cases of which that is not right" in _told(0.99, [True] * 80)
    assert "all 80 labels" not in _told(0.99, [True] * 79 + [False])
