"""The likeliest path: the first questions, and why they are put."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from logitext.plan.asker import Asker
from logitext.plan.tree import PlanState, Tree
from logitext.plan.words import concrete, plainly
from logitext.policy.model import Clause
from logitext.policy.sorts import Value
from logitext.records.plan import PathAnswer, PathStep


@dataclass(frozen=True, slots=True)
class PlanPath:
    """The steps, how many documents take them all, and what the verdicts then are; empty where that is not known."""

    steps: tuple[PathStep, ...]
    chance: float | None
    end: Mapping[str, Value | None]


async def likeliest(tree: Tree, more: Mapping[PlanState, float]) -> PlanPath:
    """Down the decision tree by the likeliest answers; `more` has the questions that follow a state, if known."""
    steps, state, chance = [], tree.root, 1.0
    while (step := await tree.step(state)) is not None:
        ranked = sorted(step.branches, key=lambda branch: -branch.chance)
        others, spared = None, None
        if not tree.asker.slow:
            others = len(await tree.asker.matter(tree.answers(state))) - 1
            left = [(one.chance, len(await tree.asker.matter(tree.answers(one.to)))) for one in ranked]
            spared = others - sum(share * number for share, number in left)
        answers = tuple([PathAnswer(answer=one.answer, chance=one.chance, more=more.get(one.to)) for one in ranked])
        steps.append(_step(tree.asker, step.clause, step.call, answers, step.gain, others, spared))
        chance *= ranked[0].chance
        state = ranked[0].to
    return PlanPath(tuple(steps), chance, tree.verdicts(state))


async def by_formula(asker: Asker, weights: Mapping[str, Sequence[float]], draws: Callable[[str], bool]) -> PlanPath:
    """The path without a tree: chances are those of the priors; what answers tell or spare is not worked out.

    Where the values of a clause cannot be foreseen (`draws` is false), the path goes on as if its answer told nothing.
    """
    steps: list[PathStep] = []
    answers: dict[str, Value] = {}
    met: set[str] = set()
    while (move := await asker.move(answers, met)) is not None:
        call, matter = move.clauses, None if move.matter is None else len(move.matter)
        for clause in move.clauses:
            if not draws(clause):
                met.add(clause)
                steps.append(_step(asker, clause, call, (), None, _others(matter), None))
            else:
                sort = asker.program.policy.clauses[clause].sort
                found = zip(weights[clause], concrete(asker.program.values_of(clause)), strict=True)
                ranked = sorted(found, key=lambda one: -one[0])
                told = [PathAnswer(answer=plainly(value, sort), chance=chance, more=None) for chance, value in ranked]
                steps.append(_step(asker, clause, call, tuple(told), None, _others(matter), None))
                answers[clause] = ranked[0][1]
            matter = None if asker.slow else len(set(await asker.matter(answers)) - met)
            call = ()
    return PlanPath(tuple(steps), None, {})


def _others(matter: int | None) -> int | None:
    return None if matter is None else matter - 1


def _step(
    asker: Asker,
    name: str,
    call: tuple[str, ...],
    answers: tuple[PathAnswer, ...],
    bits: float | None,
    left: int | None,
    spared: float | None,
) -> PathStep:
    clause: Clause = asker.program.policy.clauses[name]
    return PathStep(
        clause=name,
        wording=" ".join(clause.wording.split()),
        source=clause.place.source.name,
        line=clause.place.source.position(clause.place.span.start).line,
        call=call,
        answers=answers,
        bits=bits,
        open=None if left is None else max(left, 0),
        spared=None if spared is None else max(spared, 0.0),
    )
