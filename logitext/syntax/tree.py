"""The syntax tree of a policy: what was written, nothing inferred.

Frozen; a node compares by its content, not by its span. Spans are offsets into the document's source. The grammar's
rules map to the nodes one to one (`syntax.build`).
"""

from __future__ import annotations

import enum
import sys
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from logitext.syntax.source import Source, Span


def _span() -> Span:
    return field(compare=False, repr=False)  # type: ignore[no-any-return]


def _depth() -> int:
    """How many formulas nest below this one; the tree's builder keeps it below a limit."""
    return field(default=1, compare=False, repr=False)


# --- leaves ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Name:
    """A name where it is declared or used."""

    text: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Number:
    """A number, exact."""

    value: int | Fraction
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Date:
    """A date `2026-11-25`; `value` is None where there is no such day."""

    value: date | None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class String:
    """A quoted string; white space that holds a line end is folded into one space, escapes are resolved."""

    text: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Truth:
    """`true` or `false`."""

    value: bool
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Regex:
    r"""A pattern `/…/flags`: `text` is the pattern, with `\/` resolved."""

    text: str
    flags: str
    span: Span = _span()


# --- formulas ----------------------------------------------------------------------------------------------------


class Op(enum.Enum):
    """The operators of formulas; the value is the spelling, as a message shows it."""

    NOT = "not"
    AND = "and"
    OR = "or"
    XOR = "xor"
    UNLESS = "unless"
    IMPLIES = "implies"
    IFF = "iff"
    IF = "if"
    NEGATIVE = "-"
    AT_LEAST = "at least"
    AT_MOST = "at most"
    EXACTLY = "exactly"


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator and its operands.

    Runs of `and`, `or`, `xor`, `iff` and `unless` are one node with many operands, from left to right; `implies` has
    two; `if` has condition, then, else.
    """

    op: Op
    operands: tuple[Formula, ...]
    span: Span = _span()
    depth: int = _depth()


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """A sum `a + b - c` or a product `a * b / c`, read from the left: one operator fewer than operands."""

    operands: tuple[Formula, ...]
    operators: tuple[str, ...]
    span: Span = _span()
    depth: int = _depth()


@dataclass(frozen=True, slots=True)
class Comparison:
    """A chain `a < b <= c`: one relation fewer than operands. Relations: == != < <= > >=."""

    operands: tuple[Formula, ...]
    relations: tuple[str, ...]
    span: Span = _span()
    depth: int = _depth()


@dataclass(frozen=True, slots=True)
class Count:
    """`at least`, `at most` or `exactly` `number` of the operands."""

    op: Op
    number: Number
    operands: tuple[Formula, ...]
    span: Span = _span()
    depth: int = _depth()


@dataclass(frozen=True, slots=True)
class Group:
    """Parentheses, kept because the author chose them."""

    inner: Formula
    span: Span = _span()
    depth: int = _depth()


@dataclass(frozen=True, slots=True)
class Call:
    """`name(argument, …)`: the z3py spellings."""

    function: Name
    arguments: tuple[Formula, ...]
    span: Span = _span()
    depth: int = _depth()


@dataclass(frozen=True, slots=True)
class Duration:
    """`2 years`: what is added to a date, or taken from it. `unit` is `year`, `month`, `week` or `day`."""

    number: Number
    unit: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Membership:
    """`operand in (members)`: it is one of them."""

    operand: Formula
    members: tuple[Formula, ...]
    span: Span = _span()
    depth: int = _depth()


@dataclass(frozen=True, slots=True)
class Between:
    """`operand between low and high`, both of which belong to it."""

    operand: Formula
    low: Formula
    high: Formula
    span: Span = _span()
    depth: int = _depth()


@dataclass(frozen=True, slots=True)
class Order:
    """`left before right`, or `left after right`: which of two units stands first."""

    left: Name
    right: Name
    before: bool
    span: Span = _span()
    depth: int = _depth()

    @property
    def first(self) -> Name:
        """The one that stands first."""
        return self.left if self.before else self.right

    @property
    def last(self) -> Name:
        """The one that stands last."""
        return self.right if self.before else self.left


@dataclass(frozen=True, slots=True)
class Quantified:
    """`forall variable in unit(text): body`, or `forsome …`: of all, or of some, of the units of a text.

    Of the elements of a list, `text` is its name, and `unit` None.
    """

    universal: bool
    variable: Name
    unit: Name | None
    text: Name
    body: Formula
    span: Span = _span()
    depth: int = _depth()


AGGREGATES = ("count", "sum", "min", "max", "average")
"""The words that an aggregate begins with."""


@dataclass(frozen=True, slots=True)
class Aggregate:
    """What the units of a text come to together: `sum variable in unit(text): body where condition if none empty`.

    `kind` is `count`, `sum`, `min`, `max` or `average`; or `at least`, `at most` or `exactly`, with a `number`. Of the
    units only those are taken of which `condition` holds; `empty` is what it is without any. Of the elements of a list
    `unit` is None.
    """

    kind: str
    variable: Name
    unit: Name | None
    text: Name
    body: Formula
    condition: Formula | None = None
    empty: Formula | None = None
    number: Number | None = None
    span: Span = field(default=Span(0, 0), compare=False, repr=False)
    depth: int = _depth()


@dataclass(frozen=True, slots=True)
class Field:
    """`variable.name`: what is known of a unit."""

    variable: Name
    name: Name
    span: Span = _span()
    depth: int = _depth()


@dataclass(frozen=True, slots=True)
class TooDeep:
    """Stands for a formula that nests deeper than `build.MAX_DEPTH`, and so does what holds it."""

    span: Span = _span()
    depth: int = field(default=sys.maxsize, compare=False, repr=False)


Formula: TypeAlias = (
    Name
    | Number
    | Date
    | String
    | Truth
    | Operation
    | Arithmetic
    | Comparison
    | Count
    | Group
    | Call
    | Duration
    | Membership
    | Between
    | Order
    | Quantified
    | Aggregate
    | Field
    | TooDeep
)


# --- statements --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SortName:
    """A sort as written: one name (`Int`), or the labels of an enumeration."""

    names: tuple[Name, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a clause, `[[…]]`: `text` with white space folded."""

    text: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Binding:
    """`"phrase" is name`."""

    phrase: String
    name: Name
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Chance:
    """`value: chance`, of a prior: how likely a label or a number is."""

    value: Name | Number
    chance: Number
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Reading:
    """`/pattern/ as form`, of `read`: the value that a clause has where the pattern fits.

    `form` is that value, or the form in which a date or a number is written; without one the value is what is written.
    """

    pattern: Regex
    form: Name | Number | String | None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a clause: `keyword` is ask, yes, no, match, reject, read, prior, cost, sure or fold.

    The value is a tuple where a prior says how likely each of several values is, and for `sure`; `fold` has none.
    """

    keyword: str
    value: String | Regex | Number | Reading | tuple[Chance, ...] | tuple[Number, ...] | None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class TextStatement:
    """`text name: "description"`, or `main text …`."""

    name: Name
    description: String | None
    span: Span = _span()
    main: bool = False


@dataclass(frozen=True, slots=True)
class FactStatement:
    """`fact name: sort "description" options`."""

    name: Name
    sort: SortName | None
    description: String | None
    options: tuple[Option, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class ElementField:
    """`name: sort`, of the elements of a list; `sort` is None for a text that is judged."""

    name: Name
    sort: SortName | None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class ListStatement:
    """`list name of {fields} at most limit "description"`."""

    name: Name
    fields: tuple[ElementField, ...]
    limit: Number | None
    description: String | None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class TableRow:
    """`(value, …)`: a row of a table, with a value for each field."""

    values: tuple[Formula, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class TableStatement:
    """`table name of {fields} "description" = (row), …`; or `= "path"`, of a CSV file that has the rows."""

    name: Name
    fields: tuple[ElementField, ...]
    description: String | None
    rows: tuple[TableRow, ...]
    span: Span = _span()
    path: String | None = None


@dataclass(frozen=True, slots=True)
class ClauseStatement:
    """`let name(parameters): sort = [[wording]] where … options`."""

    name: Name
    sort: SortName | None
    wording: Wording
    bindings: tuple[Binding, ...]
    options: tuple[Option, ...]
    span: Span = _span()
    parameters: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True)
class DefinitionStatement:
    """`let name(parameters): sort = formula`."""

    name: Name
    sort: SortName | None
    formula: Formula
    span: Span = _span()
    parameters: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True)
class AssumeStatement:
    """`assume name: formula`."""

    name: Name | None
    formula: Formula
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class VerdictStatement:
    """`verdict name: sort = formula`, or `violation …`."""

    name: Name
    sort: SortName | None
    formula: Formula
    violation: bool
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class UseStatement:
    """`use "path"`."""

    path: String
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class SharingStatement:
    """`with "phrase" is name, …`: bindings that the clauses of a section share; a name alone is what they are about."""

    shared: tuple[Binding | Name, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class FoldStatement:
    """`patterns fold`: every pattern of the file is folded."""

    span: Span = _span()


@dataclass(frozen=True, slots=True)
class CheckQuery:
    """`check formula`; without one, `check()`, all verdicts are meant."""

    formula: Formula | None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """`forsome text, …: formula`, a text to be found; or `forall text, …: formula`, a formula to be refuted."""

    universal: bool
    texts: tuple[Name, ...]
    formula: Formula
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Criterion:
    """What a covering set is to cover: `mcdc`, `each-clause`."""

    text: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class CoverQuery:
    """`cover formula by criterion`."""

    formula: Formula
    criterion: Criterion
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class GivenText:
    """`name = "content"`: a text that a test gives."""

    name: Name
    content: String
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Cell:
    """`name: value`, a field of an element that a test gives."""

    name: Name
    value: Formula
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Row:
    """`{name: value, …}`: an element that a test gives."""

    cells: tuple[Cell, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class GivenList:
    """`name = (row, …)`: a list that a test gives."""

    name: Name
    rows: tuple[Row, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Undetermined:
    """`name is undetermined`: a verdict that a test expects to stay open."""

    name: Name
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class TestStatement:
    """`test "title": given … expect …`."""

    title: String
    given: tuple[Formula | GivenText | GivenList, ...]
    expected: tuple[Formula | Undetermined, ...]
    span: Span = _span()


Query: TypeAlias = CheckQuery | SearchQuery | CoverQuery

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
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Annotation:
    """`{{ statements }}`."""

    statements: tuple[Statement, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Document:
    """A whole file. `broken` names what broken statements would have declared, so that their uses are no errors.

    `tables` are the files with the rows of its tables, as far as they could be read.
    """

    source: Source = field(compare=False, repr=False)
    parts: tuple[Prose | Annotation, ...]
    broken: frozenset[str] = field(default=frozenset(), compare=False)
    tables: tuple[Source, ...] = field(default=(), compare=False, repr=False)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements of all annotations, in order."""
        return tuple(s for part in self.parts if isinstance(part, Annotation) for s in part.statements)
