"""The options of checks into what a check is asked for."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from logitext.api.arguments import input_error, theory_of, verdicts_of
from logitext.api.options import ARGUMENTS, Options
from logitext.certainty.evidence import MOST_WRONG, Certainty
from logitext.certainty.sureness import Sureness
from logitext.check.options import CheckOptions
from logitext.check.request import Request
from logitext.policy.findings import did_you_mean, refuse_unknown
from logitext.policy.model import CheckedPolicy
from logitext.strategy.planning import Planning
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.tree import ClauseStatement
from logitext.theory.chain import members_of
from logitext.theory.priors.learned import learned
from logitext.theory.protocol import Theory
from logitext.trail.limits import CheckLimits


def request_of(policy: CheckedPolicy, options: Options, *, testing: bool = False) -> Request:
    """What a check of the policy is asked for, by these options. InputError, ArgumentError, ValueError."""
    refuse_unknown(options, Options.__annotations__, ARGUMENTS)
    theories = members_of(theory_of(options.get("theory")))
    wanted, limits, planning = CheckOptions.among(options), CheckLimits.among(options), Planning.among(options)
    verdicts = () if testing else verdicts_of(policy, options.get("verdicts"))
    priors = None if planning.priors is None else learned(planning.priors, planning.priors_file)
    certainty = _calibrated(policy, options, theories, verdicts) or certainty_of(policy, options, theories)
    return Request(theories, verdicts, limits, wanted.on_conflict, planning, priors, certainty)


def _calibrated(
    policy: CheckedPolicy, options: Options, theories: Sequence[Theory], verdicts: Sequence[str]
) -> Certainty | None:
    """What a calibration says of answers; None without one. InputError where it does not fit."""
    given = options.get("calibration")
    if given is None:
        return None
    from logitext.certainty.calibrated import read_calibration, require_same  # noqa: PLC0415  # its records
    from logitext.records.calibration import Calibration  # noqa: PLC0415  # which other checks do without

    one = given if isinstance(given, Calibration) else read_calibration(os.fspath(given))
    if options.get("error_rates") is not None:
        raise input_error("NLT655", "a calibration has error rates of its own", "leave out `error_rates`")
    require_same(one, policy, theories, verdicts, asking_of(options))
    wish = Sureness.among(options)
    return Certainty(one.error_rates, one.other_error_rate, one, repeats=one.repeats, confidence=wish.confidence)


def asking_of(options: Options) -> dict[str, str | int | float | None]:
    """The options on which it depends what is asked, and so how sure a verdict is."""
    wanted, planning = CheckOptions.among(options), Planning.among(options)
    return {
        "on_conflict": wanted.on_conflict,
        "strategy": planning.strategy,
        "minimise": planning.minimise,
        "batch": planning.batch,
        "priors": planning.priors,
        "confidence": options.get("confidence"),
    }


def certainty_of(policy: CheckedPolicy, options: Options, theories: Sequence[Theory] = ()) -> Certainty | None:
    """What answers are worth as evidence. InputError where a rate is none, or neither of a clause nor of a theory."""
    wish, rates = Sureness.among(options), options.get("error_rates")
    decide = options.get("decide", "hard")
    if decide not in ("hard", "soft"):
        raise ValueError(f"decide must be hard or soft, not {decide!r}")
    if not options.get("probability") and decide != "soft" and wish.confidence is None:
        if rates is not None:
            raise input_error(
                "NLT655", "error rates are for probabilities, and none are asked for", "add `probability`"
            )
        return None
    named = rates if isinstance(rates, Mapping) else {}
    problems = []
    clauses = {name for name, one in policy.clauses.items() if not one.fact}
    statements = [one for document in policy.documents for one in document.statements]
    clauses |= {one.name.text for one in statements if isinstance(one, ClauseStatement)}
    known = (
        clauses | set(policy.verdicts) | {name for one in theories for name in (one.name, f"{one.name}:{one.model}")}
    )
    for name, rate in named.items() if rates is None or named else [(None, rates)]:
        of = "" if name is None else f" of `{name}`"
        if name is not None and name not in known:
            asked = ", and no theory that is asked has this name" if theories else ""
            message = f"an error rate is given for `{name}`, and the policy has no such clause{asked}"
            problems.append(Diagnostic("NLT655", message, hint=did_you_mean(str(name), known)))
        if isinstance(rate, bool) or not isinstance(rate, int | float) or not 0 <= rate <= MOST_WRONG:
            message = f"the error rate{of} is {rate!r}, and must be from 0 to {MOST_WRONG}"
            problems.append(Diagnostic("NLT655", message, hint="0.05: one answer of twenty is wrong"))
    if problems:
        raise InputError(problems)
    other = 0.0 if named or rates is None else float(rates)  # type: ignore[arg-type]  # as above
    more = {"repeats": wish.error_repeats, "confidence": wish.confidence}
    return Certainty(dict(named), other, soft=decide == "soft", **more)  # type: ignore[arg-type]  # as the wish has them
