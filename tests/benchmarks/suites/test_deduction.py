"""ProofWriter and LogicalDeduction on texts of our own: sentences as formulas, and what follows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.suites.controls.deduction import ordering, proofwriter
from benchmarks.suites.controls.deduction.literals import Literal, literal, rule
from benchmarks.suites.controls.deduction.ordering import place
from benchmarks.suites.registry import chosen
from benchmarks.suites.run import Plan, Run, lines
from benchmarks.suites.scoring.scores import scores
from benchmarks.suites.truth import Faults

TEXT = (
    "Ada is green. Ada is not young. The owl sees the hen. If someone sees the hen and they are not green then they "
    "need the hen. Green, big things are cold. All green things are big. If Ada is cold then the hen does not see Ada."
)
STATEMENTS = [
    ("Ada is cold", "A"),
    ("Ada is not cold", "B"),
    ("The owl is cold", "C"),
    ("The owl needs the hen", "C"),  # that the owl is not green is not said
    ("Ada is young", "B"),
]
PARAGRAPH = (
    "The following paragraphs each describe a set of three objects.\n\nAt a fair, there are three stalls: a red stall, "
    "a big stall, and an old stall. The big stall is to the left of the old stall. The red stall is the rightmost."
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    rows = [
        {"id": f"p{number}", "context": TEXT, "question": f"True, false, or unknown? {said}.", "answer": answer}
        for number, (said, answer) in enumerate(STATEMENTS)
    ]
    options = [f"{letter}) The {thing} stall is the second from the left." for letter, thing in
               (("A", "red"), ("B", "old"), ("C", "big"))]  # fmt: skip
    ordered = [{"id": "o", "context": PARAGRAPH, "question": "?", "options": options, "answer": "B"}]
    for file, found in ((proofwriter.FILE, rows), (ordering.FILE, ordered)):
        (tmp_path / file).parent.mkdir(parents=True)
        (tmp_path / file).write_text(json.dumps(found))
    return tmp_path


@pytest.mark.parametrize("arms", [("logitext",), ("every", "logitext")])
def test_what_follows_and_what_does_not(data: Path, tmp_path: Path, arms: tuple[str, ...]) -> None:
    tasks = chosen(["controls/proofwriter", "controls/logical_deduction"])
    for expected in ([5 * len(arms), len(arms)], [0, 0]):  # what is done is not done again
        run = Run(tmp_path / "run", Plan("exact", arms, None, 0, Faults()), tasks)
        assert [run.task(one, data) for one in tasks] == expected
    found = {(one.verdict, one.arm): (one.right, one.open) for one in scores(lines(tmp_path / "run/results.jsonl"))}
    right = {"proved": (5, 4), "disproved": (5, 3), "answer": (1, 0)}
    assert found == {(verdict, arm): numbers for verdict, numbers in right.items() for arm in arms}


def test_another_policy_is_another_outcome(data: Path, tmp_path: Path) -> None:
    (one,) = chosen(["controls/logical_deduction"])
    Run(tmp_path / "run", Plan("exact", ("logitext",), None, 0, Faults()), [one]).task(one, data)
    rows = json.loads((data / ordering.FILE).read_text())
    rows[0]["context"] = rows[0]["context"].replace("rightmost", "leftmost")
    rows[0]["answer"] = "C"
    (data / ordering.FILE).write_text(json.dumps(rows))
    run = Run(tmp_path / "run", Plan("exact", ("logitext",), None, 0, Faults()), [one])
    assert run.task(one, data) == 1
    (found,) = lines(tmp_path / "run" / "results.jsonl")
    assert found["verdicts"] == {"answer": "c"}


def test_sentences_as_rules() -> None:
    found = rule(
        "If something sees the owl and the owl is not big then it does not need Ada.".replace("Ada", "the hen")
    )
    assert found.given == (Literal("something", "see", "the owl", True), Literal("the owl", "is", "big", False))
    assert found.then.of("Ada").wording() == "Ada does not need the hen"
    assert found.then.name("the hen") == "hen_not_need_hen"
    assert rule("Big, red people are not kind.").then == Literal("something", "is", "kind", False)
    with pytest.raises(ValueError, match="no fact, and no condition: Ada runs fast"):
        literal("Ada runs fast")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Ben finished above Ada.", "ben < ada"),
        ("Ben finished third-to-last.", "ben == 1"),
        ("The figs are the second-most expensive.", "figs == 2"),
        ("The figs are the second-cheapest.", "figs == 2"),
        ("The figs are more expensive than the plums.", "figs > plums"),
        ("The tram is the oldest.", "tram == 1"),
        ("The tram is the second-newest.", "tram == 2"),
        ("The tram is older than the van.", "tram < van"),
        ("The red cup is the third from the left.", "red_cup == 3"),
    ],
)
def test_sentences_about_places(said: str, meant: str) -> None:
    assert place(said, ("a", "b", "c")) == meant


@pytest.mark.parametrize("said", ["The tram is blue.", "The tram is the.", "The tram is."])
def test_what_says_nothing_of_places(said: str) -> None:
    with pytest.raises(ValueError, match="nothing about a place"):
        place(said, ("a", "b", "c"))
