"""From the grammar's rules to the nodes of the tree: one method a rule, called as the parser reduces.

A method gets the children of its rule, tokens included, so that a span runs from the first to the last of them.
A token is a string, and nothing else is: so those of lark are known as well as those of the quick parser.
"""

from __future__ import annotations

from typing import NamedTuple

from logitext.syntax import tree
from logitext.syntax.build_formulas import FormulaBuilder
from logitext.syntax.build_tokens import (
    FORMS,
    VALUES,
    ParsedChildren,
    dotted,
    is_token,
    name_of,
    number_of,
    over,
    regex_of,
    span_of,
    string_of,
    token_span,
    wording_of,
)
from logitext.syntax.source import Span


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


def _head(children: ParsedChildren) -> tuple[_Parameters, tree.SortName | None, int]:
    """The parameters and the sort after `let name`, and where what stands after the `=` is."""
    parameters = _Parameters()
    sort = None
    at = 2
    if isinstance(children[at], _Parameters):
        parameters = children[at]
        at += 1
    if is_token(children[at]) and children[at].type == "COLON":
        sort = children[at + 1]
        at += 2
    return parameters, sort, at + 1


class _Inlined:
    """The children of a rule that has no node of its own."""

    __slots__ = ("children",)

    def __init__(self, children: ParsedChildren) -> None:
        self.children = children


