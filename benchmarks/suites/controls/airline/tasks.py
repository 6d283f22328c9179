"""The problems: each a trip with a list of the bags that are checked, and what it costs in all."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.suites.controls.airline.reader import items, reader
from benchmarks.suites.task import Instance, Task, UnreadRowError, each, label, required
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

CABINS = {
    "Basic Economy": "basic_economy",
    "Main Cabin": "main_cabin",
    "Main Plus": "main_plus",
    "Premium Economy": "premium_economy",
    "Business": "business",
    "First": "first",
}
"""The set's names of the classes, and the policy's labels."""

SIDES = ("length", "width", "height")

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
    problems = (
        (f"{complexity}-{row}", json.loads(line))
        for complexity, file in enumerate(_PROBLEMS)
        for row, line in enumerate(required(data, file, SOURCE).read_text("utf-8").splitlines())
    )

    def instance(name: str, problem: Mapping[str, Any]) -> Instance:
        complexity, row = name.split("-")
        if (complexity, row) not in totals:
            raise UnreadRowError("no total is told for it")
        found = items(problem["prompt"])
        facts = {} if found is None else {"bags": [{"item": one} for one in found[1:]]}
        gold = {"total": totals[complexity, row]}
        return Instance(name, {"trip": problem["prompt"]}, gold, _clauses(problem["info"]), facts=facts)

    return each(problems, instance)


def _clauses(info: Mapping[str, Any]) -> dict[str, Value]:
    """What a problem's own data say of the clauses."""
    region = label(info["routine"], {name: one for one, names in REGIONS.items() for name in names})
    checked = info["bag_list"][1:]
    clauses: dict[str, Value] = {
        "ticket": info["base_price"],
        "cabin": label(info["customer_class"], CABINS),
        "region": region,
        "from_us": region == "us" or info["direction"] == 0,
    }
    for number, bag in enumerate(checked, 1):
        clauses |= {f"{side}(bags[{number}])": inches for side, inches in zip(SIDES, bag["size"], strict=True)}
        clauses[f"weight(bags[{number}])"] = bag["weight"]
    return clauses
