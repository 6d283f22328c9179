"""`near-duplicate`: two clauses in nearly the same words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from logitext.linting.rule import Rule, register
from logitext.linting.worded import Worded, one_question, tokens, worded
from logitext.syntax.diagnostics import Diagnostic

if TYPE_CHECKING:
    from logitext.linting.look import PolicyLook

_FILLERS = frozenset(
    "a an and any are as at be been by do for has have in is it its of on or that the this to was were with".split()  # noqa: SIM905  # words
)
# "attacks" and "attack", "personally" and "personal"; "attacked" is another thing to say of somebody.
_ENDING = re.compile(r"(?<=\w{3})(?:ly|s)$")


@register
class NearDuplicate(Rule):
    """They are asked and paid for twice, and may be answered differently. Words such as "the" and "is" do not count.

    Any other word makes a difference on purpose, as in "the first part" and "the second part", and so do two words that
    have changed places, as in "Ann owes Bob" and "Bob owes Ann".
    """

    code = "NLT724"
    name = "near-duplicate"
    summary = "two clauses in nearly the same words"

    def findings(self, look: PolicyLook) -> Iterator[Diagnostic]:
        having: dict[tuple[str, ...], list[tuple[Worded, list[str]]]] = {}
        for clause in worded(look.policy):
            words = [_ENDING.sub("", word) for word in tokens(clause.words) if word not in _FILLERS]
            earlier = having.setdefault((clause.sort, *sorted(words)), [])
            for other, others in earlier:
                if words and _one_word_moved(words, others) and not one_question(clause, other):
                    message = f"the clauses `{other.name}` and `{clause.name}` ask nearly the same"
                    hint = "use one of them, or make plain how they differ"
                    yield self.finding(
                        clause.spot, clause.name, message, hint, labels=[other.spot.label("the other one")]
                    )
                    break
            earlier.append((clause, words))


def _one_word_moved(words: Sequence[str], others: Sequence[str]) -> bool:
    """Whether two sequences of the same words are equal, but for the place of one word.

    >>> _one_word_moved(["post", "attack", "personal"], ["post", "personal", "attack"])
    True
    >>> _one_word_moved(["ann", "owe", "bob"], ["bob", "owe", "ann"])
    False
    """
    return words == others or any(_without(words, word) == _without(others, word) for word in set(words))


def _without(words: Sequence[str], word: str) -> list[str]:
    return [one for one in words if one != word]
