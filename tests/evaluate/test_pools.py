"""What an answer to the whole policy counts beside the clauses, as labelled cases tell."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random
from typing import Any

import pytest

import logitext
from logitext.certainty.evidence import VERDICT, Certainty, ClauseEvidence
from logitext.certainty.pooling import pooled
from logitext.certainty.verdicts import Counted, chances_of
from logitext.evaluate.pools import PARTS, PoolCase, pool
from logitext.policy.sorts import BOOL, Enumeration
from logitext.records.calibration import Calibration, VerdictPool
from logitext.report.evaluation.calibration import _whole
from logitext.theory.protocol import Price, Question, Reply, Texts, Theory, Usage, Value


def odds(chance: float) -> float:
    return math.log(chance / (1 - chance))


def chance(score: float) -> float:
    return 1 / (1 + math.exp(-score))


def made(number: int, *, copied: bool, seed: int = 1, bias: float = 0.0) -> list[PoolCase]:
    """Cases whose clauses are right as often as they say; the whole says the same once more, or is a witness itself."""
    rng = Random(seed)
    found = []
    for at in range(number):
        right = rng.random() < 0.5
        by_clauses, other = [1.5 * (2 * right - 1) / 2 + rng.gauss(0, 1.5**0.5) for _ in range(2)]
        whole = (by_clauses if copied else other) + bias
        found.append(PoolCase(*_both(by_clauses, whole), right, at % PARTS))
    return found


def _both(one: float, other: float) -> tuple[dict[Any, float], dict[Any, float]]:
    return {True: chance(one), False: chance(-one)}, {True: chance(other), False: chance(-other)}


def test_independent_witnesses_count_in_full() -> None:
    found = pool(made(400, copied=False), BOOL)
    assert found is not None
    assert (found.kind, found.clauses, found.whole, found.shift) == ("as it is", 1, 1, 0)


def test_who_says_the_same_again_counts_once() -> None:
    found = pool(made(600, copied=True), BOOL)
    assert found is not None
    assert found.kind == "stretched"
    assert found.clauses + found.whole == pytest.approx(1, abs=0.25)


def test_what_is_said_too_often_is_shifted() -> None:
    found = pool(made(600, copied=False, bias=1.5), BOOL)
    assert found is not None
    assert found.kind == "stretched and shifted"
    assert found.shift == pytest.approx(-1.5, abs=0.4)


def test_a_witness_that_tells_nothing_counts_nothing() -> None:
    rng = Random(3)
    noise = [PoolCase(one.shares, _both(0, rng.gauss(0, 3))[1], one.right, one.part) for one in made(400, copied=False)]
    found = pool(noise, BOOL)
    assert found is not None
    assert found.whole < 0.1
    assert found.clauses > 0.7
    assert 0.4 < found.wrong / found.cases < 0.6


def test_too_few_cases_and_one_kind_of_labels_say_nothing() -> None:
    assert pool(made(29, copied=True), BOOL) is None
    assert pool([one for one in made(200, copied=True) if one.right is True], BOOL) is None
    assert pool([], BOOL) is None


def test_other_sorts_have_no_shift() -> None:
    values, rng, found = ("low", "mid", "high"), Random(5), []
    for at in range(300):
        right = rng.choice(values)
        scores = {value: rng.gauss(1.0 * (value == right), 1) for value in values}
        total = sum(map(math.exp, scores.values()))
        shares: dict[Any, float] = {value: math.exp(one) / total for value, one in scores.items()}
        found.append(PoolCase(shares, shares, right, at % PARTS))
    of = pool(found, Enumeration("Level", values))
    assert of is not None
    assert of.shift == 0
    assert of.kind == "stretched"


def test_what_clauses_exclude_stays_excluded() -> None:
    of = VerdictPool(cases=50, clauses=0.0, whole=2.0, shift=3.0, kind="stretched and shifted")
    assert pooled({True: 0.0, False: 1.0}, {True: 0.999, False: 0.001}, of) == {True: 0.0, False: 1.0}


# --- in a count --------------------------------------------------------------------------------------------------

POLICY = "{{text t}} {{let a = [[a]] sure 0.49 0.5 let b = [[b]] sure 0.49 0.5 verdict v = a unless b}}"
SAID = {
    "a": ClauseEvidence(None, 0.8),
    "b": ClauseEvidence(None, 0.3),
    VERDICT + "v": ClauseEvidence(None, 0.25),
}


def calibration(**more: Any) -> Calibration:
    of = VerdictPool(cases=100, kind="stretched and shifted", **more)
    return Calibration.model_construct(pools={"v": of}, clauses={}, verdicts={})


def test_a_verdict_is_put_together_as_was_measured() -> None:
    program, alone = logitext.loads(POLICY).program, 0.8 * 0.7
    certainty = Certainty(calibration=calibration(clauses=0.5, whole=2.0, shift=0.3))
    wanted = chance(0.5 * odds(alone) + 2.0 * odds(0.25) + 0.3)
    assert chances_of(program, ["v"], SAID, certainty)["v"].of(True) == pytest.approx(wanted)
    counted = Counted(program, "v", SAID, certainty)
    for cells in counted.by_clause().values():  # the worlds of a value keep their weights beside each other
        mass = {end: sum(ends.get(end, 0.0) for ends in cells) for end in {end for ends in cells for end in ends}}
        assert sum(mass[end] for end in counted.ends[True]) / sum(mass.values()) == pytest.approx(wanted)


def test_in_full_it_is_what_it_was_without() -> None:
    program = logitext.loads(POLICY).program
    plain = chances_of(program, ["v"], SAID, Certainty())["v"]
    full = chances_of(program, ["v"], SAID, Certainty(calibration=calibration()))["v"]
    assert full.of(True) == pytest.approx(plain.of(True))
    assert [one.clause for one in full.carried_by] == [one.clause for one in plain.carried_by]
    for one, other in zip(full.carried_by, plain.carried_by, strict=True):
        assert one.moves == pytest.approx(other.moves)


def test_who_was_not_asked_for_the_whole_is_counted_by_clauses_alone() -> None:
    program = logitext.loads(POLICY).program
    clauses = {name: one for name, one in SAID.items() if name in "ab"}
    found = chances_of(program, ["v"], clauses, Certainty(calibration=calibration(clauses=0.1, shift=2.0)))["v"]
    assert found.of(True) == pytest.approx(0.8 * 0.7)


# --- in a calibration --------------------------------------------------------------------------------------------


class Both(Theory):
    """Answers clauses and the whole policy by the text alone, and counts what it was asked of each text."""

    name, model, price = "both", "tiny", Price(0.0, 1.0)

    def __init__(self, chances: dict[str, dict[str, float]]) -> None:
        self._chances = chances
        self.log: dict[str, list[str]] = {}

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        self.log.setdefault(texts["t"], []).extend(one.id for one in questions)
        said = self._chances[texts["t"]]
        return Reply({one.id: Value(None, said[one.id]) for one in questions}, Usage(calls=0))


def labelled(number: int, seed: int) -> tuple[list[dict[str, Any]], Both]:
    """Texts whose clauses tell little and whose whole tells much; both are too sure of it, and err together."""
    rng, rows, chances = Random(seed), [], {}
    for at in range(number):
        a, b = rng.random() < 0.5, rng.random() < 0.3
        right, misled = a and not b, rng.gauss(0, 1)
        said = {"a": chance(2 * (2 * a - 1) + 2 * misled), "b": chance(2 * (2 * b - 1) - 2 * misled)}
        said[VERDICT + "v"] = chance(3 * (2 * right - 1) + 2 * misled)
        chances[f"x{at}"] = said
        rows.append({"id": f"d{at}", "t": f"x{at}", "right": {"v": right, "a": a, "b": b}})
    return rows, Both(chances)


WISH: dict[str, Any] = {"id": "id", "max_error": 0.2, "error_rates": {"v": 1e-6}, "ask_until": 0.98}


def test_a_calibration_learns_what_the_whole_counts() -> None:
    policy = logitext.loads(POLICY)
    rows, theory = labelled(400, 7)
    found = policy.calibrate(rows, theory=theory, **WISH)
    of = found.pools["v"]
    assert of.kind != "as it is"
    assert of.clauses < 0.7
    assert "asked for as a whole in" in str(found)
    assert Calibration.model_validate_json(found.model_dump_json()) == found
    # The cases for thresholds were asked as checks are, with what was learned.
    fresh = Both(theory._chances)
    for row in rows[:60]:
        policy.check(row["t"], theory=fresh, calibration=found, confidence=0.98)
    same = [theory.log[text] == log for text, log in fresh.log.items()]
    assert sum(same) >= len(same) / 2, "two thirds are for thresholds"


def test_without_right_answers_of_clauses_the_whole_is_learned_all_the_same() -> None:
    policy = logitext.loads(POLICY)
    rows, theory = labelled(300, 9)
    bare = [{**row, "right": {"v": row["right"]["v"]}} for row in rows]
    found = policy.calibrate(bare, theory=theory, **WISH)
    assert found.fitted == 100
    assert found.clauses == {}
    assert "v" in found.pools
    never = policy.calibrate(bare, theory=theory, id="id", max_error=0.2)
    assert (never.fitted, never.pools) == (0, {})


def test_in_words() -> None:
    of = VerdictPool(cases=90, wrong=8, clauses=0.19, whole=2.0, shift=-0.78, kind="stretched and shifted")
    assert _whole(of) == (
        "asked for as a whole in 90 cases, 8 of them wrong: the clauses count 0.19, the whole 2.00, "
        "and true is shifted by -0.78"
    )
