"""What text and page say alike about an evaluation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from logitext.policy.sorts import show
from logitext.records.evaluation import (
    CaseRecord,
    CaseVerdict,
    EstimatedShare,
    Evaluation,
    Reliability,
    Share,
    VerdictScore,
    WrongAnswer,
)
from logitext.report.console import printable


def value(one: Any) -> str:
    """A value as people write it; a label as it is."""
    return "undetermined" if one is None else printable(one) if isinstance(one, str) else show(one)


def percent(one: float) -> str:
    """A share in percent."""
    return f"{100 * one:.1f} %"


def interval(one: Share | EstimatedShare) -> str:
    """The 95 % interval of a share."""
    return f"{100 * one.low:.1f} – {100 * one.high:.1f}"


def share(one: Share) -> str:
    """A share with its interval."""
    return "–" if one.share is None else f"{percent(one.share)} ({interval(one)})"


def of(one: Share) -> str:
    """A share with the counts that it is of."""
    return f"{one.counted} of {one.of}: {share(one)}" if one.of else "–"


def count(number: int, noun: str) -> str:
    """A number of things."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def outcomes(one: VerdictScore) -> str:
    """How many cases came out how."""
    parts = [f"{one.right} right", f"{one.wrong} wrong"]
    rest = ((one.undetermined, "undetermined"), (one.conflict, "in conflict"), (one.failed, "failed"))
    return ", ".join([*parts, *(f"{number} {what}" for number, what in rest if number)])


def headlines(one: VerdictScore) -> list[tuple[str, str]]:
    """The main figures of a verdict, each with what it is."""
    rows = [("accuracy", f"{share(one.accuracy)}, {one.accuracy.counted} of {one.accuracy.of} decided")]
    if one.balanced is not None:
        rows.append(("balanced accuracy", f"{percent(one.balanced.value)} ({interval(one.balanced)})"))
    if one.accuracy.of < one.labelled:
        all_ = one.right_of_all
        rows.append(("right of all cases", f"{share(all_)}, {all_.counted} of {all_.of}"))
    if (line := surest(one)) is not None:
        rows.append(("wrong, the surest first", line))
    return rows


_COVERAGES = (0.25, 0.5, 0.75, 1.0)


def surest(one: VerdictScore) -> str | None:
    """How many are wrong if only the surest are given; None where all are as sure as each other."""
    if not one.coverage:
        return None
    shown: dict[int, str] = {}
    for share in _COVERAGES:
        point = next((point for point in one.coverage if point.given >= share * one.labelled), one.coverage[-1])
        shown[point.given] = f"{point.wrong} of {point.given} ({percent(point.wrong / point.given)})"
    return ", ".join(shown.values())


def against(one: VerdictScore) -> str | None:
    """What is to be said of labels that the policy contradicts."""
    if not one.against_policy:
        return None
    cases = count(one.against_policy, "case")
    return f"in {cases} the right answers entail something else than the right verdict: look at policy and labels"


def lacking(one: VerdictScore) -> list[str]:
    """Values of which no case, or no decided one, says anything."""
    found = []
    for score in one.values:
        if not score.labelled:
            found.append(f"no case is labelled {value(score.value)}, so nothing is known of such cases")
        elif not score.recall.of:
            found.append(f"no case that is labelled {value(score.value)} was decided")
    return found


def clause_heads(one: Evaluation) -> list[str]:
    """The heads of the table of clauses."""
    heads = ["clause", "asked", "wrong", "open", "accuracy", "wrong verdicts", "alone", "holds open"]
    heads += ["suspected"] if _suspected(one) else []
    return [*heads, "same in other words"] if _reworded(one) else heads


