"""`doubtful-text`: a clause whose text was inferred, and which may mean another text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from logitext.linting.rule import Rule, register
from logitext.policy.model import CheckedPolicy, Clause
from logitext.syntax.diagnostics import Diagnostic

if TYPE_CHECKING:
    from logitext.linting.look import PolicyLook

_BEFORE = (
    "the a an this that these those its his her their our your my each every any no one some another same other "
    "entire whole full"
)
"""Words behind which a name stands for a thing."""
_LEADING = re.compile(rf"(?:^|\b(?:{'|'.join(_BEFORE.split())})\s+(?:\w+\s+)?|['’]s\s+)$", re.IGNORECASE)


@register
class DoubtfulText(Rule):
    """With several texts, a clause is about the one that its words name, or else about the main text."""

    code = "NLT728"
    name = "doubtful-text"
    summary = "a clause that may be about another text than it is taken to be"

    def findings(self, look: PolicyLook) -> Iterator[Diagnostic]:
        for clause in look.policy.clauses.values():
            doubt = _doubt(clause, look.policy)
            if doubt is not None:
                (text,) = clause.texts
                message = f"the clause `{clause.name}` is taken to be about `{text}`, {doubt}"
                hint = f'if that is meant, say so: `where "…" is {text}`; if not, name the other text'
                yield self.finding(look.spots.of(clause.name), clause.name, message, hint)


def _doubt(clause: Clause, policy: CheckedPolicy) -> str | None:
    """Why it is doubtful which text a clause is about; None where it is not."""
    if clause.inferred == "named":
        name = clause.texts[0].replace("_", "[_ ]")
        places = list(re.finditer(rf"(?<!\w){name}(?!\w)", clause.wording))
        if places and not any(_LEADING.search(clause.wording[: one.start()]) for one in places):
            return f"as it has the word “{places[0][0]}”, which may be no name of it there"
    elif clause.inferred == "main":
        others = [name for name in policy.texts if name not in clause.texts]
        for name in others:
            stem = re.escape(name.removesuffix("s").removesuffix("y"))
            found = re.search(rf"(?<!\w){stem}(?:s|y|ies|es)?(?!\w)", clause.wording, re.IGNORECASE)
            if found is not None:
                return f"the main text, and speaks of “{found[0]}”, which may be the text `{name}`"
    return None
