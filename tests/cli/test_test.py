"""`logitext test`: the tests that stand in a policy."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from logitext.testing import run as testing
from tests.cli.run import Ran, logitext

POLICY = """# Insults

{{text message: "a chat message"}}
{{let insults = [[insults somebody]] match /idiot/i
  let joke = [[is plainly a joke]]
  let people: Int = [[how many people it names]]
  assume nobody: insults implies people >= 1
  let crowd = people > 2
  violation mute = insults unless joke
  verdict level: none | some | all = if mute and crowd then all else if mute then some else none}}

## What was decided

{{test "an insult": given insults, not joke expect mute
  test "of many": given insults, not joke, people == 3 expect level == all, crowd
  test "who knows": given insults expect mute is undetermined
  test "words": given message = "You idiot", not joke expect mute}}
"""
WRONG = """{{text message}} {{let insults = [[insults somebody]]  let joke = [[is a joke]] assume insults xor joke}}
{{violation mute = insults and not joke}}
{{test "a < joke": given joke expect mute, not mute
  test "both": given insults, joke expect mute
  test "right": given insults expect mute}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "p.nltc").write_text(POLICY)
    (tmp_path / "wrong.nltc").write_text(WRONG)
    (tmp_path / "none.nltc").write_text(
        "{{text t}} {{violation v = [[is bad]]}}".replace("violation", "let b = [[b]] violation").replace(
            "[[is bad]]", "b"
        )
    )
    return tmp_path


def run(folder: Path, *arguments: str) -> Ran:
    return logitext("test", *arguments, cwd=folder)


def test_all_pass(folder: Path) -> None:
    ran = run(folder, "p.nltc")
    assert ran.status == 0, ran
    assert ran.out == (
        "passed  an insult  p.nltc:14\n"
        "passed  of many  p.nltc:15\n"
        "passed  who knows  p.nltc:16\n"
        "passed  words  p.nltc:17\n"
        "p.nltc: 4 of 4 tests pass\n"
    )


def test_what_does_not_pass(folder: Path) -> None:
    ran = run(folder, "wrong.nltc")
    assert ran.status == 1
    assert ran.out == (
        "failed  a < joke  wrong.nltc:3\n"
        "        expected mute, found false\n"
        "error   both  wrong.nltc:4\n"
        "        what is given contradicts the policy: insults, joke, assume@1\n"
        "passed  right  wrong.nltc:5\n"
        "wrong.nltc: 1 of 3 tests pass\n"
    )


def test_some_of_several_policies(folder: Path) -> None:
    ran = run(folder, "p.nltc", "--test", "who knows", "--test", "of many")
    assert (ran.status, ran.out.splitlines()[-1]) == (0, "p.nltc: 2 of 2 tests pass")
    ran = run(folder, "p.nltc", "wrong.nltc", "none.nltc")
    assert ran.status == 1
    assert ran.out.splitlines()[-1] == "none.nltc: there are no tests"
    ran = run(folder, "p.nltc", "--test", "of mny")
    assert (ran.status, ran.out) == (2, "")
    assert "NLT611" in ran.err
    assert "did you mean `of many`?" in ran.err


def test_a_theory_answers_about_given_words(folder: Path) -> None:
    (folder / "answers.yaml").write_text("insults: false\n")
    ran = run(folder, "p.nltc", "--test", "words", "--theory", "answers:answers.yaml")
    assert ran.status == 1
    assert "        expected mute, found false\n" in ran.out


def test_a_back_end_that_fails_is_no_failed_test(folder: Path) -> None:
    words = POLICY.replace("match /idiot/i", "")
    (folder / "p.nltc").write_text(words)
    options = ("--theory", "openai:m", "--base-url", "http://127.0.0.1:9/v1", "--retries", "0")
    ran = run(folder, "p.nltc", *options, "--no-cache")
    assert ran.status == 4, ran
    lines = ran.out.splitlines()
    assert lines[3] == "unanswered  words  p.nltc:17"
    assert lines[4].startswith("        insults failed: ")
    assert lines[-1] == "p.nltc: 3 of 4 tests pass"


def test_json_has_the_published_schema(folder: Path) -> None:
    ran = run(folder, "wrong.nltc", "--format", "json")
    assert ran.status == 1
    data = json.loads(ran.out)
    assert testing.TestReport.model_validate(data).model_dump(mode="json") == data
    assert set(json.loads(logitext("schema", "tests", cwd=folder).out)["properties"]) == set(data)
    assert [test["outcome"] for test in data["tests"]] == ["failed", "error", "passed"]
    assert data["tests"][0]["expectations"] == [
        {"expected": "mute", "holds": False, "found": "false", "span": data["tests"][0]["expectations"][0]["span"]},
        {"expected": "not mute", "holds": True, "found": "true", "span": data["tests"][0]["expectations"][1]["span"]},
    ]


def test_junit(folder: Path) -> None:
    ran = run(folder, "p.nltc", "wrong.nltc", "-o", "out.xml", "-o", "-")
    assert "p.nltc: 4 of 4 tests pass" in ran.out
    root = ElementTree.parse(folder / "out.xml").getroot()
    assert root.attrib == {"name": "logitext test", "tests": "7", "failures": "1", "errors": "1"}
    suites = root.findall("testsuite")
    assert [suite.get("name") for suite in suites] == ["p.nltc", "wrong.nltc"]
    first, second, third = suites[1].findall("testcase")
    assert (first.get("name"), first.get("file"), first.get("line")) == ("a < joke", "wrong.nltc", "3")
    failure, error = first.find("failure"), second.find("error")
    assert failure is not None
    assert failure.text == "expected mute, found false"
    assert error is not None
    assert error.get("message") == "what is given contradicts the policy: insults, joke, assume@1"
    assert len(third) == 0
    assert suites[0].findall("testcase")[0].get("classname") == "Insults / What was decided"
    assert run(folder, "p.nltc", "--format", "junit").out.startswith("<?xml")


def test_quiet_and_wrong(folder: Path) -> None:
    assert run(folder, "wrong.nltc", "-q").out == ""
    (folder / "broken.nltc").write_text("{{verdict v = }}")
    ran = run(folder, "broken.nltc", "p.nltc")
    assert ran.status == 2
    assert "an insult" in ran.out
    assert "NLT101" in ran.err


def test_a_broken_policy_keeps_no_other_from_being_tested(tmp_path: Path) -> None:
    (tmp_path / "broken.nltc").write_text("{{text a verdict v = b}}")
    (tmp_path / "wrong.nltc").write_text('{{text a let b = [[is b]] verdict v = b test "t": given c expect v}}')
    (tmp_path / "good.nltc").write_text('{{text a let b = [[is b]] verdict v = b test "it": given b expect v}}')
    ran = logitext("test", "broken.nltc", "good.nltc", "wrong.nltc", cwd=tmp_path)
    assert ran.status == 2
    assert "it" in ran.out
    assert "good.nltc" in ran.out
    assert "broken.nltc:1" in ran.err
    assert "wrong.nltc:1" in ran.err
