"""Labelled cases into how sure a verdict has to be."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from logitext.api.arguments import theory_of
from logitext.api.checking.requests import asking_of, certainty_of
from logitext.api.measures.evaluate import Gathered, gathered
from logitext.certainty import population
from logitext.certainty.calibrated import asked
from logitext.certainty.evidence import Certainty
from logitext.certainty.verdicts import chances_of
from logitext.evaluate.asking import CheckedCase
from logitext.evaluate.calibrate import verdict as of_verdict
from logitext.evaluate.clauses import clause_calibrations, parted
from logitext.evaluate.evaluate import case_record
from logitext.records.calibration import Calibration
from logitext.records.evaluation import CaseVerdict
from logitext.records.result import PolicyRecord
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.theory.chain import members_of

if TYPE_CHECKING:
    from logitext.api.checks import Checks
    from logitext.api.options import Options


async def calibrate(
    policy: Checks,
    cases: Any,
    options: Options,
    *,
    max_error: float,
    confidence: float,
    ask_until: float | None = None,
    **more: Any,
) -> Calibration:
    """The calibration of a policy and its theories on cases; `more` are arguments of `evaluate`.

    `ask_until` is how sure verdicts are to be before no more is asked: the `confidence` of checks.
    """
    require_wish(max_error, confidence)
    options = {**options, "confidence": ask_until}
    certainty = certainty_of(
        policy.checked, {**options, "probability": True}, members_of(theory_of(options.get("theory")))
    )
    assert certainty is not None
    found = await gathered(policy, cases, options, **more)
    theories = found.request.theories
    fitted, others = parted(found.checked, max_error, confidence)
    clauses = clause_calibrations(fitted, len(theories))
    one = Calibration(
        policy=PolicyRecord(path=policy.checked.source.name, sha256=policy.checked.sha256),
        theories=tuple(map(asked, theories)),
        asking=asking_of(options),
        error_rates=certainty.errors,
        other_error_rate=certainty.other,
        max_error=max_error,
        confidence=confidence,
        cases=len(found.checked),
        fitted=len(fitted),
        groups=len(others) if any(case.case.group is not None for case in found.checked) else None,
        clauses=clauses,
        repeats=certainty.repeats,
        verdicts={},
    )
    cases_of: dict[str, list[CaseVerdict]] = {}
    weights: dict[str, list[float]] = {}
    weighed = replace(certainty, calibration=one)
    seen: dict[str, dict[str, float]] = {}
    for case in others:
        known = _weighed(case, found, weighed) if clauses else case
        population.add(seen, known.result, case.case.weight)
        record = await case_record(known)
        for name, verdict in record.verdicts.items():
            cases_of.setdefault(name, []).append(verdict)
            weights.setdefault(name, []).append(case.case.weight)
    verdicts = {
        name: of_verdict(cases_of[name], max_error, confidence, weights[name])
        for name in found.verdicts
        if name in cases_of
    }
    each = [case.case.weight for case in others]
    size = sum(each) ** 2 / sum(weight**2 for weight in each) if each else 0.0
    return one.model_copy(update={"verdicts": verdicts, "population": seen, "population_size": size})


def _weighed(case: CheckedCase, found: Gathered, certainty: Certainty) -> CheckedCase:
    """A case with the probabilities that its answers have by what was measured of clauses."""
    if not case.result.probability:
        return case
    chances = chances_of(case.program, found.verdicts, case.said, certainty, found.request.priors)
    return replace(case, result=case.result.model_copy(update={"probability": chances}))


def require_wish(max_error: float, confidence: float) -> None:
    """InputError where the wish is none that can be promised."""
    problems = []
    if not 0 < max_error < 1:
        hint = "0.05: at most one verdict of twenty is wrong"
        problems.append(
            Diagnostic("NLT658", f"the largest error is {max_error}, and must be between 0 and 1", hint=hint)
        )
    if not 0.5 <= confidence < 1:
        hint = "0.95: the promise holds for 95 of 100 such calibrations"
        message = f"the confidence is {confidence}, and must be from 0.5 to less than 1"
        problems.append(Diagnostic("NLT658", message, hint=hint))
    if problems:
        raise InputError(problems)
