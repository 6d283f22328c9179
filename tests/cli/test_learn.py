"""`logitext learn`: from a table to a file, and from the file to verdicts."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.cli.run import logitext
from tests.learning.examples import POLICY, rows

pytest.importorskip("sklearn")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "policy.nltc").write_text(POLICY.checked.source.text, "utf-8")
    with (tmp_path / "cases.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["post", "right.rude", "template"])
        for one in rows(50):
            table.writerow([one["post"], str(one["right"]["rude"]).lower(), one["template"]])
    return tmp_path


def test_it_learns_tells_and_answers(folder: Path) -> None:
    ran = logitext("learn", "policy.nltc", "cases.csv", "-o", "learned.json", cwd=folder)
    assert ran.status == 0, ran.err
    assert ran.out.startswith("learned from 50 texts in ")
    assert "  threat  not learned: no case has a right answer to it" in ran.out
    (folder / "post.txt").write_text("You fool, on the bus, really. See the list in our town")
    given = ["check", "policy.nltc", "post.txt", "--theory", "learned:learned.json", "--verdict", "remove"]
    ran = logitext(*given, cwd=folder)
    assert "remove is true" in ran.out, ran.out + ran.err


def test_json_and_quiet(folder: Path) -> None:
    given = ["learn", "policy.nltc", "cases.csv", "-o", "learned.json"]
    told = json.loads(logitext(*given, "--format", "json", cwd=folder).out)
    assert set(told["clauses"]) == {"rude"}
    assert told["clauses"]["rude"]["accuracy"] > 0.9
    assert logitext(*given, "-q", cwd=folder).out == ""


def test_wrong_commands(folder: Path) -> None:
    assert "name the policy" in logitext("learn", "policy.nltc", "-o", "a.json", cwd=folder).err
    assert "-o" in logitext("learn", "policy.nltc", "cases.csv", cwd=folder).err
    ran = logitext("learn", "policy.nltc", "cases.csv", "-o", "no/a.json", cwd=folder)
    assert ran.status == 2
    assert "error[NLT608]" in ran.err
