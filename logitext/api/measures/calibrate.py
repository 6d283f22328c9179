"""Labelled cases into how sure a verdict has to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from logitext.api.measures.evaluate import evaluate
from logitext.api.options import asking_of, certainty_of
from logitext.evaluate.calibrate import calibration
from logitext.records.calibration import Calibration
from logitext.syntax.diagnostics import Diagnostic, InputError

if TYPE_CHECKING:
    from logitext.api.checks import Checks
    from logitext.api.options import Options


async def calibrate(
    policy: Checks, cases: Any, options: Options, *, max_error: float, confidence: float, **more: Any
) -> Calibration:
    """The calibration of a policy and its theories on cases; `more` are arguments of `evaluate`."""
    require_wish(max_error, confidence)
    certainty = certainty_of(policy.checked, {**options, "probability": True})
    assert certainty is not None
    found = await evaluate(policy, cases, options, **more)
    return calibration(found, max_error, confidence, asking_of(options), certainty.errors, certainty.other)


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
