"""The plug-in for pytest, in a pytest of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

GOOD = """{{text post}} {{let rude = [[is rude]] match /fool/  let joke = [[is a joke]]
  violation remove = rude unless joke
  test "rude": given rude, not joke expect remove
  test "a text": given post = "You fool", not joke expect remove}}
"""
FAILING = GOOD.replace("given rude, not joke expect", "given rude, joke expect")
WRONG = "{{violation remove = nobody}}"
IDLE = "{{text post}} {{let rude = [[is rude]] let idle = [[is idle]]  violation remove = rude}}"


def run(folder: Path, *words: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "pytest", "-p", "logitext.pytest_plugin", "-p", "no:cacheprovider", *words]
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=600)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    return tmp_path


def test_policies_are_tests(folder: Path) -> None:
    (folder / "good.nltc").write_text(GOOD)
    (folder / "failing.nltc").write_text(FAILING)
    (folder / "wrong.nltc").write_text(WRONG)
    (folder / "idle.nltc").write_text(IDLE)
    status, out = run(folder, "-v", "-rA")
    assert status == 1
    outcomes = dict(re.findall(r"^(\S+\.nltc::.+?) (PASSED|FAILED)", out, re.MULTILINE))
    assert outcomes == {
        "failing.nltc::lint": "PASSED",
        "failing.nltc::rude": "FAILED",
        "failing.nltc::a text": "PASSED",
        "good.nltc::lint": "PASSED",
        "good.nltc::rude": "PASSED",
        "good.nltc::a text": "PASSED",
        "idle.nltc::lint": "PASSED",
        "wrong.nltc::lint": "FAILED",
    }
    assert "expected remove, found false" in out
    assert "`nobody` is not declared" in out
    assert "NLT702" in out  # a warning, shown with the report
    assert "Traceback" not in out


def test_warnings_fail_if_they_are_to(folder: Path) -> None:
    (folder / "idle.nltc").write_text(IDLE)
    assert run(folder)[0] == 0
    status, out = run(folder, "--logitext-strict")
    assert status == 1
    assert "NLT702" in out


def test_without_mistakes_and_with_a_theory(folder: Path) -> None:
    (folder / "good.nltc").write_text(GOOD.replace("match /fool/", ""))
    assert run(folder, "--logitext-no-lint")[0] == 1
    (folder / "answers.yaml").write_text("rude: true\n")
    status, out = run(folder, "--logitext-no-lint", "--logitext-theory", "answers:answers.yaml")
    assert status == 0, out
    assert "2 passed" in out
    (folder / "good.nltc").write_text(WRONG)
    status, out = run(folder, "--logitext-no-lint")
    assert status == 2
    assert "`nobody` is not declared" in out


def test_the_tests_of_a_file_that_is_used_run_once(folder: Path) -> None:
    (folder / "good.nltc").write_text(GOOD)
    (folder / "user.nltc").write_text('{{use "good.nltc"  verdict watch = rude}}')
    status, out = run(folder, "--logitext-no-lint", "-v")
    assert status == 0, out
    assert "2 passed" in out


def test_cases_beside_a_policy_are_tests(folder: Path) -> None:
    (folder / "good.nltc").write_text(GOOD)
    (folder / "others.cases.yaml").write_text("- of no policy\n")
    cases = "- {name: rude in earnest, answers: {rude: yes, joke: no}, expect: {remove: yes}}\n"
    (folder / "good.cases.yaml").write_text(cases + cases.replace("earnest", "jest").replace("joke: no", "joke: yes"))
    status, out = run(folder, "-v", "--logitext-no-lint")
    assert status == 1
    outcomes = re.findall(r"^(\S+::.+?) (PASSED|FAILED)", out, re.MULTILINE)
    assert outcomes == [
        ("good.cases.yaml::rude in earnest", "PASSED"),
        ("good.cases.yaml::rude in jest", "FAILED"),
        ("good.nltc::rude", "PASSED"),
        ("good.nltc::a text", "PASSED"),
    ]
    assert re.search(r"failed  rude in jest\s+\S*good\.cases\.yaml:2\n", out)
    assert "expected remove: true, found false" in out
    (folder / "good.cases.yaml").write_text(cases.replace("rude: yes", "rood: yes"))
    status, out = run(folder, "--logitext-no-lint")
    assert status == 2
    assert "the policy has no clause `rood`" in out
    assert "good.cases.yaml:1:37" in out
