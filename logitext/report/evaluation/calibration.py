"""A calibration for a person, and how many labels one takes."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from logitext.certainty.curve import applied
from logitext.evaluate.calibrate import needed
from logitext.records.calibration import Calibration, VerdictCalibration
from logitext.report.console import printable
from logitext.report.evaluation import words

_WRONG = (0, 1, 2, 5, 10)
_AT = (0.6, 0.7, 0.8, 0.9, 0.99)


def render(one: Calibration) -> RenderableType:
    """For each verdict what is promised, and of how many cases."""
    by = ", ".join(
        theory.theory if theory.model is None else f"{theory.theory} {theory.model}" for theory in one.theories
    )
    head = f"{printable(one.policy.path)}, answered by {printable(by)}"
    parts: list[RenderableType] = [Text(head, "bold")]
    for name, verdict in one.verdicts.items():
        lines = _promise(one, verdict) if verdict.threshold is not None else _why_none(one, verdict)
        parts.append(
            Text(f"\n{name}", "bold").append(f"  {lines[0]}", "default" if verdict.threshold is not None else "yellow")
        )
        if verdict.curve is not None:
            pairs = [f"{chance:g} is {applied(verdict.curve, chance):.2f}" for chance in _AT]
            lines.append(f"probabilities are not as often right as they say: {', '.join(pairs)}")
        parts += [Padding(Text(line), (0, 0, 0, 2)) for line in lines[1:]]
    parts.append(Text(f"\n{words.count(one.cases, 'case')}; with a confidence of {_percent(one.confidence)}", "dim"))
    return Group(*parts)


def _promise(one: Calibration, verdict: VerdictCalibration) -> list[str]:
    assert verdict.bound is not None
    counted = f"{verdict.given} of {verdict.labelled} cases are given ({words.percent(verdict.coverage)})"
    return [
        f"is given from a probability of {verdict.threshold:g} on",
        f"then at most {words.percent(verdict.bound)} are wrong (asked for: {_percent(one.max_error)})",
        f"{counted}, {verdict.wrong} of them wrong; {verdict.labelled - verdict.given} go to people",
    ]


def _why_none(one: Calibration, verdict: VerdictCalibration) -> list[str]:
    tried = verdict.steps[0] if verdict.steps else None
    lines = ["is never given: nothing can be promised"]
    if tried is None:
        lines.append(f"no case of {verdict.labelled} was decided with a probability")
    else:
        cases = f"{words.count(tried.given, 'case')} with a probability of {tried.threshold:g} or more"
        lines.append(f"of {cases} {tried.wrong} are wrong, so up to {words.percent(tried.bound)} may be")
    more = needed(one.max_error, one.confidence, tried.wrong if tried else 0)
    lines.append(f"{more} such cases with no more wrong ones would be enough for {_percent(one.max_error)}")
    return lines


def planned(max_error: float, confidence: float) -> str:
    """How many labelled cases a wish takes, in words."""
    lines = [f"at most {_percent(max_error)} wrong, with a confidence of {_percent(confidence)}, takes"]
    lines += [
        f"  {needed(max_error, confidence, wrong):>6} cases that are given, if {wrong or 'none'} of them "
        f"{'is' if wrong == 1 else 'are'} wrong"
        for wrong in _WRONG
    ]
    return "\n".join([*lines, "label more than that: cases that are not sure enough, or undetermined, do not count"])


def _percent(share: float) -> str:
    return f"{100 * share:g} %"
