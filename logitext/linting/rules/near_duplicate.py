"""`near-duplicate`: two clauses in nearly the same words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import ceil
from typing import TYPE_CHECKING

from logitext.linting.rule import Rule, register
from logitext.linting.worded import one_question, tokens, worded
from logitext.syntax.diagnostics import Diagnostic

if TYPE_CHECKING:
    from logitext.linting.look import PolicyLook

_FILLERS = frozenset(
    "a an and are as at be been by for has have in is it its of on or that the this to was were with".split()  # noqa: SIM905  # words
)
ALIKE = 0.8
"""Which share of their words two clauses have in common."""


@register
class NearDuplicate(Rule):
    """They are asked and paid for twice, and may be answered differently. Words such as "the" and "is" do not count."""

    code = "NLT724"
    name = "near-duplicate"
    summary = "two clauses in nearly the same words"

    def findings(self, look: PolicyLook) -> Iterator[Diagnostic]:
        clauses = [(clause, frozenset(tokens(clause.words)) - _FILLERS) for clause in worded(look.policy)]
        number = Counter(word for _, words in clauses for word in words)
        having: dict[str, list[int]] = {}
        for here, (clause, words) in enumerate(clauses):
            # Two that share so much share one of the rarest of each, so that few pairs need to be looked at.
            enough = len(words) - ceil(ALIKE * len(words)) + 1
            rarest = sorted(words, key=lambda word: (number[word], word))[:enough]
            for place in sorted({place for word in rarest for place in having.get(word, ())}):
                other, others = clauses[place]
                if one_question(clause, other):
                    continue
                if clause.sort == other.sort and len(words & others) >= ALIKE * len(words | others):
                    message = f"the clauses `{other.name}` and `{clause.name}` ask nearly the same"
                    hint = "use one of them, or make plain how they differ"
                    yield self.finding(
                        clause.spot, clause.name, message, hint, labels=[other.spot.label("the other one")]
                    )
                    break
            for word in rarest:
                having.setdefault(word, []).append(here)
