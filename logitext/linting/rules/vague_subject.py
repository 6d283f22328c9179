"""`vague-subject`: a clause that speaks of "it" and does not say of what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from logitext.linting.rule import Rule, register
from logitext.linting.worded import worded
from logitext.syntax.diagnostics import Diagnostic

if TYPE_CHECKING:
    from logitext.linting.look import PolicyLook

# In "it is plain that …" the word stands for nothing.
_VAGUE = re.compile(
    r"(?!it (?:is|was) (?:not )?\w+ (?:that|whether|how|why|to)\b)(?:it|this|that|they|these|those|he|she)\b",
    re.IGNORECASE,
)


@register
class VagueSubject(Rule):
    """The question is asked outside of the prose around it, where nobody knows what "it" was."""

    code = "NLT723"
    name = "vague-subject"
    summary = "a clause that speaks of “it” and does not say of what"
    by_default = False

    def findings(self, look: PolicyLook) -> Iterator[Diagnostic]:
        for clause in worded(look.policy):
            vague = _VAGUE.match(clause.words)
            if vague is not None and vague[0].lower() not in clause.bound:
                text = next(iter(look.policy.texts), None)
                hint = "say of what" + ("" if text is None else f": `[[the {text} …]]`, or a word that it is known by")
                message = f"the clause `{clause.name}` speaks of “{vague[0]}” and does not say what that is"
                yield self.finding(clause.spot, clause.name, message, hint)
