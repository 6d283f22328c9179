"""Patterns of a policy that can fit no text: a clause that waits for one of them waits in vain."""

from __future__ import annotations

from collections.abc import Iterator

from logitext.policy import regex
from logitext.policy.model import CheckedPolicy
from logitext.policy.regex.flags import FOLD
from logitext.syntax.diagnostics import Diagnostic, Severity


def never_fitting(policy: CheckedPolicy) -> Iterator[Diagnostic]:
    """A warning for each pattern that no text can fit."""
    for clause in policy.clauses.values():
        for pattern in (*clause.match, *clause.reject, *(one.pattern for one in clause.read)):
            if regex.mistakes.fits_something(pattern):
                continue
            hint = "no `\\b` stands between two letters, and `^` and `$` stand at ends only"
            if FOLD in pattern.flags:
                hint += "; `fold` removes invisible characters and capitals"
            yield Diagnostic(
                "NLT413",
                "no text can fit this pattern",
                clause.place.source,
                pattern.span,
                hint,
                (),
                clause.place.heading,
                Severity.WARNING,
            )
