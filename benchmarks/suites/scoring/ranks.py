"""How well arms rank texts: by the probability of a verdict, also where no bound makes a verdict of it.

The area under the curve (AUC) is the chance that a text for which a verdict holds has a higher probability than one for
which it does not. Its variance, and that of the difference of two arms on the same texts, is that of DeLong, DeLong and
Clarke-Pearson, "Comparing the areas under two or more correlated ROC curves", 1988.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.suites.scoring.scores import Outcome, by_verdict
from logitext.evaluate.statistics import CONFIDENCE, needed

Chances = Sequence[tuple[float, bool]]
"""How likely each text was to have a verdict, and whether it has it."""


@dataclass(frozen=True, slots=True)
class Rank:
    """The AUC of an arm in a verdict, or of a clause, with its 95 % interval, on texts of which `yes` have it."""

    task: str
    name: str
    arm: str
    texts: int
    yes: int
    auc: float
    interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class RankPair:
    """By how much the AUC of an arm is above that of another on the same texts, with its 95 % interval, and p."""

    task: str
    verdict: str
    one: str
    other: str
    texts: int
    delta: float
    interval: tuple[float, float]
    p: float


def ranks(outcomes: Sequence[Outcome]) -> list[Rank]:
    """One for each task, verdict and arm that has probabilities, where texts of both kinds have one."""
    found = []
    for (task, verdict), arms in by_verdict(outcomes).items():
        for arm, own in arms.items():
            chances = list(_chances(own, verdict).values())
            if (area := _area(chances)) is not None:
                auc, variance = area
                found.append(Rank(task, verdict, arm, len(chances), _yes(chances), auc, _interval(auc, variance, 0.0)))
    return found


def clause_ranks(outcomes: Sequence[Outcome]) -> list[Rank]:
    """The rank of each clause whose right answers are known: it says whether the model can tell the clause at all."""
    said: dict[tuple[str, str, str], list[tuple[float, bool]]] = {}
    for one in outcomes:
        for name, (chance, right) in one.get("clauses", {}).items():
            if isinstance(right, bool):
                said.setdefault((one["task"], name, one["arm"]), []).append((chance, right))
    found = []
    for (task, name, arm), chances in said.items():
        if (area := _area(chances)) is not None:
            auc, variance = area
            found.append(Rank(task, name, arm, len(chances), _yes(chances), auc, _interval(auc, variance, 0.0)))
    return found


def rank_pairs(outcomes: Sequence[Outcome], compared: Sequence[tuple[str, str, str, str]]) -> list[RankPair]:
    """Two arms each on the texts for which both have a probability: task, verdict, and the arms."""
    grouped = by_verdict(outcomes)
    found = []
    for task, verdict, one, other in compared:
        arms = grouped[task, verdict]
        first, second = (_chances(arms[arm], verdict) for arm in (one, other))
        shared = [name for name in first if name in second]
        pair = [(first[name][0], second[name][0], first[name][1]) for name in shared]
        parts = _parts([(mine, right) for mine, _, right in pair])
        others = _parts([(yours, right) for _, yours, right in pair])
        if parts is None or others is None:
            continue
        delta = _mean(parts[0]) - _mean(others[0])
        variance = sum(
            _variance([mine - yours for mine, yours in zip(ours, theirs, strict=True)]) / len(ours)
            for ours, theirs in zip(parts, others, strict=True)
        )
        p = 1.0 if variance == 0 else 2 * float(needed("scipy.stats").norm.sf(abs(delta) / math.sqrt(variance)))
        found.append(RankPair(task, verdict, one, other, len(pair), delta, _interval(delta, variance, -1.0), p))
    return found


def _chances(own: Sequence[Outcome], verdict: str) -> Mapping[str, tuple[float, bool]]:
    return {
        one["instance"]: (one["chances"][verdict], one["gold"][verdict])
        for one in own
        if verdict in one.get("chances", {}) and isinstance(one["gold"][verdict], bool)
    }


def _yes(chances: Chances) -> int:
    return sum(right for _, right in chances)


def _area(chances: Chances) -> tuple[float, float] | None:
    """The AUC and its variance; None where it is not known, as there are fewer than two texts of a kind."""
    parts = _parts(chances)
    if parts is None:
        return None
    return _mean(parts[0]), sum(_variance(part) / len(part) for part in parts)


def _parts(chances: Chances) -> tuple[list[float], list[float]] | None:
    """For each text that has it the share of the others that rank below it, and for each other those above it."""
    high = [chance for chance, right in chances if right]
    low = [chance for chance, right in chances if not right]
    if len(high) < _FEWEST or len(low) < _FEWEST:
        return None
    return (
        [_mean([_above(one, other) for other in low]) for one in high],
        [_mean([_above(one, other) for one in high]) for other in low],
    )


_FEWEST = 2
_HALF = 0.5


def _above(one: float, other: float) -> float:
    return 1.0 if one > other else _HALF if one == other else 0.0


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)


def _variance(values: Sequence[float]) -> float:
    middle = _mean(values)
    return math.fsum((value - middle) ** 2 for value in values) / (len(values) - 1)


def _interval(value: float, variance: float, least: float) -> tuple[float, float]:
    half = float(needed("scipy.stats").norm.ppf((1 + CONFIDENCE) / 2)) * math.sqrt(variance)
    return max(least, value - half), min(1.0, value + half)
