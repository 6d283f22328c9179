"""From the grammar's rules to the nodes of the tree: one method a rule, called as the parser reduces.

A method gets the children of its rule, tokens included, so that a span runs from the first to the last of them.
A token is a string, and nothing else is: so those of lark are known as well as those of the quick parser.
Nothing here recurses, whatever the depth of the input; what nests deeper than MAX_DEPTH becomes a `TooDeep` leaf, so
that everything after may recurse without fear.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple, TypeGuard

from logitext.syntax import tree
from logitext.syntax.scanner import Token
from logitext.syntax.source import Span
from logitext.syntax.tree import Op
from logitext.unicode.names import normal

MAX_DEPTH = 100
"""The deepest nesting of a formula. Nobody reads deeper; definitions name the parts."""

_FOLD = re.compile(r"[ \t]*(?:\r\n|\r|\n)\s*")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t"}

ParsedChildren = list[Any]


def _is_token(child: object) -> TypeGuard[Token]:
    return isinstance(child, str)


def _token_span(token: Token) -> Span:
    return Span(token.start_pos, token.end_pos)


def _span(child: Any) -> Span:
    if _is_token(child):
        return _token_span(child)
    span: Span = child.span
    return span


def _over(children: ParsedChildren) -> Span:
    return _span(children[0]).to(_span(children[-1]))


def _unescape(text: str) -> str:
    return _ESCAPE.sub(lambda m: _ESCAPES.get(m[1], m[1]), text)


def _name(token: Token) -> tree.Name:
    return tree.Name(normal(str(token)), _token_span(token))


def _dotted(child: Token | tree.Name | tree.Field) -> tree.Name:
    """A name that may be one of another file or of a section: `old.rude`."""
    if isinstance(child, tree.Field):
        return tree.Name(f"{child.variable.text}.{child.name.text}", child.span)
    return child if isinstance(child, tree.Name) else _name(child)


def _number(token: Token) -> tree.Number:
    digits = token.replace("_", "")
    return tree.Number(Fraction(digits) if "." in digits else int(digits), _token_span(token))


def _string(token: Token) -> tree.String:
    return tree.String(_unescape(_FOLD.sub(" ", token[1:-1])), _token_span(token))


def _wording(token: Token) -> tree.Wording:
    return tree.Wording(_unescape(" ".join(token[2:-2].split())), _token_span(token))


def _regex(token: Token) -> tree.Regex:
    body, _, flags = token[1:].rpartition("/")
    return tree.Regex(body.replace("\\/", "/"), flags, _token_span(token))


_VALUES: dict[str, Callable[[Token], tree.String | tree.Regex | tree.Number]] = {
    "STRING": _string,
    "REGEX": _regex,
    "NUMBER": _number,
}
_FORMS: dict[str, Callable[[Token], tree.Name | tree.Number | tree.String]] = {
    "NAME": _name,
    "NUMBER": _number,
    "STRING": _string,
}


def _day(token: Token) -> date | None:
    try:
        return date.fromisoformat(token)
    except ValueError:
        return None


class _Parameters(NamedTuple):
    """The names between the parentheses after a name that is declared."""

    names: tuple[tree.Name, ...] = ()
    sorts: tuple[tree.SortName | None, ...] = ()
    span: Span = Span(0, 0)


class _Parameter(NamedTuple):
    """A name between them, with its sort where it is a value."""

    name: tree.Name
    sort: tree.SortName | None
    span: Span


class _Range(NamedTuple):
    """What a formula ranges over: units of a text, or the elements of a list."""

    unit: tree.Name | None
    text: tree.Name
    span: Span


def _head(children: ParsedChildren) -> tuple[_Parameters, tree.SortName | None, int]:
    """The parameters and the sort after `let name`, and where what stands after the `=` is."""
    parameters = _Parameters()
    sort = None
    at = 2
    if isinstance(children[at], _Parameters):
        parameters = children[at]
        at += 1
    if _is_token(children[at]) and children[at].type == "COLON":
        sort = children[at + 1]
        at += 2
    return parameters, sort, at + 1


def _bounded(span: Span, operands: tuple[tree.Formula, ...], make: Callable[[int], tree.Formula]) -> tree.Formula:
    depth = 1 + max((getattr(operand, "depth", 0) for operand in operands), default=0)
    return tree.TooDeep(span) if depth > MAX_DEPTH else make(depth)


def _operation(op: Op, children: ParsedChildren, operands: tuple[tree.Formula, ...]) -> tree.Formula:
    span = _over(children)
    return _bounded(span, operands, lambda depth: tree.Operation(op, operands, span, depth))


def _run(op: Op) -> Callable[[TreeBuilder, ParsedChildren], tree.Formula]:
    def build(_self: TreeBuilder, children: ParsedChildren) -> tree.Formula:
        return _operation(op, children, tuple(children[::2]))

    return build


def _arithmetic(_self: TreeBuilder, children: ParsedChildren) -> tree.Formula:
    span, operands = _over(children), tuple(children[::2])
    operators = tuple(map(str, children[1::2]))
    return _bounded(span, operands, lambda depth: tree.Arithmetic(operands, operators, span, depth))


def _aggregate(kind: str, number: tree.Number | None, children: ParsedChildren, own: ParsedChildren) -> tree.Formula:
    """An aggregate; `own` is from its variable to its last formula: `s in sentences(post): f where g if none h`."""
    span, variable, unit, text, body = _over(children), _name(own[0]), own[2].unit, own[2].text, own[4]
    more = {str(word.type): formula for word, formula in zip(own[5::2], own[6::2], strict=True)}
    condition, empty = more.get("WHERE"), more.get("IF_NONE")
    parts = tuple(part for part in (body, condition, empty) if part is not None)
    return _bounded(
        span,
        parts,
        lambda depth: tree.Aggregate(kind, variable, unit, text, body, condition, empty, number, span, depth),
    )


class _Inlined:
    """The children of a rule that has no node of its own."""

    __slots__ = ("children",)

    def __init__(self, children: ParsedChildren) -> None:
        self.children = children


class TreeBuilder:
    """The methods that the parser calls, named as the rules."""

    def __default__(self, data: str, children: ParsedChildren, meta: object) -> _Inlined:
        """What stands for a rule without a method, until the rule around it takes its children."""
        return _Inlined(children)

    # --- formulas

    def name(self, children: ParsedChildren) -> tree.Name:
        return _name(children[0])

    def number(self, children: ParsedChildren) -> tree.Number:
        return _number(children[0])

    def date(self, children: ParsedChildren) -> tree.Date:
        return tree.Date(_day(children[0]), _token_span(children[0]))

    def string(self, children: ParsedChildren) -> tree.String:
        return _string(children[0])

    def truth(self, children: ParsedChildren) -> tree.Truth:
        return tree.Truth(children[0] == "true", _token_span(children[0]))

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
        span, operands = _over(children), tuple(children[::2])
        relations = tuple(map(str, children[1::2]))
        return _bounded(span, operands, lambda depth: tree.Comparison(operands, relations, span, depth))

    def group(self, children: ParsedChildren) -> tree.Formula:
        span = _over(children)
        return _bounded(span, (children[1],), lambda depth: tree.Group(children[1], span, depth))

    def count(self, children: ParsedChildren) -> tree.Formula:
        span, operands = _over(children), tuple(children[4::2])
        op = Op[children[0].type]
        return _bounded(span, operands, lambda depth: tree.Count(op, _number(children[1]), operands, span, depth))

    def call(self, children: ParsedChildren) -> tree.Formula:
        span, arguments = _over(children), tuple(children[2:-1:2])
        return _bounded(span, arguments, lambda depth: tree.Call(_dotted(children[0]), arguments, span, depth))

    def closure(self, children: ParsedChildren) -> tree.Formula:
        of: tree.Formula = children[0]
        span, arguments = _over(children), tuple(children[2:-1:2])
        if not isinstance(of, tree.Call):  # it nests too deep, and says so
            return of
        return _bounded(span, (of, *arguments), lambda depth: tree.Closure(of, arguments, span, depth))

    def duration(self, children: ParsedChildren) -> tree.Duration:
        return tree.Duration(_number(children[0]), str(children[1]).removesuffix("s"), _over(children))

    def membership(self, children: ParsedChildren) -> tree.Formula:
        span, members = _over(children), tuple(children[3:-1:2])
        operand = children[0]
        return _bounded(span, (operand, *members), lambda depth: tree.Membership(operand, members, span, depth))

    def part_of_text(self, children: ParsedChildren) -> tree.Formula:
        span, arguments = _over(children), (children[0], children[2])
        function = tree.Name("_".join(children[1].split()), _token_span(children[1]))
        return _bounded(span, arguments, lambda depth: tree.Call(function, arguments, span, depth))

    def range(self, children: ParsedChildren) -> tree.Formula:
        span, (operand, low, high) = _over(children), children[::2]
        return _bounded(span, (operand, low, high), lambda depth: tree.Between(operand, low, high, span, depth))

    def order(self, children: ParsedChildren) -> tree.Formula:
        return tree.Order(_name(children[0]), _name(children[2]), children[1].type == "BEFORE", _over(children))

    def quantified(self, children: ParsedChildren) -> tree.Formula:
        span, body = _over(children), children[5]
        variable, unit, text = _name(children[1]), children[3].unit, children[3].text
        universal = children[0].type == "FORALL"
        return _bounded(
            span, (body,), lambda depth: tree.Quantified(universal, variable, unit, text, body, span, depth)
        )

    def range_of(self, children: ParsedChildren) -> _Range:
        if len(children) == 1:
            return _Range(None, _dotted(children[0]), _over(children))
        return _Range(_name(children[0]), _name(children[2]), _over(children))

    def aggregate(self, children: ParsedChildren) -> tree.Formula:
        return _aggregate(str(children[0]), None, children, children[1:])

    def tally(self, children: ParsedChildren) -> tree.Formula:
        word = " ".join(children[0].split())
        return _aggregate(word, _number(children[1]), children, children[4:-1])

    def field(self, children: ParsedChildren) -> tree.Field | tree.Name:
        names = tuple(map(_name, children[::2]))
        if len(names) == 2:
            return tree.Field(*names, _over(children))
        return tree.Name(".".join([one.text for one in names]), _over(children))

    def element(self, children: ParsedChildren) -> tree.Element:
        key = _number(children[2]) if children[2].type == "NUMBER" else _string(children[2])
        return tree.Element(_name(children[0]), key, _over(children))

    # --- statements

    def parameters(self, children: ParsedChildren) -> _Parameters:
        found = children[1::2]
        sorts = tuple([one.sort for one in found]) if any(one.sort is not None for one in found) else ()
        return _Parameters(tuple([one.name for one in found]), sorts, _over(children))

    def parameter(self, children: ParsedChildren) -> _Parameter:
        return _Parameter(_name(children[0]), children[2] if len(children) > 1 else None, _over(children))

    def sort(self, children: ParsedChildren) -> tree.SortName:
        return tree.SortName(tuple(_name(token) for token in children[::2]), _over(children))

    element_sort = sort

    def binding(self, children: ParsedChildren) -> tree.Binding:
        return tree.Binding(_string(children[0]), _dotted(children[2]), _over(children))

    def where(self, children: ParsedChildren) -> tuple[tree.Binding, ...]:
        return tuple(children[1::2])

    def option(self, children: ParsedChildren) -> tree.Option:
        keyword, *values = children
        if not values:
            return tree.Option(str(keyword), None, _over(children))
        value = values[0]
        if keyword.type == "READ":
            form = _FORMS[values[2].type](values[2]) if len(values) > 1 else None
            return tree.Option(str(keyword), tree.Reading(_regex(value), form, _over(values)), _over(children))
        if isinstance(value, tree.Chance):
            return tree.Option(str(keyword), tuple(children[1::2]), _over(children))
        if keyword.type == "AS":
            levels = tuple([_string(one) for one in values if one.type == "STRING"])
            return tree.Option(str(keyword), tree.WrittenManner(_name(value), levels, _over(values)), _over(children))
        if keyword.type == "SURE":
            return tree.Option(str(keyword), tuple(map(_number, values)), _over(children))
        return tree.Option(str(keyword), _VALUES[value.type](value), _over(children))

    def chance(self, children: ParsedChildren) -> tree.Chance:
        value = _number(children[0]) if children[0].type == "NUMBER" else _name(children[0])
        return tree.Chance(value, _number(children[2]), _over(children))

    def text(self, children: ParsedChildren) -> tree.TextStatement:
        main = children[0].type == "MAIN"
        _, name, *rest = children[main:]
        return tree.TextStatement(_name(name), _string(rest[1]) if rest else None, _over(children), main)

    def fact(self, children: ParsedChildren) -> tree.FactStatement:
        sort = children[3] if len(children) > 3 and isinstance(children[3], tree.SortName) else None
        at = 2 if sort is None else 4
        has_words = len(children) > at and _is_token(children[at])
        description = _string(children[at]) if has_words else None
        options = tuple(children[at + has_words :])
        return tree.FactStatement(_name(children[1]), sort, description, options, _over(children))

    def list(self, children: ParsedChildren) -> tree.ListStatement:
        fields = tuple([child for child in children if isinstance(child, tree.ElementField)])
        rest = [child for child in children if _is_token(child)]
        limit = next((_number(token) for token in rest if token.type == "NUMBER"), None)
        words = next((_string(token) for token in rest if token.type == "STRING"), None)
        return tree.ListStatement(_name(children[1]), fields, limit, words, _over(children))

    def table_row(self, children: ParsedChildren) -> tree.TableRow:
        return tree.TableRow(tuple(children[1:-1:2]), _over(children))

    def table(self, children: ParsedChildren) -> tree.TableStatement:
        fields = tuple([child for child in children if isinstance(child, tree.ElementField)])
        rows = tuple([child for child in children if isinstance(child, tree.TableRow)])
        at = next(i for i, child in enumerate(children) if _is_token(child) and child.type == "EQUALS")
        words, path = (
            next((_string(one) for one in part if _is_token(one) and one.type == "STRING"), None)
            for part in (children[:at], children[at:])
        )
        return tree.TableStatement(_name(children[1]), fields, words, rows, _over(children), path)

    def element_field(self, children: ParsedChildren) -> tree.ElementField:
        sort = children[2] if isinstance(children[2], tree.SortName) else None
        return tree.ElementField(_name(children[0]), sort, _over(children), key=len(children) > 3)

    def clause(self, children: ParsedChildren) -> tree.ClauseStatement:
        parameters, sort, at = _head(children)
        parts = children[at + 1 :]
        bindings = tuple(binding for part in parts if isinstance(part, tuple) for binding in part)
        options = tuple(part for part in parts if isinstance(part, tree.Option))
        end = max(_span(part).end for part in (children[at], *bindings, *options))
        span = Span(_span(children[0]).start, end)
        return tree.ClauseStatement(
            _name(children[1]), sort, _wording(children[at]), bindings, options, span, *parameters[:2]
        )

    def definition(self, children: ParsedChildren) -> tree.DefinitionStatement:
        parameters, sort, at = _head(children)
        return tree.DefinitionStatement(_name(children[1]), sort, children[at], _over(children), *parameters[:2])

    def assumption(self, children: ParsedChildren) -> tree.AssumeStatement:
        name = _name(children[1]) if len(children) > 2 else None
        return tree.AssumeStatement(name, children[-1], _over(children))

    def verdict(self, children: ParsedChildren) -> tree.VerdictStatement:
        sort = children[3] if isinstance(children[3], tree.SortName) and len(children) > 4 else None
        violation = children[0].type == "VIOLATION"
        return tree.VerdictStatement(_name(children[1]), sort, children[-1], violation, _over(children))

    def use(self, children: ParsedChildren) -> tree.UseStatement:
        name = _name(children[3]) if len(children) > 2 else None
        return tree.UseStatement(_string(children[1]), _over(children), name)

    def choice(self, children: ParsedChildren) -> tree.ChoiceStatement:
        cases = tuple(
            [
                tree.Case(condition, _name(version), _over([when, version]))
                for when, condition, version in zip(children[:-4:5], children[1:-4:5], children[3:-4:5], strict=True)
            ]
        )
        return tree.ChoiceStatement(_name(children[-1]), cases, _name(children[-3]), _over(children))

    def section(self, children: ParsedChildren) -> tree.SectionStatement:
        return tree.SectionStatement(_name(children[1]), _over(children))

    def ending(self, children: ParsedChildren) -> tree.EndStatement:
        return tree.EndStatement(_name(children[1]) if len(children) > 1 else None, _over(children))

    def sharing(self, children: ParsedChildren) -> tree.SharingStatement:
        shared = [_name(one) if _is_token(one) else one for one in children[1::2]]
        return tree.SharingStatement(tuple(shared), _over(children))

    def folding(self, children: ParsedChildren) -> tree.FoldStatement:
        return tree.FoldStatement(_over(children))

    def check(self, children: ParsedChildren) -> tree.CheckQuery:
        formula = None if _is_token(children[1]) else children[1]
        return tree.CheckQuery(formula, _over(children))

    def search(self, children: ParsedChildren) -> tree.SearchQuery:
        universal = children[0].type == "FORALL"
        texts = tuple(_name(token) for token in children[1:-2:2])
        return tree.SearchQuery(universal, texts, children[-1], _over(children))

    def criterion(self, children: ParsedChildren) -> tree.Criterion:
        return tree.Criterion("".join(children), _over(children))

    def cover(self, children: ParsedChildren) -> tree.CoverQuery:
        return tree.CoverQuery(children[1], children[3], _over(children))

    def given_text(self, children: ParsedChildren) -> tree.GivenText:
        return tree.GivenText(_name(children[0]), _string(children[2]), _over(children))

    def cell(self, children: ParsedChildren) -> tree.Cell:
        return tree.Cell(_name(children[0]), children[2], _over(children))

    def row(self, children: ParsedChildren) -> tree.Row:
        return tree.Row(tuple(children[1:-1:2]), _over(children))

    def given_list(self, children: ParsedChildren) -> tree.GivenList:
        rows = tuple([child for child in children if isinstance(child, tree.Row)])
        return tree.GivenList(_name(children[0]), rows, _over(children))

    def undetermined(self, children: ParsedChildren) -> tree.Undetermined:
        return tree.Undetermined(_dotted(children[0]), _over(children))

    def test(self, children: ParsedChildren) -> tree.TestStatement:
        at = next(index for index, child in enumerate(children) if _is_token(child) and child.type == "EXPECT")
        given, expected = tuple(children[4:at:2]), tuple(children[at + 1 :: 2])
        return tree.TestStatement(_string(children[1]), given, expected, _over(children))

    # --- the document

    def annotation(self, children: ParsedChildren) -> tree.Annotation:
        return tree.Annotation(tuple(children[1:-1]), _over(children))

    def document(self, children: ParsedChildren) -> tuple[tree.Prose | tree.Annotation, ...]:
        return tuple(tree.Prose(str(child), _token_span(child)) if _is_token(child) else child for child in children)
