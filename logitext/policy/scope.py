"""The names of a policy: who declares each, and what sort it has.

Every name is declared once, whatever it names; the labels of enumerations share the names' space, so that a bare
word in a formula has one meaning.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from logitext.policy.findings import PolicyFindings
from logitext.policy.model import Clause
from logitext.policy.modules import Module
from logitext.policy.namespaces import INPUTS
from logitext.policy.sorts import BASIC, BOOL, Enumeration, Sort
from logitext.policy.term import Constant
from logitext.syntax.source import Source, Span
from logitext.syntax.tree import (
    AssumeStatement,
    Binding,
    CheckQuery,
    ClauseStatement,
    CoverQuery,
    DefinitionStatement,
    EndStatement,
    FactStatement,
    FoldStatement,
    ListStatement,
    Name,
    Query,
    SearchQuery,
    SectionStatement,
    SharingStatement,
    SortName,
    Statement,
    TableStatement,
    TestStatement,
    TextStatement,
    UseStatement,
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
    "datetime": "Date",
    "day": "Date",
}
"""What other languages call the sorts."""

InputStatement = TextStatement | FactStatement | ListStatement
RowsStatement = ListStatement | TableStatement
"""What has elements, each with values of its fields."""
Declaring = TextStatement | FactStatement | RowsStatement | ClauseStatement | DefinitionStatement | VerdictStatement
FunctionStatement = ClauseStatement | DefinitionStatement
"""A clause or a definition with parameters."""


@dataclass
class Scope:
    """What is declared, in file order. `broken` names were declared by statements that could not be read.

    `home` has the findings of the file that a statement stands in, by the statement's identity; `folding` those of the
    files whose patterns are all folded.
    """

    texts: dict[str, TextStatement] = field(default_factory=dict)
    clauses: dict[str, ClauseStatement] = field(default_factory=dict)
    facts: dict[str, FactStatement] = field(default_factory=dict)
    lists: dict[str, ListStatement] = field(default_factory=dict)
    tables: dict[str, TableStatement] = field(default_factory=dict)
    rows: dict[str, Sequence[Mapping[str, Constant]]] = field(default_factory=dict)  # of tables
    functions: dict[str, FunctionStatement] = field(default_factory=dict)
    defined: dict[str, DefinitionStatement | VerdictStatement] = field(default_factory=dict)
    assumptions: list[AssumeStatement] = field(default_factory=list)
    queries: list[Query] = field(default_factory=list)
    tests: list[TestStatement] = field(default_factory=list)
    labels: dict[str, list[Enumeration]] = field(default_factory=dict)
    sorts: dict[int, Sort | None] = field(default_factory=dict)  # by the identity of the SortName
    broken: set[str] = field(default_factory=set)
    home: dict[int, PolicyFindings] = field(default_factory=dict)
    folding: list[PolicyFindings] = field(default_factory=list)
    instances: dict[int, Clause] = field(default_factory=dict)  # the first of each clause with parameters, likewise
    namespaces: set[str] = field(default_factory=set)
    sharing: list[SharingStatement] = field(default_factory=list)
    shared: dict[int, tuple[Binding, ...]] = field(default_factory=dict)  # by the identity of the clause's statement
    main: dict[int, str] = field(default_factory=dict)  # the text that a clause is about which names none
    mains: list[TextStatement] = field(default_factory=list)
    texts_of: dict[str, dict[str, TextStatement]] = field(default_factory=dict)  # by what names of a file begin with
    spaces: dict[int, str] = field(default_factory=dict)  # what the name of a statement begins with, if with anything

    def declared(self, name: str) -> Declaring | None:
        """The statement that declares a name."""
        kinds: tuple[Mapping[str, Declaring], ...] = (
            self.texts,
            self.clauses,
            self.facts,
            self.lists,
            self.tables,
            self.functions,
            self.defined,
        )
        return next((kind[name] for kind in kinds if name in kind), None)

    def elements_of(self, name: str) -> RowsStatement:
        """The list or the table of a name."""
        return self.lists[name] if name in self.lists else self.tables[name]

    def inputs(self) -> list[ClauseStatement | FactStatement]:
        """Whatever gets its value from outside: clauses without parameters, and facts, in file order."""
        files = {id(findings): place for place, findings in enumerate(dict.fromkeys(self.home.values()))}
        clauses = {id(one): one for one in self.clauses.values()}
        every: list[ClauseStatement | FactStatement] = [*clauses.values(), *self.facts.values()]
        return sorted(every, key=lambda one: (files[id(self.home[id(one)])], one.span.start))

    def known(self) -> list[str]:
        """Every name that a formula may mention."""
        return [*self.clauses, *self.facts, *self.defined, *self.labels]

    def sort_of(self, written: SortName) -> Sort | None:
        """The sort that is written; None where that is none."""
        return self.sorts[id(written)]


def collect(modules: Sequence[Module]) -> Scope:
    """The scope of a policy's files; names declared twice, unknown sorts and clashing labels are reported."""
    scope = Scope(broken={name for module in modules for name in module.document.broken})
    places: dict[str, tuple[Span, Source]] = {}
    for module in modules:
        document = module.document
        for statement, space in itertools.zip_longest(document.statements, document.spaces, fillvalue=""):
            assert not isinstance(statement, str)
            scope.home[id(statement)] = module.findings
            if isinstance(space, str) and space:
                scope.spaces[id(statement)] = space
            _collect(statement, scope, places)
    for module in modules:
        for statement in module.document.statements:
            sort = getattr(statement, "sort", None)
            sorts = [one.sort for one in statement.fields] if isinstance(statement, RowsStatement) else [sort]
            sorts += list(getattr(statement, "sorts", ()))
            for one in sorts:
                if one is not None and len(one.names) > 1:
                    _check_labels(one, places, module.findings)
    return scope


