"""RuleArena's airline problems, on flights of our own with totals that were added up by hand."""

from __future__ import annotations

import asyncio
import json
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import pytest

from benchmarks.suites.arms import ARMS, Case
from benchmarks.suites.controls.airline.reader import items, reader, trip
from benchmarks.suites.controls.airline.tasks import CABINS, REGIONS
from benchmarks.suites.registry import chosen
from benchmarks.suites.run import Plan, Run, lines
from benchmarks.suites.task import MissingDataError
from benchmarks.suites.truth import Faults
from logitext.api.arguments import texts_of
from logitext.theory import Answers
from logitext.theory.protocol import Theory

(TASK,) = chosen(["controls/airline"])
Flight = tuple[str, str, str, int, int, list[tuple[int, int]], int]

FLIGHTS: list[Flight] = [
    # cabin, city and where that is, 1 if from there, ticket, inches (all three sides) and pounds of each bag, total
    ("Main Cabin", "Calgary", "Canada", 0, 100, [(60, 51)], 100 + 35 + 30),
    ("First", "Sapporo", "Japan", 0, 1000, [(60, 70), (60, 65), (60, 80)], 1000 + 450),
    # The one that is too large gains nothing from being free.
    ("Business", "Boise", "U.S.", 0, 200, [(66, 70), (60, 60), (60, 55)], 200 + 150 + 200),
    ("Basic Economy", "Varadero", "Cuba", 1, 50, [(60, 60)], 50 + 200),
    ("Basic Economy", "Varadero", "Cuba", 0, 50, [(64, 20)], 50 + 35 + 30),
    ("Main Plus", "Cancún", "Mexico", 0, 70, [(62, 50), (63, 50), (66, 50)], 70 + 45 + 200 + 30 + 200),
    ("Premium Economy", "Perth", "Australia", 1, 900, [(60, 70), (60, 53), (60, 51)], 900 + 200 + 30),
    ("Main Cabin", "Cusco", "Peru", 0, 300, [(80, 53), (50, 54)], 300 + 100 + 150 + 100),
    ("Main Cabin", "Haifa", "Israel", 1, 500, [], 500),
    (
        "Business",
        "Oslo",
        "Europe",
        0,
        1400,
        [(60, 71), (60, 60), (60, 60), (60, 60), (60, 10)],
        1400 + 200 + 200 + 200 + 200 + 100,
    ),
]


def told(cabin: str, start: str, end: str, ticket: str, bags: list[dict[str, Any]]) -> str:
    """A problem in the set's form of words."""
    listed = [
        f"{one['id']}. A suitcase: {' x '.join(map(str, one['size']))} inches, {one['weight']} lbs;\n" for one in bags
    ]
    flight = f"Nobody is a {cabin} Class passenger flying from {start} to {end} with the following items:\n"
    return f"{flight}{''.join(listed)}\nNobody's flight ticket is ${ticket}."


def with_carried(bags: list[tuple[int, int]]) -> list[dict[str, Any]]:
    checked = [
        {"id": at, "size": [inches - 30, 20, 10], "weight": pounds} for at, (inches, pounds) in enumerate(bags, 2)
    ]
    return [{"id": 1, "size": [15, 10, 6], "weight": 9}, *checked]


def written(folder: Path, flights: list[Flight]) -> None:
    problems = folder / "rulearena" / "airline" / "synthesized_problems"
    problems.mkdir(parents=True)
    (folder / "rulearena" / "derived").mkdir()
    rows = ["complexity\trow\ttotal_cost"]
    for file in range(3):
        own = flights[file::3]
        text = ""
        for row, (cabin, city, where, back, ticket, bags, total) in enumerate(own):
            listed = with_carried(bags)
            info = {"base_price": ticket, "customer_class": cabin, "routine": where, "direction": back,
                    "bag_list": listed}  # fmt: skip
            start, end = (city, "Omaha") if back else ("Omaha", city)
            text += json.dumps({"prompt": told(cabin, start, end, str(ticket), listed), "info": info}) + "\n"
            rows.append(f"{file}\t{row}\t{total}")
        (problems / f"comp_{file}.jsonl").write_text(text)
    (folder / "rulearena" / "derived" / "airline_answers.tsv").write_text("\n".join(rows) + "\n")


@pytest.mark.parametrize(
    ("theory", "arm"),
    [("gold", "every"), ("exact", "every"), ("exact", "short circuit"), ("exact", "logitext")],
)
def test_totals(tmp_path: Path, theory: str, arm: str) -> None:
    flights = FLIGHTS
    written(tmp_path, flights)
    run = Run(tmp_path / "run", Plan(theory, (arm,), None, 0, Faults()), [TASK])
    assert run.task(TASK, tmp_path) == len(flights)
    for line in lines(tmp_path / "run" / "results.jsonl"):
        assert line["verdicts"] == line["gold"], line["instance"]
        assert not line["wrong_clauses"], line["instance"]


def test_the_answers_are_needed_too(tmp_path: Path) -> None:
    written(tmp_path, FLIGHTS)
    (tmp_path / "rulearena" / "derived" / "airline_answers.tsv").unlink()
    with pytest.raises(MissingDataError, match=r"airline_answers\.tsv has what the function compute_answer"):
        list(TASK.read(tmp_path))


def test_every_cabin_and_region_is_a_label() -> None:
    clauses = TASK.shared.checked.clauses
    assert str(clauses["cabin"].sort) == " | ".join(CABINS.values())
    assert str(clauses["region"].sort) == " | ".join(REGIONS)


# --- the policy --------------------------------------------------------------------------------------------------


