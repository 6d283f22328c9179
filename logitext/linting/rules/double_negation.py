"""`double-negation`: a clause with two negations in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from logitext.linting.rule import Rule, register
from logitext.linting.worded import worded
from logitext.syntax.diagnostics import Diagnostic

if TYPE_CHECKING:
    from logitext.linting.look import PolicyLook

_NEGATION = re.compile(
    r"\b(?:not|never|cannot|without|nobody|nothing|no|neither\b.*?\bnor|fails? to|failed to|lacks?|unless|\w+n['’]t)\b",
    re.IGNORECASE,
)
# A negation in each of two parts is read twice, and not within each other: "has no name and no address".
_PART = re.compile(r"[,;:]|\b(?:and|or|but)\b", re.IGNORECASE)


@register
class DoubleNegation(Rule):
    """A reader who has to turn a sentence around twice turns it around once too often, or not often enough."""

    code = "NLT722"
    name = "double-negation"
    summary = "a clause with two negations in it"

    def findings(self, look: PolicyLook) -> Iterator[Diagnostic]:
        for clause in worded(look.policy):
            if not clause.is_boolean:
                continue
            for part in _PART.split(clause.words):
                found = [match[0] for match in _NEGATION.finditer(part)]
                if len(found) < 2:
                    continue
                said = "”, “".join(found[:2])
                message = f"the clause `{clause.name}` has two negations: “{said}”"
                hint = "ask for what is so, and write `not` in the formula"
                yield self.finding(clause.spot, clause.name, message, hint)
                break
