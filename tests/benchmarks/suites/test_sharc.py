"""ShARC as a task: what a conversation says of the clauses of its tree, on trees and rows of our own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from benchmarks.suites.legal.conversations import TREES, task
from logitext import theory


def tree(questions: Sequence[str]) -> dict[str, Any]:
    """All of the questions must be answered with yes."""
    if not questions:
        return {"key": "Yes"}
    no = {"key": "No", "colorCode": "No"}
    return {"key": questions[0], "children": [{**tree(questions[1:]), "colorCode": "Yes"}, no]}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "sharc" / "tree_data"
    folder.mkdir(parents=True)
    for name, (_, clauses) in TREES.items():
        questions = [f"Is it {clause} ({number})?" for number, clause in enumerate(clauses)]
        (folder / f"{name}.json").write_text(json.dumps({"children": [tree(questions)]}))
    name = next(name for name, (verdict, _) in TREES.items() if verdict == "deduction")
    said = {"follow_up_question": "Is it too_much (0)?", "follow_up_answer": "Yes"}
    read = {"follow_up_question": "Is it agreed (1)?", "follow_up_answer": "No"}
    common = {"tree_id": name, "question": "May they?", "scenario": "We had not spoken of it.", "history": [said]}
    rows = [
        {**common, "utterance_id": "1", "answer": "No", "evidence": [read]},
        {**common, "utterance_id": "2", "answer": "Is it agreed (1)?", "evidence": []},
        {**common, "utterance_id": "3", "answer": "No", "evidence": [], "tree_id": "another"},
    ]
    (tmp_path / "sharc" / "sharc1_dev.json").write_text(json.dumps(rows))
    return tmp_path


def test_conversations_settle_clauses(data: Path) -> None:
    (case,) = task().read(data)
    assert case.id == "1"
    assert case.texts == {"case": "May they?\nWe had not spoken of it.\nIs it too_much (0)? Yes."}
    assert case.gold == {"deduction": False}
    assert case.clauses == {"too_much": True, "agreed": False}
    policy = task().shared
    known = theory.Answers(dict(case.clauses))
    assert policy.check(dict(case.texts), theory=known, verdicts=["deduction"]).verdicts["deduction"].value is False


def test_each_tree_has_its_verdict_and_clauses() -> None:
    policy = task().shared
    assert {verdict for verdict, _ in TREES.values()} == set(policy.verdicts)
    assert {clause for _, clauses in TREES.values() for clause in clauses} == set(policy.clauses)