def said(theory: Theory, texts: dict[str, str], bags: list[str] | None, verdict: str = "total") -> Any:
    """What a verdict comes to when every clause is asked; `bags` are the words of each."""
    facts = {} if bags is None else {"bags": [{"item": item} for item in bags]}
    given = texts_of(TASK.shared.checked, texts, None, facts)
    outcome = asyncio.run(ARMS["every"](Case(TASK.shared, given, theory, [verdict])))
    assert outcome.failed is None
    return outcome.verdicts[verdict]


def answered(ticket: int, cabin: str, region: str, bags: list[tuple[int, int]]) -> dict[str, Any]:
    """Answers for a flight from the U.S., with inches and pounds of each bag."""
    answers: dict[str, Any] = {"ticket": ticket, "cabin": cabin, "region": region, "from_us": True}
    for number, (inches, pounds) in enumerate(bags, 1):
        sides = {"length": inches - 30, "width": 20, "height": 10}
        answers |= {f"{side}(bags[{number}])": value for side, value in sides.items()} | {
            f"weight(bags[{number}])": pounds
        }
    return answers


@pytest.mark.parametrize(
    ("cabin", "region", "free"), [("first", "europe", 3), ("business", "asia", 2), ("main_cabin", "australia", 1)]
)
def test_no_other_bags_would_better_be_the_free_ones(cabin: str, region: str, free: int) -> None:
    """Compared with every choice, of surcharges that are told here a second time."""
    dice = Random(free)
    over_65 = 150 if region == "europe" else 200
    bags = [(dice.choice((60, 64, 80)), dice.choice((40, 52, 60, 70, 71))) for _ in range(10)]

    def due(inches: int, pounds: int, limit: int) -> int:
        heavy = (
            0 if pounds <= limit else 30 if pounds <= 53 else 100 if pounds <= 70 else 450 if region == "asia" else 200
        )
        return max(heavy, 0 if inches <= 62 else 30 if inches <= 65 else over_65)

    best = min(
        sum(due(*one, 70 if at in chosen_ones else 50) for at, one in enumerate(bags))
        for chosen_ones in combinations(range(10), free)
    )
    fees = {3: 0, 2: 200, 1: 100 + 200}[free] + 7 * 200
    assert said(Answers(answered(0, cabin, region, bags)), {}, ["a bag"] * 10) == fees + best


def test_a_bag_that_is_not_taken() -> None:
    heavy = answered(0, "first", "europe", [(60, 60), (60, 71)])
    assert said(Answers(heavy), {}, ["a bag"] * 2, "refusal") is True
    assert said(Answers(heavy | {"region": "asia"}), {}, ["a bag"] * 2, "refusal") is False


def test_any_number_of_bags_but_none_is_made_up() -> None:
    flight = answered(100, "first", "europe", [(60, 60)] * 14)
    assert said(Answers(flight), {}, ["a bag"]) == 100
    assert said(Answers(flight), {}, []) == 100
    assert said(Answers(flight), {}, ["a bag"] * 14) == 100 + 11 * 200 + 11 * 100
    assert said(Answers(flight), {}, None) is None


# --- the reader --------------------------------------------------------------------------------------------------


def total(cabin: str, end: str, ticket: str, bags: list[dict[str, Any]]) -> Any:
    """What the reader's answers about a flight from Omaha come to."""
    assert TASK.exact is not None
    text = told(cabin, "Omaha", end, ticket, bags)
    listed = items(text)
    return said(TASK.exact(), {"trip": text}, None if listed is None else list(listed[1:]))


def test_what_is_told_in_another_form_is_left_open() -> None:
    carried, checked = with_carried([(60, 40)])
    assert total("Main Cabin", "Lyon", "1,200", [carried, checked]) == 1200
    assert total("Second", "Lyon", "1,200", [carried, checked]) is None
    assert total("Main Cabin", "Atlantis", "1,200", [carried, checked]) is None
    assert total("First", "Atlantis", "1,200", [carried, checked]) == 1200  # wherever that is
    assert total("Main Cabin", "Lyon", "1,200.50", [carried, checked]) is None
    assert total("Main Cabin", "Lyon", "1,200", [carried, checked | {"weight": "40.5"}]) is None


def test_one_end_has_to_be_in_the_us() -> None:
    listed = with_carried([])
    assert trip("region", told("First", "Ponce", "Omaha", "1", listed)) == "us"
    assert trip("region", told("First", "Lyon", "Lima", "1", listed)) is None
    assert trip("from_us", told("First", "Lyon", "Omaha", "1", listed)) is False
    assert trip("from_us", told("First", "Atlantis", "Omaha", "1", listed)) is None


def test_no_word_in_front_of_the_measures_is_one() -> None:
    answered_by = reader()
    flight = {"trip": told("First", "Omaha", "Omaha", "1", with_carried([]))}
    assert said(answered_by, flight, ["2. A bag, 300 lbs: 20 x 10 x 9 inches, 44 lbs;"], "refusal") is False
    assert said(answered_by, flight, ["2. A bag: 20 x 10 inches, 44 lbs;"], "refusal") is None


@pytest.mark.parametrize(
    ("said_before", "said_now"),
    [("following items", "items that follow"), ("2. ", "3. "), ("2. ", "- "), ("1. ", "One. ")],
)
def test_a_list_of_another_form_is_not_given(said_before: str, said_now: str) -> None:
    text = told("First", "Omaha", "Omaha", "1", with_carried([(60, 60)]))
    assert len(items(text) or ()) == 2
    assert items(text.replace(said_before, said_now)) is None
