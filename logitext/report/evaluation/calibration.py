"""A calibration for a person, and how many labels one takes."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from logitext.certainty.curve import applied, stepped
from logitext.evaluate.calibrate import needed
from logitext.evaluate.statistics import more_than
from logitext.records.calibration import AnswerFit, Calibration, VerdictCalibration, VerdictPool
from logitext.report.console import printable
from logitext.report.evaluation import words

_WRONG = (0, 1, 2, 5, 10)
_BY_CHANCE = 0.5
"""The `tells apart` of a theory that guesses."""
_SURELY = 0.05
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
        if (pool := one.pools.get(name)) is not None:
            lines.append(_whole(pool))
        if verdict.only is not None:
            seen = (
                f"all {verdict.labelled} labels are {words.value(verdict.only)}: label cases of which that is not right"
            )
            lines.append(f"{seen}, as nothing is known of these")
        parts += [Padding(Text(line), (0, 0, 0, 2)) for line in lines[1:]]
    parts += _clauses(one)
    head = words.count(one.cases, "case")
    head += "" if one.groups is None else f", of which one of each of {words.count(one.groups, 'group')} is counted"
    parts.append(Text(f"\n{head}; with a confidence of {_percent(one.confidence)}", "dim"))
    return Group(*parts)


def _whole(pool: VerdictPool) -> str:
    """What the answers to the whole policy are worth, beside what the clauses come to."""
    told = f"asked for as a whole in {words.count(pool.cases, 'case')}, {pool.wrong} of them wrong"
    counts = f"the clauses count {pool.clauses:.2f}, the whole {pool.whole:.2f}"
    return f"{told}: {counts}" + (f", and true is shifted by {pool.shift:+.2f}" if pool.shift else "")


def _clauses(one: Calibration) -> list[RenderableType]:
    """What the answers to each clause are worth, a line for each theory that answered."""
    if not one.clauses:
        return []
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style="default")
    for column in ("clause", "by", "labels", "holds", "tells apart", "answers"):
        table.add_column(column, justify="right" if column in ("labels", "holds") else "left")
    for name, clause in one.clauses.items():
        holds = "" if clause.holds is None else words.percent(clause.holds)
        if clause.detail is not None:
            table.add_row(Text(name), "", str(clause.labelled), holds, "", Text(clause.detail, "yellow"))
        for answers in clause.answers:
            by = printable(one.theories[answers.theory].theory)
            table.add_row(Text(name), by, str(answers.cases), holds, _tells(answers), _worth(answers))
    head = Text(f"\nclauses, by {words.count(one.fitted, 'case')} that no threshold was tried on", "bold")
    return [head, Padding(table, (0, 0, 0, 2))]


def _tells(answers: AnswerFit) -> Text:
    if answers.tells is None:
        return Text("")
    shown = f"{answers.tells.value:.2f} ({answers.tells.low:.2f} – {answers.tells.high:.2f})"
    return Text(shown, "yellow" if answers.tells.low <= _BY_CHANCE else "default")


def _worth(answers: AnswerFit) -> str:
    """What is made of answers, in words."""
    match answers.kind:
        case "nothing":
            return "probabilities tell nothing"
        case "as it is":
            return "probabilities as they are"
        case "shifted" | "platt" | "isotonic":
            pairs = [f"{chance:g} is {_of(answers, chance):.2f}" for chance in (0.1, 0.5, 0.9)]
            return f"{', '.join(pairs)} ({answers.kind})"
    if answers.missed is None or answers.false_alarms is None:
        return ""
    if answers.missed == answers.false_alarms:
        return f"wrong {words.percent(answers.missed)}"
    return (
        f"false though it holds {words.percent(answers.missed)}, true though not {words.percent(answers.false_alarms)}"
    )


def _of(answers: AnswerFit, chance: float) -> float:
    return stepped(answers.steps, chance) if answers.steps else applied(answers.curve or (1.0, 0.0), chance)


def _promise(one: Calibration, verdict: VerdictCalibration) -> list[str]:
    assert verdict.bound is not None
    counted = f"{verdict.given} of {verdict.labelled} cases are given ({words.percent(verdict.coverage)})"
    return [
        f"is given from a probability of {verdict.threshold:g} on",
        f"then at most {words.percent(verdict.bound)} are wrong (asked for: {_percent(one.max_error)})",
        f"{counted}, {verdict.wrong} of them wrong; {verdict.labelled - verdict.given} go to people",
    ]


def _why_none(one: Calibration, verdict: VerdictCalibration) -> list[str]:
    """Why nothing can be promised, and what would be enough."""
    lines = ["is never given: nothing can be promised"]
    if not verdict.decided:
        lines.append(f"the answers decided none of {words.count(verdict.labelled, 'case')}: clauses are open")
        hint = "`logitext eval` names the clauses; `--thresholds` says from which probability on an answer counts"
        return [*lines, f"more labels do not help: {hint}"]
    if not verdict.steps:
        return [
            *lines,
            f"none of {words.count(verdict.decided, 'decided case')} has a probability, as the policy calculates",
        ]
    tried = verdict.steps[0]
    cases = f"{words.count(tried.given, 'case')} with a probability of {tried.threshold:g} or more"
    wrong = f"{tried.wrong} {'is' if tried.wrong == 1 else 'are'} wrong"
    lines.append(f"of {cases} {wrong}, so up to {words.percent(tried.bound)} may be")
    if more_than(tried.wrong, tried.given, one.max_error) < _SURELY:
        hint = "`logitext eval` says which clauses make verdicts wrong"
        lines.append(f"that is more than {_percent(one.max_error)}, so more labels hardly help: {hint}")
    else:
        more = needed(one.max_error, one.confidence, tried.wrong)
        lines.append(f"{more} such cases with no more wrong ones would be enough for {_percent(one.max_error)}")
    if tried.given == verdict.decided and tried.threshold > _BY_CHANCE and tried.wrong:
        lines.append(
            "all of them are as sure, so no threshold parts them: answers with probabilities could, as of a model that "
            "gives them or of `--samples`"
        )
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
