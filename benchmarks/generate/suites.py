"""What the logic alone says of suites, if every text came out as it is demanded; and how fast Z3 lists worlds."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import z3

import logitext
from benchmarks.questions.formulas import KINDS, VERDICT, Recipe, make
from logitext.api import CoverOptions
from logitext.api.searches.cover import aimed, cover
from logitext.cover.worked_out import goals_of
from logitext.theory.protocol import Answer, Question, Reply, Texts, Theory, Usage, Value
from logitext.theory.writing.protocol import Goal, Miss, Proposals, Writer

SIZES = (8, 22, 60, 200)
LISTED = 1.0
"""Seconds for which Z3 lists worlds."""


@dataclass
class Alone:
    """On average over some policies of a size: texts of both-ways and MC/DC suites, worlds, and clauses without a pair.

    `counting` are the seconds in which the diagram counts the worlds in which the verdict is true.
    """

    size: int
    both_ways: float
    mcdc: float
    no_pair: float
    worlds: int
    counting: float
    listed: float


class Obedient(Writer):
    """Gives back what is demanded, word for word; what is not demanded is false."""

    name = "obedient"

    async def propose(self, goal: Goal, misses: Sequence[Miss]) -> Proposals:
        demands = sorted(one.question.clause for one in goal.demands if one.value is True)
        return Proposals([{"post": " ".join(["text", *demands])}], Usage(calls=0))


class Literal(Theory):
    """Reads it off again."""

    name = "literal"

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        said = set(texts["post"].split())
        answers: Mapping[str, Answer] = {one.id: Value(one.clause in said) for one in questions}
        return Reply(answers, Usage(calls=0))


def measure(policies: int) -> list[Alone]:
    """All sizes."""
    return [_measure(size, policies) for size in SIZES]


def _measure(size: int, policies: int) -> Alone:
    both: list[int] = []
    mcdc: list[int] = []
    without: list[int] = []
    worlds: list[int] = []
    counting: list[float] = []
    for seed in range(policies):
        policy = logitext.loads(make(Recipe(KINDS[seed % len(KINDS)], size, seed)).source)
        for criterion, found in (("each-clause", both), ("mcdc", mcdc)):
            wanted = aimed(policy.checked, policy.program, policy.expansion, None, [VERDICT], criterion, 2000, 1.0)
            options: CoverOptions = {"writer": Obedient(), "theory": Literal(), "wishes": size}
            outcome = asyncio.run(cover(wanted, options))
            assert outcome.status == "covered", outcome.unrealised
            found.append(len(outcome.texts))
            if criterion == "mcdc":
                without.append(len(outcome.infeasible))
        wanted = aimed(policy.checked, policy.program, policy.expansion, VERDICT, (), "all", 1, 1.0)
        began = time.perf_counter()
        goals = asyncio.run(goals_of(wanted.space, wanted.verdicts, "all", 1))
        counting.append(time.perf_counter() - began)
        worlds.append(goals.feasible)
    return Alone(
        size,
        sum(both) / policies,
        sum(mcdc) / policies,
        sum(without) / policies,
        sorted(worlds)[policies // 2],
        max(counting),
        _listed(size),
    )


def _listed(size: int) -> float:
    """How many worlds a second Z3 lists, each blocked after it."""
    policy = logitext.loads(make(Recipe("nested", size, 0)).source)
    solver = z3.Solver()
    names = [z3.Bool(name) for name in policy.clauses]
    solver.add(z3.Or(*names))
    began, number = time.perf_counter(), 0
    while time.perf_counter() - began < LISTED and solver.check() == z3.sat:
        model = solver.model()
        solver.add(z3.Or(*[name != model.eval(name, model_completion=True) for name in names]))
        number += 1
    return number / (time.perf_counter() - began)
