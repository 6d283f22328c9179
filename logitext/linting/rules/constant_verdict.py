"""`constant-verdict`: a verdict or a definition that has one value, whatever is answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from logitext.linting.rule import Rule, register
from logitext.logic.day_numbers import out
from logitext.policy.sorts import BOOL, Enumeration, Value, show
from logitext.policy.term import Constant
from logitext.syntax.diagnostics import Diagnostic

if TYPE_CHECKING:
    from logitext.linting.look import PolicyLook


@register
class ConstantVerdict(Rule):
    """Says which assumptions are to blame, and shows a world that they forbid, where without them it would vary."""

    code = "NLT701"
    name = "constant-verdict"
    summary = "a verdict or a definition that has one value, whatever is answered"

    def findings(self, look: PolicyLook) -> Iterator[Diagnostic]:
        for name in look.written:
            value = constant_value(look, name)
            if value is None:
                continue
            body, conditions = look.body(name), look.conditions
            written = look.policy.body(name).sort
            other = conditions.differ(
                conditions.defined[name], conditions.meaning(Constant(value, body.sort)), body.sort
            )
            witness = conditions.world(other, ())
            kind = look.policy.verdicts[name].kind if name in look.policy.verdicts else "definition"
            said = out(value, written)
            shown = str(said) if isinstance(written, Enumeration) else show(said)
            message, labels = f"the {kind} `{name}` is {shown}, whatever is answered", []
            hint = "its formula leaves it no other value: say what it depends on"
            if witness is not None:
                core = look.core(other)
                message = f"the {kind} `{name}` is {shown}, whatever the assumptions allow"
                hint = "without these assumptions it could have another value: is one of them too strong?"
                labels = [look.spots.of_assumption(id).label("because of this") for id in core]
            yield self.finding(
                look.spots.of(name), name, message, hint, witness=look.about(witness, body), labels=labels
            )


def constant_value(look: PolicyLook, name: str) -> Value | None:
    """The one value that a definition or a verdict can have; None where it has several, or is a mere constant.

    A definition without clauses is a constant by intent. Of a verdict without clauses that is not so.
    """
    body, conditions = look.body(name), look.conditions
    clauses = look.clauses_in(body)
    if not clauses and name not in look.policy.verdicts:
        return None
    sort = body.sort
    if sort == BOOL:
        condition = conditions.defined[name]
        if not conditions.possible([condition]):
            return False
        return None if conditions.possible([conditions.negate(condition)]) else True
    value = conditions.some_value(conditions.defined[name], sort)
    if value is None:
        return None
    other = conditions.differ(conditions.defined[name], conditions.meaning(Constant(value, sort)), sort)
    return None if conditions.possible([other]) else value
