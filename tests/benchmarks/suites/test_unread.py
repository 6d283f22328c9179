"""Rows that cannot be read: nothing is guessed for them, and reports count and name them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.suites.registry import chosen
from benchmarks.suites.run import Plan, Run, outcomes, possible
from benchmarks.suites.scoring.page import as_html
from benchmarks.suites.scoring.report import as_json, as_markdown
from benchmarks.suites.scoring.unread import unread, unread_lines
from benchmarks.suites.task import Instance, UnreadRowError, each, label
from benchmarks.suites.truth import Faults


def test_a_row_that_cannot_be_read_does_not_hide_the_next() -> None:
    def read(name: str, row: str) -> Instance:
        return Instance(name, {"text": row}, {"verdict": label(row, {"Yes": True, "No": False})})

    found = list(each([("1", "Yes"), ("2", "Maybe"), ("3", "No")], read))
    assert [one.gold for one in found] == [{"verdict": True}, {}, {"verdict": False}]
    assert [one.unread for one in found] == [None, "the label 'Maybe' is none of Yes, No", None]
    with pytest.raises(UnreadRowError):
        label("yes", {"Yes": True})


def test_reports_count_and_name_them(tmp_path: Path) -> None:
    folder = tmp_path / "legalbench" / "tasks" / "diversity_1"
    folder.mkdir(parents=True)
    told = "Ada is from Utah. Ben is from Iowa. Ada sues Ben for negligence for"
    rows = [f"{told} $76,000.\tYes\tTrue\tTrue", f"{told} many dollars.\tNo\tTrue\tFalse"]
    (folder / "test.tsv").write_text("\n".join(["text\tlabel\tparties_are_diverse\taic_is_met", *rows]) + "\n")
    (task,) = chosen(["legalbench/diversity_1"])
    Run(tmp_path / "run", Plan("exact", possible("exact"), None, 0, Faults()), [task]).task(task, tmp_path)
    manifest, found = outcomes(tmp_path / "run")
    (one,) = unread(manifest, found)
    assert (one.rows, list(one.why)) == (2, ["2"])
    assert unread_lines(manifest, found)[0] == "legalbench/diversity_1: 1 of 2 rows not read"
    assert "1 of 2 rows not read" in as_markdown(manifest, found)
    assert "1 of 2 rows not read" in as_html(manifest, found)
    assert json.loads(as_json(manifest, found))["unread"][0]["why"] == one.why
    # What another theory leaves open it is not sure of: that is no matter of reading.
    assert unread({**manifest, "plan": {**manifest["plan"], "theory": "openai:m"}}, found)[0].why == {}
