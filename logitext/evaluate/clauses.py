"""What a calibration says of clauses, fitted to other cases than those that thresholds are tried on."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from logitext.evaluate.answers import FEWEST, Labelled, answer_fit, error_fit
from logitext.evaluate.asking import CheckedCase
from logitext.evaluate.calibrate import needed
from logitext.policy.sorts import BOOL
from logitext.records.calibration import AnswerFit, ClauseCalibration

SHARE = 3
"""One case of as many is for fitting clauses."""


def parted(
    checked: Sequence[CheckedCase], max_error: float, confidence: float
) -> tuple[list[CheckedCase], list[CheckedCase]]:
    """The cases that clauses are fitted to, and those for thresholds: so that the promise of these holds.

    None are for clauses where too few have right answers of clauses, or too few would be left.
    """
    order = list(range(len(checked)))
    Random(len(order)).shuffle(order)
    labelled = [at for at in order if checked[at].case.clauses]
    fitted = set(labelled[: len(order) // SHARE])
    if len(fitted) < FEWEST or len(order) - len(fitted) < needed(max_error, confidence):
        fitted = set()
    return [checked[at] for at in order if at in fitted], [one for at, one in enumerate(checked) if at not in fitted]


def clause_calibrations(checked: Sequence[CheckedCase], theories: int) -> dict[str, ClauseCalibration]:
    """What is known of each clause that has labels in these cases."""
    names = dict.fromkeys(name for one in checked for name in one.case.clauses)
    return {name: _clause(name, [one for one in checked if name in one.case.clauses], theories) for name in names}


def _clause(name: str, cases: Sequence[CheckedCase], theories: int) -> ClauseCalibration:
    policy = cases[0].program.policy
    boolean = name in policy.clauses and policy.clauses[name].sort == BOOL
    found: list[AnswerFit] = []
    most = 0
    for theory in range(theories):
        answers = [
            Labelled(said.value, said.probability, case.case.clauses[name])
            for case in cases
            if (said := case.first_of(name, theory)) is not None
        ]
        most = max(most, len(answers))
        fit = (answer_fit if boolean else error_fit)(theory, answers)
        found += [] if fit is None else [fit]
    held = sum(case.case.clauses[name] is True for case in cases)
    return ClauseCalibration(
        labelled=len(cases),
        holds=(held + 1) / (len(cases) + 2) if boolean else None,
        answers=tuple(found),
        detail=None if found else _why_none(most, held, len(cases), boolean),
    )


def _why_none(most: int, held: int, labelled: int, boolean: bool) -> str:
    if boolean and most >= FEWEST and held in (0, labelled):
        kind = "false" if held == 0 else "true"
        return f"all {labelled} labels are {kind}: label cases where it is {'true' if held == 0 else 'false'}"
    return f"{most} labelled answers are too few: {FEWEST} are the least, 100 say much"
