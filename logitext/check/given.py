"""Answers that somebody gives as Python values, as elements of their clauses' sorts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from logitext.policy.findings import did_you_mean_clause
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import Value, coerce
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.unicode.names import normal


def elements(policy: CheckedPolicy, given: Mapping[str, Any], what: str = "") -> dict[str, Value | None]:
    """The answers; None stays None. InputError with all that is wrong with them, after the words of `what`."""
    found: dict[str, Value | None] = {}
    wrong = []
    for written, value in given.items():
        name = normal(written)
        clause = policy.clauses.get(name)
        if clause is None:
            hint = did_you_mean_clause(name, policy.clauses)
            wrong.append(Diagnostic("NLT503", f"the policy has no clause `{name}`", hint=hint))
            continue
        try:
            found[name] = None if value is None else coerce(value, clause.sort)
        except ValueError as error:
            wrong.append(Diagnostic("NLT504", f"{what}`{name}`: {error}"))
    if wrong:
        raise InputError(wrong)
    return found
