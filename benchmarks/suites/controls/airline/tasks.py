"""The problems, and a policy for each number of bags: the fees are those of the file, the sum is written here."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from benchmarks.suites.task import Instance, Task, required
from logitext.policy.sorts import Value

_PROBLEMS = tuple(f"rulearena/airline/synthesized_problems/comp_{number}.jsonl" for number in range(3))
_ANSWERS = "rulearena/derived/airline_answers.tsv"
SOURCE = (
    "https://github.com/SkyRiver-2000/RuleArena, commit 3ca874a18fa8f87a30689b194e9531ef2245851f, MIT. The totals are "
    "not stored there: derived/airline_answers.tsv has what the function compute_answer of airline/compute_answer.py "
    "gives for each line, in columns complexity (the number in the file's name), row (from 0) and total_cost"
)

CABINS = {
    "Basic Economy": "basic",
    "Main Cabin": "main",
    "Main Plus": "main_plus",
    "Premium Economy": "premium",
    "Business": "business",
    "First": "first",
}
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

SIDES = ("length", "width", "height")


def task() -> Task:
    """The task. The set tells every clause."""
    title = "RuleArena: what a flight costs with its bags"
    return Task("controls", "airline", title, None, (*_PROBLEMS, _ANSWERS), SOURCE, _read)


@lru_cache
def policy(bags: int) -> str:
    """The policy for so many checked bags, which are items 2 and on."""
    items = range(2, bags + 2)
    lines = [(Path(__file__).parent / "fees.nltc").read_text("utf-8")]
    for item in items:
        named = [f"let {side}_{item}: Int = [[the {side} of item {item} in inches]]" for side in SIDES]
        named.append(f"let weight_{item}: Int = [[the weight of item {item} in pounds]]")
        lines.append(f"Item {item} measures {{{{{'  '.join(named)}}}}}.\n")
    lines.append("## Each bag, and all together\n\n{{")
    for item in items:
        weight, size = f"weight_{item}", " + ".join(f"{side}_{item}" for side in SIDES)
        lines.append(
            f"let size_{item}: Int = {size}\n"
            f"let large_{item} = if size_{item} <= 62 then 0 else if size_{item} <= 65 then 30 else over_65\n"
            f"let heavy_{item} = if {weight} <= 50 then 0 else if {weight} <= 53 then 30\n"
            f"  else if {weight} <= 70 then over_53 else over_70\n"
            f"let charged_{item} = if heavy_{item} > large_{item} then heavy_{item} else large_{item}\n"
            f"let spared_{item} = if generous and {weight} <= 70 then charged_{item} - large_{item} else 0\n"
        )
    for item in items:
        before = [
            f"(if spared_{other} {'>=' if other < item else '>'} spared_{item} then 1 else 0)"
            for other in items
            if other != item
        ]
        lines.append(
            f"let free_{item} = {' + '.join([*before, '0'])} < free_bags\n"
            f"let more_{item} = if free_{item} then charged_{item} - spared_{item} else charged_{item}\n"
        )
    fees = " + ".join(f"fee_{min(number, 4)}" for number in range(1, bags + 1))
    more = " + ".join(f"more_{item}" for item in items)
    lines.append(f"verdict total: Int = ticket + {fees} + {more}}}}}\n")
    return "\n".join(lines)


def _read(data: Path) -> Iterator[Instance]:
    with required(data, _ANSWERS, SOURCE).open(newline="", encoding="utf-8") as stream:
        rows = csv.DictReader(stream, delimiter="\t")
        totals = {(row["complexity"], row["row"]): int(row["total_cost"]) for row in rows}
    for complexity, file in enumerate(_PROBLEMS):
        for row, line in enumerate(required(data, file, SOURCE).read_text("utf-8").splitlines()):
            problem = json.loads(line)
            clauses = _clauses(problem["info"])
            gold = {"total": totals[str(complexity), str(row)]}
            source = policy(len(problem["info"]["bag_list"]) - 1)
            yield Instance(f"{complexity}-{row}", {"trip": problem["prompt"]}, gold, clauses, source)


def _clauses(info: Mapping[str, Any]) -> dict[str, Value]:
    """What a problem's own data say of the clauses."""
    region = next(label for label, names in REGIONS.items() if info["routine"] in names)
    clauses: dict[str, Value] = {
        "ticket": info["base_price"],
        "cabin": CABINS[info["customer_class"]],
        "region": region,
        "from_us": region == "us" or info["direction"] == 0,
    }
    for bag in info["bag_list"][1:]:
        clauses |= {f"{side}_{bag['id']}": inches for side, inches in zip(SIDES, bag["size"], strict=True)}
        clauses[f"weight_{bag['id']}"] = bag["weight"]
    return clauses
