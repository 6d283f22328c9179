"""The order of the clauses: as they are met, and in long chains each after all that speaks of it."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

import logitext
from logitext.logic.diagram import order
from logitext.logic.diagram.build import DiagramBuilder
from logitext.logic.diagram.cells import cells_of
from logitext.logic.diagram.order import order_of
from logitext.logic.program import Program
from logitext.policy.model import CheckedPolicy
from tests.judge import cases, generate


def _policy(statements: str, clauses: int) -> CheckedPolicy:
    lets = " ".join(f"let c{i} = [[thing {i}]]" for i in range(clauses))
    return logitext.loads(f"{{{{{lets} {statements}}}}}").checked


def _chain(number: int, step: str) -> CheckedPolicy:
    steps = " ".join(f"let s{i} = {step.format(i - 1, i, i - 2 if i > 1 else 0)}" for i in range(1, number))
    return _policy(f"let s0 = c0 {steps} verdict v = s{number - 1}", number)


def test_clauses_are_asked_as_they_are_met() -> None:
    policy = _policy("let a = c3 and c1 verdict v = a or c2 and a verdict w = c1 or c0 assume c5 implies c3", 6)
    assert order_of(policy) == ["c3", "c1", "c2", "c0", "c5", "c4"]


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ("let a = c0 and c1 let b = a or c2 verdict v = b and c3", "3 2 0 1"),
        ("let a = c0 let b = a or c1 let d = c2 and c3 verdict v = b and d", "2 3 1 0"),
        ("let a = c0 and c1 let b = a or c1 verdict v = b and c2 and c3", "2 3 0 1"),
        ("let a = c1 let b = c0 verdict v = a and b and c3 and c2", "3 2 1 0"),
        ("let a = c0 verdict v = a and c1 verdict w = a and c2 assume c3 implies c2", "1 2 0 3"),
    ],
)
def test_in_a_long_chain_a_clause_comes_after_all_that_speaks_of_it(
    statements: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What rests on less comes first, and what is alike in that as it is met."""
    monkeypatch.setattr(order, "LONG", 1)
    assert order_of(_policy(statements, 4)) == [f"c{number}" for number in expected.split()]


def test_where_formulas_look_back_the_last_clauses_come_first() -> None:
    """Also those that no formula speaks of, and in a long chain."""
    for number in (4, order.LONG + 1):
        policy = _chain(number, "s{} and c{}")
        assert order_of(replace(policy, looks_back=True)) == [f"c{i}" for i in reversed(range(number))]


def test_only_a_long_chain_changes_the_order() -> None:
    few, many = (_chain(number, "s{} and c{}") for number in (order.LONG - 1, order.LONG))
    assert order_of(few) == [f"c{i}" for i in range(order.LONG - 1)]
    assert order_of(many) == [f"c{i}" for i in reversed(range(order.LONG))]


@pytest.mark.parametrize(
    "step",
    [
        "s{} and c{}",
        "c{1} or s{0}",
        "not s{} xor c{}",
        "s{0} and c{1} or s{2} and not c{1}",
        "if c{1} then s{0} else s{2}",
    ],
)
def test_a_chain_of_a_thousand_has_a_small_diagram(step: str) -> None:
    """Made in few steps for each definition: one step that went down the whole chain would make half a million."""
    policy = _chain(1000, step)
    builder = DiagramBuilder(policy, cells_of(policy), max_nodes=12_000, max_steps=24_000)
    assert len(builder.build()) <= 4000


@pytest.mark.parametrize("seeds", cases.seeds(300), ids=cases.name)
def test_judges_agree_in_the_order_of_long_chains(seeds: range, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(order, "LONG", 0)

    async def judged() -> int:
        compared = 0
        for seed in seeds:
            case = cases.case(seed)
            program = Program(case.checked, "auto")
            if program.at_once is None or not case.judge.worlds:
                continue
            for _ in range(cases.CASES_A_SEED):
                answers = generate.answers(case.rng, case.judge)
                if not case.judge.conflict(answers):
                    decision = await program.decide(answers, tuple(case.checked.verdicts))
                    assert decision.values == case.judge.values(answers), case.failed(answers, "another value")
                    compared += 1
        return compared

    assert asyncio.run(judged()) > 0
