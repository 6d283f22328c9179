"""What fresh cases say about the promises of a calibration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from logitext.records.frozen import Frozen
from logitext.records.result import PolicyRecord
from logitext.records.shown import Shown


class VerdictDrift(Frozen):
    """One verdict: of `labelled` fresh cases `given` got a value, and `wrong` of these are wrong.

    `chance` is how likely so many or more would be wrong if the share were what the calibration allows; below 0.05 its
    promise is `broken`. `coverage_before` and `error_before` are those of the cases that it was made of.
    """

    labelled: int
    given: int
    wrong: int
    chance: float
    broken: bool
    coverage_before: float
    error_before: float | None


class Drift(Shown):
    """What fresh cases say about a calibration."""

    instead: ClassVar[str] = 'look at `drift.verdicts["NAME"].broken`'

    schema_version: str = "1"
    policy: PolicyRecord
    max_error: float
    cases: int
    verdicts: Mapping[str, VerdictDrift]
