"""The words of clauses, as rules about wording look at them. They know English only, and judge by patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from logitext.linting.places import Spot
from logitext.policy.model import CheckedPolicy
from logitext.syntax.outline import Outline
from logitext.syntax.tree import ClauseStatement


@dataclass(frozen=True, slots=True)
class Worded:
    """A clause and its words; `options` are the keywords of what stands after them.

    `bound` are the phrases of which the clause says what they stand for, in small letters.
    `namespace` is what names of its file begin with, `space` what its own begins with, sections counted in.
    """

    name: str
    words: str
    spot: Spot
    sort: str
    options: frozenset[str]
    bound: frozenset[str] = frozenset()
    namespace: str = ""
    space: str = ""

    @property
    def is_boolean(self) -> bool:
        """Whether it holds or does not."""
        return self.sort == "Bool"


def worded(policy: CheckedPolicy) -> Iterator[Worded]:
    """Every clause that somebody wrote, those with parameters too, in file order."""
    for document in policy.documents:
        outline = Outline(document)
        for number, statement in enumerate(document.statements):
            if isinstance(statement, ClauseStatement):
                span = statement.wording.span
                yield Worded(
                    statement.name.text,
                    statement.wording.text,
                    Spot(document.source, span, tuple(outline.headings(span.start))),
                    "Bool" if statement.sort is None else " | ".join(one.text for one in statement.sort.names),
                    frozenset([option.keyword for option in statement.options]),
                    frozenset([binding.phrase.text.lower() for binding in statement.bindings]),
                    document.namespace,
                    document.spaces[number] if document.spaces else "",
                )


def one_question(one: Worded, other: Worded) -> bool:
    """Whether two clauses are versions of each other, or one clause for two sections: nobody asks too much."""
    return one.namespace != other.namespace or (one.space != other.space and one.words == other.words)


def tokens(words: str) -> list[str]:
    """The words, in small letters.

    >>> tokens("Threatens Ann's dog, twice")
    ['threatens', "ann's", 'dog', 'twice']
    """
    return re.findall(r"[\w'’]+", words.lower())