class TreeBuilder(FormulaBuilder):
    """The methods that the parser calls, named as the rules."""

    def __default__(self, data: str, children: ParsedChildren, meta: object) -> _Inlined:
        """What stands for a rule without a method, until the rule around it takes its children."""
        return _Inlined(children)

    def parameters(self, children: ParsedChildren) -> _Parameters:
        found = children[1::2]
        sorts = tuple([one.sort for one in found]) if any(one.sort is not None for one in found) else ()
        return _Parameters(tuple([one.name for one in found]), sorts, over(children))

    def parameter(self, children: ParsedChildren) -> _Parameter:
        return _Parameter(name_of(children[0]), children[2] if len(children) > 1 else None, over(children))

    def sort(self, children: ParsedChildren) -> tree.SortName:
        return tree.SortName(tuple(name_of(token) for token in children[::2]), over(children))

    element_sort = sort

    def binding(self, children: ParsedChildren) -> tree.Binding:
        return tree.Binding(string_of(children[0]), dotted(children[2]), over(children))

    def where(self, children: ParsedChildren) -> tuple[tree.Binding, ...]:
        return tuple(children[1::2])

    def option(self, children: ParsedChildren) -> tree.Option:
        keyword, *values = children
        if not values:
            return tree.Option(str(keyword), None, over(children))
        value = values[0]
        if keyword.type == "READ":
            form = FORMS[values[2].type](values[2]) if len(values) > 1 else None
            return tree.Option(str(keyword), tree.Reading(regex_of(value), form, over(values)), over(children))
        if isinstance(value, tree.Chance):
            return tree.Option(str(keyword), tuple(children[1::2]), over(children))
        if keyword.type == "AS":
            levels = tuple([string_of(one) for one in values if one.type == "STRING"])
            return tree.Option(str(keyword), tree.WrittenManner(name_of(value), levels, over(values)), over(children))
        if keyword.type == "SURE":
            return tree.Option(str(keyword), tuple(map(number_of, values)), over(children))
        return tree.Option(str(keyword), VALUES[value.type](value), over(children))

    def chance(self, children: ParsedChildren) -> tree.Chance:
        value = number_of(children[0]) if children[0].type == "NUMBER" else name_of(children[0])
        return tree.Chance(value, number_of(children[2]), over(children))

    def text(self, children: ParsedChildren) -> tree.TextStatement:
        main = children[0].type == "MAIN"
        _, name, *rest = children[main:]
        return tree.TextStatement(name_of(name), string_of(rest[1]) if rest else None, over(children), main)

    def fact(self, children: ParsedChildren) -> tree.FactStatement:
        sort = children[3] if len(children) > 3 and isinstance(children[3], tree.SortName) else None
        at = 2 if sort is None else 4
        has_words = len(children) > at and is_token(children[at])
        description = string_of(children[at]) if has_words else None
        options = tuple(children[at + has_words :])
        return tree.FactStatement(name_of(children[1]), sort, description, options, over(children))

    def list(self, children: ParsedChildren) -> tree.ListStatement:
        fields = tuple([child for child in children if isinstance(child, tree.ElementField)])
        rest = [child for child in children if is_token(child)]
        limit = next((number_of(token) for token in rest if token.type == "NUMBER"), None)
        words = next((string_of(token) for token in rest if token.type == "STRING"), None)
        return tree.ListStatement(name_of(children[1]), fields, limit, words, over(children))

    def table_row(self, children: ParsedChildren) -> tree.TableRow:
        return tree.TableRow(tuple(children[1:-1:2]), over(children))

    def table(self, children: ParsedChildren) -> tree.TableStatement:
        fields = tuple([child for child in children if isinstance(child, tree.ElementField)])
        rows = tuple([child for child in children if isinstance(child, tree.TableRow)])
        at = next(i for i, child in enumerate(children) if is_token(child) and child.type == "EQUALS")
        words, path = (
            next((string_of(one) for one in part if is_token(one) and one.type == "STRING"), None)
            for part in (children[:at], children[at:])
        )
        return tree.TableStatement(name_of(children[1]), fields, words, rows, over(children), path)

    def element_field(self, children: ParsedChildren) -> tree.ElementField:
        sort = children[2] if isinstance(children[2], tree.SortName) else None
        return tree.ElementField(name_of(children[0]), sort, over(children), key=len(children) > 3)

    def clause(self, children: ParsedChildren) -> tree.ClauseStatement:
        parameters, sort, at = _head(children)
        parts = children[at + 1 :]
        bindings = tuple(binding for part in parts if isinstance(part, tuple) for binding in part)
        options = tuple(part for part in parts if isinstance(part, tree.Option))
        end = max(span_of(part).end for part in (children[at], *bindings, *options))
        span = Span(span_of(children[0]).start, end)
        return tree.ClauseStatement(
            name_of(children[1]), sort, wording_of(children[at]), bindings, options, span, *parameters[:2]
        )

    def definition(self, children: ParsedChildren) -> tree.DefinitionStatement:
        parameters, sort, at = _head(children)
        return tree.DefinitionStatement(name_of(children[1]), sort, children[at], over(children), *parameters[:2])

    def assumption(self, children: ParsedChildren) -> tree.AssumeStatement:
        name = name_of(children[1]) if len(children) > 2 else None
        return tree.AssumeStatement(name, children[-1], over(children))

    def verdict(self, children: ParsedChildren) -> tree.VerdictStatement:
        sort = children[3] if isinstance(children[3], tree.SortName) and len(children) > 4 else None
        violation = children[0].type == "VIOLATION"
        return tree.VerdictStatement(name_of(children[1]), sort, children[-1], violation, over(children))

    def use(self, children: ParsedChildren) -> tree.UseStatement:
        name = name_of(children[3]) if len(children) > 2 else None
        return tree.UseStatement(string_of(children[1]), over(children), name)

    def choice(self, children: ParsedChildren) -> tree.ChoiceStatement:
        cases = tuple(
            [
                tree.Case(condition, name_of(version), over([when, version]))
                for when, condition, version in zip(children[:-4:5], children[1:-4:5], children[3:-4:5], strict=True)
            ]
        )
        return tree.ChoiceStatement(name_of(children[-1]), cases, name_of(children[-3]), over(children))

    def section(self, children: ParsedChildren) -> tree.SectionStatement:
        return tree.SectionStatement(name_of(children[1]), over(children))

    def ending(self, children: ParsedChildren) -> tree.EndStatement:
        return tree.EndStatement(name_of(children[1]) if len(children) > 1 else None, over(children))

    def sharing(self, children: ParsedChildren) -> tree.SharingStatement:
        shared = [name_of(one) if is_token(one) else one for one in children[1::2]]
        return tree.SharingStatement(tuple(shared), over(children))

    def folding(self, children: ParsedChildren) -> tree.FoldStatement:
        return tree.FoldStatement(over(children))

    def check(self, children: ParsedChildren) -> tree.CheckQuery:
        formula = None if is_token(children[1]) else children[1]
        return tree.CheckQuery(formula, over(children))

    def search(self, children: ParsedChildren) -> tree.SearchQuery:
        universal = children[0].type == "FORALL"
        texts = tuple(name_of(token) for token in children[1:-2:2])
        return tree.SearchQuery(universal, texts, children[-1], over(children))

    def criterion(self, children: ParsedChildren) -> tree.Criterion:
        return tree.Criterion("".join(children), over(children))

    def cover(self, children: ParsedChildren) -> tree.CoverQuery:
        return tree.CoverQuery(children[1], children[3], over(children))

    def given_text(self, children: ParsedChildren) -> tree.GivenText:
        return tree.GivenText(name_of(children[0]), string_of(children[2]), over(children))

    def cell(self, children: ParsedChildren) -> tree.Cell:
        return tree.Cell(name_of(children[0]), children[2], over(children))

    def row(self, children: ParsedChildren) -> tree.Row:
        return tree.Row(tuple(children[1:-1:2]), over(children))

    def given_list(self, children: ParsedChildren) -> tree.GivenList:
        rows = tuple([child for child in children if isinstance(child, tree.Row)])
        return tree.GivenList(name_of(children[0]), rows, over(children))

    def undetermined(self, children: ParsedChildren) -> tree.Undetermined:
        return tree.Undetermined(dotted(children[0]), over(children))

    def test(self, children: ParsedChildren) -> tree.TestStatement:
        at = next(index for index, child in enumerate(children) if is_token(child) and child.type == "EXPECT")
        given, expected = tuple(children[4:at:2]), tuple(children[at + 1 :: 2])
        return tree.TestStatement(string_of(children[1]), given, expected, over(children))

    # --- the document

    def annotation(self, children: ParsedChildren) -> tree.Annotation:
        return tree.Annotation(tuple(children[1:-1]), over(children))

    def document(self, children: ParsedChildren) -> tuple[tree.Prose | tree.Annotation, ...]:
        return tuple(tree.Prose(str(child), token_span(child)) if is_token(child) else child for child in children)
