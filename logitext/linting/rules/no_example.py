"""`no-example`: a clause without an example of a text for which it holds, or for which it does not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from logitext.linting.rule import Rule, register
from logitext.linting.worded import worded
from logitext.syntax.diagnostics import Diagnostic

if TYPE_CHECKING:
    from logitext.linting.look import PolicyLook


@register
class NoExample(Rule):
    """Where a judgement has a border, examples on both sides of it show where it runs."""

    code = "NLT725"
    name = "no-example"
    summary = "a clause with neither an example nor a counterexample"
    by_default = False

    def findings(self, look: PolicyLook) -> Iterator[Diagnostic]:
        for clause in worded(look.policy):
            if clause.is_boolean and not clause.options & {"yes", "no"}:
                message = f"the clause `{clause.name}` has neither an example nor a counterexample"
                hint = 'add `yes "…"` and `no "…"`: texts near the border, one on each side'
                yield self.finding(clause.spot, clause.name, message, hint)
