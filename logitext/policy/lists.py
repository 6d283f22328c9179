"""From lists as declared to checked lists, and from their elements as given to texts and facts under names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from logitext.policy.clauses import description_of
from logitext.policy.findings import PolicyFindings, did_you_mean
from logitext.policy.model import CheckedPolicy, Elements, ListVariable, Units
from logitext.policy.scope import Scope
from logitext.policy.sites import FIELDS
from logitext.policy.sorts import Sort, Value
from logitext.policy.units import MOST_ELEMENTS, unit_name
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
    return ListVariable(statement.name.text, fields, int(limit), description_of(statement), place)


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
    for number, row in enumerate(rows, 1):
        name = unit_name(units, number)
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
    return Elements(len(rows), texts, facts), problems


def element_names(policy: CheckedPolicy, counts: Mapping[str, int]) -> Iterator[str]:
    """What the elements of the lists are called that have a text, where there are so many."""
    for name, declared in policy.lists.items():
        if declared.texts:
            yield from (unit_name(Units("", name), number) for number in range(1, counts.get(name, 0) + 1))


def _joined(pieces: Mapping[str, str]) -> str:
    """The text of an element: that of its only field, or each below the name of its field."""
    if len(pieces) == 1:
        return next(iter(pieces.values()))
    return "\n\n".join(f"{field}:\n{piece}" for field, piece in pieces.items())
