"""A calibration: how sure a verdict has to be so that those that are given are wrong seldom enough."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from logitext.records.evaluation import Asked
from logitext.records.frozen import Frozen
from logitext.records.result import PolicyRecord
from logitext.records.shown import Shown

SCHEMA_VERSION = "1"


class Step(Frozen):
    """One threshold that was tried: the cases with at least this probability, the wrong ones, and the upper bound."""

    threshold: float
    given: int
    wrong: int
    bound: float


class VerdictCalibration(Frozen):
    """One verdict. A value that the answers entail is given if its probability is `threshold` or more.

    `threshold` is null if nothing can be promised; no value is then given. Of `labelled` cases the answers decided
    `decided`, and `given` of these have the probability; `wrong` of them are not as labelled. `bound` is the upper
    bound of the share that is wrong among those that are given. `needed` is how many cases that are given, and right,
    would have been enough. `steps` are the thresholds that were tried, in their order. `curve` says how often verdicts
    of a probability are right: the log-odds are multiplied by its first number, and the second is added; null where the
    probability itself says it as well.
    """

    threshold: float | None
    labelled: int
    decided: int
    given: int
    wrong: int
    bound: float | None
    needed: int
    steps: tuple[Step, ...]
    curve: tuple[float, float] | None = None

    @property
    def coverage(self) -> float:
        """The share of the labelled cases whose value is given."""
        return self.given / self.labelled if self.labelled else 0.0


class Calibration(Shown):
    """What `calibrate` found out, and for whom it holds: this policy, these theories and these error rates alone."""

    instead: ClassVar[str] = 'look at `calibration.verdicts["NAME"].threshold`'

    schema_version: str = SCHEMA_VERSION
    policy: PolicyRecord
    theories: tuple[Asked, ...]
    asking: Mapping[str, str | int | None] = Field(description="the options on which it depends what is asked")
    error_rates: Mapping[str, float]
    other_error_rate: float
    max_error: float
    confidence: float
    cases: int
    verdicts: Mapping[str, VerdictCalibration]
