"""A calibration: how sure a verdict has to be so that those that are given are wrong seldom enough."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from logitext.records.evaluation import Asked, EstimatedShare
from logitext.records.frozen import Frozen, ValueField
from logitext.records.result import PolicyRecord
from logitext.records.shown import Shown

SCHEMA_VERSION = "1"


class TriedThreshold(Frozen):
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
    steps: tuple[TriedThreshold, ...]
    curve: tuple[float, float] | None = None
    only: ValueField = Field(default=None, description="the value that all labels are; null where they differ")

    @property
    def coverage(self) -> float:
        """The share of the labelled cases whose value is given."""
        return self.given / self.labelled if self.labelled else 0.0


class AnswerFit(Frozen):
    """How the answers of one theory to one clause go with the truth.

    `theory` is its place in `theories`. Of `cases` labelled cases it answered, `wrong` are not as labelled, and the
    clause holds in the share `holds`. `curve` or `steps` turn a probability of the theory into how often the clause
    holds then: the first as in a verdict's calibration, the second as pairs, each from a probability on. `missed` is
    how often an answer without a probability is false where the clause holds, and `false_alarms` how often it is true
    where it does not; of other sorts both are how often it is wrong. `kind` names what was chosen, by how well it fits
    cases that it was not fitted to. `tells` is the chance that of two cases the one in which the clause holds has the
    higher probability.
    """

    theory: int
    cases: int
    wrong: int
    holds: float
    kind: Literal["nothing", "as it is", "shifted", "platt", "isotonic", "values"]
    curve: tuple[float, float] | None = None
    steps: tuple[tuple[float, float], ...] = ()
    missed: float | None = None
    false_alarms: float | None = None
    tells: EstimatedShare | None = None


class ClauseCalibration(Frozen):
    """One clause: in which share of the labelled cases it holds (null for other sorts), and what answers are worth.

    `detail` says why there is nothing about answers.
    """

    labelled: int
    holds: float | None
    answers: tuple[AnswerFit, ...]
    detail: str | None = None


class VerdictPool(Frozen):
    """How much the clauses of a verdict and an answer to the whole policy count beside each other.

    The logarithm of how likely a value is by the clauses is multiplied by `clauses`, that of what was said of the whole
    by `whole`, and `shift` is added for the value true. `kind` names what was chosen, by how well it fits cases that it
    was not fitted to: `as it is` takes them to be independent. It was fitted to `cases`; in `wrong` of them what was
    said of the whole is not as labelled.
    """

    cases: int
    wrong: int = 0
    clauses: float = 1.0
    whole: float = 1.0
    shift: float = 0.0
    kind: Literal["as it is", "stretched", "stretched and shifted"]


class Calibration(Shown):
    """What `calibrate` found out, and for whom it holds: this policy, these theories and these error rates alone."""

    instead: ClassVar[str] = 'look at `calibration.verdicts["NAME"].threshold`'

    schema_version: str = SCHEMA_VERSION
    policy: PolicyRecord
    theories: tuple[Asked, ...]
    asking: Mapping[str, str | int | float | None] = Field(description="the options on which it depends what is asked")
    error_rates: Mapping[str, float]
    other_error_rate: float
    max_error: float
    confidence: float
    cases: int
    fitted: int = Field(default=0, description="how many of the cases were for what is said of clauses")
    groups: int | None = Field(
        default=None,
        description="from how many groups one case each was for thresholds; null where cases have no groups",
    )
    verdicts: Mapping[str, VerdictCalibration]
    clauses: Mapping[str, ClauseCalibration] = Field(
        default={}, description="what answers to clauses are worth; fitted to other cases than the thresholds"
    )
    pools: Mapping[str, VerdictPool] = Field(
        default={},
        description="for verdicts that were asked for as a whole, how much that counts beside the clauses; fitted to "
        "the same cases as `clauses`",
    )
    repeats: float = Field(default=0.5, description="the share of its errors that a theory makes again")
    population: Mapping[str, Mapping[str, float]] = Field(
        default={},
        description="how many of the cases for thresholds have which probability of a verdict, and which answer to a "
        "clause: what `run` compares its documents with",
    )
    population_size: float = Field(default=0.0, description="of as many cases, drawn evenly, that tells as much")
