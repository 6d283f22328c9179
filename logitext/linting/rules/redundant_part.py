"""`redundant-part`: a condition, an alternative or an exception that can be deleted with no verdict changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from logitext.linting.redundant import DeletablePart, Redundancy
from logitext.linting.rewriting import without
from logitext.linting.rule import Rule, register
from logitext.logic.conditions.conditions import TooHardError
from logitext.syntax.diagnostics import Diagnostic, Fix
from logitext.syntax.printing.formulas import print_formula

if TYPE_CHECKING:
    from logitext.linting.look import PolicyLook


@register
class RedundantPart(Rule):
    """Those that are found can all be deleted together: the hint has the formula that is left."""

    code = "NLT705"
    name = "redundant-part"
    summary = "a condition, an alternative or an exception that can be deleted with no verdict changed"

    def findings(self, look: PolicyLook) -> Iterator[Diagnostic]:
        found: list[DeletablePart] = []
        hard = False
        try:
            for part in Redundancy(look).parts():
                found.append(part)  # noqa: PERF402  # what was found before it became too hard counts
        except TooHardError:
            hard = True
        for part in found:
            spot = look.spots.part(part.name, part.span)
            spans = [one.span for one in found if one.name == part.name]
            formula = look.spots.formula(part.name)
            left = without(formula, spans)
            message = f"the {part.kind} `{_short(spot.text)}` of `{part.name}` changes no verdict"
            together = "without it" if len(spans) == 1 else f"without the {len(spans)} parts that change nothing"
            hint = "it can be deleted" if left is None else f"{together}, the formula is `{print_formula(left)}`"
            fix = None
            if left is not None and "#" not in spot.source[formula.span]:  # a comment would go as well
                fix = Fix(formula.span, print_formula(left))
            yield self.finding(spot, spot.text, message, hint, fix=fix)
        if hard:
            raise TooHardError


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"
