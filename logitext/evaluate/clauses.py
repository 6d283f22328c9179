"""What a calibration says of clauses, fitted to other cases than those that thresholds are tried on."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from random import Random

from logitext.evaluate.answers import FEWEST, Labelled, answer_fit, error_fit
from logitext.evaluate.asking import CheckedCase
from logitext.evaluate.calibrate import needed
from logitext.evaluate.cases import LabelledCase
from logitext.policy.sorts import BOOL
from logitext.records.calibration import AnswerFit, ClauseCalibration

SHARE = 3
"""One case of as many is for fitting clauses."""


def parted(
    cases: Sequence[LabelledCase], max_error: float, confidence: float, *, whole: bool = False
) -> tuple[list[LabelledCase], list[LabelledCase]]:
    """The cases that clauses are fitted to, and those for thresholds: so that the promise of these holds.

    None are for clauses where too few have right answers of clauses, or too few would be left. Where the `whole` policy
    may be asked, what that is worth is learned from them, and no right answers of clauses are needed. Of a group of
    cases one is for thresholds, drawn by chance: cases that err together are no more than one for a bound.
    """
    groups = _groups(cases)
    order, rng = list(groups), Random(len(groups))
    rng.shuffle(order)
    labelled = [name for name in order if whole or any(one.clauses for one in groups[name])]
    chosen = set(labelled[: len(order) // SHARE])
    fitted = [one for name in groups if name in chosen for one in groups[name]]
    if len(fitted) < FEWEST or len(order) - len(chosen) < needed(max_error, confidence):
        chosen, fitted = set(), []
    return fitted, [rng.choice(groups[name]) for name in groups if name not in chosen]


def one_of_each(checked: Sequence[CheckedCase]) -> list[CheckedCase]:
    """One case of each group, drawn by chance; all that have none."""
    groups = _groups([one.case for one in checked])
    of = {id(one.case): one for one in checked}
    rng = Random(len(groups))
    return [of[id(rng.choice(some))] for some in groups.values()]


def _groups(cases: Sequence[LabelledCase]) -> dict[Hashable, list[LabelledCase]]:
    """The cases by their group, in their order; a case without one is a group of its own."""
    groups: dict[Hashable, list[LabelledCase]] = {}
    for at, one in enumerate(cases):
        groups.setdefault(("case", at) if one.group is None else ("group", one.group), []).append(one)
    return groups


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
