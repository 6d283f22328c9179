"""`asks-for-verdict`: a clause that asks for what the policy is to decide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from logitext.linting.rule import Rule, register
from logitext.linting.worded import worded
from logitext.syntax.diagnostics import Diagnostic

if TYPE_CHECKING:
    from logitext.linting.look import PolicyLook

_VERDICT = re.compile(
    r"\b(?:violates?|breach(?:es)?|complies with|is against|breaks|infringes) "
    r"(?:the |our |this |any )?(?:rules?|polic(?:y|ies)|guidelines?|terms|standards?)\b"
    r"|\bshould (?:not )?be (?:removed|deleted|blocked|banned|allowed|kept|rejected|refused|approved|accepted)\b"
    r"|\bis (?:not )?(?:allowed|permitted|prohibited|forbidden|acceptable)\b",
    re.IGNORECASE,
)
# What a text says is so of the text: "says that smoking is forbidden".
_TOLD = re.compile(r"\b(?:says?|states?|claims?|tells?|told|provides?|argues?|asks?)\b", re.IGNORECASE)


@register
class AsksForVerdict(Rule):
    """The reader of a clause does not know the policy. A clause asks what is so; the formula says what follows."""

    code = "NLT726"
    name = "asks-for-verdict"
    summary = "a clause that asks for what the policy is to decide"

    def findings(self, look: PolicyLook) -> Iterator[Diagnostic]:
        for clause in worded(look.policy):
            asked = _VERDICT.search(clause.words)
            if asked and clause.is_boolean and not _TOLD.search(clause.words[: asked.start()]):
                message = f"the clause `{clause.name}` asks for a verdict: “{asked[0]}”"
                hint = "ask what is so of the text, and let a formula say what follows"
                yield self.finding(clause.spot, clause.name, message, hint)
