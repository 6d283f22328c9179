"""RuleArena's airline problems, on flights of our own with totals that were added up by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.suites.controls.airline.tasks import CABINS, REGIONS
from benchmarks.suites.registry import chosen
from benchmarks.suites.run import Plan, Run, lines
from benchmarks.suites.task import MissingDataError
from benchmarks.suites.truth import Faults

(TASK,) = chosen(["controls/airline"])
Flight = tuple[str, str, int, int, list[tuple[int, int]], int]

FLIGHTS: list[Flight] = [
    # cabin, where to, 1 if from there, ticket, inches (all three sides) and pounds of each checked bag, total
    ("Main Cabin", "Canada", 0, 100, [(60, 51)], 100 + 35 + 30),
    ("First", "Japan", 0, 1000, [(60, 70), (60, 65), (60, 80)], 1000 + 450),
    ("Business", "U.S.", 0, 200, [(66, 70), (60, 60), (60, 55)], 200 + 150 + 200),  # the large one gains nothing
    ("Basic Economy", "Cuba", 1, 50, [(60, 60)], 50 + 200),
    ("Basic Economy", "Cuba", 0, 50, [(64, 20)], 50 + 35 + 30),
    ("Main Plus", "Mexico", 0, 70, [(62, 50), (63, 50), (66, 50)], 70 + 45 + 200 + 30 + 200),
    ("Premium Economy", "Australia", 1, 900, [(60, 70), (60, 53), (60, 51)], 900 + 200 + 30),
    ("Main Cabin", "Peru", 0, 300, [(80, 53), (50, 54)], 300 + 100 + 150 + 100),
    (
        "Business",
        "Europe",
        0,
        400,
        [(60, 71), (60, 60), (60, 60), (60, 60), (60, 10)],
        400 + 200 + 200 + 200 + 200 + 100,
    ),
]


def written(folder: Path, flights: list[Flight]) -> None:
    problems = folder / "rulearena" / "airline" / "synthesized_problems"
    problems.mkdir(parents=True)
    (folder / "rulearena" / "derived").mkdir()
    rows = ["complexity\trow\ttotal_cost"]
    for file in range(3):
        own = flights[file::3]
        text = ""
        for row, (cabin, where, back, ticket, bags, total) in enumerate(own):
            checked = [{"id": at, "size": [inches - 30, 20, 10], "weight": pounds}
                       for at, (inches, pounds) in enumerate(bags, 2)]  # fmt: skip
            carried = {"id": 1, "size": [15, 10, 6], "weight": 9}
            info = {"base_price": ticket, "customer_class": cabin, "routine": where, "direction": back,
                    "bag_list": [carried, *checked]}  # fmt: skip
            text += json.dumps({"prompt": f"Somebody flies to {where}, {row}.", "info": info}) + "\n"
            rows.append(f"{file}\t{row}\t{total}")
        (problems / f"comp_{file}.jsonl").write_text(text)
    (folder / "rulearena" / "derived" / "airline_answers.tsv").write_text("\n".join(rows) + "\n")


@pytest.mark.parametrize("arms", [("every",), ("logitext",)])
def test_totals(tmp_path: Path, arms: tuple[str, ...]) -> None:
    written(tmp_path, FLIGHTS)
    run = Run(tmp_path / "run", Plan("gold", arms, None, 0, Faults()), [TASK])
    assert run.task(TASK, tmp_path) == len(FLIGHTS)
    for line in lines(tmp_path / "run" / "results.jsonl"):
        assert line["verdicts"] == line["gold"], line["instance"]


def test_the_answers_are_needed_too(tmp_path: Path) -> None:
    written(tmp_path, FLIGHTS)
    (tmp_path / "rulearena" / "derived" / "airline_answers.tsv").unlink()
    with pytest.raises(MissingDataError, match=r"airline_answers\.tsv has what the function compute_answer"):
        list(TASK.read(tmp_path))


def test_every_cabin_and_region_is_a_label(tmp_path: Path) -> None:
    written(tmp_path, FLIGHTS)
    policy = TASK.of(next(iter(TASK.read(tmp_path)))).checked
    assert str(policy.clauses["cabin"].sort) == " | ".join(CABINS.values())
    assert str(policy.clauses["region"].sort) == " | ".join(REGIONS)
