"""Patterns of a policy that can fit no text: a clause that waits for one of them waits in vain."""

from __future__ import annotations

from collections.abc import Iterator

from logitext.policy.model import CheckedPolicy
from logitext.policy.patterns import compile_pattern
from logitext.policy.regex.spelled import FOLD
from logitext.syntax.diagnostics import Diagnostic, Severity


def never_fitting(policy: CheckedPolicy) -> Iterator[Diagnostic]:
    """A warning for each pattern that no text can fit."""
    for clause in policy.clauses.values():
        for regex in (*clause.match, *clause.reject, *(one.pattern for one in clause.read)):
            if compile_pattern(regex).can_fit():
                continue
            hint = "no `\\b` stands between two letters, and `^` and `$` stand at ends only"
            if FOLD in regex.flags:
                hint += "; `fold` removes invisible characters and capitals"
            yield Diagnostic(
                "NLT413",
                "no text can fit this pattern",
                clause.place.source,
                regex.span,
                hint,
                (),
                clause.place.heading,
                Severity.WARNING,
            )
