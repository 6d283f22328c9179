"""`logitext check --explain`, `--why-not` and `--what-if`: as text and as JSON, and what is wrong with them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from logitext.records.result import Result
from tests.cli.run import Ran, logitext

POLICY = """# Manners

{{text post: "a public message"}}

We remove a message that {{let threat = [[threatens somebody]]}}, or that {{let insult = [[insults somebody]]}}, unless
it {{let quoted = [[only quotes somebody else]]}}.

{{let people: Int = [[how many people it names]]
  violation remove = (threat or insult) unless quoted
  verdict escalate = threat and people > 1}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "policy.nltc").write_text(POLICY)
    return tmp_path


def check(folder: Path, *arguments: str) -> Ran:
    return logitext("check", "policy.nltc", *arguments, cwd=folder)


def test_the_story_is_told_and_what_would_settle_the_rest(folder: Path) -> None:
    ran = check(folder, "--set", "threat=yes", "--set", "people=1", "--explain")
    assert ran.status == 3
    assert "whether the exception applies is open: quoted is open: text not given" in ran.out
    assert "`people > 1` is false, as people is 1, from --set" in ran.out
    assert "at best: if quoted is true, then it is false" in ran.out
    assert "in any case: answers to quoted, which is all that is open" in ran.out
    assert "would be enough to turn it" not in ran.out


def test_changes_and_supposed_answers(folder: Path) -> None:
    settings = ["--set", "threat=no", "--set", "insult=yes", "--set", "quoted=no"]
    ran = check(folder, *settings, "--why-not", "--what-if", "quoted=yes", "--what-if", "threat=unknown")
    assert ran.status == 1  # supposing changes nothing about the verdict
    assert "- insult is false (not true)\n" in ran.out
    assert "- threat is true (not false), and people is 2 (not answered so far)" in ran.out
    assert "if quoted were true instead of false and nobody had answered threat" in ran.out
    assert "remove would be false instead of true, as quoted is true" in ran.out
    assert "escalate would be undetermined, with threat and people open" in ran.out
    assert "in the policy's order" not in ran.out


def test_the_same_as_data_and_again_as_answers(folder: Path) -> None:
    ran = check(folder, "--set", "threat=yes", "--set", "people=1", "--explain", "--why-not", "--format", "json")
    explanation = Result.model_validate(json.loads(ran.out)).explanation
    assert explanation is not None
    assert [step.name for step in explanation.trace] == ["remove", "escalate"]
    assert [(one.verdict, one.value) for one in explanation.why_not] == [("escalate", False)]
    assert [one.verdict for one in explanation.settle] == ["remove"]
    assert explanation.what_if is None
    (folder / "before.json").write_text(ran.out)
    assert "quoted is true" in check(folder, "--answers", "before.json", "--set", "quoted=yes", "--explain").out


def test_no_explanation_unless_asked_for(folder: Path) -> None:
    ran = check(folder, "--set", "threat=no", "--set", "insult=no", "--format", "json")
    assert json.loads(ran.out)["explanation"] is None


def test_a_wrong_supposition_is_an_error_before_anything_is_asked(folder: Path) -> None:
    ran = check(folder, "--what-if", "qoted=yes", "--what-if", "people=many")
    assert ran.status == 2
    assert ran.out == ""
    assert "did you mean `quoted`?" in ran.err
    assert "--what-if" in ran.err
    assert check(folder, "--what-if", "quoted").status == 2


def test_a_conflict_can_be_supposed_away(folder: Path) -> None:
    (folder / "policy.nltc").write_text(POLICY.replace("violation", "assume tie: quoted implies not threat\nviolation"))
    ran = check(folder, "--set", "threat=yes", "--set", "quoted=yes", "--explain", "--what-if", "quoted=no")
    assert ran.status == 3
    assert "conflict: no verdict" in ran.out
    assert "escalate would be undetermined, with people open" in ran.out
    assert "remove would be true, as threat is true\n" in ran.out
