"""`assumed-away`: a rule or an exception that the assumptions make impossible, or a clause that they settle."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from logitext.linting.parts import at, deletable, kind_of, span_of
from logitext.linting.places import Spot
from logitext.linting.rule import Rule, register
from logitext.policy.sorts import BOOL
from logitext.policy.term import Apply, ClauseRef, Connective, DefinitionRef, Term
from logitext.syntax.diagnostics import Diagnostic

if TYPE_CHECKING:
    from logitext.linting.look import PolicyLook


@register
class AssumedAway(Rule):
    """The witness is a world without the assumptions in which the rule would apply."""

    code = "NLT709"
    name = "assumed-away"
    summary = "a rule, an exception or a clause that the assumptions decide beforehand"

    def findings(self, look: PolicyLook) -> Iterator[Diagnostic]:
        if not look.conditions.assumed:
            return
        for clause, given in look.policy.clauses.items():
            if given.sort == BOOL and look.is_written(clause):
                yield from self._settled(look, clause)
        for name in look.written:
            for kind, spot, term in _rules(look, name):
                condition = look.conditions.meaning(term)
                if look.conditions.world(condition) is not None:
                    continue
                witness = look.conditions.world(condition, ())
                if witness is None:
                    continue
                labels = [look.spots.of_assumption(id).label("because of this") for id in look.core(condition)]
                yield self.finding(
                    spot,
                    spot.text,
                    f"the assumptions make the {kind} `{spot.text}` of `{name}` impossible",
                    "delete it, or weaken an assumption",
                    witness=look.about(witness, term),
                    labels=labels,
                )

    def _settled(self, look: PolicyLook, clause: str) -> Iterator[Diagnostic]:
        meaning = look.meaning_of(clause)
        for condition, value in ((meaning, "false"), (look.conditions.negate(meaning), "true")):
            if look.conditions.world(condition) is None:
                labels = [look.spots.of_assumption(id).label("because of this") for id in look.core(condition)]
                kind = "fact" if look.policy.clauses[clause].fact else "clause"
                message = f"the assumptions leave the {kind} `{clause}` no value but {value}"
                hint = "what is always so needs nobody to answer it: weaken an assumption, or delete it"
                yield self.finding(look.spots.of(clause), clause, message, hint, labels=labels)


def _rules(look: PolicyLook, name: str) -> Iterator[tuple[str, Spot, Term]]:
    """The alternatives and exceptions of a formula that are more than a name, the outer ones first."""
    stack = [look.body(name)]
    while stack:
        here = stack.pop()
        if not isinstance(here, Apply):
            continue
        stack.extend(reversed(here.args))
        if here.op is not Connective.OR and here.surface != "unless":
            continue
        for which in deletable(here):
            term = here.args[which]
            if here.surface == "unless":
                term = at(term, (0,))
            if not isinstance(term, ClauseRef | DefinitionRef):
                yield kind_of(here), look.spots.part(name, span_of(here, which)), term
