"""The syntax tree of a policy: what was written, nothing inferred.

Frozen; a node compares by its content, not by its span. Spans are offsets into the document's source. The grammar's
rules map to the nodes one to one (`syntax.build`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from logitext.syntax.formula import (
    AGGREGATES,
    Aggregate,
    Arithmetic,
    Between,
    Call,
    Closure,
    Comparison,
    Count,
    Date,
    Duration,
    Element,
    Field,
    Formula,
    Group,
    Membership,
    Name,
    Number,
    Op,
    Operation,
    Order,
    Quantified,
    Regex,
    String,
    TooDeep,
    Truth,
    place,
)
from logitext.syntax.source import Source, Span
from logitext.syntax.tree_of_parts import Binding, Chance, Option, Reading, SortName, Wording, WrittenManner
from logitext.syntax.tree_of_tests import (
    Cell,
    CheckQuery,
    CoverQuery,
    Criterion,
    GivenList,
    GivenText,
    Query,
    Row,
    SearchQuery,
    TestStatement,
    Undetermined,
)

__all__ = [
    "AGGREGATES",
    "Aggregate",
    "Annotation",
    "Arithmetic",
    "AssumeStatement",
    "Between",
    "Binding",
    "Call",
    "Case",
    "Cell",
    "Chance",
    "CheckQuery",
    "ChoiceStatement",
    "ClauseStatement",
    "Closure",
    "Comparison",
    "Count",
    "CoverQuery",
    "Criterion",
    "Date",
    "DefinitionStatement",
    "Document",
    "Duration",
    "Element",
    "ElementField",
    "EndStatement",
    "FactStatement",
    "Field",
    "FoldStatement",
    "Formula",
    "GivenList",
    "GivenText",
    "Group",
    "ListStatement",
    "Membership",
    "Name",
    "Number",
    "Op",
    "Operation",
    "Option",
    "Order",
    "Prose",
    "Quantified",
    "Query",
    "Reading",
    "Regex",
    "Row",
    "SearchQuery",
    "SectionStatement",
    "SharingStatement",
    "SortName",
    "Statement",
    "String",
    "TableRow",
    "TableStatement",
    "TestStatement",
    "TextStatement",
    "TooDeep",
    "Truth",
    "Undetermined",
    "UseStatement",
    "VerdictStatement",
    "Wording",
    "WrittenManner",
]

# --- statements --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TextStatement:
    """`text name: "description"`, or `main text …`."""

    name: Name
    description: String | None
    span: Span = place()
    main: bool = False


@dataclass(frozen=True, slots=True)
class FactStatement:
    """`fact name: sort "description" options`."""

    name: Name
    sort: SortName | None
    description: String | None
    options: tuple[Option, ...]
    span: Span = place()


@dataclass(frozen=True, slots=True)
class ElementField:
    """`name: sort`, of the elements of a list; `sort` is None for a text that is judged. `key`: `name: sort key`."""

    name: Name
    sort: SortName | None
    span: Span = place()
    key: bool = False


@dataclass(frozen=True, slots=True)
class ListStatement:
    """`list name of {fields} at most limit "description"`."""

    name: Name
    fields: tuple[ElementField, ...]
    limit: Number | None
    description: String | None
    span: Span = place()


@dataclass(frozen=True, slots=True)
class TableRow:
    """`(value, …)`: a row of a table, with a value for each field."""

    values: tuple[Formula, ...]
    span: Span = place()


@dataclass(frozen=True, slots=True)
class TableStatement:
    """`table name of {fields} "description" = (row), …`; or `= "path"`, of a CSV file that has the rows."""

    name: Name
    fields: tuple[ElementField, ...]
    description: String | None
    rows: tuple[TableRow, ...]
    span: Span = place()
    path: String | None = None


@dataclass(frozen=True, slots=True)
class ClauseStatement:
    """`let name(parameters): sort = [[wording]] where … options`.

    `sorts` are those of the parameters, None for one that is a text; empty where all are.
    """

    name: Name
    sort: SortName | None
    wording: Wording
    bindings: tuple[Binding, ...]
    options: tuple[Option, ...]
    span: Span = place()
    parameters: tuple[Name, ...] = ()
    sorts: tuple[SortName | None, ...] = ()


@dataclass(frozen=True, slots=True)
class DefinitionStatement:
    """`let name(parameters): sort = formula`; `sorts` are those of the parameters, as in a clause."""

    name: Name
    sort: SortName | None
    formula: Formula
    span: Span = place()
    parameters: tuple[Name, ...] = ()
    sorts: tuple[SortName | None, ...] = ()


@dataclass(frozen=True, slots=True)
class AssumeStatement:
    """`assume name: formula`."""

    name: Name | None
    formula: Formula
    span: Span = place()


@dataclass(frozen=True, slots=True)
class VerdictStatement:
    """`verdict name: sort = formula`, or `violation …`."""

    name: Name
    sort: SortName | None
    formula: Formula
    violation: bool
    span: Span = place()


@dataclass(frozen=True, slots=True)
class UseStatement:
    """`use "path"`, or `use "path" as name`."""

    path: String
    span: Span = place()
    name: Name | None = None


@dataclass(frozen=True, slots=True)
class ChoiceStatement:
    """`when condition use version else … use last as name`: which of several versions is in force.

    `cases` are the conditions with their versions, the first that holds goes before; `last` is what else counts.
    """

    name: Name
    cases: tuple[Case, ...]
    last: Name
    span: Span = place()


@dataclass(frozen=True, slots=True)
class Case:
    """`when condition use version`."""

    condition: Formula
    version: Name
    span: Span = place()


@dataclass(frozen=True, slots=True)
class SectionStatement:
    """`section name`: what stands up to its end has names of its own."""

    name: Name
    span: Span = place()


@dataclass(frozen=True, slots=True)
class EndStatement:
    """`end`, or `end name`: the end of a section."""

    of: Name | None
    span: Span = place()


@dataclass(frozen=True, slots=True)
class SharingStatement:
    """`with "phrase" is name, …`: bindings that the clauses of a section share; a name alone is what they are about."""

    shared: tuple[Binding | Name, ...]
    span: Span = place()


@dataclass(frozen=True, slots=True)
class FoldStatement:
    """`patterns fold`: every pattern of the file is folded."""

    span: Span = place()


Statement: TypeAlias = (
    TextStatement
    | FactStatement
    | ListStatement
    | TableStatement
    | ClauseStatement
    | DefinitionStatement
    | AssumeStatement
    | VerdictStatement
    | UseStatement
    | ChoiceStatement
    | SectionStatement
    | EndStatement
    | SharingStatement
    | FoldStatement
    | Query
    | TestStatement
)

# --- the document ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Prose:
    """Text outside annotations, as it stands."""

    text: str
    span: Span = place()


@dataclass(frozen=True, slots=True)
class Annotation:
    """`{{ statements }}`."""

    statements: tuple[Statement, ...]
    span: Span = place()


@dataclass(frozen=True, slots=True)
class Document:
    """A whole file. `broken` names what broken statements would have declared, so that their uses are no errors.

    `tables` are the files with the rows of its tables, as far as they could be read. `namespace` is what its names
    begin with, where it is used under a name, and `spaces` has that for each statement, sections counted in; both are
    empty where no name begins so.
    """

    source: Source = field(compare=False, repr=False)
    parts: tuple[Prose | Annotation, ...]
    broken: frozenset[str] = field(default=frozenset(), compare=False)
    tables: tuple[Source, ...] = field(default=(), compare=False, repr=False)
    namespace: str = field(default="", compare=False)
    spaces: tuple[str, ...] = field(default=(), compare=False, repr=False)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements of all annotations, in order."""
        return tuple(s for part in self.parts if isinstance(part, Annotation) for s in part.statements)
