"""`logitext test`: the tests that stand in a policy."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from logitext.cli.watching import watch
from logitext.records import tests as records
from logitext.syntax.diagnostics import Diagnostic, InputError
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
    assert records.TestReport.model_validate(data).model_dump(mode="json") == data
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


# --- what the tests miss


MISSED = """{{text message: "a chat message"}}
{{let insults = [[insults somebody]]  let joke = [[is plainly a joke]]
  let people: Int = [[how many people it names]]
  violation mute = insults unless joke or people > 3}}

{{test "an insult": given insults, not joke, people == 1 expect mute
  test "a joke": given insults, joke expect not mute}}
"""


def test_what_tests_miss(folder: Path) -> None:
    (folder / "p.nltc").write_text(MISSED)
    ran = run(folder, "p.nltc", "--suggest", "--mutate")
    assert ran.status == 0, ran
    assert ran.out.splitlines()[3:] == [
        "",
        "coverage",
        "     4 of 7 values of clauses",
        "     2 of 2 outcomes of verdicts",
        "     3 of 6 values that decide a verdict",
        "no test exercises",
        "  p.nltc:2  not insults",
        "  p.nltc:3  people is 3",
        "  p.nltc:3  people is more than 3",
        "  p.nltc:2  not insults, and that alone turns whether mute is true",
        "  p.nltc:2  joke, and that alone turns whether mute is true",
        "  p.nltc:3  people is more than 3, and that alone turns whether mute is true",
        "tests that would; check what they expect, and paste them into the policy",
        '  test "not insults decides mute": given not insults, not joke, people == 3 expect not mute',
        '  test "joke decides mute": given insults, joke, people == 3 expect not mute',
        '  test "people is more than 3 decides mute": given insults, not joke, people == 4 expect not mute',
        "",
        "mutation",
        "  5 of 9 deliberate changes are noticed",
        "no test notices",
        "  p.nltc:4  drop `people > 3` from `joke or people > 3`",
        "  p.nltc:4  admit equality in `people > 3`",
        "  p.nltc:4  `2` for `3` in `people > 3`",
        "  p.nltc:4  `4` for `3` in `people > 3`",
    ]


def test_a_change_that_no_test_could_notice(folder: Path) -> None:
    same = MISSED.replace("insults unless", "(insults or insults and joke) unless")
    (folder / "p.nltc").write_text(same)
    report = json.loads(run(folder, "p.nltc", "--mutate", "--format", "json").out)
    equivalent = [one["change"] for one in report["mutation"]["mutants"] if one["equivalent"]]
    assert "drop `insults and joke` from `insults or insults and joke`" in equivalent
    assert report["coverage"] is None


def test_fail_under(folder: Path) -> None:
    (folder / "p.nltc").write_text(MISSED)
    assert run(folder, "p.nltc", "--coverage", "--fail-under", "60").status == 0
    assert run(folder, "p.nltc", "--coverage", "--fail-under", "61").status == 1
    assert run(folder, "p.nltc", "--coverage", "--mutate", "--fail-under", "60").status == 1
    ran = run(folder, "p.nltc", "--fail-under", "60")
    assert "--fail-under" in ran.err
    assert "neither --coverage nor --mutate is asked for" in ran.err


def test_first_tests_are_suggested_for_a_policy_that_has_none(folder: Path) -> None:
    (folder / "p.nltc").write_text(MISSED.partition("{{test")[0])
    suggested = json.loads(run(folder, "p.nltc", "--suggest", "--format", "json").out)["coverage"]["suggested"]
    (folder / "p.nltc").write_text(MISSED.partition("{{test")[0] + "{{" + "\n".join(suggested) + "}}")
    ran = run(folder, "p.nltc", "--coverage", "--fail-under", "100")
    assert ran.status == 0, ran


def test_lcov(folder: Path) -> None:
    (folder / "p.nltc").write_text(MISSED)
    ran = run(folder, "p.nltc", "-o", "p.lcov")
    assert (ran.status, ran.out) == (0, "")
    lines = (folder / "p.lcov").read_text().splitlines()
    assert lines[:3] == ["TN:", "SF:p.nltc", "BRDA:2,0,0,0"]
    assert "BRF:15" in lines
    assert "BRH:9" in lines
    assert lines[-6:] == ["DA:2,2", "DA:3,1", "DA:4,2", "LF:3", "LH:3", "end_of_record"]


def test_a_suggested_text_is_not_broken_within_its_quotation_marks(folder: Path) -> None:
    long = "a b " * 15 + "c"
    (folder / "p.nltc").write_text(
        f'{{{{text t}}}} {{{{let kind: Text = [[its kind]] violation v = kind == "{long}"}}}}\n'
    )
    shown = run(folder, "p.nltc", "--suggest").out
    assert f'"{long}"' in shown


CASES = """- name: a joke
  answers: {insults: yes, joke: yes}
  expect: {mute: yes}   # really?
