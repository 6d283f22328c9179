"""A run that asks a model, over HTTP: every arm, what a dead server leaves open, and that it is asked again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.suites import registry, truth
from benchmarks.suites.run import Plan, Run, lines, outcomes
from tests.model_server.config import Config
from tests.model_server.faults import Faults
from tests.model_server.reading import AskedQuestion
from tests.model_server.run import Server, serving
from tests.model_server.truth import Texts, Truth, Value

ROOT = Path(__file__).parents[3]
NO_FAULTS = truth.Faults()
(TASK,) = registry.chosen(["community/self-harm"])
CASES = {case.texts["post"]: case for case in TASK.read(Path())}


FORMULAS = {
    "remove": "(urges or method and not help) unless fiction and not method",
    "reach_out": "intends unless past or fiction",
}


def known(texts: Texts, question: AskedQuestion) -> Value:
    if question.id.startswith("formula:"):
        assert not texts
        return FORMULAS[question.id.removeprefix("formula:")]
    case = CASES[texts["post"]]
    if question.id.startswith("thought:"):
        return "It looks like one of those."
    verdict = question.id.removeprefix("verdict:")
    value = case.gold[verdict] if verdict in case.gold else case.clauses[question.id]
    assert isinstance(value, bool)
    return value


def run(
    server: Server, folder: Path, *more: str, cache: str = "--no-cache", out: str = "run", limit: int = 6
) -> subprocess.CompletedProcess[str]:
    model = ["--theory", "openai:test-model", "--base-url", server.base_url, "--api", "chat", *cache.split()]
    command = [sys.executable, "-m", "benchmarks", "run", TASK.id, "--limit", str(limit)]
    options = [*model, *more, "-o", str(folder / out)]
    return subprocess.run([*command, *options], cwd=ROOT, capture_output=True, text=True)


def test_every_arm_asks_a_model(tmp_path: Path) -> None:
    with serving(Config(truth=Truth(known), latency=0.05)) as server:
        ran = run(server, tmp_path)
        assert server.most_in_flight > 3
    assert ran.returncode == 0, ran.stderr
    manifest, found = outcomes(tmp_path / "run")
    arms = manifest["plan"]["arms"]
    assert [one["arm"] for one in found] == [arm for arm in arms for _ in range(6)]
    assert all(one["verdicts"] == one["gold"] for one in found)
    assert all(one["failed"] is None and one["calls"] and one["input_tokens"] for one in found)
    whole = [one for one in found if one["arm"] == "holistic"]
    assert [one["questions"] for one in whole] == [2] * 6


def staged(tmp_path: Path, formula: str) -> list[dict[str, Any]]:
    def wrong(texts: Texts, question: AskedQuestion) -> Value:
        return formula if question.id == "formula:remove" else known(texts, question)

    with serving(Config(truth=Truth(wrong))) as server:
        ran = run(server, tmp_path, "--arm", "staged")
        written = [one for request in server.requests if request.asked for one in request.asked.questions]
    assert ran.returncode == 0, ran.stderr
    assert sum(one.id.startswith("formula:") for one in written) == 2  # once for each verdict, whatever the texts
    return lines(tmp_path / "run" / "results.jsonl")


def test_a_formula_that_was_written_wrongly_decides_all_the_same(tmp_path: Path) -> None:
    found = staged(tmp_path, "not (urges or method)")
    cases = [one for one in TASK.read(Path()) if one.id in {line["instance"] for line in found}]
    expected = {one.id: not (one.clauses["urges"] or one.clauses["method"]) for one in cases}
    assert {line["instance"]: line["verdicts"]["remove"] for line in found} == expected
    assert all(line["verdicts"]["reach_out"] == line["gold"]["reach_out"] for line in found)


@pytest.mark.parametrize("formula", ["urges and", "urges or unknown", "urges }} {{assume not urges", "", "3"])
def test_what_is_no_formula_decides_nothing(tmp_path: Path, formula: str) -> None:
    assert all(line["verdicts"]["remove"] is None for line in staged(tmp_path, formula))


def test_what_is_shown_beside_the_text(tmp_path: Path) -> None:
    with serving(Config(truth=Truth(known))) as server:
        assert run(server, tmp_path, "--arm", "few-shot", "--arm", "chain of thought").returncode == 0
        asked = [one.asked for one in server.requests if one.asked and one.asked.questions]
    shown = [one for one in asked if "example_1_post" in one.texts]
    assert len(shown) == 6 * 2
    for one in shown:
        assert len(set(one.texts.values())) == len(one.texts) == 5  # four others, and never the text itself
        (question,) = one.questions
        verdict = question.id.removeprefix("verdict:")
        for number in range(1, 5):
            value = str(CASES[one.texts[f"example_{number}_post"]].gold[verdict]).lower()
            assert f"`example_{number}_post`: {value}" in question.clause
    thought = [one for one in asked if "line_of_thought" in one.texts]
    assert {one.texts["line_of_thought"] for one in thought} == {"It looks like one of those."}
    assert len(thought) == 6 * 2


def test_a_run_again_from_kept_answers(tmp_path: Path) -> None:
    kept = f"--cache {tmp_path / 'answers.sqlite'}"
    arms = ("--arm", "holistic", "--arm", "chain of thought", "--arm", "staged", "--arm", "logitext")
    with serving(Config(truth=Truth(known))) as server:
        assert run(server, tmp_path, *arms, cache=kept).returncode == 0
        asked = len(server.requests)
        again = run(server, tmp_path, *arms, cache=f"{kept} --cache-only", out="again")
        assert again.returncode == 0, again.stderr
        assert len(server.requests) == asked
    first, second = (lines(tmp_path / folder / "results.jsonl") for folder in ("run", "again"))
    assert {(one["instance"], one["arm"]): one["verdicts"] for one in first} == {
        (one["instance"], one["arm"]): one["verdicts"] for one in second
    }
    # What an arm takes is what it would take by itself, whoever has asked before; finding out is paid once.
    calls, again_calls = (sum(one["calls"] for one in found) for found in (first, second))
    assert calls - again_calls == 2
    assert again_calls > asked
    for name in ("input_tokens", "output_tokens"):
        assert 0 < sum(one[name] for one in second) < sum(one[name] for one in first)


def test_what_a_cache_lacks_is_no_outcome(tmp_path: Path) -> None:
    kept = f"--cache {tmp_path / 'answers.sqlite'}"
    with serving(Config(truth=Truth(known))) as server:
        assert run(server, tmp_path, "--arm", "holistic", cache=kept, limit=3).returncode == 0
        arms = ("--arm", "holistic", "--arm", "every", "--arm", "logitext")
        again = run(server, tmp_path, *arms, cache=f"{kept} --cache-only", out="again")
        assert again.returncode == 1
    assert "15 outcomes are left out, as the cache lacks answers; without --cache-only they are asked" in again.stderr
    found = lines(tmp_path / "again" / "results.jsonl")
    assert [one["arm"] for one in found] == ["holistic"] * 3  # a higher limit draws the same three, and more
    assert all(one["verdicts"] == one["gold"] for one in found)


def test_votes(tmp_path: Path) -> None:
    with serving(Config(truth=Truth(known))) as server:
        ran = run(server, tmp_path, "--arm", "every", "--samples", "3")
        asked = [one.body for one in server.requests if one.body and one.asked and len(one.asked.questions) > 1]
    assert ran.returncode == 0, ran.stderr
    manifest, found = outcomes(tmp_path / "run")
    assert manifest["plan"]["model"]["samples"] == "3"
    assert all(one["verdicts"] == one["gold"] for one in found)
    assert sum(body.get("n", 1) for body in asked) == 3 * 6


def test_what_failed_is_no_outcome_and_is_asked_again(tmp_path: Path) -> None:
    with serving(Config(truth=Truth(known), faults=Faults(rate=1.0, kinds=("status_400",), probes=False))) as server:
        port = server.port
        ran = run(server, tmp_path, "--arm", "every", "--arm", "logitext", "--retries", "0")
    assert ran.returncode == 1
    assert "12 of 12 outcomes lack answers that failed; the same command asks again" in ran.stderr
    assert "bad request" in ran.stderr
    _, found = outcomes(tmp_path / "run")
    assert all(value is None for one in found for value in one["verdicts"].values())
    with serving(Config(truth=Truth(known)), port=port) as server:
        again = run(server, tmp_path, "--arm", "every", "--arm", "logitext", "--retries", "0")
        asked = len(server.requests)
        assert run(server, tmp_path, "--arm", "every", "--arm", "logitext", "--retries", "0").returncode == 0
        assert len(server.requests) == asked  # nothing is left to ask
    assert again.returncode == 0, again.stderr
    assert all(one["verdicts"] == one["gold"] for one in lines(tmp_path / "run" / "results.jsonl"))


def test_every_arm_may_spend_as_much_as_another(tmp_path: Path) -> None:
    """What a budget does not allow is open, and no failure: it is not asked again."""
    arms = ("holistic", "every", "soft", "logitext")
    with serving(Config(truth=Truth(known))) as server:
        model = {"model": "test-model", "base_url": server.base_url, "api": "chat", "cache": tmp_path / "cache.sqlite3"}

        def found(budget: int | None) -> dict[str, list[dict[str, Any]]]:
            folder = tmp_path / str(budget)
            plan = Plan("openai:test-model", arms, 3, 7, NO_FAULTS, model, budget=budget)
            Run(folder, plan, [TASK]).task(TASK, None)
            assert Run(folder, plan, [TASK]).task(TASK, None) == 0, "nothing is left to do"
            of_all = lines(folder / "results.jsonl")
            return {arm: [one for one in of_all if one["arm"] == arm] for arm in arms}

        free, scarce = found(None), found(2500)
        none = found(10)
    for arm in arms:
        assert all(one["failed"] is None for budget in (free, scarce, none) for one in budget[arm])
        assert all(one["input_tokens"] == 0 and set(one["verdicts"].values()) == {None} for one in none[arm])
        assert all(one["input_tokens"] + one["output_tokens"] <= 2500 for one in scarce[arm])
        assert all(one["verdicts"] == one["gold"] for one in free[arm])
    assert any(one["input_tokens"] > 0 for arm in arms for one in scarce[arm])
    with pytest.raises(ValueError, match="holds another run"):
        Run(tmp_path / "10", Plan("openai:test-model", arms, 3, 7, NO_FAULTS, model, budget=11), [TASK])
    other = {**model, "wording": "scale"}
    with pytest.raises(ValueError, match="holds another run"):
        Run(tmp_path / "None", Plan("openai:test-model", arms, 3, 7, NO_FAULTS, other), [TASK])
