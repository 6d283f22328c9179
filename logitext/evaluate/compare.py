"""Two evaluations of the same cases, held against each other case by case."""

from __future__ import annotations

from collections.abc import Sequence

from logitext.evaluate.statistics import mcnemar, paired
from logitext.records.comparison import Compared, EvaluationComparison, Paired, TurnedCase, VerdictComparison
from logitext.records.evaluation import CaseVerdict, Evaluation
from logitext.records.file import read_record
from logitext.syntax.diagnostics import Diagnostic, InputError

_DECIDED = ("right", "wrong")
_TOLD = 5


def read_evaluation(path: str) -> Evaluation:
    """The evaluation in a file of JSON. InputError where it holds none."""
    hint = "`logitext eval POLICY CASES -o FILE.json` writes one"
    return read_record(path, Evaluation, "evaluation", "NLT653", hint)


def compare(
    first: Evaluation, second: Evaluation, names: tuple[str, str] = ("first", "second")
) -> EvaluationComparison:
    """Both on the cases that they share. InputError where they share none, or their labels differ."""
    one = {record.case: record for record in first.records}
    other = {record.case: record for record in second.records}
    shared = [case for case in one if case in other]
    verdicts = [name for name in first.verdicts if name in second.verdicts]
    _comparable(first, second, names, len(shared), verdicts)
    found: dict[str, VerdictComparison] = {}
    differing: list[Diagnostic] = []
    for name in verdicts:
        pairs = [
            (case, one[case].verdicts[name], other[case].verdicts[name])
            for case in shared
            if name in one[case].verdicts and name in other[case].verdicts
        ]
        differing += [
            _differs(case, name, names) for case, mine, yours in pairs if repr(mine.right) != repr(yours.right)
        ]
        if pairs:
            found[name] = _verdict(pairs)
    if differing:
        raise InputError(differing[:_TOLD])
    if not found:
        raise _nothing(names, "no labelled verdict of a case")
    return EvaluationComparison(
        first=_about(first, names[0]),
        second=_about(second, names[1]),
        cases=len(shared),
        only_first=len(one) - len(shared),
        only_second=len(other) - len(shared),
        verdicts=found,
    )


def _verdict(pairs: Sequence[tuple[str, CaseVerdict, CaseVerdict]]) -> VerdictComparison:
    decided = [pair for pair in pairs if pair[1].outcome in _DECIDED and pair[2].outcome in _DECIDED]
    return VerdictComparison(
        all=_paired(pairs),
        decided=_paired(decided),
        first_open=sum(mine.outcome not in _DECIDED for _, mine, _ in pairs),
        second_open=sum(yours.outcome not in _DECIDED for _, _, yours in pairs),
        changes=tuple(
            [
                TurnedCase(case=case, first=mine, second=yours)
                for case, mine, yours in pairs
                if (mine.outcome == "right") != (yours.outcome == "right")
            ]
        ),
    )


def _paired(pairs: Sequence[tuple[str, CaseVerdict, CaseVerdict]]) -> Paired:
    right = [(mine.outcome == "right", yours.outcome == "right") for _, mine, yours in pairs]
    only_first, only_second = right.count((True, False)), right.count((False, True))
    low, high = paired(only_first, only_second, len(right))
    return Paired(
        cases=len(right),
        both=right.count((True, True)),
        only_first=only_first,
        only_second=only_second,
        neither=right.count((False, False)),
        difference=(only_first - only_second) / len(right) if right else 0.0,
        low=low,
        high=high,
        p=mcnemar(only_first, only_second),
    )


def _about(one: Evaluation, name: str) -> Compared:
    asked = [f"{by.theory} {by.model}" if by.model else by.theory for by in one.theories]
    return Compared(
        name=name,
        answered_by=", ".join(asked),
        policy=one.policy.path,
        sha256=one.policy.sha256,
        cost=one.spent.cost,
        questions=one.spent.questions,
    )


def _comparable(
    first: Evaluation, second: Evaluation, names: tuple[str, str], shared: int, verdicts: Sequence[str]
) -> None:
    if not verdicts:
        mine, yours = (", ".join(f"`{name}`" for name in one.verdicts) or "none" for one in (first, second))
        raise _nothing(names, f"no verdict: one has {mine}, the other {yours}")
    if not shared:
        mine, yours = (f"`{one.records[0].case}`" if one.records else "none" for one in (first, second))
        raise _nothing(names, f"no case: the first one of each is {mine} and {yours}")


def _nothing(names: tuple[str, str], what: str) -> InputError:
    hint = "evaluate the same cases twice, with the same `--id`"
    return InputError([Diagnostic("NLT654", f"{names[0]} and {names[1]} share {what}", hint=hint)])


def _differs(case: str, name: str, names: tuple[str, str]) -> Diagnostic:
    message = f"the right value of `{name}` in the case `{case}` is another in {names[0]} than in {names[1]}"
    return Diagnostic("NLT654", message, hint="evaluate both with the same labels")
