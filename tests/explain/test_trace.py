"""The trace as data: what settles what, which exception applies, what follows through assumptions."""

from __future__ import annotations

import asyncio
from fractions import Fraction
from typing import Any

import pytest

import logitext
from logitext import Policy
from logitext.explain.explain import explain
from logitext.records.explanation import Explanation, Part, Step
from logitext.records.result import Result
from logitext.theory import Answers

POLICY = logitext.loads("""
# Rules

{{text post}} {{let threat = [[threatens]]  let insult = [[insults]]  let doxx = [[tells where]]
  let quoted = [[only quotes]]  let press = [[is by the press]]
  let level: low | high = [[how bad]]  let city: Text = [[which city]]}}
{{assume high_is_threat: level == high implies threat}}

## Meaning

{{let bad = (threat or insult and doxx)   # or
     unless quoted unless press}}

## Verdicts

{{violation remove = bad and level != low
  verdict here = city == "Oslo" and city != "#1 \\"town\\""}}
""")

MONEY = logitext.loads("""
{{text post}} {{let bad = [[is bad]]  let late = [[is late]]  let rude = [[is rude]]  let loud = [[is loud]]
  let people: Int = [[how many]]  let fine: Real = [[how much]]
  let cost = fine - 0.5 * people
  let many = at least 2 of (late, rude, loud)
  let spare = not (people >= 2) or (fine + 1) > 20
  verdict due: Real = if bad then cost else if many then 1 else 0
  verdict high = (fine + 1) * 2 > 20 or spare}}
""")


def told(answers: dict[str, object], *verdicts: str, policy: Policy = POLICY) -> dict[str, Step]:
    return {step.name: step for step in explained(answers, *verdicts, policy=policy).trace}


def explained(answers: dict[str, object], *verdicts: str, policy: Policy = POLICY, **wanted: Any) -> Explanation:
    result = policy.check("…", theory=Answers(answers), verdicts=verdicts or None)
    return asyncio.run(explain(policy.program, result, **wanted))


def parts(found: tuple[Part, ...]) -> list[tuple[str, str, object]]:
    return [(part.role, part.written, part.value) for part in found]


def test_an_exception_that_does_not_apply_and_the_branch_that_holds() -> None:
    steps = told({"threat": True, "quoted": False, "press": False, "level": "high"}, "remove")
    assert list(steps) == ["bad", "remove"]
    bad = steps["bad"]
    assert bad.written == "(threat or insult and doxx) unless quoted unless press"
    assert (bad.value, bad.heading, bad.needed) == (True, ("Rules", "Meaning"), True)
    assert parts(bad.because) == [
        ("rule", "threat or insult and doxx", True),
        ("exception does not apply", "quoted", False),
        ("exception does not apply", "press", False),
    ]
    assert parts(bad.because[0].because) == [("part", "threat", True)]
    answered = bad.because[1].answered
    assert answered is not None
    assert answered.theory == "answers"
    assert parts(steps["remove"].because) == [("part", "bad", True), ("part", "level != low", True)]
    assert steps["remove"].because[1].filled == "high != low"


def test_an_exception_that_applies_is_told_with_its_rule() -> None:
    bad = told({"threat": True, "quoted": False, "press": True, "level": "high"}, "remove")["bad"]
    assert parts(bad.because) == [("rule", "threat or insult and doxx", True), ("exception applies", "press", True)]
    bad = told({"threat": False, "insult": False, "press": True, "level": "low"}, "remove")["bad"]
    assert bad.value is False


def test_an_open_exception_leaves_the_verdict_open() -> None:
    steps = told({"threat": True, "quoted": False, "level": "high"}, "remove")
    assert steps["remove"].value is None
    assert parts(steps["bad"].because)[2] == ("exception is open", "press", None)


def test_numbers_are_put_in_and_led_back() -> None:
    answers: dict[str, object] = {"bad": True, "fine": 12.6, "people": 3, "late": False}
    steps = told(answers, "due", policy=MONEY)
    assert list(steps) == ["cost", "many", "due"]
    assert steps["cost"].value == Fraction("11.1")
    assert steps["cost"].filled == "12.6 - 0.5 * 3"
    assert parts(steps["cost"].because) == [("part", "fine", Fraction("12.6")), ("part", "people", 3)]
    assert parts(steps["due"].because) == [("condition", "bad", True), ("branch", "cost", Fraction("11.1"))]
    assert [step.needed for step in steps.values()] == [True, False, True]


