"""Labelled cases into how sure a verdict has to be."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from logitext.api.arguments import theory_of
from logitext.api.checking.requests import asking_of, certainty_of
from logitext.api.measures.evaluate import case_work
from logitext.certainty import population
from logitext.certainty.calibrated import asked
from logitext.certainty.evidence import VERDICT
from logitext.evaluate.calibrate import verdict as of_verdict
from logitext.evaluate.clauses import clause_calibrations, parted
from logitext.evaluate.evaluate import case_record
from logitext.evaluate.pools import pool, pool_cases
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
    found = await case_work(policy, cases, options, **more)
    request = found.job.request
    theories, several = request.theories, len(found.cases)
    whole = ask_until is not None and any(certainty.error(VERDICT + name) > 0 for name in found.verdicts)
    own, rest = parted(found.cases, max_error, confidence, whole=whole)
    fitted = await found.checked(own, of=len(own) + len(rest))
    one = Calibration(
        policy=PolicyRecord(path=policy.checked.source.name, sha256=policy.checked.sha256),
        theories=tuple(map(asked, theories)),
        asking=asking_of(options),
        error_rates=certainty.errors,
        other_error_rate=certainty.other,
        max_error=max_error,
        confidence=confidence,
        cases=several,
        fitted=len(fitted),
        groups=len(rest) if any(case.group is not None for case in found.cases) else None,
        clauses=clause_calibrations(fitted, len(theories)),
        repeats=certainty.repeats,
        verdicts={},
    )
    weighed = replace(certainty, calibration=one)
    pools = {
        name: pool(pool_cases(fitted, name, weighed, len(theories), request.priors), policy.checked.verdicts[name].sort)
        for name in found.verdicts
    }
    one = one.model_copy(update={"pools": {name: of for name, of in pools.items() if of is not None}})
    # The others are asked as checks will be: by what was learned, but nothing is held back yet.
    others = await found.checked(rest, replace(certainty, calibration=one), before=len(own), of=len(own) + len(rest))
    cases_of: dict[str, list[CaseVerdict]] = {}
    weights: dict[str, list[float]] = {}
    seen: dict[str, dict[str, float]] = {}
    for case in others:
        population.add(seen, case.result, case.case.weight)
        record = await case_record(case)
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
