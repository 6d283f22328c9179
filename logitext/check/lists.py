"""Lists that a caller gives, as elements of what the policy declares."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from logitext.policy.lists import ElementProblem, elements, too_long
from logitext.policy.model import Elements, ListVariable
from logitext.policy.sorts import Sort, Value, coerce, show
from logitext.syntax.diagnostics import Diagnostic
from logitext.theory.files.elements import WrongElementError, element, quote_of
from logitext.theory.files.nodes import List, Map, Node
from logitext.theory.files.problems import Problems
from logitext.unicode.names import normal

_SHAPE = "a list is written `[{field: value, …}, …]`, an object for each element"


def of_python(
    declared: ListVariable, given: Any, value: Callable[[Any, Sort], Value | None] | None = None
) -> tuple[Elements, Sequence[Diagnostic]]:
    """The elements of Python values, and all that is wrong with them; `value` reads a fact (as it is: `coerce`).

    With `value` they come from a file, and what is wrong is said in its words, not in those of Python.
    """

    def fact(cell: Any, sort: Sort) -> Value | None:
        return None if cell is None else coerce(cell, sort) if value is None else value(cell, sort)

    rows, wrong = _rows(declared, given, plain=value is not None)
    if wrong is not None:
        return Elements(0, {}, {}), [wrong]
    found, problems = elements(declared, rows, fact, _text)
    return found, [_told(declared, one) for one in problems]


def of_node(declared: ListVariable, node: Node, problems: Problems) -> Elements:
    """The elements that stand in a file; what is wrong is reported at its place."""
    rows: list[Mapping[str, Node]] = []
    if not isinstance(node, List):
        problems.error("NLT632", f"the list `{declared.name}` is no list here", node.span, _SHAPE)
        return Elements(0, {}, {})
    for one in node.items:
        if isinstance(one, Map):
            rows.append({normal(key.text): value for key, value in one.pairs})
        else:
            message = f"an element of the list `{declared.name}` is no object"
            problems.error("NLT632", message, one.span or node.span, _SHAPE)
    found, wrong = elements(declared, rows, element, _text_of)
    for problem in wrong:
        place = node.span if problem.place is None else problem.place.span or node.span
        problems.error("NLT632", f"the list `{declared.name}`: {problem.message}", place, problem.hint)
    return found


def kind_of(value: object) -> str:
    """What a value of a file is, in plain words."""
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "a text"
        case list() | tuple():
            return "a list"
        case dict():
            return "an object"
    return f"of type {type(value).__name__}"


def _rows(declared: ListVariable, given: Any, *, plain: bool) -> tuple[Sequence[Mapping[str, Any]], Diagnostic | None]:
    if isinstance(given, str | bytes | Mapping) or not isinstance(given, Sequence):
        said = f"is a sequence of mappings, not {type(given).__name__}"
        if plain:
            said = f"must be a list of objects, and is {kind_of(given)}"
        message = f"the list `{declared.name}` {said}"
        return (), Diagnostic("NLT632", message, hint=_in_python(declared))
    if len(given) > declared.limit:  # before any of it is looked at
        return (), _told(declared, too_long(declared, len(given)))
    rows = []
    for number, row in enumerate(given, 1):
        if not isinstance(row, Mapping):
            kind = type(row).__name__
            said = f"must be an object, and is {kind_of(row)}" if plain else f"is a mapping, not {kind}"
            message = f"the element {number} of the list `{declared.name}` {said}"
            return (), Diagnostic("NLT632", message, hint=_in_python(declared))
        rows.append({normal(name) if isinstance(name, str) else str(name): cell for name, cell in row.items()})
    return rows, None


def _in_python(declared: ListVariable) -> str:
    fields = ", ".join(f'"{field}": …' for field in declared.fields)
    return f"write `[{{{fields}}}, …]`"


def _told(declared: ListVariable, problem: ElementProblem[Any]) -> Diagnostic:
    return Diagnostic("NLT632", f"the list `{declared.name}`: {problem.message}", hint=problem.hint)


def _text(cell: Any) -> str:
    if isinstance(cell, str):
        return cell
    raise ValueError(f"expected a text, not {show(cell)}")


def _text_of(node: Node) -> str:
    try:
        found = quote_of(node)
    except WrongElementError as error:
        raise WrongElementError(str(error).replace("a text as the quotation", "a text"), error.span) from None
    if found is None:
        raise ValueError("expected a text, and nothing stands there")
    return found