def test_parentheses_that_a_part_begins_in_are_kept() -> None:
    (part,) = told({"fine": 12}, "high", policy=MONEY)["high"].because
    assert (part.written, part.filled) == ("(fine + 1) * 2 > 20", "(12 + 1) * 2 > 20")
    spare = told({"fine": 8, "people": 2}, "high", policy=MONEY)["spare"]
    assert parts(spare.because) == [("part", "not (people >= 2)", False), ("part", "(fine + 1) > 20", False)]


def test_conditions_in_a_row_and_counts() -> None:
    due = told({"bad": False, "late": True, "rude": False, "loud": True}, "due", policy=MONEY)
    assert parts(due["due"].because) == [("condition", "bad", False), ("condition", "many", True), ("branch", "1", 1)]
    assert parts(due["many"].because) == [("part", "late", True), ("part", "loud", True)]
    due = told({"bad": False, "late": False, "rude": False}, "due", policy=MONEY)
    assert parts(due["due"].because)[-1] == ("otherwise", "0", 0)
    assert parts(due["many"].because) == [("part", "late", False), ("part", "rude", False)]


def test_what_follows_through_an_assumption_names_it() -> None:
    steps = told({"level": "high", "quoted": False, "press": False}, "remove")
    assert list(steps) == ["threat", "high_is_threat", "bad", "remove"]
    assert steps["threat"].kind == "clause"
    assert steps["threat"].value is True
    assert steps["threat"].follows is not None
    assert (steps["threat"].follows.clauses, steps["threat"].follows.assumptions) == (("level",), ("high_is_threat",))
    assert steps["high_is_threat"].written == "level == high implies threat"


def test_what_follows_whatever_is_answered() -> None:
    policy = logitext.loads("{{text t}} {{let a = [[a]] let n: Int = [[n]] verdict v = a or not a or n > 1}}")
    result = policy.check("…", theory=Answers({}))
    (step,) = asyncio.run(explain(policy.program, result)).trace
    assert step.value is True
    assert step.follows is not None
    assert (step.follows.clauses, step.follows.assumptions) == ((), ())


def test_texts_and_strings_with_marks_in_them() -> None:
    here = told({"city": "Oslo"}, "here")["here"]
    assert [part.filled for part in here.because] == ['"Oslo" == "Oslo"', '"Oslo" != "#1 \\"town\\""']


def test_a_conflict_has_no_story_but_can_be_supposed_away() -> None:
    found = explained({"level": "high", "threat": False}, "remove", why_not=True, settle=True, what_if={"level": "low"})
    assert (found.trace, found.why_not, found.settle) == ((), (), ())
    assert found.what_if is not None
    assert not found.what_if.conflict
    assert [(v.before, v.after) for v in found.what_if.verdicts] == [(None, False)]


def test_supposed_answers_may_contradict_an_assumption_and_may_be_taken_back() -> None:
    answers: dict[str, object] = {"threat": True, "quoted": False, "press": False, "level": "high"}
    found = explained(answers, "remove", what_if={"threat": False}).what_if
    assert found is not None
    assert found.conflict
    assert (set(found.clauses), found.assumptions) == ({"threat", "level"}, ("high_is_threat",))
    found = explained(answers, "remove", what_if={"press": None}).what_if
    assert found is not None
    assert [(v.after, v.open) for v in found.verdicts] == [(None, ("press",))]


def test_wrong_suppositions_are_all_reported() -> None:
    with pytest.raises(logitext.InputError) as raised:
        explained({"threat": True}, what_if={"thraet": True, "level": "medium"})
    assert [found.code for found in raised.value.diagnostics] == ["NLT503", "NLT504"]


def test_a_result_of_another_policy_is_refused() -> None:
    other = logitext.loads("{{text t}} {{let a = [[a]] verdict v = a}}")
    with pytest.raises(logitext.InputError, match="is of another policy"):
        POLICY.explain(other.check("…", theory=Answers({"a": True})))


def test_a_result_read_from_json_is_explained_alike() -> None:
    answers = {"bad": True, "fine": "1/3", "people": 3}
    result = MONEY.check("…", theory=Answers(answers), verdicts=["due"])
    again = Result.model_validate(result.to_dict())
    first, second = (asyncio.run(explain(MONEY.program, one, why_not=True)) for one in (result, again))
    assert first == second
    assert first.why_not


def test_changes_and_questions_take_the_nearest_numbers() -> None:
    policy = logitext.loads(
        "{{text t}} {{let n: Int = [[n]] let r: Real = [[r]] verdict v = n >= 7 verdict w = 2 * r > 9}}"
    )
    result = policy.check("…", theory=Answers({"n": 3, "r": 1}))
    found = asyncio.run(explain(policy.program, result, why_not=True)).why_not
    assert [(c.clause, c.was, c.now) for one in found for flip in one.flips for c in flip.changed] == [
        ("n", 3, 7),
        ("r", 1, 5),
    ]
