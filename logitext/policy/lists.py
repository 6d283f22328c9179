"""From lists as declared to checked lists, and from their elements as given to texts and facts under names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from logitext.policy.clauses import description_of
from logitext.policy.findings import PolicyFindings, did_you_mean
from logitext.policy.model import CheckedPolicy, Elements, Key, ListVariable, Units
from logitext.policy.scope import Scope
from logitext.policy.sites import FIELDS
from logitext.policy.sorts import INT, TEXT, Sort, Value
from logitext.policy.units import KEY, MOST_ELEMENTS, UnitCount, how_many, unit_name, written_key
from logitext.syntax.tree import ListStatement, TableStatement

T = TypeVar("T")


def check_fields(
    statement: ListStatement | TableStatement, scope: Scope, findings: PolicyFindings
) -> dict[str, Sort | None]:
    """The sorts of the fields of a list or a table; what is wrong with their names is reported."""
    fields: dict[str, Sort | None] = {}
    for field in statement.fields:
        name = field.name.text
        if name in fields:
            findings.error("NLT202", f"the field `{name}` stands twice", field.name.span, "rename one of them")
        elif name in FIELDS:
            hint = "give the field another name: every element has this already"
            findings.error("NLT202", f"`{name}` is also the name of something else", field.name.span, hint)
        fields[name] = None if field.sort is None else scope.sort_of(field.sort)
        if field.key and isinstance(statement, TableStatement):
            findings.error("NLT320", "the rows of a table have no key", field.span, "drop `key`: nobody gives them")
    return fields


def check_list(statement: ListStatement, scope: Scope, findings: PolicyFindings) -> ListVariable:
    """The checked list; what is wrong with it is reported."""
    fields = check_fields(statement, scope, findings)
    limit = MOST_ELEMENTS if statement.limit is None else statement.limit.value
    if statement.limit is not None and (not isinstance(limit, int) or limit < 1):
        message, hint = "a list has at most a whole number of elements, 1 or more", "write `at most 500`"
        findings.error("NLT317", message, statement.limit.span, hint)
        limit = MOST_ELEMENTS
    place = findings.place(statement.name.span)
    key = _key_field(statement, scope, findings)
    return ListVariable(statement.name.text, fields, int(limit), description_of(statement), place, key)


def _key_field(statement: ListStatement, scope: Scope, findings: PolicyFindings) -> str | None:
    """The field by which elements are called; what is wrong with it is reported."""
    marked = [field for field in statement.fields if field.key and field.sort is not None]
    for other in marked[1:]:
        findings.error("NLT320", "an element has one key", other.span, "drop one `key`", [(marked[0].span, "first")])
    if not marked:
        return None
    first = marked[0]
    assert first.sort is not None
    sort = scope.sort_of(first.sort)
    if sort not in (INT, TEXT, None):
        message = f"a key is a Text or an Int, and `{first.name.text}` is {sort}"
        findings.error("NLT320", message, first.span, "mark the field that holds the number or the id of an element")
    return first.name.text


@dataclass(frozen=True, slots=True)
class ElementProblem(Generic[T]):
    """What is wrong with elements: `place` is the one concerned, as it was given; None where it is all of them."""

    message: str
    place: T | None
    hint: str | None = None


def too_long(declared: ListVariable, count: int) -> ElementProblem[Any]:
    """That a list has more elements than it may."""
    hint = f"say so in the policy: `list {declared.name} of {{…}} at most {count}`"
    return ElementProblem(f"it has {count} elements, and at most {declared.limit} are allowed", None, hint)


def elements(
    declared: ListVariable,
    rows: Sequence[Mapping[str, T]],
    value: Callable[[T, Sort], Value | None],
    text: Callable[[T], str],
) -> tuple[Elements, Sequence[ElementProblem[T]]]:
    """The elements of a list, and all that is wrong with them.

    A row has a cell for each field. `value` reads one that is a fact (None: not known), `text` one that is judged; both
    raise ValueError with a message for people.
    """
    problems: list[ElementProblem[T]] = []
    if len(rows) > declared.limit:
        return Elements(0, {}, {}), [*problems, too_long(declared, len(rows))]
    texts: dict[str, str] = {}
    facts: dict[str, Value] = {}
    units = Units("", declared.name)
    keys, wrong = _keys(declared, rows, value)
    if wrong:
        return Elements(0, {}, {}), wrong
    for number, row in enumerate(rows, 1):
        name = unit_name(units, number, 0 if keys is None else keys)
        for surplus in [field for field in row if field not in declared.fields]:
            hint = did_you_mean(surplus, declared.fields) or f"its fields are {', '.join(declared.fields)}"
            problems.append(
                ElementProblem(f"`{name}` has a field `{surplus[:60]}` that is not declared", row[surplus], hint)
            )
        pieces: dict[str, str] = {}
        for field, sort in declared.fields.items():
            if field not in row:
                problems.append(ElementProblem(f"`{name}` lacks the field `{field}`", next(iter(row.values()), None)))
                continue
            try:
                if sort is None:
                    pieces[field] = text(row[field])
                elif (known := value(row[field], sort)) is not None:
                    facts[f"{name}.{field}"] = known
            except ValueError as error:
                problems.append(ElementProblem(f"the field `{field}` of `{name}`: {error}", row[field]))
        if pieces:
            texts[name] = _joined(pieces)
        if len(pieces) > 1:
            texts |= {f"{name}.{field}": piece for field, piece in pieces.items()}
    return Elements(len(rows), texts, facts, keys), problems


def _keys(
    declared: ListVariable, rows: Sequence[Mapping[str, T]], value: Callable[[T, Sort], Value | None]
) -> tuple[tuple[Key, ...] | None, list[ElementProblem[T]]]:
    """The keys of the elements, None where they have none, and all that is wrong with them."""
    field = declared.key
    if field is None:
        return None, []
    sort = declared.fields[field]
    first: dict[Key, int] = {}
    problems: list[ElementProblem[T]] = []
    for number, row in enumerate(rows, 1):
        here = f"element {number}"
        if field not in row or sort is None:
            problems.append(ElementProblem(f"{here} lacks its key `{field}`", next(iter(row.values()), None)))
            continue
        try:
            key = value(row[field], sort)
            if not isinstance(key, str | int):
                raise ValueError("a key is always given")
            if not KEY.fullmatch(str(key)) or not str(key).isprintable():
                raise ValueError("a key is 1 to 100 characters, without white space, quotation marks and backslashes")
        except ValueError as error:
            problems.append(ElementProblem(f"the key `{field}` of {here}: {error}", row[field]))
            continue
        if key in first:
            message = f"the elements {first[key]} and {number} have the same key `{field}`, {written_key(key)}"
            problems.append(ElementProblem(message, row[field], "give each element a key of its own"))
        first.setdefault(key, number)
    return tuple(first), problems


def element_names(policy: CheckedPolicy, counts: Mapping[str, UnitCount]) -> Iterator[str]:
    """What the elements of the lists are called that have a text, where there are so many, or these."""
    for name, declared in policy.lists.items():
        if declared.texts:
            counted = counts.get(name, 0)
            yield from (unit_name(Units("", name), number, counted) for number in range(1, how_many(counted) + 1))


def _joined(pieces: Mapping[str, str]) -> str:
    """The text of an element: that of its only field, or each below the name of its field."""
    if len(pieces) == 1:
        return next(iter(pieces.values()))
    return "\n\n".join(f"{field}:\n{piece}" for field, piece in pieces.items())
