"""A policy that nobody has any more is freed, with all that was worked out for it: a solver takes megabytes."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Callable

import pytest

import logitext
from logitext import Policy, theory
from logitext.logic.program import Program

SOURCE = """{{text post  fact age: Int
  let a = [[A]] match /a/  let b = [[B]]  let n: Int = [[how many]]
  let deciding = a and n > age
  assume a implies b
  violation v = a and b or n > 3  verdict w: Int = if deciding then 1 else 2}}"""
ANSWERS = {"a": True, "b": True, "n": 1}


class Priced(theory.Function):
    """Asked one question after another, as answers cost something."""

    price = theory.Price(question=1.0)


def answers() -> theory.Theory:
    return theory.Answers(dict(ANSWERS))


def priced() -> theory.Theory:
    return Priced(lambda question, _: ANSWERS[question.clause])


USES: dict[str, Callable[[Policy], object]] = {
    "decide": lambda policy: policy.decide({"a": True, "age": 3}),
    "check": lambda policy: policy.check("a", theory=answers(), facts={"age": 0}),
    "facts of its own": lambda policy: [policy.check("a", theory=answers(), facts={"age": n}) for n in range(3)],
    "without facts": lambda policy: policy.check("a", theory=answers()),
    "priced": lambda policy: policy.check("a", theory=priced(), facts={"age": 0}),
    "patterns, then priced": lambda policy: policy.check(
        "a", theory=theory.Chain(theory.Pattern(), priced()), facts={"age": 0}
    ),
    "many": lambda policy: list(policy.check_many(["a", "b"] * 20, theory=answers(), facts={"age": 0})),
    "a planner": lambda policy: policy.check("a", theory=priced(), facts={"age": 0}, strategy="rollout"),
    "probabilities": lambda policy: policy.check("a", theory=answers(), facts={"age": 0}, probability=True),
    "verify": lambda policy: policy.verify(policy.check("a", theory=answers(), facts={"age": 0})),
    "forecast": lambda policy: policy.forecast(),
    "solve": lambda policy: policy.solve("a", theory="pattern:complete", writer="compose"),
    "cover": lambda policy: policy.cover(theory="pattern:complete", writer="compose"),
    "lint": lambda policy: policy.lint(),
}


@pytest.mark.parametrize("use", USES)
def test_it_is_freed(use: str) -> None:
    policy = logitext.loads(SOURCE)
    result = USES[use](policy)
    kept = weakref.ref(policy.program)
    del policy, result
    gc.collect()
    assert kept() is None


def test_the_reasons_of_a_result_outlive_the_policy() -> None:
    """They are worked out when they are read, so a result holds what is needed for that."""
    result = logitext.loads(SOURCE).check("a", theory=answers(), facts={"age": 0})
    gc.collect()
    assert [reason.clause for reason in result.verdicts["v"].because] == ["a"]


def test_a_program_alone() -> None:
    program = Program(logitext.loads(SOURCE).checked)
    asyncio.run(program.ready())
    kept = weakref.ref(program)
    del program
    assert kept() is None
