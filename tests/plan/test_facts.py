"""A plan knows that facts are given: they come first and are no questions."""

from __future__ import annotations

import asyncio

import pytest

import logitext
from logitext.plan.outline import PlanRequest, outline
from logitext.records.plan import PlanOutline
from logitext.strategy.priors import weights
from logitext.strategy.strategy import STRATEGIES

POLICY = logitext.loads("""{{text post  fact days: Int prior 3: 0.5  fact trusted prior 0.5
  let rude = [[is rude]] prior 0.5  let loud = [[is loud]] prior 0.5
  verdict remove = days == 3 and rude or trusted and loud}}""")


def planned(policy: logitext.Policy, strategy: str = "auto") -> PlanOutline:
    wanted = PlanRequest(policy.verdicts, weights(policy.program), strategy)
    return asyncio.run(outline(policy.program, wanted))


@pytest.mark.parametrize("strategy", STRATEGIES.names())
def test_facts_come_first_and_cost_nothing(strategy: str) -> None:
    plan = planned(POLICY, strategy)
    ways = {way.way: way for way in plan.costs}
    # One of two facts that hold leaves one question, both leave one or two.
    assert ways["plan"].questions == pytest.approx(1 / 4 * 0 + 1 / 2 * 1 + 1 / 4 * 1.5)
    assert ways["everything"].questions == 2
    assert {step.clause for step in plan.path[:2]} == {"days", "trusted"} or plan.path[0].clause in ("days", "trusted")
    assert [use.clause for use in plan.clauses] == ["rude", "loud"]


def test_likewise_without_a_tree() -> None:
    policy = logitext.loads(POLICY.checked.source.text, backend="z3")
    assert planned(policy, "given").path[0].clause == "days"
