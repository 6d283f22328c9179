"""Soft logic: how likely each value of a verdict is, where each clause holds with a probability of its own.

Clauses are taken as independent but for the assumptions, as where questions are planned; the most likely value is no
entailed one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from logitext.logic.day_numbers import out
from logitext.logic.diagram.chances import Chances
from logitext.logic.diagram.product import OPEN
from logitext.logic.program import Program
from logitext.policy.sorts import Value
from logitext.strategy import priors


def likely(
    program: Program, verdicts: Sequence[str], answers: Mapping[str, Value], probabilities: Mapping[str, float]
) -> dict[str, tuple[Value, float]]:
    """The most likely value of each verdict, and how likely it is; `counted` says by what."""
    return most_likely(counted(program, verdicts, answers, probabilities))


def most_likely(chances: Mapping[str, Mapping[Value | None, float]]) -> dict[str, tuple[Value, float]]:
    """The most likely value of each verdict that has one, and how likely it is."""
    found: dict[str, tuple[Value, float]] = {}
    for name, values in chances.items():
        best = max(values, key=lambda value: values[value])
        if best is not None:
            found[name] = (best, values[best])
    return found


def counted(
    program: Program, verdicts: Sequence[str], answers: Mapping[str, Value], probabilities: Mapping[str, float]
) -> dict[str, dict[Value | None, float]]:
    """How likely each value of each verdict is, None where the verdict is open.

    `probabilities` has how likely it is that a Boolean clause holds; `answers` have the values of clauses without one.
    What has neither is as likely as it is before anything is asked. Nothing where nothing is answered, and where the
    answers contradict the policy's assumptions. ValueError where the policy is not decided on diagrams, or they are too
    large.
    """
    product = program.product(verdicts)
    if product is None:
        raise ValueError("a policy that calculates has no diagrams")
    if not answers and not probabilities:
        return {}
    before = priors.weights(program)
    at = program.cells(program.numbers({name: value for name, value in answers.items() if name not in probabilities}))
    weights: list[Sequence[float]] = []
    for clause in product.diagrams.order:
        name = product.diagrams.clauses[clause]
        cell, sizes = at[clause], program.values_of(name)
        if name in probabilities:
            weights.append([probabilities[name] if value is True else 1 - probabilities[name] for value in sizes])
        elif cell is not None:
            weights.append([float(number == cell) for number in range(len(sizes))])
        else:
            weights.append(before[name])
    mass = Chances(product, weights).mass(product.root)
    total = sum(mass.values())
    if total == 0:
        return {}
    found: dict[str, dict[Value | None, float]] = {}
    for index, name in enumerate(product.verdicts):
        sort = program.policy.verdicts[name].sort
        ends = found[name] = {}
        for end, weight in mass.items():
            outcome = product.outcomes[end][index]
            value = None if outcome == OPEN else out(product.diagrams.forest.values[outcome], sort)
            ends[value] = ends.get(value, 0.0) + weight / total
    return found
