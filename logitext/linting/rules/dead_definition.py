"""`dead-definition`: a definition that changes no verdict, whatever its value is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from logitext.linting.deleting import without_statement
from logitext.linting.rule import Rule, register
from logitext.policy.sorts import BOOL
from logitext.policy.term import Constant
from logitext.syntax.diagnostics import Diagnostic

if TYPE_CHECKING:
    from logitext.linting.look import PolicyLook


@register
class DeadDefinition(Rule):
    """No verdict mentions it, or each comes out the same whether it is true or false."""

    code = "NLT710"
    name = "dead-definition"
    summary = "a definition that changes no verdict"

    def findings(self, look: PolicyLook) -> Iterator[Diagnostic]:
        conditions = look.conditions
        if not look.policy.verdicts:
            return
        for name in look.written:
            if name in look.roots or name in look.assuming:
                continue
            if not look.is_used(name):
                spot = look.spots.of(name)
                fix = without_statement(look.policy, spot.source, spot.span)
                message = f"no verdict mentions the definition `{name}`"
                yield self.finding(spot, name, message, "use it, or delete it", fix=fix)
            elif look.body(name).sort == BOOL:
                with_, without = (
                    look.redefined(name, conditions.meaning(Constant(truth, BOOL)), conditions.defined)
                    for truth in (True, False)
                )
                if conditions.world(look.differ(with_, without, look.roots)) is None:
                    message = f"the definition `{name}` changes no verdict, whether it is true or false"
                    hint = "formulas mention it, but the verdicts come out the same without it"
                    yield self.finding(look.spots.of(name), name, message, hint)
