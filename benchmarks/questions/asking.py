"""What a way of asking costs: expected, by walking all it can come to, or for given documents."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.questions.strategies import LeftToRight, Setting, Way
from logitext.policy.sorts import Value
from logitext.strategy.problem import AskingProblem

MOST = 5_000_000
"""Nodes of the diagram that the optimum is worked out on."""


def problem(setting: Setting) -> AskingProblem | None:
    """The planning problem of a setting, on a diagram of its own; None where it has no diagram."""
    product = setting.program.product(setting.verdicts, MOST)
    if product is None:
        return None
    names = [product.diagrams.clauses[clause] for clause in product.diagrams.order]
    weights = [setting.weights[name] for name in names]
    return AskingProblem(setting.program.counted, product, weights, [setting.prices[name] for name in names])


def expected(setting: Setting, way: Way, whole: AskingProblem) -> float:
    """The price of a document on average, without calls. For small policies, ways that ask one clause at a time."""
    product, names = whole.product, whole.names
    level_of = {name: level for level, name in enumerate(names)}
    # Strategies of Logitext see what is left to decide. A program with short circuits sees the answers, and may ask on.
    sees_answers = isinstance(way, LeftToRight)
    found: dict[int, float] = {}

    def walk(node: int, answers: Mapping[str, Value]) -> float:
        if not sees_answers and node in found:
            return found[node]
        asked = way.next(answers, answers)
        price = 0.0
        if asked:
            (name,) = asked
            level = level_of[name]
            price = setting.prices[name]
            for chance, cell, below in whole.chances.cells(node, level):
                value = whole.values[level][cell]
                assert value is not None
                price += chance * walk(below, {**answers, name: value})
        if not sees_answers:
            found[node] = price
        return price

    return walk(product.root, {})


def spent(
    setting: Setting, way: Way, document: Mapping[str, Value | None], call: float = 0.0, known: Mapping[str, Value] = {}
) -> float:
    """What a document costs: its questions, and `call` for each round. `known` are answers given before."""
    answers, asked, price = dict(known), dict[str, Value | None](known), 0.0
    while clauses := way.next(answers, asked):
        price += call
        for name in clauses:
            price += setting.prices[name]
            value = asked[name] = document[name]
            if value is not None:
                answers[name] = value
    return price
