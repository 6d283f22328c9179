"""The benchmark of trust: its world is as it is told to be, and its arms come to what they should on a small scale."""

from __future__ import annotations

import asyncio
from statistics import mean

import pytest

from benchmarks.trust.__main__ import Row, beside, cases_of, measured
from benchmarks.trust.arms import ARMS
from benchmarks.trust.world import WORLDS, Model, World, setting
from logitext.theory.protocol import Question, Texts, Value


def answers(world: World, name: str, ask: str | None = None) -> list[tuple[bool, bool]]:
    """Truths and answers about all clauses of many documents."""
    found = []
    for seed in range(3):
        here = setting(seed, 40, world)
        model = Model(name, world.error, 0.1, world, bare=True, docs={one.key: one for one in here.docs})
        for doc in here.docs:
            questions = [Question(clause, clause, clause, ask=ask) for clause in here.clauses]
            reply = asyncio.run(model.answer(questions, Texts({"post": doc.key})))
            for clause in here.clauses:
                answer = reply.answers[clause]
                assert isinstance(answer, Value)
                found.append((doc.truth[clause], answer.value is True))
    return found


def test_models_err_as_often_as_they_are_told_to_and_partly_again() -> None:
    first, again = answers(WORLDS[0], "cheap"), answers(WORLDS[0], "cheap", "in other words")
    wrong = [so != said for so, said in first]
    assert mean(wrong) == pytest.approx(0.1, abs=0.02)
    both = [one and so != said for one, (so, said) in zip(wrong, again, strict=True)]
    assert 0.15 < sum(both) / sum(wrong) < 0.6, "more than by chance, and not all"
    assert first == answers(WORLDS[0], "cheap"), "the world is the same each time"


def test_a_wrong_policy_is_wrong_as_often_as_it_is_told_to() -> None:
    world = World("mistaken", mistaken=0.2)
    plain, mistaken = setting(1, 200, WORLDS[0]), setting(1, 200, world)
    differing = [one.right != other.right for one, other in zip(plain.docs, mistaken.docs, strict=True)]
    assert mean(differing) == pytest.approx(0.2, abs=0.07)


@pytest.mark.parametrize("bare", [False, True], ids=["probabilities", "bare"])
def test_to_be_surer_costs_more_and_is_more_often_right(bare: bool) -> None:
    cases = cases_of(WORLDS[0], 6, 6, bare=bare)
    rows = {name: asyncio.run(measured(ARMS[name], cases)) for name in ("lazy, hard", "--confidence 0.95")}
    assert rows["lazy, hard"].price < rows["--confidence 0.95"].price < 30
    assert rows["lazy, hard"].share < rows["--confidence 0.95"].share


def test_arms_are_held_beside_each_other_at_equal_price() -> None:
    def row(right: int, price: float) -> Row:
        return Row(right, 100, price, 0.0, 0.0, 0.0)

    rows = {"--confidence 0.8": row(80, 10), "--confidence 0.9": row(90, 20)}
    assert beside(rows, row(70, 5)) is None
    assert beside(rows, row(80, 15)) == pytest.approx(0.05)
    assert beside(rows, row(95, 50)) == pytest.approx(-0.05)