def _collect(statement: Statement, scope: Scope, places: dict[str, tuple[Span, Source]]) -> None:
    findings = scope.home[id(statement)]
    match statement:
        case AssumeStatement():
            scope.assumptions.append(statement)
        case CheckQuery() | SearchQuery() | CoverQuery():
            if not findings.namespace:  # else it is one of the other file alone
                scope.queries.append(statement)
            return
        case TestStatement():
            if not findings.namespace:
                scope.tests.append(statement)
            return
        case EndStatement():
            return
        case SharingStatement():
            scope.sharing.append(statement)
            return
        case FoldStatement():
            scope.folding.append(findings)
            return
    sort = getattr(statement, "sort", None)
    if sort is not None:
        scope.sorts[id(sort)] = _sort(sort, scope, findings)
    for written in getattr(statement, "sorts", ()):
        if written is not None:
            scope.sorts[id(written)] = _sort(written, scope, findings)
    for one in statement.fields if isinstance(statement, RowsStatement) else ():
        if one.sort is not None:
            scope.sorts[id(one.sort)] = _sort(one.sort, scope, findings)
    name = statement.name
    if name is None:
        return
    if isinstance(statement, TextStatement):
        scope.texts_of.setdefault(findings.namespace, {})[name.text] = statement
        if statement.main:
            scope.mains.append(statement)
    known = scope.declared(name.text) if isinstance(statement, INPUTS) else None
    if isinstance(statement, INPUTS) and known is not None and _agree(statement, known, scope):
        return
    if name.text in places:
        findings.error(
            "NLT202",
            f"`{name.text}` is declared twice",
            name.span,
            "give one of them another name",
            [(places[name.text][0], "first declared here", places[name.text][1])],
        )
        return
    places[name.text] = (name.span, findings.source)
    match statement:
        case UseStatement() | SectionStatement():
            scope.namespaces.add(name.text)
        case TextStatement():
            scope.texts[name.text] = statement
        case FactStatement():
            scope.facts[name.text] = statement
        case ListStatement():
            scope.lists[name.text] = statement
        case TableStatement():
            scope.tables[name.text] = statement
        case ClauseStatement(parameters=()):
            scope.clauses[name.text] = statement
        case DefinitionStatement(parameters=()) | VerdictStatement():
            scope.defined[name.text] = statement
        case ClauseStatement() | DefinitionStatement():
            scope.functions[name.text] = statement


def _agree(one: InputStatement, other: Declaring, scope: Scope) -> bool:
    """Whether two parts of a policy declare the same text, fact or list; reported where they do not agree on it."""
    spaces = [scope.spaces.get(id(each), "") for each in (one, other)]
    if spaces[0] == spaces[1]:
        return False
    alike = type(one) is type(other) and _shape(one, scope) == _shape(other, scope)
    if not alike:
        findings, there = scope.home[id(one)], scope.home[id(other)]
        message = f"`{one.name.text}` is declared in two ways"
        hint = "what a caller gives is the same in all files: declare it alike, or give one another name"
        findings.error("NLT202", message, one.name.span, hint, [(other.name.span, "declared here", there.source)])
    elif not spaces[0]:  # what the policy itself says of it goes before
        for kind in (scope.texts, scope.facts, scope.lists):
            if one.name.text in kind:
                kind[one.name.text] = one  # type: ignore[assignment]  # of the same type as what was there
    return True


def _shape(statement: Declaring, scope: Scope) -> object:
    """What two declarations of the same thing must agree on."""
    match statement:
        case FactStatement():
            return clause_sort(statement, scope)
        case ListStatement(fields=fields, limit=limit):
            sorts = [None if one.sort is None else scope.sort_of(one.sort) for one in fields]
            return [(one.name.text, sort, one.key) for one, sort in zip(fields, sorts, strict=True)], limit
    return None


def _check_labels(sort: SortName, places: Mapping[str, tuple[Span, Source]], findings: PolicyFindings) -> None:
    for label in sort.names:
        if label.text in places:
            span, source = places[label.text]
            findings.error(
                "NLT205",
                f"the label `{label.text}` is also the name of something else",
                label.span,
                "a word means one thing in a policy: rename one of them",
                [(span, "declared here", source)],
            )


def _sort(written: SortName, scope: Scope, findings: PolicyFindings) -> Sort | None:
    if len(written.names) == 1:
        name = written.names[0]
        if name.text not in BASIC:
            findings.error(
                "NLT207",
                f"there is no sort `{name.text}`",
                name.span,
                findings.suggest(_OTHER_WORDS.get(name.text.lower(), name.text), lambda: BASIC)
                or "the sorts are Bool, Int, Real, Text, Date, and enumerations such as `low | medium | high`",
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


def clause_sort(statement: ClauseStatement | FactStatement, scope: Scope) -> Sort | None:
    """The sort of a clause or a fact: Bool unless another is written; None where that is no sort."""
    return BOOL if statement.sort is None else scope.sort_of(statement.sort)
