"""What logic alone tells of a policy, to be put into a page: what lint finds, and what another version would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from logitext.records.difference import PolicyDifference
from logitext.report.diff.words import SHOWN, outcome, relation, share, shares
from logitext.report.pages.template import fill
from logitext.syntax.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class _Shown:
    rule: str
    severity: str
    message: str
    place: str
    hint: str


def fragment(
    name: str, findings: Sequence[Diagnostic], difference: PolicyDifference | None, problems: Sequence[Diagnostic] = ()
) -> str:
    """The findings of a policy, its difference to another version if there is one, and why its files are not served."""
    return fill(
        "policy.html",
        name,
        findings=[_shown(one) for one in findings],
        difference=difference,
        problems=[str(one) for one in problems],
        shown=SHOWN,
        relation=relation,
        shares=shares,
        share=share,
        outcome=outcome,
    )


def _shown(one: Diagnostic) -> _Shown:
    place = ""
    if one.source is not None and one.span is not None:
        position = one.source.position(one.span.start)
        place = f"line {position.line}" if not one.heading else f"line {position.line}, {one.heading[-1]}"
    rule = one.code if one.about is None else one.about.rule
    return _Shown(rule, one.severity.value, one.message, place, one.hint or "")
