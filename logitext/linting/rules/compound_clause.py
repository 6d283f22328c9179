"""`compound-clause`: a clause that asks for several judgements at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from logitext.linting.rule import Rule, register
from logitext.linting.worded import worded
from logitext.syntax.diagnostics import Diagnostic

if TYPE_CHECKING:
    from logitext.linting.look import PolicyLook

_JOINT = re.compile(r",?\s+(and|or|unless|but not|but|except that|except|if)\s+", re.IGNORECASE)
_AS_LOGIC = {"but": "and", "but not": "and not", "except": "unless", "except that": "unless"}


@register
class CompoundClause(Rule):
    """A policy can join judgements by logic. Whoever answers two questions at once is right less often."""

    code = "NLT720"
    name = "compound-clause"
    summary = "a clause that asks for several judgements at once, with a split"
    by_default = False

    def findings(self, look: PolicyLook) -> Iterator[Diagnostic]:
        for clause in worded(look.policy):
            joint = _JOINT.search(clause.words) if clause.is_boolean else None
            if joint is None or joint.start() == 0:
                continue
            word = joint[1].lower()
            first, second = clause.words[: joint.start()], clause.words[joint.end() :]
            logic = {"if": "and"}.get(word, _AS_LOGIC.get(word, word))
            message = f"the clause `{clause.name}` asks for several judgements at once: it says “{joint[1]}”"
            hint = f"ask for each, and join them in a formula, such as `[[{first}]]` {logic} `[[{second}]]`"
            yield self.finding(clause.spot, clause.name, message, hint)
