"""ShARC: rules as trees of yes-or-no questions, and conversations in which people chose the next question.

A tree becomes a policy: a clause for each question. Compared is the next question with the one that the set has as the
right one, where some answers are given; and how many questions a strategy asks beside going down the tree, if yes and
no are alike likely.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import logitext
from benchmarks.questions.asking import expected, problem
from benchmarks.questions.strategies import LeftToRight, Planned, Setting, Way
from logitext.logic.program import Program

VERDICT = "yes"


class Tree:
    """A tree's questions and its policy, with its `source`; ValueError where a leaf is neither yes nor no."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.names: dict[str, str] = {}
        (root,) = data["children"]
        formula = self._formula(root)
        clauses = "  ".join(f"let {name} = [[{_words(question)}]]" for question, name in self.names.items())
        source = f'{{{{text case: "what somebody tells of themselves"}}}}\n{{{{{clauses}}}}}\n'
        source += f"{{{{verdict {VERDICT} = {formula}}}}}\n"
        self.source = source
        self.program = Program(logitext.loads(source).checked)
        clauses_ = list(self.names.values())
        self.setting = Setting(
            self.program, [VERDICT], dict.fromkeys(clauses_, 1.0), dict.fromkeys(clauses_, (0.5, 0.5))
        )

    def _formula(self, node: Mapping[str, Any]) -> str:
        key = node["key"].strip()
        if "children" not in node:
            if key not in ("Yes", "No"):
                raise ValueError(f"no verdict: {key}")
            return "true" if key == "Yes" else "false"
        name = self.names.setdefault(key, f"q{len(self.names)}")
        by_answer = {child["colorCode"]: self._formula(child) for child in node["children"]}
        return f"(if {name} then {by_answer['Yes']} else {by_answer['No']})"


def _words(question: str) -> str:
    return question.replace("[[", "[").replace("]]", "]")


def measure(data: Path) -> dict[str, Any]:
    """How often the next question is that of the set, and questions by strategy."""
    trees: dict[str, Tree] = {}
    costs: dict[str, float] = {}
    left_out = 0
    for path in sorted((data / "sharc" / "tree_data").glob("*.json")):
        try:
            tree = trees[path.stem] = Tree(json.loads(path.read_text("utf-8")))
        except (ValueError, KeyError):
            left_out += 1
            continue
        whole = problem(tree.setting)
        assert whole is not None
        ways: dict[str, Way] = {"auto": Planned(tree.setting, "auto"), "left to right": LeftToRight(tree.setting)}
        found = {way: expected(tree.setting, one, whole) for way, one in ways.items()}
        for way, cost in {**found, "every": float(len(tree.names))}.items():
            costs[way] = costs.get(way, 0.0) + cost
    rows = json.loads((data / "sharc" / "sharc1_dev.json").read_text("utf-8"))
    same = can_matter = number = 0
    for tree, answers, wanted in _next_questions(rows, trees):
        number += 1
        program, here = tree.program, tree.setting
        matters = here.run(
            program.relevant(answers, [VERDICT], [one for one in tree.names.values() if one not in answers])
        )
        can_matter += wanted in matters
        same += Planned(here, "auto").next(answers, answers)[:1] == (wanted,)
    for tree in trees.values():
        tree.setting.close()
    return {
        "costs": {way: cost / len(trees) for way, cost in costs.items()},
        "trees": len(trees),
        "left out": left_out,
        "next": number,
        "same": same,
        "matters": can_matter,
    }


def _next_questions(
    rows: list[Mapping[str, Any]], trees: Mapping[str, Tree]
) -> Iterator[tuple[Tree, dict[str, bool], str]]:
    """Rows whose answer is another question of their tree, with the answers that are given."""
    for row in rows:
        tree = trees.get(row["tree_id"])
        if tree is None or row["answer"].strip() not in tree.names:
            continue
        given = itertools.chain(row["history"], row["evidence"])
        answers = {
            tree.names[one["follow_up_question"].strip()]: one["follow_up_answer"] == "Yes"
            for one in given
            if one["follow_up_question"].strip() in tree.names
        }
        yield tree, answers, tree.names[row["answer"].strip()]
