"""`--explain`, `--why-not`, `--what-if`: what is to be added to a result, and its addition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from logitext.cli.settings import parse_settings
from logitext.policy.findings import did_you_mean
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import Value
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.theory.protocol import Value as Known
from logitext.trail.questions import questions

if TYPE_CHECKING:
    from logitext.api import Policy
    from logitext.records.result import Result


@dataclass(frozen=True)
class ExplanationParts:
    """The parts of an explanation that the options ask for; `what_if` is None where nothing is supposed."""

    trace: bool
    why_not: bool
    what_if: Sequence[str] | None

    @classmethod
    def of(cls, trace: bool, why_not: bool, what_if: Sequence[str], policy: CheckedPolicy) -> ExplanationParts:
        """What the options ask for. InputError where a supposed answer does not fit the policy."""
        if what_if and not policy.units:  # the clauses of units are not known before the texts are
            _supposed(what_if, policy)
        return cls(trace, why_not, what_if or None)

    def add_to(self, result: Result, policy: Policy) -> Result:
        """The result with its explanation; the same where none is asked for, or it has no verdict to explain."""
        if not (self.trace or self.why_not or self.what_if is not None) or result.error is not None:
            return result
        fitted = policy.expansion.program(result.units).policy
        supposed = None if self.what_if is None else _supposed(self.what_if, fitted)
        return policy.explain(result, trace=self.trace, why_not=self.why_not, what_if=supposed)


def _supposed(settings: Sequence[str], policy: CheckedPolicy) -> dict[str, Value | None]:
    """The supposed answers, read as those of `--set`; `unknown` takes an answer back."""
    answers = parse_settings(settings, "--what-if")
    asked = questions(policy)
    answers.prepare(tuple(asked.values()))
    found: dict[str, Value | None] = {}
    wrong = []
    for name in answers.entries.general:
        if name not in asked:  # of an element that the text has not, or of one where no text was given
            hint = did_you_mean(name, asked) or "give the text, or take an element that it has"
            wrong.append(Diagnostic("NLT503", f"`--what-if`: no text has a clause `{name}`", hint=hint))
            continue
        answer = answers.held(asked[name], None)
        found[name] = answer.value if isinstance(answer, Known) else None
    if wrong:
        raise InputError(wrong)
    return found
