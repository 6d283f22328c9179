"""Real labels: classifiers, calibrated on one half of a set and judged on the other, in many random splits.

The classifiers learn from a part of the first half, and the rest of it calibrates them: a classifier is too sure of
texts that it has learned from. By template, the texts of a template stand in one part together, as texts of an author
or a thread should; the calibration then counts one text of each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.trust.fitted import Fitted, Labelled, Said, labelled, said
from logitext.evaluate.calibrate import search
from logitext.evaluate.reliability import reliability
from logitext.evaluate.statistics import more_than
from logitext.records.calibration import Calibration
from logitext.records.evaluation import Evaluation

CONFIDENCE = 0.95
FEW = 10
"""In as many splits the clauses alone are tried, too."""
LEARNED = 0.5
"""The share of the first half that classifiers learn from."""
WAYS = ("clauses", "clauses and the whole policy", "the whole policy alone")
_ALWAYS = 1 - 1e-9
"""A bound that no answer reaches, so the whole policy is asked for each text."""
PROBABLY = 1e-6
"""How often the whole policy errs beside what its probability says."""

Pairs = list[tuple[float, bool]]
"""Probabilities of likeliest verdicts, and whether these are right."""


@dataclass
class Judged:
    """What came of a way in one split: how many verdicts there were, how many were given under the promise, and wrong.

    `given` and `wrong` count each template as one where the split is by template. `texts` are those that were given.
    """

    judged: int
    promised: bool
    coverage: float
    given: float
    wrong: float
    texts: int
    texts_wrong: int
    pairs: Pairs = field(default_factory=list)

    @property
    def kept(self) -> bool:
        """Whether no more of the judged are wrong than was promised."""
        return self.wrong <= _MAX_ERROR * self.given + 1e-9

    @property
    def broken(self) -> bool:
        """Whether more are wrong than chance explains, as `calibrate --check` says it."""
        return more_than(self.texts_wrong, self.texts, _MAX_ERROR) < 1 - CONFIDENCE


_MAX_ERROR = 0.05


def splits(name: str, data: Path, runs: int, *, by_template: bool, processes: int = 2) -> Iterator[dict[str, Judged]]:
    """What comes of each way in each of `runs` splits."""
    one = partial(split, name, data, by_template)
    if processes == 1:
        yield from map(one, range(runs))
        return
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(one, range(runs))


def parts(of: Labelled, seed: str, *, by_template: bool, learned: float = LEARNED) -> tuple[list[int], ...]:
    """The places of the texts to learn from, to calibrate with and to judge."""
    units = list(of.templates) if by_template else list(range(len(of.instances)))
    order = list(dict.fromkeys(units))
    Random(seed).shuffle(order)
    half = len(order) // 2
    first = set(order[: int(half * learned)])
    second = set(order[int(half * learned) : half])
    found: tuple[list[int], ...] = ([], [], [])
    for at, unit in enumerate(units):
        found[0 if unit in first else 1 if unit in second else 2].append(at)
    return found


def split(name: str, data: Path, by_template: bool, run: int) -> dict[str, Judged]:
    """One split, by all ways."""
    of = labelled(name, data)
    learned, calibrating, judged = parts(of, f"{name} {run}", by_template=by_template)
    told = said(of, learned, [*calibrating, *judged])
    wish: dict[str, Any] = {"verdicts": [of.verdict], "id": "id"}
    group: dict[str, Any] = {"group": "group"} if by_template else {}
    found = {}
    for way, whole in zip(WAYS[:2], (None, 0.0), strict=True):
        if whole is None and run >= FEW:
            continue
        theory = Fitted("fitted", told, whole=whole)
        spend: dict[str, Any] = {} if whole is None else {"error_rates": {of.verdict: PROBABLY}}
        until: dict[str, Any] = {} if whole is None else {"ask_until": _ALWAYS}
        calibration = of.policy.calibrate(
            of.cases(calibrating), theory=theory, max_error=_MAX_ERROR, **wish, **spend, **until, **group
        )
        more: dict[str, Any] = {} if whole is None else {"confidence": _ALWAYS}
        result = of.policy.evaluate(of.cases(judged), theory=theory, calibration=calibration, **wish, **more)
        found[way] = _judged(of, judged, calibration, result, by_template=by_template)
    found[WAYS[2]] = _alone(of, told, calibrating, judged, Random(run), by_template=by_template)
    return found


def _judged(
    of: Labelled, judged: Sequence[int], calibration: Calibration, result: Evaluation, *, by_template: bool
) -> Judged:
    outcomes, pairs = [], []
    for record in result.records:
        one = record.verdicts[of.verdict]
        outcomes.append(None if one.outcome not in ("right", "wrong") else one.outcome == "wrong")
        if one.probability is not None:
            pairs.append((one.probability, one.likeliest == one.right))
    promised = calibration.verdicts[of.verdict].threshold is not None
    return _counted(of, judged, outcomes, pairs, promised, by_template=by_template)


def _counted(
    of: Labelled,
    judged: Sequence[int],
    outcomes: Sequence[bool | None],
    pairs: Pairs,
    promised: bool,
    *,
    by_template: bool,
) -> Judged:
    """What was given; `outcomes` says of each text whether its verdict is wrong, None where none is given."""
    sizes: dict[Any, int] = {}
    for at in judged:
        sizes[of.templates[at]] = sizes.get(of.templates[at], 0) + 1
    weights = [1 / sizes[of.templates[at]] if by_template else 1.0 for at in judged]
    given = [weight for weight, wrong in zip(weights, outcomes, strict=True) if wrong is not None]
    wrong = [weight for weight, wrong in zip(weights, outcomes, strict=True) if wrong]
    return Judged(
        judged=len(judged),
        promised=promised,
        coverage=sum(given) / sum(weights),
        given=sum(given),
        wrong=sum(wrong),
        texts=len(given),
        texts_wrong=len(wrong),
        pairs=pairs,
    )


def _alone(
    of: Labelled, told: Said, calibrating: Sequence[int], judged: Sequence[int], rng: Random, *, by_template: bool
) -> Judged:
    """A classifier of the verdict itself, with the same promise."""

    def scored(places: Sequence[int]) -> Pairs:
        chances = [told[of.verdict]["\n".join(of.instances[at].texts.values())] for at in places]
        return [
            (max(chance, 1 - chance), (chance > 0.5) == of.label(at, of.verdict))
            for chance, at in zip(chances, places, strict=True)
        ]

    counted = list(calibrating)
    if by_template:
        groups: dict[Any, list[int]] = {}
        for at in calibrating:
            groups.setdefault(of.templates[at], []).append(at)
        counted = [rng.choice(some) for some in groups.values()]
    _, passed = search([(sure, not right) for sure, right in scored(counted)], _MAX_ERROR, CONFIDENCE)
    pairs = scored(judged)
    least = 2.0 if passed is None else passed.threshold - 1e-9
    outcomes = [None if sure < least else not right for sure, right in pairs]
    return _counted(of, judged, outcomes, pairs, passed is not None, by_template=by_template)


@dataclass(frozen=True)
class Summed:
    """A way over all splits.

    `error` is the calibration error of all probabilities together; `each` the mean of those of the splits, and `chance`
    what these would be if the probabilities were right.
    """

    splits: int
    promised: int
    kept: int
    broken: int
    coverage: float
    wrong: float | None
    right: float
    error: float
    each: float
    chance: float


def summed(found: Sequence[Judged]) -> Summed:
    """What the splits come to together."""
    pairs = [pair for one in found for pair in one.pairs]
    given = sum(one.given for one in found)
    drawn = [[(sure, Random(f"{at} {run}").random() < sure) for at, (sure, _) in enumerate(one.pairs)]
             for run, one in enumerate(found)]  # fmt: skip
    return Summed(
        splits=len(found),
        promised=sum(one.promised for one in found),
        kept=sum(one.kept for one in found),
        broken=sum(one.broken for one in found),
        coverage=sum(one.coverage for one in found) / len(found),
        wrong=sum(one.wrong for one in found) / given if given else None,
        right=sum(right for _, right in pairs) / len(pairs),
        error=_error(pairs),
        each=sum(_error(one.pairs) for one in found) / len(found),
        chance=sum(map(_error, drawn)) / len(drawn),
    )


def _error(pairs: Pairs) -> float:
    one = reliability([sure for sure, _ in pairs], [right for _, right in pairs])
    return 0.0 if one is None else one.error
