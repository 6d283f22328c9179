"""The benchmark of questions: small runs of it, and what it measures with, against brute force."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

from benchmarks.questions import calls, examples, generated, labelled, several
from benchmarks.questions.__main__ import main
from benchmarks.questions.asking import problem, spent
from benchmarks.questions.formulas import KINDS, VERDICT, Recipe, make
from benchmarks.questions.oracle import Certificates
from benchmarks.questions.results import Results
from benchmarks.questions.strategies import Every, LeftToRight, Planned
from logitext.strategy.exact import Exact


@pytest.mark.parametrize("kind", KINDS)
def test_a_certificate_is_the_cheapest_subset_of_the_answers_that_decides(kind: str) -> None:
    for seed in range(4):
        made = make(Recipe(kind, 6, seed, random_prices=True, assumptions=seed % 2 == 1))  # type: ignore[arg-type]
        here = generated.setting(made)
        certificates = Certificates(here.program, [VERDICT], made.prices)
        rng = Random(seed)
        for _ in range(4):
            document = made.document(rng)
            names = list(document)
            least = min(
                sum(made.prices[name] for name in kept)
                for size in range(len(names) + 1)
                for kept in itertools.combinations(names, size)
                if here.run(here.program.decide({name: document[name] for name in kept}, [VERDICT])).values
            )
            assert certificates.price(document) == pytest.approx(least)
        here.close()


@pytest.mark.parametrize("kind", KINDS)
def test_no_way_of_asking_beats_the_optimum_and_what_is_expected_is_what_documents_cost(kind: str) -> None:
    measured = generated.measure(Recipe(kind, 7, 3))  # type: ignore[arg-type]
    assert measured["costs"]["every"] == 7
    for way, cost in measured["costs"].items():
        assert cost >= measured["optimum"] - 1e-9, way
    made = make(Recipe(kind, 6, 3))  # type: ignore[arg-type]
    here = generated.setting(made)
    whole = problem(here)
    assert whole is not None
    price = 0.0
    way = Planned(here, "exact")
    for values in itertools.product([False, True], repeat=6):
        document = dict(zip(made.priors, values, strict=True))
        chance = 1.0
        for name, value in document.items():
            chance *= made.priors[name] if value else 1 - made.priors[name]
        price += chance * spent(here, way, document)
    assert price == pytest.approx(Exact(whole, 10_000).price(whole.product.root))
    here.close()


def test_left_to_right_asks_as_a_program_with_short_circuits() -> None:
    made = make(Recipe("random", 8, 1))
    here = generated.setting(made)
    document = made.document(Random(1))
    asked: dict[str, bool | None] = {}
    way = LeftToRight(here)
    while names := way.next({name: value for name, value in asked.items() if value is not None}, asked):
        asked[names[0]] = document[names[0]]
    known = {name: value for name, value in asked.items() if value is not None}
    assert here.run(here.program.decide(known, [VERDICT])).values
    assert spent(here, Every(here), document) == 8
    here.close()


def test_rounds_cost_no_less_than_the_optimum_in_rounds() -> None:
    measured = calls.measure(Recipe("nested", 6, 2), 5.0)
    for way, cost in measured["costs"].items():
        assert cost >= measured["optimum"] - 1e-9, way
    assert measured["costs"]["all at once"] == 11


def test_together_no_more_is_asked_than_separately() -> None:
    costs = several.measure(0)["costs"]
    assert costs["together"] <= costs["one after the other"] <= costs["separately"]
    assert costs["every"] == 20


def test_a_run_that_is_broken_off_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    results = Results(path)
    results.measure("one", lambda: {"n": 1})
    with path.open("a") as file:
        file.write('["two", {"n": ')  # killed while writing
    again = Results(path)
    assert again.found == {"one": {"n": 1}}
    again.measure("one", lambda: pytest.fail("measured twice"))


def write_sets(folder: Path) -> None:
    """Rows of our own in the form of the real sets."""
    (folder / "openai-moderation").mkdir()
    flags = ["S", "S3", "H", "H2", "V", "V2", "SH", "HR"]
    rows = [dict.fromkeys(flags, 0), dict.fromkeys(flags, 1), {"S": 1}]
    text = "".join(json.dumps(row) + "\n" for row in rows * 3)
    (folder / "openai-moderation" / "samples.jsonl").write_text(text)
    (folder / "hatecheck").mkdir()
    (folder / "hatecheck" / "test_suite_cases.csv").write_text(
        "functionality,target_ident,label_gold\nderog_neg_emote_h,women,hateful\nnegate_neg_nh,women,non-hateful\n"
        "slur_homonym_nh,,non-hateful\nprofanity_nh,,non-hateful\n"
    )
    (folder / "legalbench" / "derived").mkdir(parents=True)
    (folder / "legalbench" / "derived" / "hearsay_clauses.tsv").write_text(
        "label\tstatement\tout_of_court\tfor_truth\nYes\t1\t1\t1\nNo\t0\t\t\nNo\t1\t1\t0\nNo\t1\t0\t\n"
    )
    (folder / "sharc" / "tree_data").mkdir(parents=True)
    leaf = {"key": "Yes", "colorCode": "Yes"}, {"key": "No", "colorCode": "No"}
    inner = {"key": "Are you employed?", "colorCode": "Yes", "children": list(leaf)}
    root = {"key": "Are you ill?", "colorCode": "", "children": [inner, {"key": "No", "colorCode": "No"}]}
    (folder / "sharc" / "tree_data" / "t.json").write_text(json.dumps({"key": "Pay?", "children": [root]}))
    history = [{"follow_up_question": "Are you ill?", "follow_up_answer": "Yes"}]
    row = {"tree_id": "t", "answer": "Are you employed?", "history": history, "evidence": []}
    (folder / "sharc" / "sharc1_dev.json").write_text(json.dumps([row]))


def test_labels_say_what_the_clauses_are(tmp_path: Path) -> None:
    write_sets(tmp_path)
    assert len(labelled.moderation(tmp_path)) == 6, "rows without all flags are left out"
    assert [one["hostile"] for one in labelled.hatecheck(tmp_path)] == [True, True, False, False]
    assert [one["negated"] for one in labelled.hatecheck(tmp_path)] == [False, True, False, False]
    assert labelled.hearsay(tmp_path)[1] == {"statement": False, "out_of_court": False, "for_truth": False}


def test_the_command_prints_its_tables_and_keeps_what_it_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examples, "DOCUMENTS", 4)
    write_sets(tmp_path)
    kept = tmp_path / "kept.jsonl"
    options = ["--sizes", "5", "--formulas", "3", "--beyond", "3", "--data", str(tmp_path), "--results", str(kept)]
    ran = CliRunner().invoke(main, options)
    assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
    said = " ".join(ran.output.split())
    assert "small policies, equal prices: × optimum: 1.000" in said
    assert "ShARC's next question: the same in 1 of 1" in said
    for name in ("OpenAI moderation", "HateCheck", "hearsay", "airline-refund", "five verdicts, 20 clauses"):
        assert name in said
    lines = len(kept.read_text().splitlines())
    again = CliRunner().invoke(main, options)
    assert len(kept.read_text().splitlines()) == lines
    assert again.exit_code == ran.exit_code


def test_wrong_sizes_are_said() -> None:
    ran = CliRunner().invoke(main, ["--sizes", "many"])
    assert ran.exit_code == 2
    assert "write numbers with commas between them" in ran.output
