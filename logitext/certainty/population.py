"""Whether documents are answered as those were that a calibration was made from: the population stability index.

What is compared needs no label: the probabilities of verdicts, and how often each clause is answered true, false or
not at all. The index is the sum of (a - e) ln(a / e) over cells, for the shares e of the calibration's cases and a of
the documents (Lewis, "An introduction to credit scoring", 1992). Of two samples of the same documents it is about as
large as a chi-square variable times 1 / n + 1 / m (Yurdakul, "Statistical properties of population stability index",
2018): what chance explains is no move.

>>> round(index([50, 50], [50, 50]), 3), round(index([50, 50], [80, 20]), 2)
(0.0, 0.41)
"""

from __future__ import annotations

import bisect
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

from logitext.records.result import Result

EDGES = (0.003, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.997)
"""Between the cells of probabilities."""
SOME = 0.1
"""An index below this is no move, however many documents there are; from 0.25 on one says that much has moved."""
FEWEST = 50
"""With fewer cases or documents nothing is said."""
_CHANCE = 0.01
"""How often something is said of a run although nothing has moved."""
_CELL = 0.05
"""The least share of the cases that a cell has: smaller ones are put together with their neighbours."""

_VERDICT, _CLAUSE = "verdict ", "clause "
_UNKNOWN = ("unknown", "unsure", "refused")

Cells = Mapping[str, float]
"""How many documents are in each cell."""


@dataclass(frozen=True, slots=True)
class PopulationMove:
    """What has moved: `verdict NAME` or `clause NAME`, and by how much."""

    name: str
    index: float


def cells(result: Result) -> dict[str, str]:
    """The cell of each verdict and of each clause that was asked, of one document."""
    found = {}
    for name, chances in (result.probability or {}).items():
        if chances.values:
            boolean = isinstance(chances.values[0].value, bool)
            chance = chances.of(True) if boolean else chances.values[0].probability
            found[_VERDICT + name] = f"{bisect.bisect_right(EDGES, chance):02}"
    for name, value in result.answers.items():
        if isinstance(value, bool):
            found[_CLAUSE + name] = "true" if value else "false"
    for record in result.verdicts.values():
        found |= {_CLAUSE + one.clause: "unknown" for one in record.open if one.reason in _UNKNOWN}
    return found


def add(counts: dict[str, dict[str, float]], result: Result, weight: float = 1.0) -> None:
    """Count a document."""
    for name, cell in cells(result).items():
        of = counts.setdefault(name, {})
        of[cell] = of.get(cell, 0) + weight


def moves(before: Mapping[str, Cells], cases: float, now: Mapping[str, Cells]) -> list[PopulationMove]:
    """What has moved since a calibration of so many cases, the most first."""
    found = []
    for name, old in before.items():
        both = sorted({*old, *now.get(name, ())})
        expected, actual = [old.get(one, 0) for one in both], [now.get(name, {}).get(one, 0) for one in both]
        if name.startswith(_VERDICT):
            expected, actual = _grouped(expected, actual)
        if min(sum(expected), sum(actual), cases) < FEWEST or len(expected) < 2:
            continue
        size = sum(expected) * min(1.0, cases / max(sum(old.values()), 1.0))
        noise = _chi_square(len(expected) - 1, 1 - _CHANCE / len(before)) * (1 / size + 1 / sum(actual))
        moved = index(expected, actual)
        if moved > max(SOME, noise):
            found.append(PopulationMove(name, moved))
    return sorted(found, key=lambda one: -one.index)


def index(expected: Sequence[float], actual: Sequence[float]) -> float:
    """The population stability index of two samples, given as how many are in each cell."""
    before, now = [[(count + 0.5) / (sum(some) + len(some) / 2) for count in some] for some in (expected, actual)]
    return math.fsum((new - old) * math.log(new / old) for old, new in zip(before, now, strict=True))


def _grouped(expected: Sequence[float], actual: Sequence[float]) -> tuple[list[float], list[float]]:
    """The cells in their order, put together with their neighbours so that each has its share of the cases."""
    least, old, new = _CELL * sum(expected), [0.0], [0.0]
    for one, other in zip(expected, actual, strict=True):
        if old[-1] >= least > 0:
            old.append(0.0)
            new.append(0.0)
        old[-1] += one
        new[-1] += other
    if len(old) > 1 and old[-1] < least:
        few, more = old.pop(), new.pop()
        old[-1] += few
        new[-1] += more
    return old, new


def _chi_square(freedom: int, level: float) -> float:
    """The quantile of the chi-square distribution, by Wilson and Hilferty (1931).

    >>> round(_chi_square(9, 0.99), 1)
    21.7
    """
    part = 2 / (9 * freedom)
    root: float = max(0.0, 1 - part + NormalDist().inv_cdf(level) * math.sqrt(part))
    return freedom * root * root * root