- name: nobody insulted
  answers: {insults: no}
  expect: {level: none}
"""


def test_cases_stand_behind_their_policy(folder: Path) -> None:
    (folder / "cases.yaml").write_text(CASES)
    ran = run(folder, "p.nltc", "cases.yaml", "wrong.nltc", "-k", "JOKE", "-k", "nobody")
    assert ran.status == 1
    assert ran.out == (
        "failed  a joke  cases.yaml:1\n"
        "        expected mute: true, found false\n"
        "passed  nobody insulted  cases.yaml:4\n"
        "p.nltc: 1 of 2 tests pass\n"
        "failed  a < joke  wrong.nltc:3\n"
        "        expected mute, found false\n"
        "wrong.nltc: 0 of 1 tests pass\n"
    )
    ran = run(folder, "none.nltc", "--cases", "cases.yaml")
    assert (ran.status, ran.out) == (2, "")
    assert "the policy has no clause `insults`" in ran.err
    assert "the policy has no verdict `level`" in ran.err
    assert "name the policy" in run(folder, "cases.yaml").err
    assert "without --cases" in run(folder, "p.nltc", "wrong.nltc", "--cases", "cases.yaml").err
    assert "NLT611" in run(folder, "p.nltc", "cases.yaml", "-k", "nothing").err


def test_cases_beside_a_policy_need_no_name(folder: Path) -> None:
    (folder / "p.cases.yaml").write_text(CASES)
    (folder / "others.cases.yaml").write_text("- nothing of the kind")
    ran = run(folder, "p.nltc", "wrong.nltc", "-k", "nobody")
    assert "passed  nobody insulted  p.cases.yaml:4\n" in ran.out
    (folder / "named.yaml").write_text("- {name: nobody, answers: {insults: no}, expect: {mute: no}}")
    assert "p.cases.yaml" not in run(folder, "p.nltc", "named.yaml", "-k", "nobody").out


def test_update_and_junit_of_cases(folder: Path) -> None:
    (folder / "cases.yaml").write_text(CASES)
    ran = run(folder, "p.nltc", "cases.yaml", "--update", "-o", "out.xml", "-o", "-")
    assert ran.status == 0, ran
    assert "updated a joke  mute: false  cases.yaml\np.nltc: 6 of 6 tests pass\n" in ran.out
    assert (folder / "cases.yaml").read_text() == CASES.replace("mute: yes}", "mute: false}")
    cases = ElementTree.parse(folder / "out.xml").getroot().findall("testsuite/testcase")
    assert [(one.get("name"), one.get("file"), one.get("line")) for one in cases[4:]] == [
        ("a joke", "cases.yaml", "1"),
        ("nobody insulted", "cases.yaml", "4"),
    ]
    assert "there are no files of cases" in run(folder, "p.nltc", "--update").err


def test_watching_runs_again_after_each_change(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy, part = tmp_path / "p.nltc", tmp_path / "part.nltc"
    policy.write_text("a")
    part.write_text("b")
    seen: list[str] = []

    def once() -> int:
        seen.append(policy.read_text() + part.read_text())
        if policy.read_text() == "wrong":
            raise InputError([Diagnostic("NLT611", "it is wrong")])
        return len(seen)

    def later() -> Iterator[None]:
        yield  # nothing has changed
        part.write_text("changed")
        yield
        policy.write_text("wrong")
        yield
        policy.write_text("mended")
        yield
        raise KeyboardInterrupt

    steps = later()
    status = watch([str(policy)], once, lambda _: [part], lambda _: next(steps))
    assert seen == ["ab", "achanged", "wrongchanged", "mendedchanged"]
    assert status == 4
    assert "watching 2 files; Ctrl-C ends" in capsys.readouterr().err
