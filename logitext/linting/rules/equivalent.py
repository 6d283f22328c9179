"""`equivalent`: definitions, verdicts or clauses that always have the same value."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING

from logitext.linting.rule import Rule, register
from logitext.linting.rules.constant_verdict import constant_value
from logitext.policy.sorts import BOOL, Enumeration
from logitext.policy.term import ClauseRef, DefinitionRef
from logitext.syntax.diagnostics import Diagnostic

if TYPE_CHECKING:
    from logitext.linting.look import PolicyLook


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
        first_of: dict[Hashable, list[str]] = {}
        for name in _candidates(look):
            sort, meaning = look.sort_of(name), look.meaning_of(name)
            alike = first_of.setdefault((sort, conditions.signature(name)), [])
            for other in alike:
                if {name, other} <= look.policy.clauses.keys() and not {name, other} <= assumed:
                    continue
                differ = conditions.differ(meaning, look.meaning_of(other), sort)
                if conditions.world(differ) is None:
                    here, there = look.spots.of(name), look.spots.of(other)
                    hint = "if that is meant, use one of them; if not, one of them is wrong"
                    core = look.core(differ)
                    labels = [look.spots.of_assumption(id).label("because of this") for id in core]
                    message = f"`{name}` always has the same value as `{other}`"
                    yield self.finding(here, name, message, hint, labels=[there.label("the other one"), *labels])
                    break
            else:
                alike.append(name)


def _candidates(look: PolicyLook) -> Iterator[str]:
    """What is compared: not what is constant, nor another name for something."""
    for name, clause in look.policy.clauses.items():
        if (clause.sort == BOOL or isinstance(clause.sort, Enumeration)) and look.is_written(name):
            yield name
    for name in look.written:
        if isinstance(look.body(name), ClauseRef | DefinitionRef) or not look.clauses_in(look.body(name)):
            continue
        if constant_value(look, name) is None:
            yield name
