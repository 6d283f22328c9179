"""`dead-clause`: a clause or a fact whose answer can decide no verdict."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from logitext.linting.deleting import without_statement
from logitext.linting.rule import Rule, register
from logitext.logic.conditions.conditions import TooHardError
from logitext.syntax.diagnostics import Diagnostic

if TYPE_CHECKING:
    from logitext.linting.look import PolicyLook


@register
class DeadClause(Rule):
    """It is in no minimal set of answers that entails a verdict. Nobody would ever be asked it."""

    code = "NLT702"
    name = "dead-clause"
    summary = "a clause or a fact that can decide no verdict"

    def findings(self, look: PolicyLook) -> Iterator[Diagnostic]:
        policy = look.policy
        if not policy.verdicts:
            return
        terms = [*(look.body(name) for name in policy.order), *(one.term for one in look.conditions.policy.assumptions)]
        used = frozenset[str]().union(*(look.clauses_in(term) for term in terms))
        followed = {one.name for _, derived in policy.derived for one in derived.arguments}
        for name, clause in policy.clauses.items():
            if name in followed:  # another fact follows from it
                continue
            if not look.is_written(name) or name in look.deciding or name in look.unsure or name in look.seen:
                continue
            kind = "fact" if clause.fact else "clause"
            spot, fix = look.spots.of(name), None
            if name not in used:
                message, hint = f"nothing uses the {kind} `{name}`", "use it in a verdict, or delete it"
                if not clause.fact:  # callers give facts by name
                    fix = without_statement(policy, spot.source, spot.span)
            else:
                message = f"no answer to `{name}` can decide a verdict"
                hint = "formulas mention it, but they come out the same without it; nobody will be asked it"
                if clause.fact:
                    message = f"no value of the fact `{name}` can decide a verdict"
                    hint = "formulas mention it, but they come out the same without it"
            yield self.finding(spot, name, message, hint, fix=fix)
        if look.unsure:
            raise TooHardError
