"""What answers to a clause are worth, from labelled cases: how often it holds, by what was answered.

Of several ways to say it that one is kept which fits cases best that it was not fitted to, and of ways that fit as
well the one with the fewest numbers in it. Probabilities may be taken as they are, have their log-odds shifted,
stretched and shifted (Platt, 1999), or be put into steps that rise (isotonic regression); they may also tell nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple, TypeAlias

from logitext.certainty.curve import PlattCurve, applied, log_odds, stepped, within
from logitext.evaluate.curve import fit, surprise
from logitext.evaluate.statistics import needed
from logitext.policy.sorts import Value
from logitext.records.calibration import AnswerFit
from logitext.records.evaluation import EstimatedShare

FEWEST = 20
"""From fewer labelled answers nothing is fitted."""
_FOR_STEPS = 100
_PARTS = 5
_WORTH = 1.0
"""By as much (in nats, on all cases held out) a way with more numbers has to fit better."""

CurveKind: TypeAlias = Literal["nothing", "as it is", "shifted", "platt", "isotonic", "values"]


class Labelled(NamedTuple):
    """An answer to a clause with its label: the value that counts, and how likely the clause holds by it."""

    value: Value | None
    probability: float | None
    right: Value


class _Way(NamedTuple):
    """A way to turn probabilities into how often a clause holds."""

    curve: PlattCurve | None
    steps: tuple[tuple[float, float], ...] = ()

    def __call__(self, chance: float) -> float:
        return within(stepped(self.steps, chance) if self.steps else applied(self.curve or (1.0, 0.0), chance))


def answer_fit(theory: int, answers: Sequence[Labelled]) -> AnswerFit | None:
    """What the answers of a theory to a Boolean clause are worth; None where the labels are too few or all the same."""
    held = [one.right is True for one in answers]
    if len(answers) < FEWEST or len(set(held)) < 2:
        return None
    valued = [one for one in answers if one.value is not None]
    missed, false_alarms = _errors(valued)
    told = [one for one in answers if one.probability is not None]
    kind: CurveKind = "values"
    way, tells = _Way(None), None
    if len(told) >= FEWEST and len({one.right for one in told}) == 2:
        chances = [one.probability for one in told if one.probability is not None]
        kind, way = _chosen(chances, [one.right is True for one in told])
        tells = discrimination(chances, [one.right is True for one in told])
    return AnswerFit(
        theory=theory,
        cases=len(answers),
        wrong=sum(one.value is not one.right for one in valued),
        holds=(sum(held) + 1) / (len(held) + 2),
        kind=kind,
        curve=way.curve,
        steps=way.steps,
        missed=missed,
        false_alarms=false_alarms,
        tells=tells,
    )


def error_fit(theory: int, answers: Sequence[Labelled]) -> AnswerFit | None:
    """How often answers to a clause of another sort are wrong; None where they are too few."""
    valued = [one for one in answers if one.value is not None]
    if len(valued) < FEWEST:
        return None
    wrong = sum(one.value != one.right for one in valued)
    error = (wrong + 1) / (len(valued) + 2)
    return AnswerFit(
        theory=theory,
        cases=len(valued),
        wrong=wrong,
        holds=0.5,
        kind="values",
        missed=error,
        false_alarms=error,
    )


def discrimination(chances: Sequence[float], held: Sequence[bool]) -> EstimatedShare:
    """The chance that a case in which it holds has the higher probability of two (AUC), with its 95 % interval.

    The interval is that of Hanley and McNeil (1982). There are cases of both kinds.
    """
    stats = needed("scipy.stats")
    high = [chance for chance, so in zip(chances, held, strict=True) if so]
    low = [chance for chance, so in zip(chances, held, strict=True) if not so]
    area = float(stats.mannwhitneyu(high, low).statistic) / (len(high) * len(low))
    both, apart = area / (2 - area), 2 * area**2 / (1 + area)
    spread = area * (1 - area) + (len(high) - 1) * (both - area**2) + (len(low) - 1) * (apart - area**2)
    half = float(stats.norm.ppf(0.975)) * math.sqrt(max(0.0, spread) / (len(high) * len(low)))
    return EstimatedShare(value=area, low=max(0.0, area - half), high=min(1.0, area + half))


# --- values ------------------------------------------------------------------------------------------------------


def _errors(valued: Sequence[Labelled]) -> tuple[float | None, float | None]:
    """How often an answer is false where the clause holds, and true where it does not: one number or two."""
    if len(valued) < FEWEST:
        return None, None
    surprises = [0.0, 0.0]
    for part in range(_PARTS):
        others = [one for at, one in enumerate(valued) if at % _PARTS != part]
        for way, errors in enumerate((_one(others), _two(others))):
            for one in valued[part::_PARTS]:
                surprises[way] += surprise(errors[one.right is not True], one.value is not one.right)
    return _two(valued) if surprises[1] < surprises[0] - _WORTH else _one(valued)


def _one(valued: Sequence[Labelled]) -> tuple[float, float]:
    rate = _rate(sum(one.value is not one.right for one in valued), len(valued))
    return rate, rate


def _two(valued: Sequence[Labelled]) -> tuple[float, float]:
    of = [[one for one in valued if (one.right is True) is so] for so in (True, False)]
    missed, false_alarms = [_rate(sum(one.value is not one.right for one in some), len(some)) for some in of]
    return missed, false_alarms


def _rate(wrong: int, counted: int) -> float:
    """A share, of one case more of either kind: never 0 or 1."""
    return (wrong + 1) / (counted + 2)


# --- probabilities -----------------------------------------------------------------------------------------------

_Fit: TypeAlias = Callable[[Sequence[float], Sequence[bool]], _Way | None]


def _nothing(_chances: Sequence[float], held: Sequence[bool]) -> _Way:
    return _Way((0.0, log_odds(_rate(sum(held), len(held)))))


def _as_it_is(_chances: Sequence[float], _held: Sequence[bool]) -> _Way:
    return _Way((1.0, 0.0))


def _shifted(chances: Sequence[float], held: Sequence[bool]) -> _Way:
    return _Way(fit(chances, held, stretch=False))


def _platt(chances: Sequence[float], held: Sequence[bool]) -> _Way | None:
    found = fit(chances, held)
    return _Way(found) if found[0] > 0 else None


def _isotonic(chances: Sequence[float], held: Sequence[bool]) -> _Way | None:
    if len(chances) < _FOR_STEPS:
        return None
    least = 1 / (len(chances) + 2)
    made = needed("sklearn.isotonic").IsotonicRegression(y_min=least, y_max=1 - least).fit(chances, held)
    levels: list[tuple[float, float]] = []
    for at, level in zip(made.X_thresholds_, made.y_thresholds_, strict=True):
        if not levels or level > levels[-1][1]:
            levels.append((float(at), float(level)))
    return _Way(None, tuple(levels))


_WAYS: tuple[tuple[CurveKind, _Fit], ...] = (
    ("nothing", _nothing),
    ("as it is", _as_it_is),
    ("shifted", _shifted),
    ("platt", _platt),
    ("isotonic", _isotonic),
)
"""The models with the fewest numbers first."""


def _chosen(chances: Sequence[float], held: Sequence[bool]) -> tuple[CurveKind, _Way]:
    """The way that fits best what it was not fitted to, and what it is for all cases."""
    surprises: dict[CurveKind, float] = {}
    whole: dict[CurveKind, _Way] = {}
    for kind, fitted in _WAYS:
        made, total = fitted(chances, held), 0.0
        if made is None:
            continue
        for part in range(_PARTS):
            others = [at for at in range(len(chances)) if at % _PARTS != part]
            way = fitted([chances[at] for at in others], [held[at] for at in others])
            if way is None:
                total = math.inf
                break
            total += sum(surprise(way(chances[at]), held[at]) for at in range(part, len(chances), _PARTS))
        surprises[kind], whole[kind] = total, made
    best = min(surprises.values())
    kind = next(kind for kind in whole if surprises[kind] <= best + _WORTH)
    return kind, whole[kind]
