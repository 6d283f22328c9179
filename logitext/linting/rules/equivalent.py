"""`equivalent`: definitions, verdicts or clauses that always have the same value."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING

from logitext.linting.rule import Rule, register
from logitext.linting.rules.constant_verdict import constant_value
from logitext.policy.sorts import BOOL, Enumeration, Sort
from logitext.policy.term import ClauseRef, DefinitionRef
from logitext.syntax.diagnostics import Diagnostic

if TYPE_CHECKING:
    from logitext.linting.look import PolicyLook
    from logitext.logic.conditions.conditions import BackendCondition


@register
class Equivalent(Rule):
    """A mere other name for something (`let a = b`, `verdict v = b`) is meant to be the same, and no finding."""

    code = "NLT706"
    name = "equivalent"
    summary = "definitions, verdicts or clauses that always have the same value"

    def findings(self, look: PolicyLook) -> Iterator[Diagnostic]:
        conditions = look.conditions
        # Two clauses are the same only by assumption.
        assumed = frozenset[str]().union(*(look.clauses_in(one.term) for one in conditions.policy.assumptions))
        same: dict[tuple[Sort, Hashable], list[str]] = {}
        for name in _candidates(look):
            same.setdefault((look.sort_of(name), conditions.signature(name)), []).append(name)
        for (sort, _), names in same.items():
            alike: list[str] = []
            for name in names if len(names) > 1 else ():
                if name not in look.policy.clauses and constant_value(look, name) is not None:
                    continue
                meaning = look.meaning_of(name)
                for other in alike:
                    if {name, other} <= look.policy.clauses.keys() and not {name, other} <= assumed:
                        continue
                    differ = conditions.differ(meaning, look.meaning_of(other), sort)
                    if conditions.world(differ) is None:
                        yield self._same(look, name, other, differ)
                        break
                else:
                    alike.append(name)

    def _same(self, look: PolicyLook, name: str, other: str, differ: BackendCondition) -> Diagnostic:
        here, there = look.spots.of(name), look.spots.of(other)
        hint = "if that is meant, use one of them; if not, one of them is wrong"
        labels = [look.spots.of_assumption(id).label("because of this") for id in look.core(differ)]
        message = f"`{name}` always has the same value as `{other}`"
        return self.finding(here, name, message, hint, labels=[there.label("the other one"), *labels])


def _candidates(look: PolicyLook) -> Iterator[str]:
    """What may be compared: not what is a constant by intent, nor another name for something."""
    for name, clause in look.policy.clauses.items():
        if (clause.sort == BOOL or isinstance(clause.sort, Enumeration)) and look.is_written(name):
            yield name
    for name in look.written:
        if not isinstance(look.body(name), ClauseRef | DefinitionRef) and look.clauses_in(look.body(name)):
            yield name
