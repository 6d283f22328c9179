"""Set (d): calls that have a price of their own. Rounds beside the optimum in rounds, one by one and all at once."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from benchmarks.questions.asking import problem
from benchmarks.questions.formulas import Recipe, make
from benchmarks.questions.generated import setting
from benchmarks.questions.strategies import Planned, Setting
from logitext.policy.sorts import Value
from logitext.strategy.batches import Batches
from logitext.strategy.problem import AskingProblem

SMALL = 8
"""Up to so many clauses the optimum in rounds is worked out, and what each way costs on average."""
DOCUMENTS = 40


def measure(recipe: Recipe, call: float) -> dict[str, Any]:
    """Prices, questions and rounds of a document on average, where a call costs as much as `call` questions."""
    made = make(recipe)
    here = setting(made)
    rounds, single = Planned(here, "auto", call=call), Planned(here, "auto")
    if recipe.clauses <= SMALL:
        whole = problem(here)
        assert whole is not None
        batches = Batches(whole, [here.prices[name] for name in whole.names], call)
        optimum = batches.price(whole.product.root)
        found = {
            "auto": _expected(here, rounds, whole),
            "one by one": _expected(here, single, whole),
        }
    else:
        optimum = None
        rng = Random(f"documents {recipe.seed}")
        documents = [made.document(rng) for _ in range(DOCUMENTS)]
        found = {"auto": _drawn(here, rounds, documents), "one by one": _drawn(here, single, documents)}
    found["all at once"] = (sum(made.prices.values()), 1.0)
    here.close()
    return {
        "costs": {way: questions + call * number for way, (questions, number) in found.items()},
        "questions": {way: questions for way, (questions, _) in found.items()},
        "rounds": {way: number for way, (_, number) in found.items()},
        "optimum": optimum,
    }


def _expected(here: Setting, way: Planned, whole: AskingProblem) -> tuple[float, float]:
    """The price of the questions, and the number of rounds."""
    level_of = {name: level for level, name in enumerate(whole.names)}
    met: dict[int, tuple[float, float]] = {}

    def walk(node: int, answers: Mapping[str, Value]) -> tuple[float, float]:
        if node in met:
            return met[node]
        asked = way.next(answers, answers)
        if not asked:
            return 0.0, 0.0
        questions, number = sum(here.prices[name] for name in asked), 1.0
        places: list[tuple[float, int, dict[str, Value]]] = [(1.0, node, dict(answers))]
        for name in asked:
            level = level_of[name]
            after = []
            for chance, at, known in places:
                for share, cell, below in whole.chances.cells(at, level):
                    value = whole.values[level][cell]
                    assert value is not None
                    after.append((chance * share, below, {**known, name: value}))
            places = after
        for chance, below, known in places:
            more, rounds = walk(below, known)
            questions, number = questions + chance * more, number + chance * rounds
        met[node] = questions, number
        return questions, number

    return walk(whole.product.root, {})


def _drawn(here: Setting, way: Planned, documents: list[dict[str, bool]]) -> tuple[float, float]:
    questions, number = 0.0, 0
    for document in documents:
        answers: dict[str, Value] = {}
        while asked := way.next(answers, answers):
            number += 1
            questions += sum(here.prices[name] for name in asked)
            answers |= {name: document[name] for name in asked}
    return questions / len(documents), number / len(documents)
