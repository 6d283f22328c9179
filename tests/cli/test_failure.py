"""An error of Logitext itself in one of several documents: it is told, and costs the others nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

_SCRIPT = """
import sys
from logitext.logic.program import Program
from logitext.logic.smt.thread import LogicError

right = Program.implicant


async def wrong(self, answers, verdict, value, doubts=None):
    if answers.get("b") is False:
        raise LogicError("the solver broke")
    return await right(self, answers, verdict, value, doubts)


Program.implicant = wrong
from logitext.cli.main import main

sys.argv[0] = "logitext"
main()
"""

POLICY = "{{text post}} {{let a = [[is a]] let b = [[is b]] violation v = a and b}}"
ANSWERS = "{a: true, b: true, texts: {bad.txt: {b: false}}}"


def check(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    (folder / "policy.nltc").write_text(POLICY)
    (folder / "answers.yaml").write_text(ANSWERS)
    for name in ("one.txt", "bad.txt", "two.txt"):
        (folder / name).write_text("Hello")
    command = [sys.executable, "-c", _SCRIPT, "check", "policy.nltc", *arguments, "--answers", "answers.yaml"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def test_the_others_have_their_results(tmp_path: Path) -> None:
    done = check(tmp_path, "one.txt", "bad.txt", "two.txt")
    assert done.returncode == 70
    assert "one.txt  violation: v\n" in done.stdout
    assert "two.txt  violation: v\n" in done.stdout
    failed = "bad.txt  failed\n  the check itself failed, so nothing is known: LogicError: the solver broke\n"
    assert failed in done.stdout
    assert done.stderr.startswith("internal error in bad.txt: LogicError: the solver broke\nthis is a mistake in ")
    assert "Traceback" not in done.stderr


def test_the_error_is_in_the_json_and_no_verdict_is(tmp_path: Path) -> None:
    done = check(tmp_path, "one.txt", "bad.txt", "two.txt", "--format", "jsonl", "--exit-zero")
    results = [json.loads(line) for line in done.stdout.splitlines()]
    assert [result["error"] for result in results] == [None, "LogicError: the solver broke", None]
    assert [result["verdicts"]["v"]["value"] for result in results] == [True, None, True]
    assert done.returncode == 70  # that option is for what a policy finds, not for our mistakes


def test_a_document_of_its_own_fails_as_a_command(tmp_path: Path) -> None:
    done = check(tmp_path, "bad.txt")
    assert (done.returncode, done.stdout) == (70, "")
    assert done.stderr.startswith("internal error: LogicError: the solver broke\n")


def test_what_is_wrong_for_all_is_said_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = check(tmp_path, "one.txt", "two.txt", "--set", "nobody=true")
    assert (done.returncode, done.stdout, done.stderr.count("NLT503")) == (2, "", 1)
    monkeypatch.setenv("LOGITEXT_TRACEBACK", "1")
    assert "Traceback" in check(tmp_path, "one.txt", "bad.txt").stderr
