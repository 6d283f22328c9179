"""Which action follows from which verdicts; nothing is allowed that is not decided."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import logitext
from logitext.api.actions import actions_of
from logitext.syntax.diagnostics import InputError
from logitext.theory import Answers
from tests.serve.served import CHAT, service

POLICY = logitext.loads(
    "{{text t}} {{let a = [[a]] let b = [[b]] let level: low | high = [[level]] let rate: Real = [[rate]]"
    " violation v = a  verdict w = b  verdict l = level  verdict r = rate}}"
)
CALM = {"a": False, "b": False, "level": "low", "rate": 0.1}


def action(
    answers: dict[str, Any], *, block: tuple[str, ...] = (), review: tuple[str, ...] = (), **options: Any
) -> str:
    actions, _ = actions_of("p", POLICY.checked, block, review, several=False)
    return actions.of(POLICY.check("x", theory=Answers(answers), **options))


@pytest.mark.parametrize(
    ("changed", "block", "review", "expected"),
    [
        ({}, (), (), "allow"),
        ({"a": True}, (), (), "block"),
        ({"a": True, "b": None}, (), (), "block"),
        ({"a": None}, (), (), "review"),
        ({"b": None}, (), (), "review"),
        ({"rate": None}, (), (), "review"),
        ({"b": True}, (), (), "allow"),
        ({"b": True}, ("w",), (), "block"),
        ({"b": True}, (), ("p:w",), "review"),
        ({"a": True, "b": True}, (), ("w",), "block"),
        ({"a": True}, (), ("v",), "review"),
        ({"a": True}, (), ("v=false",), "block"),
        ({}, (), ("v=false",), "review"),
        ({}, ("w=false",), (), "block"),
        ({"level": "high"}, ("l=high",), (), "block"),
        ({"level": "low"}, ("l=high",), ("p:l=low",), "review"),
        ({"rate": 0.5}, ("r=1/2",), (), "block"),
        ({"rate": 1}, ("r=1",), (), "block"),
        ({"a": True}, ("other:w",), (), "block"),
    ],
)
def test_actions(changed: dict[str, Any], block: tuple[str, ...], review: tuple[str, ...], expected: str) -> None:
    assert action({**CALM, **changed}, block=block, review=review) == expected


def test_what_was_not_asked_about_is_not_allowed() -> None:
    assert action(CALM, verdicts=["w"]) == "review"
    assert action(CALM, verdicts=["v"]) == "allow"
    assert action(CALM, verdicts=["v"], review=("w",)) == "review"


def test_a_repaired_result_is_not_allowed() -> None:
    policy = logitext.loads("{{text t}} {{let a = [[a]] let b = [[b]] assume a or b  violation v = a and b}}")
    result = policy.check("x", theory=Answers({"a": False, "b": False}), on_conflict="repair")
    assert (result.status, bool(result.repaired)) == ("decided", True)
    assert actions_of("p", policy.checked, (), (), several=False)[0].of(result) == "review"


def test_a_policy_without_verdicts_to_decide_is_no_reason_to_allow() -> None:
    actions, _ = actions_of("p", POLICY.checked, (), (), several=False)
    result = POLICY.check("x", theory=Answers(CALM))
    assert actions.of(result.model_copy(update={"interrupted": True})) == "review"
    assert actions.of(result.model_copy(update={"error": "x"})) == "review"
    assert actions.of(result.model_copy(update={"verdicts": {}})) == "review"


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("ww", "--block-if: `p` has no verdict `ww`"),
        ("l", "--block-if: `l` is low | high, not true or false"),
        ("l=hihg", '--block-if: `l`: expected one of low, high, not "hihg"; did you mean high?'),
        ("w=unknown", "--block-if: `unknown` is no value of `w`"),
        ("r=x", '--block-if: `r`: expected a number, not "x"'),
    ],
)
def test_wrong_conditions(condition: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        actions_of("p", POLICY.checked, (condition,), (), several=False)
    assert [found.message for found in caught.value.diagnostics] == [message]


def test_with_several_policies_a_condition_is_about_those_that_have_the_verdict(tmp_path: Path) -> None:
    other = "{{text t  let a = [[a]]  verdict other = a}}"
    made = service(tmp_path, {"chat": CHAT, "p": other}, review=("other", "chat:watch"))
    about = {book.name: [one.verdict for one in book.version.actions.conditions] for book in made.shelf}
    assert about == {"chat": ["watch", "mute"], "p": ["other"]}
    for wrong in ("nobody", "cat:watch"):
        with pytest.raises(InputError, match="no policy has what"):
            service(tmp_path, {"chat": CHAT, "p": other}, review=(wrong,))
