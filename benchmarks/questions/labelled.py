"""Set (c): real texts whose labels say what a perfect reader would answer to each clause.

Each set is halved: from one half it is learned how likely each answer is, on the other half questions are counted.
What the labels cannot tell: what a model would answer, and how sure it would be.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import logitext
from benchmarks.questions.asking import spent
from benchmarks.questions.generated import Every
from benchmarks.questions.oracle import Certificates
from benchmarks.questions.strategies import LeftToRight, Planned, Setting, Way
from logitext.logic.program import Program
from logitext.strategy.priors import ASSUMED, HOLDS

POLICIES = Path(__file__).parent / "policies"

Documents = Sequence[Mapping[str, bool]]

FLAGS = {
    "sexual": "S", "minors": "S3", "hate": "H", "threat": "H2", "violence": "V", "gore": "V2", "harm": "SH",
    "harassment": "HR",
}  # fmt: skip
"""The flags of OpenAI's moderation set, by the clauses of the policy."""


def moderation(data: Path) -> Documents:
    """OpenAI's moderation set: rows in which all eight flags are given."""
    with (data / "openai-moderation" / "samples.jsonl").open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return [
        {name: bool(row[flag]) for name, flag in FLAGS.items()}
        for row in rows
        if all(flag in row for flag in FLAGS.values())
    ]


def hatecheck(data: Path) -> Documents:
    """HateCheck: the functionality that a text tests says which clauses are true of it."""
    with (data / "hatecheck" / "test_suite_cases.csv").open(encoding="utf-8", newline="") as file:
        return [hatecheck_clauses(row) for row in csv.DictReader(file)]


def hatecheck_clauses(row: Mapping[str, str]) -> Mapping[str, bool]:
    """What is true of the clauses, of a row."""
    kind = row["functionality"]
    harmless = kind in ("ident_neutral_nh", "ident_pos_nh", "profanity_nh")
    found = {
        "slur": kind.startswith("slur_"),
        "group": bool(row["target_ident"]),
        "negated": kind == "negate_neg_nh",
        "countered": kind.startswith("counter_"),
        "reclaimed": kind == "slur_reclaimed_nh",
        "homonym": kind == "slur_homonym_nh",
    }
    return {"hostile": not harmless and not found["slur"], **found}


def hearsay(data: Path) -> Documents:
    """LegalBench's hearsay: clauses as the slices of the set say; rows that leave one open are left out."""
    columns = ("statement", "out_of_court", "for_truth")
    with (data / "legalbench" / "derived" / "hearsay_clauses.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    # A statement that is none was not made anywhere: what the set leaves empty makes no difference.
    return [{name: row[name] == "1" for name in columns} for row in rows]


SETS: Mapping[str, tuple[str, Callable[[Path], Documents]]] = {
    "OpenAI moderation": ("moderation.nltc", moderation),
    "HateCheck": ("hate.nltc", hatecheck),
    "hearsay": ("hearsay.nltc", hearsay),
}


def measure(name: str, data: Path) -> dict[str, Any]:
    """Questions of a text on average, over all verdicts."""
    file, load = SETS[name]
    documents = list(load(data))
    Random(0).shuffle(documents)
    learned, counted = documents[::2], documents[1::2]
    program = Program(logitext.load(POLICIES / file).checked)
    clauses = list(program.policy.clauses)
    weights = {}
    for clause in clauses:
        chance = (ASSUMED * HOLDS + sum(one[clause] for one in learned)) / (ASSUMED + len(learned))
        weights[clause] = (1 - chance, chance)
    prices = dict.fromkeys(clauses, 1.0)
    here = Setting(program, list(program.policy.verdicts), prices, weights)
    unlearned = dict.fromkeys(clauses, (1 - HOLDS, HOLDS))
    ways: dict[str, Way] = {
        "auto": Planned(here, "auto"),
        "auto, nothing learned": Planned(here, "auto", unlearned),
        "ratio": Planned(here, "ratio"),
        "gain": Planned(here, "gain"),
        "given": Planned(here, "given"),
        "left to right": LeftToRight(here),
        "every": Every(here),
    }
    costs = {way: sum(spent(here, one, text) for text in counted) / len(counted) for way, one in ways.items()}
    certificates = Certificates(program, here.verdicts, prices)
    cheapest = sum(certificates.price(text) for text in counted) / len(counted)
    here.close()
    return {"costs": costs, "certificate": cheapest, "documents": len(counted), "clauses": len(clauses)}
