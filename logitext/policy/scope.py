"""The names of a policy: who declares each, and what sort it has.

Every name is declared once, whatever it names; the labels of enumerations share the names' space, so that a bare
word in a formula has one meaning.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from logitext.policy.findings import Findings
from logitext.policy.sorts import BASIC, BOOL, Enumeration, Sort
from logitext.syntax.source import Span
from logitext.syntax.tree import (
    AssumeStatement,
    ClauseStatement,
    DefinitionStatement,
    Document,
    Name,
    SortName,
    TextStatement,
    VerdictStatement,
)

_OTHER_WORDS = {
    "boolean": "Bool",
    "integer": "Int",
    "number": "Real",
    "float": "Real",
    "decimal": "Real",
    "string": "Text",
    "str": "Text",
}
"""What other languages call the sorts."""

Declaring = TextStatement | ClauseStatement | DefinitionStatement | VerdictStatement


@dataclass
class Scope:
    """What is declared, in file order. `broken` names were declared by statements that could not be read."""

    texts: dict[str, TextStatement] = field(default_factory=dict)
    clauses: dict[str, ClauseStatement] = field(default_factory=dict)
    defined: dict[str, DefinitionStatement | VerdictStatement] = field(default_factory=dict)
    assumptions: list[AssumeStatement] = field(default_factory=list)
    labels: dict[str, list[Enumeration]] = field(default_factory=dict)
    sorts: dict[Span, Sort | None] = field(default_factory=dict)  # by the span of the SortName
    broken: set[str] = field(default_factory=set)

    def declared(self, name: str) -> Declaring | None:
        """The statement that declares a name."""
        return self.texts.get(name) or self.clauses.get(name) or self.defined.get(name)

    def known(self) -> list[str]:
        """Every name that a formula may mention."""
        return [*self.clauses, *self.defined, *self.labels]


def collect(document: Document, findings: Findings) -> Scope:
    """The scope of a document; names declared twice, unknown sorts and clashing labels are reported."""
    scope = Scope(broken=set(document.broken))
    spans: dict[str, Span] = {}
    for statement in document.statements:
        if isinstance(statement, AssumeStatement):
            scope.assumptions.append(statement)
        sort = getattr(statement, "sort", None)
        if sort is not None:
            scope.sorts[sort.span] = _sort(sort, scope, findings)
        name = statement.name
        if name is None:
            continue
        if name.text in spans:
            findings.error(
                "NLT202",
                f"`{name.text}` is declared twice",
                name.span,
                "give one of them another name",
                [(spans[name.text], "first declared here")],
            )
            continue
        spans[name.text] = name.span
        match statement:
            case TextStatement():
                scope.texts[name.text] = statement
            case ClauseStatement():
                scope.clauses[name.text] = statement
            case DefinitionStatement() | VerdictStatement():
                scope.defined[name.text] = statement
    for statement in document.statements:
        sort = getattr(statement, "sort", None)
        if sort is not None and len(sort.names) > 1:
            for label in sort.names:
                if label.text in spans:
                    findings.error(
                        "NLT205",
                        f"the label `{label.text}` is also the name of something else",
                        label.span,
                        "a word means one thing in a policy: rename one of them",
                        [(spans[label.text], "declared here")],
                    )
    return scope


def _sort(written: SortName, scope: Scope, findings: Findings) -> Sort | None:
    if len(written.names) == 1:
        name = written.names[0]
        if name.text not in BASIC:
            findings.error(
                "NLT207",
                f"there is no sort `{name.text}`",
                name.span,
                findings.suggest(_OTHER_WORDS.get(name.text.lower(), name.text), lambda: BASIC)
                or "the sorts are Bool, Int, Real, Text, and enumerations such as `low | medium | high`",
            )
        return BASIC.get(name.text)
    seen: dict[str, Name] = {}
    for label in written.names:
        if label.text in seen:
            findings.error(
                "NLT202",
                f"the label `{label.text}` stands twice in one enumeration",
                label.span,
                "drop one of them",
                [(seen[label.text].span, "first here")],
            )
        seen.setdefault(label.text, label)
    enumeration = Enumeration.of(*seen)
    for text in seen:
        known = scope.labels.setdefault(text, [])
        if enumeration not in known:
            known.append(enumeration)
    return enumeration


def clause_sort(statement: ClauseStatement, scope: Scope) -> Sort | None:
    """The sort of a clause: Bool unless another is written; None where that is no sort."""
    return BOOL if statement.sort is None else scope.sorts[statement.sort.span]
