"""A checked policy: every name resolved, every sort known, definitions in an order in which each follows its needs.

Frozen, and independent of Z3 and of any theory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from logitext.policy.sorts import Sort
from logitext.policy.term import Term
from logitext.syntax.source import Source, Span
from logitext.syntax.tree import Document, Regex


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a policy: `heading` is the path of Markdown headings above, outermost first."""

    source: Source
    span: Span
    heading: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextVariable:
    """A text that the policy speaks of."""

    name: str
    description: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of a clause and the text that it stands for."""

    phrase: str
    text: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A natural-language text constraint (sort Bool) or a textual term (another sort).

    `texts` names the texts that it is about. `sentence` is the prose around it with the clause between guillemets,
    as a person reads it. `prior` is the chance that it holds, `cost` its relative price; None where not given.
    """

    name: str
    sort: Sort
    wording: str
    texts: tuple[str, ...]
    phrases: tuple[Phrase, ...]
    ask: str | None
    yes: tuple[str, ...]
    no: tuple[str, ...]
    match: tuple[Regex, ...]
    reject: tuple[Regex, ...]
    prior: Fraction | None
    cost: Fraction | None
    sentence: str
    place: Place


@dataclass(frozen=True, slots=True)
class Definition:
    """A name for a term."""

    name: str
    term: Term
    place: Place


@dataclass(frozen=True, slots=True)
class Assumption:
    """Background knowledge. `id` is its name, or `assume@LINE` where it has none; unique in the policy."""

    id: str
    term: Term
    place: Place


@dataclass(frozen=True, slots=True)
class Verdict:
    """A question that the policy answers; `violation` marks those of which true is a violation (sort Bool)."""

    name: str
    term: Term
    violation: bool
    place: Place

    @property
    def sort(self) -> Sort:
        return self.term.sort

    @property
    def kind(self) -> Literal["verdict", "violation"]:
        return "violation" if self.violation else "verdict"


@dataclass(frozen=True)
class CheckedPolicy:
    """The whole policy; every mapping is in file order.

    `order` lists definitions and verdicts so that each comes after those that it mentions.
    """

    source: Source
    document: Document
    texts: Mapping[str, TextVariable]
    clauses: Mapping[str, Clause]
    definitions: Mapping[str, Definition]
    assumptions: tuple[Assumption, ...]
    verdicts: Mapping[str, Verdict]
    order: tuple[str, ...]

    def body(self, name: str) -> Term:
        """The term behind a definition or a verdict."""
        return self.verdicts[name].term if name in self.verdicts else self.definitions[name].term
