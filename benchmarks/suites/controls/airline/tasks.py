"""The problems: each a trip, with a text of its own for every bag that is checked, and what it costs in all."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.suites.controls.airline.reader import CABINS, SIDES, items, reader
from benchmarks.suites.task import Instance, Task, required
from logitext.policy.sorts import Value

_POLICY = Path(__file__).parents[1] / "policies" / "airline.nltc"
_PROBLEMS = tuple(f"rulearena/airline/synthesized_problems/comp_{number}.jsonl" for number in range(3))
_ANSWERS = "rulearena/derived/airline_answers.tsv"
SOURCE = (
    "https://github.com/SkyRiver-2000/RuleArena, commit 3ca874a18fa8f87a30689b194e9531ef2245851f, MIT. The totals are "
    "not stored there: derived/airline_answers.tsv has what the function compute_answer of airline/compute_answer.py "
    "at that commit gives for the field info of each line, in columns complexity (the number in the file's name), row "
    "(the line, from 0) and total_cost, with tabs between them"
)

REGIONS = {
    "us": ("U.S.", "Puerto Rico"),
    "canada": ("Canada",),
    "mexico": ("Mexico",),
    "cuba": ("Cuba",),
    "haiti": ("Haiti",),
    "panama": ("Panama",),
    "andes": ("Colombia", "Ecuador", "Peru"),
    "south_america": ("South America",),
    "europe": ("Europe", "Israel", "Qatar"),
    "asia": ("India", "China", "Hong Kong", "Japan", "South Korea"),
    "australia": ("Australia", "New Zealand"),
}
"""The set's names for where a flight goes, by the policy's labels."""


def task() -> Task:
    """The task. The set's own data tell every clause, and so does the reader."""
    title = "RuleArena: what a flight costs with its bags"
    return Task("controls", "airline", title, _POLICY, (*_PROBLEMS, _ANSWERS), SOURCE, _read, reader)


def _read(data: Path) -> Iterator[Instance]:
    with required(data, _ANSWERS, SOURCE).open(newline="", encoding="utf-8") as stream:
        rows = csv.DictReader(stream, delimiter="\t")
        totals = {(row["complexity"], row["row"]): int(row["total_cost"]) for row in rows}
    for complexity, file in enumerate(_PROBLEMS):
        for row, line in enumerate(required(data, file, SOURCE).read_text("utf-8").splitlines()):
            problem = json.loads(line)
            texts = {"trip": problem["prompt"]}
            texts |= {f"bag_{number}": item for number, item in enumerate(items(problem["prompt"])[1:], 1)}
            gold = {"total": totals[str(complexity), str(row)]}
            yield Instance(f"{complexity}-{row}", texts, gold, _clauses(problem["info"]))


def _clauses(info: Mapping[str, Any]) -> dict[str, Value]:
    """What a problem's own data say of the clauses."""
    region = next(label for label, names in REGIONS.items() if info["routine"] in names)
    checked = info["bag_list"][1:]
    clauses: dict[str, Value] = {
        "ticket": info["base_price"],
        "cabin": CABINS[info["customer_class"]],
        "region": region,
        "from_us": region == "us" or info["direction"] == 0,
        "bags": len(checked),
    }
    for number, bag in enumerate(checked, 1):
        clauses |= {f"{side}(bag_{number})": inches for side, inches in zip(SIDES, bag["size"], strict=True)}
        clauses[f"weight(bag_{number})"] = bag["weight"]
    return clauses
