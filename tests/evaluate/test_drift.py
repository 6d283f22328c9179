"""Fresh cases against the promise of a calibration."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from logitext.evaluate.statistics import more_than
from tests.cli.run import Ran
from tests.cli.run import logitext as command

POLICY = "{{text post}} {{let rude = [[is rude]] match /fool/ verdict remove = rude}}"


def test_the_chance_of_as_many_errors() -> None:
    assert more_than(0, 50, 0.05) == pytest.approx(1)
    assert more_than(1, 1, 0.05) == pytest.approx(0.05)
    assert more_than(5, 50, 0.05) == pytest.approx(0.1036, abs=1e-4)


def checked(folder: Path, wrong: int, number: int = 60, *more: str) -> Ran:
    (folder / "p.nltc").write_text(POLICY)
    rows = [{"post": "a fool" if at % 2 else "hello", "right": {"remove": at % 2 == 1}} for at in range(80)]
    (folder / "c.jsonl").write_text("\n".join(map(json.dumps, rows)))
    theory = ["--theory", "pattern:complete"]
    made = command("calibrate", "p.nltc", "c.jsonl", *theory, "-o", "k.json", "-q", cwd=folder)
    assert made.status == 0, made.err
    fresh = [
        {"post": "a fool" if at % 2 else "hello", "right": {"remove": (at % 2 == 1) != (at < wrong)}}
        for at in range(number)
    ]
    (folder / "f.jsonl").write_text("\n".join(map(json.dumps, fresh)))
    return command("calibrate", "p.nltc", "f.jsonl", *theory, "--check", "k.json", *more, cwd=folder)


def test_a_promise_that_holds(tmp_path: Path) -> None:
    ran = checked(tmp_path, 2)
    assert ran.status == 0, ran.err
    assert "remove  nothing speaks against the promise\n  2 of 60 that are given are wrong (3.3 %" in ran.out
    assert "when it was made, 0.0 %" in ran.out


def test_a_promise_that_is_broken(tmp_path: Path) -> None:
    ran = checked(tmp_path, 12)
    assert ran.status == 3
    assert "the promise is broken: calibrate anew" in ran.out
    found = json.loads(checked(tmp_path, 12, 60, "--format", "json").out)
    assert found["verdicts"]["remove"]["broken"] is True
    assert found["verdicts"]["remove"]["wrong"] == 12


def test_another_policy_is_refused(tmp_path: Path) -> None:
    checked(tmp_path, 0)
    (tmp_path / "p.nltc").write_text(POLICY + "\n")
    ran = command("calibrate", "p.nltc", "f.jsonl", "--theory", "pattern:complete", "--check", "k.json", cwd=tmp_path)
    assert (ran.status, "NLT657" in ran.err) == (2, True)
