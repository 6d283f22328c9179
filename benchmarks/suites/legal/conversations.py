"""ShARC: people ask what a rule means for them; what they have answered so far settles it, or does not yet.

In `sharc` trees of several questions are parts of a policy of ours, and their questions its clauses. In `sharc_trees`
each tree is a policy as it stands, and a row whose right answer is another question says that the verdict is open.
Which question comes next, benchmarks.questions measures.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.questions.sharc import VERDICT, Tree
from benchmarks.suites.legal.sources import SUITE
from benchmarks.suites.task import Instance, Task, required
from logitext.policy.sorts import Value

ROWS = "sharc/sharc1_dev.json"
SOURCE = (
    "https://github.com/sharc-data/sharc-data.github.io, commit 6e20dfe400a4da33aa9b671b29154dd4ce14dec4, data/, "
    "CC BY-SA 3.0; sharc1_dev.json and, in tree_data/, data/tree_visualiser/tree_data/"
)

TREES: dict[str, tuple[str, tuple[str, ...]]] = {
    "1fd4dc9bc9c71abd49429b9fd3daa9a0ae05c9b8": (
        "zero_rated",
        ("for_science", "ambulance", "for_disabled", "medical_vehicle"),
    ),
    "2c9551481f5390a1cb108ea9f682cb4859f95cb7": ("sign_allowed", ("against_local_law", "deceptive")),
    "383e069af14576defd006b051b347be9ad0196ad": (
        "zero_rated_aid",
        ("talking_books", "lifeboat", "medicine", "training_model"),
    ),
    "3df8c26a7f51f322c208b1be1dada20b92f10c76": ("home_loan", ("hit", "main_home")),
    "3e736618f875de698bb1014c687ea46902070cc4": ("zero_rated_medical", ("rescue_charity", "donor")),
    "431941c0ec688baea67e3b36ac0a0ba78b338628": ("urgent", ("intermediary", "form")),
    # The tree asks whether there was damage in two ways, so that it has three questions.
    "45c0b83ec88820c3c9c4a8d3b94d1051fce9e3ec": ("programme", ("in_county", "damaged", "damaged")),
    "4997b5849900f91cab777a6eeb44055d2c03032e": ("export_by_class", ("endangered", "lower_class")),
    "7b4b41aee46cbc59b2c3f1ae93bda0a471bf70c5": ("estate_claims", ("without_spouse", "reached_age")),
    "88556f63d7e24ced050ae922f6613fedc75437d2": ("deduction", ("too_much", "agreed")),
    "a99e2fe2f6b849dda4ec5ce89679531c8d2f0e1d": ("taxed", ("resident", "civil_servant")),
    "af015f11aa9ae8ff434e4c5d5bf9b02de8a1da08": ("export_by_age", ("rare", "antique")),
    "ebedfa074ae01f664445d24dd4b744f4209e6927": ("zero_rated_rescue", ("rescue_equipment", "dummy")),
}
"""The verdict of each tree, and the clauses of its questions in the tree's order."""


OPEN_FOR_NOTHING = dict.fromkeys(
    ("5327fdaeb2069fe7aeaa21a79a3a85e4e9fd5e86", "af34e1e50cbb7c741e34a3c85883b8c21cfa0224"),
    "both ends of the tree are the same, so that its question decides nothing, and yet the set asks it",
)


def tasks() -> list[Task]:
    """Both tasks."""
    return [task(), trees()]


def trees() -> Task:
    """Every tree of the set as a policy: yes, no, or open until more is asked."""
    title = "ShARC: all trees, each a policy, with verdicts that stay open until more is asked"
    return Task(SUITE, "sharc_trees", title, None, (ROWS,), SOURCE, _read_trees, None, OPEN_FOR_NOTHING)


def task() -> Task:
    """Trees in a policy of ours. An instance labels the verdict of its tree alone."""
    return Task(
        SUITE,
        "sharc",
        "ShARC: rules of several conditions, and what people tell of themselves",
        Path(__file__).parent / "policies" / "sharc.nltc",
        (ROWS, *(_tree(tree) for tree in TREES)),
        SOURCE,
        _read,
    )


def _tree(name: str) -> str:
    return f"sharc/tree_data/{name}.json"


def _read(data: Path) -> Iterator[Instance]:
    rows = json.loads(required(data, ROWS, SOURCE).read_text("utf-8"))
    trees = {name: _questions(required(data, _tree(name), SOURCE)) for name in TREES}
    for row in rows:
        if row["tree_id"] in TREES and row["answer"] in ("Yes", "No"):
            verdict, clauses = TREES[row["tree_id"]]
            yield Instance(
                row["utterance_id"],
                {"case": _told(row)},
                {verdict: row["answer"] == "Yes"},
                _answers(row, dict(zip(trees[row["tree_id"]], clauses, strict=True))),
            )


def _read_trees(data: Path) -> Iterator[Instance]:
    rows = json.loads(required(data, ROWS, SOURCE).read_text("utf-8"))
    found = {}
    for name in dict.fromkeys(row["tree_id"] for row in rows):
        found[name] = Tree(json.loads(required(data, _tree(name), SOURCE).read_text("utf-8")))
        found[name].setting.close()
    for row in rows:
        if row["answer"] == "Irrelevant":
            continue
        tree = found[row["tree_id"]]
        gold = {VERDICT: {"Yes": True, "No": False}.get(row["answer"])}
        clauses = _answers(row, {_plain(question): name for question, name in tree.names.items()})
        yield Instance(row["utterance_id"], {"case": _told(row)}, gold, clauses, tree.source)


def _questions(path: Path) -> list[str]:
    tree = Tree(json.loads(path.read_text("utf-8")))
    tree.setting.close()
    return [_plain(question) for question in tree.names]


def _plain(question: str) -> str:
    """A question without what a row and its tree may write differently."""
    return question.strip(" ?")


def _told(row: dict[str, Any]) -> str:
    history = (f"{one['follow_up_question'].strip()} {one['follow_up_answer']}." for one in row["history"])
    return "\n".join(part for part in (row["question"], row["scenario"], *history) if part)


def _answers(row: dict[str, Any], clauses: dict[str, str]) -> dict[str, Value]:
    """What the conversation, and the set's reading of the scenario, say of clauses."""
    given = {_plain(one["follow_up_question"]): one["follow_up_answer"] for one in (*row["history"], *row["evidence"])}
    return {clauses[question]: answer == "Yes" for question, answer in given.items() if question in clauses}
