"""How much the clauses of a verdict count, and an answer to the whole policy beside them, from labelled cases.

The exponents are those that make the labels likeliest, drawn a little towards independence (a normal prior of
deviation 1 around it), so that a few cases move them little. What clauses come to is counted for each case with
what was learned of clauses from other cases (stacking: Wolpert, "Stacked generalization", 1992). Of the ways with
more and fewer numbers that one is kept which fits best cases that it was not fitted to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple, TypeAlias

from logitext.certainty.curve import within
from logitext.certainty.evidence import VERDICT, Certainty, of_values
from logitext.certainty.pooling import pooled
from logitext.certainty.verdicts import Counted, known
from logitext.evaluate.asking import CheckedCase
from logitext.evaluate.clauses import clause_calibrations
from logitext.evaluate.curve import surprise
from logitext.evaluate.statistics import needed
from logitext.policy.sorts import BOOL, Sort, Value, values_of
from logitext.records.calibration import VerdictPool
from logitext.theory.priors.learned import LearnedPriors

FEWEST = 30
"""From fewer cases nothing is fitted."""
PARTS = 5
_WORTH = 1.0
"""By as much (in nats, on all cases held out) a way with more numbers has to fit better."""
_MOST = 5.0
"""No exponent is larger."""

PoolKind: TypeAlias = Literal["as it is", "stretched", "stretched and shifted"]


@dataclass(frozen=True, slots=True)
class PoolCase:
    """One case: the shares of the values by its clauses, what was said of the whole, its label, and its part."""

    shares: Mapping[Value, float]
    whole: Mapping[Value, float]
    right: Value
    part: int


class _Way(NamedTuple):
    kind: PoolKind
    stretched: bool
    shifted: bool


_WAYS = (_Way("as it is", False, False), _Way("stretched", True, False), _Way("stretched and shifted", True, True))
"""Those with the fewest numbers first."""


def pool_cases(
    checked: Sequence[CheckedCase], verdict: str, certainty: Certainty, theories: int, learned: LearnedPriors | None
) -> list[PoolCase]:
    """What is known of a verdict in each case that has its label, by what other cases tell of clauses.

    Those alone count in which it was asked for as a whole.
    """
    assert certainty.calibration is not None
    labelled = [one for one in checked if verdict in one.case.verdicts and VERDICT + verdict in one.said]
    groups = list(dict.fromkeys(one.case.group if one.case.group is not None else id(one) for one in labelled))
    parts = {group: at % PARTS for at, group in enumerate(groups)}
    found = []
    for part in range(PARTS):
        of = [parts[one.case.group if one.case.group is not None else id(one)] == part for one in labelled]
        others = [one for one, own in zip(labelled, of, strict=True) if not own]
        known_of = clause_calibrations(others, theories) if certainty.calibration.clauses else {}
        weighed = replace(certainty, calibration=certainty.calibration.model_copy(update={"clauses": known_of}))
        for one, own in zip(labelled, of, strict=True):
            if own and (case := _case(one, verdict, weighed, part, learned)) is not None:
                found.append(case)
    return found


def _case(
    one: CheckedCase, verdict: str, certainty: Certainty, part: int, learned: LearnedPriors | None
) -> PoolCase | None:
    program, said = known(one.program, one.said)
    clauses = {name: told for name, told in said.items() if name != VERDICT + verdict}
    counted = Counted(program, verdict, clauses, certainty, learned)
    if counted.why_not is not None:
        return None
    values = values_of(one.program.policy.verdicts[verdict].sort)
    return PoolCase(
        shares={value: share for value, share in counted.values.items() if value is not None},
        whole=of_values(VERDICT + verdict, values, said[VERDICT + verdict], certainty),
        right=one.case.verdicts[verdict],
        part=part,
    )


def pool(cases: Sequence[PoolCase], sort: Sort) -> VerdictPool | None:
    """How much each counts; None where too few cases say anything about it: then both count in full."""
    cases = [one for one in cases if one.shares.get(one.right, 0.0) > 0 and len(one.shares) > 1]
    if len(cases) < FEWEST or len({one.right for one in cases}) < 2:
        return None
    surprises, whole = [], []
    for way in _WAYS:
        if way.shifted and sort != BOOL:
            continue
        whole.append(_fitted(cases, way))
        held_out = 0.0
        for part in range(PARTS):
            of = _fitted([one for one in cases if one.part != part], way)
            held_out += sum(_surprise(one, of) for one in cases if one.part == part)
        surprises.append(held_out)
    at = next(at for at, one in enumerate(surprises) if one <= min(surprises) + _WORTH)
    wrong = sum(max(one.whole, key=one.whole.__getitem__) != one.right for one in cases)
    return whole[at].model_copy(update={"wrong": wrong})


def _surprise(case: PoolCase, pool: VerdictPool) -> float:
    return surprise(pooled(case.shares, case.whole, pool).get(case.right, 0.0), True)


def _fitted(cases: Sequence[PoolCase], way: _Way) -> VerdictPool:
    """The likeliest numbers of a way."""
    if not way.stretched:
        return VerdictPool(cases=len(cases), kind=way.kind)

    numbers = needed("numpy")
    values = list(dict.fromkeys(value for one in cases for value in one.shares))

    def logs(of: Sequence[Mapping[Value, float]]) -> Any:
        return numbers.log([[within(chances.get(value, 0.0)) for value in values] for chances in of])

    clauses, whole = logs([one.shares for one in cases]), logs([one.whole for one in cases])
    possible = numbers.array([[one.shares.get(value, 0.0) > 0 for value in values] for one in cases])
    true = numbers.array([float(value is True) for value in values])
    right = numbers.arange(len(cases)), [values.index(one.right) for one in cases]

    def loss(at: Sequence[float]) -> float:
        """As `pooled`, of all cases at once: -log P(right), and how far the numbers are from independence."""
        shift = at[2] if way.shifted else 0.0
        score = numbers.where(possible, at[0] * clauses + at[1] * whole + shift * true, -numbers.inf)
        surprises = numbers.logaddexp.reduce(score, axis=1) - score[right]
        return float(surprises.sum() + ((at[0] - 1) ** 2 + (at[1] - 1) ** 2 + shift**2) / 2)

    begin = [1.0, 1.0] + [0.0] * way.shifted
    bounds = [(0.0, _MOST)] * 2 + [(-_MOST, _MOST)] * way.shifted
    clauses_count, whole_counts, *shift = (
        needed("scipy.optimize").minimize(loss, begin, method="L-BFGS-B", bounds=bounds).x
    )
    return VerdictPool(
        cases=len(cases),
        clauses=float(clauses_count),
        whole=float(whole_counts),
        shift=float(sum(shift)),
        kind=way.kind,
    )
