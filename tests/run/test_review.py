"""What people should look at, and how what they say is taken up again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import logitext
from tests.run.made import lines, read, run

POLICY = """
{{text post}}
{{let a = [[says a]] ask "Does it say a?" let b = [[says b]] let c = [[says c]] let n: Int = [[how many]]
  verdict v = a and (b or c) violation w = n > 3}}
"""
ROWS: list[dict[str, Any]] = [
    {"id": "three", "post": "first\ntext\x07", "a": True, "b": None, "c": None, "n": None},
    {"id": "none", "post": "x", "a": False, "b": None, "c": None, "n": 1},
    {"id": "one", "post": "x", "a": True, "b": False, "c": None, "n": 1},
    {"id": 'a "name": #', "post": "x", "a": None, "b": True, "c": None, "n": 1},
    {"id": "also one", "post": "x", "a": True, "b": False, "c": None, "n": 2},
]
COLUMNS = {name: name for name in "abcn"}


def test_the_fewest_questions_first_and_the_same_ones_together(tmp_path: Path) -> None:
    policy = logitext.loads(POLICY)
    data = lines(tmp_path / "d.jsonl", ROWS)
    options: dict[str, Any] = {
        "id": "id",
        "columns": COLUMNS,
        "theory": "pattern",
        "select": ["id", "status", "v", "w"],
    }
    review = tmp_path / "review.yaml"
    run(policy, data, tmp_path, review=review, **options)
    said = review.read_text()
    order = [said.index(f'"{name}":') for name in ('a \\"name\\": #', "one", "also one", "three")]
    assert order == sorted(order)
    assert '"none"' not in said
    assert '    "a": unknown  # Does it say a? (yes or no)' in said
    assert '    "n": unknown  # how many (Int)' in said
    assert "  # post: first text\n" in said
    assert "# 4 documents are undetermined." in said

    filled = (
        said.replace('"c": unknown', '"c": yes').replace('"n": unknown', '"n": 5').replace('"a": unknown', '"a": no')
    )
    review.write_text(filled)
    theory = logitext.theory.Chain(logitext.theory.load_answers(review), logitext.theory.Pattern())
    (tmp_path / "again").mkdir()
    _, rows = run(policy, data, tmp_path / "again", **options | {"theory": theory})
    assert [(row["id"], row["status"], row["v"], row["w"]) for row in rows] == [
        ("three", "decided", True, True),
        ("none", "decided", False, False),
        ("one", "decided", True, False),
        ('a "name": #', "decided", False, False),
        ("also one", "decided", True, False),
    ]


def test_nothing_to_look_at(tmp_path: Path) -> None:
    policy = logitext.loads(POLICY)
    data = lines(tmp_path / "d.jsonl", [ROWS[1]])
    run(policy, data, tmp_path, columns=COLUMNS, theory="pattern", review=tmp_path / "r.yaml")
    assert (tmp_path / "r.yaml").read_text().splitlines()[-1] == "texts: {}"
    logitext.theory.load_answers(tmp_path / "r.yaml")
    assert read(tmp_path / "rows.jsonl")[0]["status"] == "decided"
