"""How many random cases to judge, and which: JUDGE_CASES (a number) and JUDGE_SEED (the first seed).

A seed makes one policy, and several sets of answers to it; each of these is a case. Seeds follow each other, so runs
from different seeds on share the work.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random

from logitext.policy.load import check_policy
from logitext.policy.model import CheckedPolicy
from logitext.syntax.source import Source
from tests.judge import generate, write
from tests.judge.evaluate import Judge
from tests.judge.model import Value

CASES_A_SEED = 10
_SEEDS_A_TEST = 25


@dataclass(frozen=True)
class Case:
    """A random policy as the judge and as Logitext see it. `rng` is there for what else is to be random."""

    seed: int
    source: str
    judge: Judge
    checked: CheckedPolicy
    rng: Random

    def failed(self, answers: Mapping[str, Value], what: str) -> str:
        """What to show of a case that failed."""
        return f"JUDGE_SEED={self.seed} JUDGE_CASES={CASES_A_SEED}: {what}\nanswers: {answers}\n{self.source}"


def case(
    seed: int, *, nonlinear: bool = False, facts: bool = False, functions: bool = False, dates: bool = False
) -> Case:
    """The case of a seed; with `facts` some of its clauses are facts."""
    rng = Random(seed)
    policy = generate.policy(rng, nonlinear=nonlinear, functions=functions, dates=dates)
    if facts:
        chance = rng.choice((0.3, 0.6, 1.0))
        clauses = tuple([replace(one, fact=rng.random() < chance) for one in policy.clauses])
        policy = replace(policy, clauses=clauses)
    source = write.source(policy, rng)
    return Case(seed, source, Judge(policy), check_policy(Source(f"seed-{seed}", source)), rng)


def seeds(cases: int) -> list[range]:
    """The seeds to try, in as many parts as there are tests; `cases` where nobody asked for another number."""
    first = int(os.environ.get("JUDGE_SEED", "0"))
    wanted = -(-int(os.environ.get("JUDGE_CASES", cases)) // CASES_A_SEED)
    last = first + wanted
    return [range(start, min(start + _SEEDS_A_TEST, last)) for start in range(first, last, _SEEDS_A_TEST)]


def name(part: range) -> str:
    """A part as a test's name shows it."""
    return f"seeds-{part.start}-{part.stop - 1}"
