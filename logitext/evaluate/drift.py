"""Whether the promise of a calibration still holds on fresh cases."""

from __future__ import annotations

from logitext.evaluate.statistics import more_than
from logitext.records.calibration import Calibration
from logitext.records.drift import Drift, VerdictDrift
from logitext.records.evaluation import Evaluation

SIGNIFICANT = 0.05


def drift(one: Calibration, found: Evaluation) -> Drift:
    """What fresh cases, decided by a calibration, say about its promises."""
    verdicts = {}
    for name, score in found.verdicts.items():
        given = score.right + score.wrong
        chance = more_than(score.wrong, given, one.max_error)
        before = one.verdicts[name]
        verdicts[name] = VerdictDrift(
            labelled=score.labelled,
            given=given,
            wrong=score.wrong,
            chance=chance,
            broken=chance < SIGNIFICANT,
            coverage_before=before.coverage,
            error_before=before.wrong / before.given if before.given else None,
        )
    return Drift(policy=found.policy, max_error=one.max_error, cases=found.cases, verdicts=verdicts)
