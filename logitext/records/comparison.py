"""What comparing two evaluations of the same cases gives: frozen, the same data in Python and in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from logitext.records.evaluation import CaseVerdict
from logitext.records.frozen import Frozen
from logitext.records.shown import Shown

SCHEMA_VERSION = "1"


class Paired(Frozen):
    """Two decisions of each of some cases, compared.

    In `both`, `only_first`, `only_second` and `neither` of `cases` the verdict is right. `difference` is by how much
    the share that is right is higher in the first, from -1 to 1, with its 95 % interval. `p` is that of McNemar's exact
    test, two-sided: how likely a difference as large is if both are as good as each other.
    """

    cases: int
    both: int
    only_first: int
    only_second: int
    neither: int
    difference: float
    low: float
    high: float
    p: float


class TurnedCase(Frozen):
    """A case of which one is right and the other not."""

    case: str
    first: CaseVerdict
    second: CaseVerdict


class VerdictComparison(Frozen):
    """One verdict in both evaluations.

    `all`: all cases that both have; where there is no verdict, it is not right. `decided`: the cases that both decided.
    `first_open` and `second_open`: cases without a verdict.
    """

    all: Paired
    decided: Paired
    first_open: int
    second_open: int
    changes: tuple[TurnedCase, ...]


class Compared(Frozen):
    """One of the two: who answered, and by which policy."""

    name: str
    answered_by: str
    policy: str
    sha256: str
    cost: float | None
    questions: int


class EvaluationComparison(Shown):
    """Two evaluations on the cases that both have. `only_first` and `only_second` count the cases of one alone."""

    instead: ClassVar[str] = 'look at `comparison.verdicts["NAME"].all.p`'

    schema_version: str = SCHEMA_VERSION
    first: Compared
    second: Compared
    cases: int
    only_first: int
    only_second: int
    verdicts: Mapping[str, VerdictComparison]
