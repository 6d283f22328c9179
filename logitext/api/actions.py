"""What is to be done with a document, by its verdicts: allow, block or review.

A violation that is true blocks, unless a condition says otherwise. Nothing is allowed by default: whatever is
undetermined, contradictory, repaired, failed or was not asked about is for a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from logitext.policy.findings import did_you_mean
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import BOOL, Value
from logitext.records.action import Action
from logitext.records.result import Result
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.theory.files.elements import WrongElementError, element
from logitext.theory.files.nodes import Scalar
from logitext.unicode.names import normal


@dataclass(frozen=True, slots=True)
class ActionCondition:
    """A verdict's value, and what it asks for."""

    verdict: str
    value: Value
    action: Literal["block", "review"]


@dataclass(frozen=True, slots=True)
class Actions:
    """The conditions of one policy."""

    conditions: tuple[ActionCondition, ...]

    def of(self, result: Result) -> Action:
        """What a result asks for: the gravest that it entails; `allow` only where all of it is decided."""
        if result.error is not None or result.interrupted or result.status == "conflict":
            return "review"
        met = {one.action for one in self.conditions if self._holds(one, result)}
        if "block" in met:
            return "block"
        ruled = {one.verdict for one in self.conditions}
        whole = result.status == "decided" and ruled <= result.verdicts.keys()
        return "allow" if whole and not met and not result.repaired and result.verdicts else "review"

    @staticmethod
    def _holds(condition: ActionCondition, result: Result) -> bool:
        record = result.verdicts.get(condition.verdict)
        if record is None or record.value is None:
            return False
        # 1 is no truth value, whatever Python thinks.
        alike = isinstance(record.value, bool) == isinstance(condition.value, bool)
        return alike and bool(record.value == condition.value)


def actions_of(
    name: str,
    policy: CheckedPolicy,
    block: Sequence[str],
    review: Sequence[str],
    *,
    several: bool,
    spelt: str = "--{}-if",
) -> tuple[Actions, tuple[str, ...]]:
    """The actions of the policy of this name, and which of the conditions are about it.

    A condition is `VERDICT` or `VERDICT=VALUE`, with `POLICY:` before it or not. InputError where it is about this
    policy and does not fit it; with several policies, one that names no policy is about those that have the verdict.
    `spelt` is how the option of an action is written.
    """
    found: dict[tuple[str, Value], ActionCondition] = {}
    used, wrong = [], []
    written: list[tuple[str, Literal["block", "review"]]] = [(one, "block") for one in block]
    written += [(one, "review") for one in review]
    owner = f"`{name}`" if name else "the policy"
    for one, action in written:
        option = spelt.format(action)
        about, colon, rest = one.rpartition(":")
        if colon and about != name:
            continue
        verdict, _, value = rest.partition("=")
        verdict = normal(verdict.strip())
        if verdict not in policy.verdicts:
            if not colon and several:
                continue
            hint = did_you_mean(verdict, policy.verdicts) or f"it has {', '.join(f'`{v}`' for v in policy.verdicts)}"
            wrong.append(Diagnostic("NLT606", f"{option}: {owner} has no verdict `{verdict}`", hint=hint))
            continue
        used.append(one)
        sort = policy.verdicts[verdict].sort
        if not value and sort != BOOL:
            hint = f"write `{verdict}=VALUE`"
            wrong.append(Diagnostic("NLT606", f"{option}: `{verdict}` is {sort}, not true or false", hint=hint))
            continue
        try:
            wanted = element(Scalar(value.strip() or "true", True, None), sort)
        except WrongElementError as error:
            wrong.append(Diagnostic("NLT606", f"{option}: `{verdict}`: {error}", hint=error.hint))
            continue
        if wanted is None:
            hint = "an undetermined verdict is for review anyway"
            wrong.append(Diagnostic("NLT606", f"{option}: `{value}` is no value of `{verdict}`", hint=hint))
        else:
            found.setdefault((verdict, wanted), ActionCondition(verdict, wanted, action))
    if wrong:
        raise InputError(wrong)
    for verdict, declared in policy.verdicts.items():
        if declared.violation:
            found.setdefault((verdict, True), ActionCondition(verdict, True, "block"))
    return Actions(tuple(found.values())), tuple(used)
