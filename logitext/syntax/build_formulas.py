"""From the rules of formulas to their nodes: one method a rule, as in `build`.

Nothing here recurses, whatever the depth of the input; what nests deeper than MAX_DEPTH becomes a `TooDeep` leaf, so
that everything after may recurse without fear.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from logitext.syntax import tree
from logitext.syntax.build_tokens import (
    ParsedChildren,
    day_of,
    dotted,
    name_of,
    number_of,
    over,
    string_of,
    token_span,
)
from logitext.syntax.source import Span
from logitext.syntax.tree import Op

MAX_DEPTH = 100
"""The deepest nesting of a formula. Nobody reads deeper; definitions name the parts."""


class _Range(NamedTuple):
    """What a formula ranges over: units of a text, or the elements of a list."""

    unit: tree.Name | None
    text: tree.Name
    span: Span


def _bounded(span: Span, operands: tuple[tree.Formula, ...], make: Callable[[int], tree.Formula]) -> tree.Formula:
    depth = 1 + max((getattr(operand, "depth", 0) for operand in operands), default=0)
    return tree.TooDeep(span) if depth > MAX_DEPTH else make(depth)


def _operation(op: Op, children: ParsedChildren, operands: tuple[tree.Formula, ...]) -> tree.Formula:
    span = over(children)
    return _bounded(span, operands, lambda depth: tree.Operation(op, operands, span, depth))


def _run(op: Op) -> Callable[[FormulaBuilder, ParsedChildren], tree.Formula]:
    def build(_self: FormulaBuilder, children: ParsedChildren) -> tree.Formula:
        return _operation(op, children, tuple(children[::2]))

    return build


def _arithmetic(_self: FormulaBuilder, children: ParsedChildren) -> tree.Formula:
    span, operands = over(children), tuple(children[::2])
    operators = tuple(map(str, children[1::2]))
    return _bounded(span, operands, lambda depth: tree.Arithmetic(operands, operators, span, depth))


def _aggregate(kind: str, number: tree.Number | None, children: ParsedChildren, own: ParsedChildren) -> tree.Formula:
    """An aggregate; `own` is from its variable to its last formula: `s in sentences(post): f where g if none h`."""
    span, variable, unit, text, body = over(children), name_of(own[0]), own[2].unit, own[2].text, own[4]
    more = {str(word.type): formula for word, formula in zip(own[5::2], own[6::2], strict=True)}
    condition, empty = more.get("WHERE"), more.get("IF_NONE")
    parts = tuple(part for part in (body, condition, empty) if part is not None)
    return _bounded(
        span,
        parts,
        lambda depth: tree.Aggregate(kind, variable, unit, text, body, condition, empty, number, span, depth),
    )


class FormulaBuilder:
    """The methods of the rules of formulas."""

    def name(self, children: ParsedChildren) -> tree.Name:
        return name_of(children[0])

    def number(self, children: ParsedChildren) -> tree.Number:
        return number_of(children[0])

    def date(self, children: ParsedChildren) -> tree.Date:
        return tree.Date(day_of(children[0]), token_span(children[0]))

    def string(self, children: ParsedChildren) -> tree.String:
        return string_of(children[0])

    def truth(self, children: ParsedChildren) -> tree.Truth:
        return tree.Truth(children[0] == "true", token_span(children[0]))

    equivalence = _run(Op.IFF)
    implication = _run(Op.IMPLIES)
    exception = _run(Op.UNLESS)
    exclusive = _run(Op.XOR)
    disjunction = _run(Op.OR)
    conjunction = _run(Op.AND)
    sum = _arithmetic
    product = _arithmetic

    def negation(self, children: ParsedChildren) -> tree.Formula:
        return _operation(Op.NOT, children, (children[1],))

    def negative(self, children: ParsedChildren) -> tree.Formula:
        return _operation(Op.NEGATIVE, children, (children[1],))

    def conditional(self, children: ParsedChildren) -> tree.Formula:
        return _operation(Op.IF, children, tuple(children[1::2]))

    def comparison(self, children: ParsedChildren) -> tree.Formula:
        span, operands = over(children), tuple(children[::2])
        relations = tuple(map(str, children[1::2]))
        return _bounded(span, operands, lambda depth: tree.Comparison(operands, relations, span, depth))

    def group(self, children: ParsedChildren) -> tree.Formula:
        span = over(children)
        return _bounded(span, (children[1],), lambda depth: tree.Group(children[1], span, depth))

    def count(self, children: ParsedChildren) -> tree.Formula:
        span, operands = over(children), tuple(children[4::2])
        op = Op[children[0].type]
        return _bounded(span, operands, lambda depth: tree.Count(op, number_of(children[1]), operands, span, depth))

    def call(self, children: ParsedChildren) -> tree.Formula:
        span, arguments = over(children), tuple(children[2:-1:2])
        return _bounded(span, arguments, lambda depth: tree.Call(dotted(children[0]), arguments, span, depth))

    def closure(self, children: ParsedChildren) -> tree.Formula:
        of: tree.Formula = children[0]
        span, arguments = over(children), tuple(children[2:-1:2])
        if not isinstance(of, tree.Call):  # it nests too deep, and says so
            return of
        return _bounded(span, (of, *arguments), lambda depth: tree.Closure(of, arguments, span, depth))

    def duration(self, children: ParsedChildren) -> tree.Duration:
        return tree.Duration(number_of(children[0]), str(children[1]).removesuffix("s"), over(children))

    def membership(self, children: ParsedChildren) -> tree.Formula:
        span, members = over(children), tuple(children[3:-1:2])
        operand = children[0]
        return _bounded(span, (operand, *members), lambda depth: tree.Membership(operand, members, span, depth))

    def part_of_text(self, children: ParsedChildren) -> tree.Formula:
        span, arguments = over(children), (children[0], children[2])
        function = tree.Name("_".join(children[1].split()), token_span(children[1]))
        return _bounded(span, arguments, lambda depth: tree.Call(function, arguments, span, depth))

    def range(self, children: ParsedChildren) -> tree.Formula:
        span, (operand, low, high) = over(children), children[::2]
        return _bounded(span, (operand, low, high), lambda depth: tree.Between(operand, low, high, span, depth))

    def order(self, children: ParsedChildren) -> tree.Formula:
        return tree.Order(name_of(children[0]), name_of(children[2]), children[1].type == "BEFORE", over(children))

    def quantified(self, children: ParsedChildren) -> tree.Formula:
        span, body = over(children), children[5]
        variable, unit, text = name_of(children[1]), children[3].unit, children[3].text
        universal = children[0].type == "FORALL"
        return _bounded(
            span, (body,), lambda depth: tree.Quantified(universal, variable, unit, text, body, span, depth)
        )

    def range_of(self, children: ParsedChildren) -> _Range:
        if len(children) == 1:
            return _Range(None, dotted(children[0]), over(children))
        return _Range(name_of(children[0]), name_of(children[2]), over(children))

    def aggregate(self, children: ParsedChildren) -> tree.Formula:
        return _aggregate(str(children[0]), None, children, children[1:])

    def tally(self, children: ParsedChildren) -> tree.Formula:
        word = " ".join(children[0].split())
        return _aggregate(word, number_of(children[1]), children, children[4:-1])

    def field(self, children: ParsedChildren) -> tree.Field | tree.Name:
        names = tuple(map(name_of, children[::2]))
        if len(names) == 2:
            return tree.Field(*names, over(children))
        return tree.Name(".".join([one.text for one in names]), over(children))

    def element(self, children: ParsedChildren) -> tree.Element:
        key = number_of(children[2]) if children[2].type == "NUMBER" else string_of(children[2])
        return tree.Element(name_of(children[0]), key, over(children))
