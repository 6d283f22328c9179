"""Set (a): generated policies. What each way of asking costs, beside the optimum and the cheapest certificates."""

from __future__ import annotations

import gc
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

import logitext
from benchmarks.questions.asking import expected, problem, spent
from benchmarks.questions.formulas import KINDS, VERDICT, Made, Recipe, make
from benchmarks.questions.oracle import Certificates
from benchmarks.questions.strategies import Every, LeftToRight, Planned, Setting, Way
from logitext.logic.program import Program
from logitext.strategy.exact import Exact

SMALL = 14
"""Up to so many clauses the optimum is worked out, and what each way costs on average; beyond, documents are drawn."""
DOCUMENTS = {14: 60, 22: 80, 60: 50, 200: 25, 1000: 3}
"""How many are drawn for policies of up to so many clauses."""
STATES = 4_000_000
BY_GAIN = 60
"""Up to so many clauses the rule `gain` is tried, which looks at the whole diagram each time."""
BY_CERTIFICATE = 8
"""Up to so many clauses the strategy `certificate` is tried, which asks Z3."""


def recipes(sizes: Sequence[int], formulas: int, beyond: int) -> list[Recipe]:
    """`formulas` of a size and price, in all kinds together; `beyond` of those with more than 60 clauses."""
    found = []
    for size in sizes:
        number = -(-(formulas if size <= 60 else beyond) // len(KINDS))
        found += [Recipe(kind, size, seed) for seed in range(number) for kind in KINDS]
        if size <= 60:
            found += [Recipe(kind, size, seed, random_prices=True) for seed in range(number) for kind in KINDS]
        if size <= SMALL:
            found += [Recipe(kind, size, seed, assumptions=True) for seed in range(number) for kind in KINDS]
    return found


def setting(made: Made, verdicts: Sequence[str] = (VERDICT,)) -> Setting:
    program = Program(logitext.loads(made.source).checked)
    return Setting(program, verdicts, made.prices, {name: (1 - prior, prior) for name, prior in made.priors.items()})


def measure(recipe: Recipe, small: int = SMALL) -> dict[str, Any]:
    """Prices of a document on average: by way of asking, of the optimum, of the certificates.

    With more than `small` clauses the optimum is None.
    """
    made = make(recipe)
    here = setting(made)
    gc.collect()
    rng = Random(f"documents {recipe.seed}")
    number = next(many for size, many in DOCUMENTS.items() if recipe.clauses <= size)
    documents = [made.document(rng) for _ in range(number)]
    certificates = Certificates(here.program, here.verdicts, made.prices)
    cheapest = sum(certificates.price(document) for document in documents) / number
    ways = _ways(here, recipe)
    costs: dict[str, float] = {"every": sum(made.prices.values())}
    optimum = None
    if recipe.clauses <= small:
        whole = problem(here)
        assert whole is not None
        optimum = Exact(whole, STATES).price(whole.product.root)
        costs |= {name: expected(here, way, whole) for name, way in ways.items()}
    else:
        costs |= {name: sum(spent(here, way, one) for one in documents) / number for name, way in ways.items()}
    times = ways["auto"].times if isinstance(ways["auto"], Planned) else None
    here.close()
    return {
        "costs": costs,
        "optimum": optimum,
        "certificate": cheapest,
        "first": [] if times is None else [round(seconds * 1e3, 3) for seconds in times.first],
        "again": [] if times is None else [round(seconds * 1e6, 2) for seconds in times.again],
    }


def _ways(here: Setting, recipe: Recipe) -> Mapping[str, Way]:
    planned: list[str] = ["auto", "ratio", "given"]
    if recipe.clauses <= BY_GAIN:
        planned.append("gain")
    ways: dict[str, Way] = {name: Planned(here, name) for name in planned}
    if recipe.clauses <= BY_CERTIFICATE:
        ways["certificate"] = Certified(here)
    return {**ways, "left to right": LeftToRight(here)}


class Certified:
    """The strategy `certificate`."""

    def __init__(self, here: Setting) -> None:
        self._here = here
        self._planned = Planned(here, "auto")

    def next(self, answers: Mapping[str, Any], asked: Mapping[str, Any]) -> Sequence[str]:
        from logitext.strategy.strategy import STRATEGIES, Moment

        program, verdicts = self._here.program, self._here.verdicts
        decided = self._here.run(program.decide(answers, verdicts)).values
        undecided = [name for name in verdicts if name not in decided]
        askable = [name for name in self._here.clauses if name not in asked]
        matters = self._here.run(program.relevant(answers, undecided, askable)) if undecided else ()
        if not matters:
            return ()
        moment = Moment(program, answers, undecided, matters, None, lambda: self._planned.planner)
        return self._here.run(STRATEGIES.get("certificate").choose(moment)).clauses


__all__ = ["Every", "measure", "recipes", "setting"]
