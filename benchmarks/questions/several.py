"""Set (a) with five verdicts over 20 shared clauses: planned together, one after the other, and each by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

import logitext
from benchmarks.questions.asking import spent
from benchmarks.questions.formulas import PRIORS, Recipe, make
from benchmarks.questions.strategies import Every, Planned, Setting
from logitext.logic.program import Program
from logitext.policy.sorts import Value

CLAUSES = 20
VERDICTS = 5
SHARED = 8
"""How many clauses each verdict is about."""
DOCUMENTS = 60


def measure(seed: int) -> dict[str, Any]:
    """Questions of a document on average."""
    rng = Random(f"several {seed}")
    names = [f"c{number}" for number in range(CLAUSES)]
    priors = {name: rng.choice(PRIORS) for name in names}
    formulas = [_formula(rng, names, seed * VERDICTS + number) for number in range(VERDICTS)]
    lines = ["{{text post}}", *(f"{{{{let {name} = [[the post does {name}]]}}}}" for name in names)]
    lines += [f"{{{{verdict v{number} = {formula}}}}}" for number, formula in enumerate(formulas)]
    program = Program(logitext.loads("\n".join(lines)).checked)
    weights = {name: (1 - prior, prior) for name, prior in priors.items()}
    verdicts = [f"v{number}" for number in range(VERDICTS)]
    prices = dict.fromkeys(names, 1.0)
    whole = Setting(program, verdicts, prices, weights)
    single = [Setting(program, [name], prices, weights) for name in verdicts]
    documents = [{name: rng.random() < priors[name] for name in names} for _ in range(DOCUMENTS)]
    together, each = Planned(whole, "auto"), [Planned(one, "auto") for one in single]
    turns = InTurn(each)
    costs = {
        "together": sum(spent(whole, together, one) for one in documents),
        "one after the other": sum(spent(whole, turns, one) for one in documents),
        "separately": sum(spent(here, way, one) for one in documents for here, way in zip(single, each, strict=True)),
        "every": sum(spent(whole, Every(whole), one) for one in documents),
    }
    for one in (whole, *single):
        one.close()
    return {"costs": {way: cost / DOCUMENTS for way, cost in costs.items()}}


def _formula(rng: Random, names: Sequence[str], seed: int) -> str:
    """One of the generated formulas, about some of the clauses."""
    made = make(Recipe("nested", SHARED, seed))
    text = made.source.split(" = ")[-1].rsplit("}}", 1)[0]
    chosen = rng.sample(names, SHARED)
    return re.sub(r"\bc(\d+)\b", lambda found: chosen[int(found[1])], text)


class InTurn:
    """One verdict after the other, with what is known from those before."""

    def __init__(self, ways: Sequence[Planned]) -> None:
        self._ways = ways

    def next(self, answers: Mapping[str, Value], asked: Mapping[str, Value | None]) -> Sequence[str]:
        for way in self._ways:
            if found := way.next(answers, asked):
                return found
        return ()