def clause_rows(one: Evaluation) -> list[list[str]]:
    """The rows of that table: the clauses that did most harm first."""
    worst = sorted(one.clauses.items(), key=lambda pair: (-pair[1].caused, -pair[1].suspected, -pair[1].holds_open))
    rows = []
    for name, score in worst:
        asked = f"{score.asked} of {score.labelled}" if score.labelled else "no labels"
        known = [str(score.wrong), str(score.open), share(score.accuracy)] if score.labelled else ["", "", ""]
        row = [name, asked, *known, str(score.caused), str(score.alone), str(score.holds_open)]
        row += [str(score.suspected)] if _suspected(one) else []
        again = "" if score.reworded is None else share(score.reworded)
        rows.append([*row, again] if _reworded(one) else row)
    return rows


def _reworded(one: Evaluation) -> bool:
    return any(score.reworded is not None for score in one.clauses.values())


def _suspected(one: Evaluation) -> bool:
    return any(score.suspected for score in one.clauses.values())


def reliabilities(one: Evaluation) -> list[tuple[str, Reliability]]:
    """Verdicts and clauses with probabilities: of a verdict, those of its likeliest value."""
    verdicts = [(name, score.reliability) for name, score in one.verdicts.items()]
    clauses = [(name, score.reliability) for name, score in one.clauses.items()]
    return [(name, told) for name, told in [*verdicts, *clauses] if told is not None]


def reliable(told: Reliability) -> str:
    """How reliable probabilities are, in figures."""
    return f"{told.answers} of them, calibration error {told.error:.3f}, Brier {told.brier:.3f}"


def left_out(one: Evaluation) -> str | None:
    """What is to be said of records without a label."""
    names = one.unlabelled
    if not names:
        return None
    have = (
        "1 record has no right verdict and is"
        if len(names) == 1
        else f"{len(names)} records have no right verdict and are"
    )
    return f"{have} left out: {', '.join(map(printable, names[:3]))}{', …' if len(names) > 3 else ''}"


def verdict_of(case: CaseRecord, name: str) -> tuple[str, str]:
    """What came of a verdict of a case, and why."""
    one = case.verdicts[name]
    found = {"conflict": "in conflict", "failed": "failed"}.get(one.outcome, value(one.found))
    head = f"{name} is {found}, labelled {value(one.right)}"
    return head, _why(case, one)


def _why(case: CaseRecord, one: CaseVerdict) -> str:
    answers = {wrong.clause: wrong for wrong in case.wrong_answers}
    if one.against_policy:
        return "the right answers entail something else: the policy, the label or an answer's label is wrong"
    if one.outcome == "wrong":
        if one.causes:
            return "because " + ", or because ".join(_set(some, answers) for some in one.causes)
        if one.suspects:
            return "right if one answered otherwise to " + ", or to ".join(" and ".join(some) for some in one.suspects)
        return "the right answers that are known do not explain it"
    if one.outcome == "failed":
        return printable(one.detail or "")
    return f"open: {', '.join(one.open)}" if one.open else ""


def _set(clauses: Sequence[str], answers: dict[str, WrongAnswer]) -> str:
    return " and ".join(_answer(answers[name]) for name in clauses)


def _answer(one: WrongAnswer) -> str:
    sure = "" if one.probability is None else f" ({one.probability:.2f})"
    found = "open" if one.found is None else value(one.found)
    return f"{one.clause} was {found}{sure} and is {value(one.right)}"


def asked(one: Evaluation) -> str:
    """The theories that answered."""
    names = [theory.theory if theory.model is None else f"{theory.theory} {theory.model}" for theory in one.theories]
    return printable(", ".join(dict.fromkeys(names)))


def spent(one: Evaluation) -> str:
    """What the evaluation used."""
    used = one.spent
    line = f"{count(one.cases, 'case')}: {count(used.questions, 'question')}, {used.skipped} spared"
    if used.calls or used.cached:
        line += f", {count(used.calls, 'call')}, {used.cached} answered from the cache"
    if used.input_tokens or used.output_tokens:
        line += f", {used.input_tokens} + {used.output_tokens} tokens"
    if used.cost is None:
        return line + ", cost not known"
    return line + (f", cost {used.cost:.4g} ({used.cost / one.cases:.4g} a case)" if used.cost else "")
