"""Where the names of a policy are declared, so that a finding shows the name and not the whole statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from logitext.policy.model import CheckedPolicy, Place
from logitext.syntax.diagnostics import Label
from logitext.syntax.source import Source, Span
from logitext.syntax.tree import (
    AssumeStatement,
    ClauseStatement,
    DefinitionStatement,
    FactStatement,
    Formula,
    VerdictStatement,
)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that a finding shows; `heading` is the path of headings above it."""

    source: Source
    span: Span
    heading: tuple[str, ...] = ()

    def label(self, text: str) -> Label:
        """The place as a further one, with what it shows there."""
        return Label(self.source, self.span, text)

    @property
    def text(self) -> str:
        """What stands there, in one line."""
        return self.source.in_one_line(self.span)


class Spots:
    """The places of one policy."""

    def __init__(self, policy: CheckedPolicy) -> None:
        self._names: dict[tuple[str, Span], Span] = {}
        self._assumptions: Mapping[str, Place] = {one.id: one.place for one in policy.assumptions}
        for document in policy.documents:
            for statement in document.statements:
                match statement:
                    case ClauseStatement(wording=wording):  # its place is that of its words
                        self._names[document.source.name, wording.span] = statement.name.span
                    case FactStatement() | DefinitionStatement() | VerdictStatement():
                        self._names[document.source.name, statement.span] = statement.name.span
                    case AssumeStatement(name=name) if name is not None:
                        self._names[document.source.name, statement.span] = name.span
        self._formulas = {
            statement.name.text: statement.formula
            for document in policy.documents
            for statement in document.statements
            if isinstance(statement, DefinitionStatement | VerdictStatement)
        }
        self._policy = policy

    def formula(self, name: str) -> Formula:
        """The formula of a definition or a verdict, as it is written."""
        return self._formulas[name]

    def of(self, name: str) -> Spot:
        """Where a clause, a definition or a verdict is declared."""
        policy = self._policy
        place = policy.clauses[name].place if name in policy.clauses else policy.place(name)
        return self._at(place)

    def of_assumption(self, id: str) -> Spot:
        """Where an assumption stands."""
        return self._at(self._assumptions[id])

    def _at(self, place: Place) -> Spot:
        span = self._names.get((place.source.name, place.span), place.span)
        return Spot(place.source, span, place.heading)

    def part(self, name: str, span: Span) -> Spot:
        """A part of the formula of a definition or a verdict, with the parentheses that it is within."""
        place = self._policy.place(name)
        return Spot(place.source, whole_parentheses(place.source, span), place.heading)


def whole_parentheses(source: Source, span: Span) -> Span:
    """The span, and the parentheses around its ends that it is cut off from.

    >>> source = Source("p", "a or (b + c) > 3")
    >>> source[whole_parentheses(source, Span(6, 16))]
    '(b + c) > 3'
    """
    start, end = span
    lacking = source.text.count(")", start, end) - source.text.count("(", start, end)
    while lacking > 0 and (found := source.text.rfind("(", 0, start)) >= 0:
        start, lacking = found, lacking - 1
    while lacking < 0 and (found := source.text.find(")", end)) >= 0:
        end, lacking = found + 1, lacking + 1
    return Span(start, end)
