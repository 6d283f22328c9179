"""What evaluating a policy on labelled cases gives: frozen, the same data in Python and in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from logitext.records.frozen import Frozen, ValueField
from logitext.records.result import PolicyRecord
from logitext.records.shown import Shown

SCHEMA_VERSION = "1"

CaseOutcome = Literal["right", "wrong", "undetermined", "conflict", "failed"]
"""What came of a verdict of a case. `failed`: a back end failed, or the check did."""


class Share(Frozen):
    """`counted` of `of` cases, the share, and its 95 % interval (Wilson's). `share` is null where `of` is 0."""

    counted: int
    of: int
    share: float | None
    low: float
    high: float


class EstimatedShare(Frozen):
    """A number from 0 to 1 with its 95 % interval."""

    value: float
    low: float
    high: float


class Confused(Frozen):
    """How many cases are labelled `right` and came out as `found`."""

    right: ValueField
    found: ValueField
    cases: int


class ValueScore(Frozen):
    """One value of a verdict.

    `labelled` cases have it as their label; of these `undetermined` got no verdict. `precision` is the share that is
    labelled so of the cases that were decided so, and `recall` the share that was decided so of the decided cases that
    are labelled so.
    """

    value: ValueField
    labelled: int
    undetermined: int
    precision: Share
    recall: Share


class CoveragePoint(Frozen):
    """If only verdicts with a probability of `threshold` or more are given: how many these are, and how many wrong."""

    threshold: float
    given: int
    wrong: int


class VerdictScore(Frozen):
    """How one verdict came out.

    `labelled` is the sum of `right`, `wrong`, `undetermined`, `conflict` and `failed`. `accuracy` is the share that is
    right of what was decided, and `right_of_all` of all labelled cases. `balanced` is the mean of the recalls of the
    values, null if only one value has decided cases, or the verdict is a number, a date or a text; `values` is then
    empty too. `against_policy`: cases whose right answers entail another verdict than their label, or contradict the
    assumptions.
    """

    kind: Literal["verdict", "violation"]
    labelled: int
    right: int
    wrong: int
    undetermined: int
    conflict: int
    failed: int
    accuracy: Share
    right_of_all: Share
    balanced: EstimatedShare | None
    values: tuple[ValueScore, ...]
    confusion: tuple[Confused, ...]
    against_policy: int
    coverage: tuple[CoveragePoint, ...] = Field(
        default=(), description="how many verdicts are wrong if only the surest are given; empty where all are as sure"
    )
    reliability: Reliability | None = Field(
        default=None, description="how well the probability of its likeliest value agrees with how often that is right"
    )


class Bin(Frozen):
    """Answers whose probability is from `low` to `high`: how many, their mean, and the share for which it holds."""

    low: float
    high: float
    mean: float
    holds: Share


class Reliability(Frozen):
    """How well the probabilities of answers agree with how often the clause holds.

    `error` is the expected calibration error: the mean distance between the mean probability and the share for which
    the clause holds, over the bins. `brier` is the mean of the squared distance of each probability from the truth.
    """

    answers: int
    error: float
    brier: float
    bins: tuple[Bin, ...]


class ClauseScore(Frozen):
    """How one clause was answered where its right answer is known, and what its answers did to verdicts.

    Of `labelled` cases `asked` were put to a theory; these are the sum of `right`, `wrong` and `open`. `caused`: wrong
    verdicts that its correction, alone or with others, would have put right; `alone`: those for which it alone is
    enough. `suspected`: wrong verdicts of cases without right answers of clauses that another answer here, alone or
    with others, would have put right. `holds_open`: undetermined verdicts that it could still decide.
    """

    labelled: int
    asked: int
    right: int
    wrong: int
    open: int
    accuracy: Share
    confusion: tuple[Confused, ...]
    caused: int
    alone: int
    suspected: int
    holds_open: int
    reliability: Reliability | None
    reworded: Share | None = Field(
        default=None, description="how often the same was said to it in other words; null where that was not asked"
    )


class WrongAnswer(Frozen):
    """An answer that is not as labelled; `found` is null if the clause was asked and is open."""

    clause: str
    found: ValueField
    right: ValueField
    probability: float | None


class CaseVerdict(Frozen):
    """A verdict of a case, beside its label.

    `causes`: the minimal sets of wrong answers whose correction would have put it right. `suspects`: where no right
    answers are known, the smallest sets of answers that would have put it right if they were otherwise.
    `against_policy`: the right answers and the facts entail another verdict than the label, or contradict the policy's
    assumptions.
    `open`: the clauses that could still decide it.
    """

    outcome: CaseOutcome
    found: ValueField
    right: ValueField
    causes: tuple[tuple[str, ...], ...] = ()
    suspects: tuple[tuple[str, ...], ...] = ()
    against_policy: bool = False
    open: tuple[str, ...] = ()
    sure: float | None = Field(default=None, description="the probability of the value found; null where not counted")
    likeliest: ValueField = None
    probability: float | None = Field(default=None, description="that of the likeliest value; null where not counted")
    detail: str | None = None


class CaseRecord(Frozen):
    """One case: its verdicts, and its answers that are not as labelled."""

    case: str
    verdicts: Mapping[str, CaseVerdict]
    wrong_answers: tuple[WrongAnswer, ...]


class Spent(Frozen):
    """What the evaluation used: as in a result, for all cases together. `cost` is null where it is not known."""

    questions: int
    skipped: int
    calls: int
    cached: int
    input_tokens: int
    output_tokens: int
    cost: float | None


class Asked(Frozen):
    """A theory that answered: its name, its model and prompt if it has them, and what its probabilities count as.

    Below the first of `thresholds` a probability is false, from the second on it is true.
    """

    theory: str
    version: str
    model: str | None
    prompt: str | None
    thresholds: tuple[float, float]


class Evaluation(Shown):
    """How a policy and its theories do on cases whose right verdicts are known.

    `unlabelled` names the records that have no right verdict, and were left out. `instructive` has the cases to look at
    first, with the verdict: labels that the policy itself contradicts, then wrong verdicts, then undetermined ones.
    """

    instead: ClassVar[str] = 'look at `evaluation.verdicts["NAME"].accuracy`'

    schema_version: str = SCHEMA_VERSION
    policy: PolicyRecord
    theories: tuple[Asked, ...]
    cases: int
    unlabelled: tuple[str, ...]
    verdicts: Mapping[str, VerdictScore]
    clauses: Mapping[str, ClauseScore] = Field(
        description="those with labels, and those that did something to verdicts"
    )
    spent: Spent
    instructive: tuple[tuple[str, str], ...] = Field(description="pairs of a case and a verdict")
    records: tuple[CaseRecord, ...]
