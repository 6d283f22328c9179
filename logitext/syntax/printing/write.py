r"""Trees as text, without their source: what is read as the same tree again.

The text is canonical and plain: a statement is one line, options stand in their order, and there are no parentheses
but those of `Group` nodes. Where a tree built by hand lacks a group that the binding of operators needs, parentheses
are added; it is then read with a `Group` there. `UnprintableError` where no text would be read as the tree.

>>> from logitext.syntax.parser import parse
>>> from logitext.syntax.source import Source
>>> document, _ = parse(Source("p.nltc", "Never {{let  rude=[[is\nrude]]}}."))
>>> print_document(document)
'Never {{let rude = [[is rude]]}}.'

How it is laid out in lines is the business of `format`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from logitext.syntax import tree
from logitext.syntax.printing import literals
from logitext.syntax.printing.formulas import print_formula
from logitext.syntax.printing.literals import UnprintableError

__all__ = ["UnprintableError", "print_document", "print_formula", "print_statement"]


def print_document(document: tree.Document) -> str:
    """The text of a whole document: prose as it stands, in an annotation of several statements a line for each."""
    for part, following in pairwise(document.parts):
        if isinstance(part, tree.Prose) and isinstance(following, tree.Prose):
            raise UnprintableError("prose that follows prose is read as one")
    last = len(document.parts) - 1
    return "".join(
        literals.prose(part.text, before_annotation=index < last)
        if isinstance(part, tree.Prose)
        else "{{" + "\n  ".join(map(print_statement, part.statements)) + "}}"
        for index, part in enumerate(document.parts)
    )


def print_statement(statement: tree.Statement) -> str:
    """The text of a statement, in one line."""
    return " ".join(_words(statement))


def _words(statement: tree.Statement) -> Iterator[str]:
    """The parts of a statement between which a space stands."""
    match statement:
        case tree.TextStatement(name=name, description=description, main=main):
            yield f"{'main ' if main else ''}text {_name(name)}" + (
                f": {_string(description)}" if description is not None else ""
            )
        case tree.FactStatement(name=name, sort=sort, description=description, options=options):
            yield f"fact {_name(name)}{_sort(sort)}"
            if description is not None:
                yield _string(description)
            yield from map(_option, options)
        case tree.ListStatement(name=name, fields=fields, limit=limit, description=description):
            yield f"list {_name(name)} of {{{_listed(map(_field, _some(fields)))}}}"
            if limit is not None:
                yield f"at most {literals.number(limit.value)}"
            if description is not None:
                yield _string(description)
        case tree.TableStatement(name=name, fields=fields, description=description, rows=rows, path=path):
            yield f"table {_name(name)} of {{{_listed(map(_field, _some(fields)))}}}"
            if description is not None:
                yield _string(description)
            yield f"= {_listed(map(_table_row, _some(rows))) if path is None else _string(path)}"
        case tree.ClauseStatement(wording=wording, bindings=bindings, options=options):
            yield f"let {_head(statement)} = {literals.wording(wording.text)}"
            if bindings:
                yield "where " + _listed(
                    f"{_string(one.phrase)} is {literals.dotted(one.name.text, in_formula=False)}" for one in bindings
                )
            yield from map(_option, options)
        case tree.DefinitionStatement(formula=formula):
            yield f"let {_head(statement)} = {print_formula(formula)}"
        case tree.AssumeStatement(name=None, formula=formula):
            yield f"assume {print_formula(formula)}"
        case tree.AssumeStatement(name=tree.Name() as name, formula=formula):
            yield f"assume {literals.name(name.text, in_formula=True)}: {print_formula(formula)}"
        case tree.VerdictStatement(name=name, sort=sort, formula=formula, violation=violation):
            keyword = "violation" if violation else "verdict"
            yield f"{keyword} {_name(name)}{_sort(sort)} = {print_formula(formula)}"
        case tree.UseStatement(path=path, name=alias):
            yield f"use {_string(path)}" + ("" if alias is None else f" as {_name(alias)}")
        case tree.ChoiceStatement(name=name, cases=cases, last=last):
            versions = [f"when {print_formula(one.condition)} use {_name(one.version)}" for one in cases]
            yield " else ".join([*versions, f"use {_name(last)} as {_name(name)}"])
            if not cases:
                raise UnprintableError("a choice has a condition")
        case tree.SectionStatement(name=name):
            yield f"section {_name(name)}"
        case tree.EndStatement(of=of):
            yield "end" if of is None else f"end {_name(of)}"
        case tree.SharingStatement(shared=shared):
            yield f"with {_listed(map(_shared, _some(shared)))}"
        case tree.FoldStatement():
            yield "patterns fold"
        case tree.CheckQuery(formula=formula):
            yield "check()" if formula is None else f"check {print_formula(formula)}"
        case tree.SearchQuery(universal=universal, texts=texts, formula=formula):
            keyword = "forall" if universal else "forsome"
            yield f"{keyword} {_listed(map(_name, _some(texts)))}: {print_formula(formula)}"
        case tree.CoverQuery(formula=formula, criterion=criterion):
            parts = criterion.text.split("-")
            if len(parts) > 2:
                raise UnprintableError(f"a criterion has at most one hyphen: {criterion.text!r}")
            named = "verdict" if parts == ["verdict"] else "-".join(map(literals.name, parts))
            yield f"cover {print_formula(formula)} by {named}"
        case tree.TestStatement(title=title, given=given, expected=expected):
            yield f"test {_string(title)}:"
            yield f"given {_listed(map(_given, _some(given)))}"
            yield f"expect {_listed(map(_expected, _some(expected)))}"


def _shared(one: object) -> str:
    if isinstance(one, tree.Binding):
        return f"{_string(one.phrase)} is {_name(one.name)}"
    return _name(one)


def _some(items: tuple[object, ...]) -> tuple[object, ...]:
    if not items:
        raise UnprintableError("a list of a statement is empty")
    return items


def _listed(items: Iterable[str]) -> str:
    return ", ".join(items)


def _name(name: object) -> str:
    assert isinstance(name, tree.Name)
    return literals.name(name.text)


def _string(string: tree.String) -> str:
    return literals.string(string.text)


def _head(statement: tree.ClauseStatement | tree.DefinitionStatement) -> str:
    sorts = statement.sorts or (None,) * len(statement.parameters)
    named = [f"{_name(name)}{_sort(sort)}" for name, sort in zip(statement.parameters, sorts, strict=True)]
    parameters = f"({_listed(named)})" if named else ""
    return f"{_name(statement.name)}{parameters}{_sort(statement.sort)}"


def _sort(sort: tree.SortName | None) -> str:
    return "" if sort is None else f": {' | '.join(map(_name, _some(sort.names)))}"


def _option(option: tree.Option) -> str:
    match option.keyword, option.value:
        case ("ask" | "yes" | "no", tree.String(text=text)):
            return f"{option.keyword} {literals.string(text)}"
        case ("match" | "reject", tree.Regex(text=text, flags=flags)):
            return f"{option.keyword} {literals.regex(text, flags)}"
        case ("read", tree.Reading() as one):
            return f"read {reading(one)}"
        case ("prior" | "cost", tree.Number(value=value)):
            return f"{option.keyword} {literals.number(value)}"
        case ("prior", (tree.Chance(), *_) as chances):
            return f"prior {_listed(_chance(one) for one in chances if isinstance(one, tree.Chance))}"
        case ("sure", (tree.Number(), *_) as bounds):
            return " ".join(["sure", *(literals.number(one.value) for one in bounds if isinstance(one, tree.Number))])
        case ("as", tree.WrittenManner(name=name, levels=levels)):
            return f"as {_name(name)}" + (f"({_listed(map(_string, levels))})" if levels else "")
        case ("fold", None):
            return "fold"
    raise UnprintableError(f"there is no such option: {option!r}")


def reading(one: tree.Reading) -> str:
    """The text of what stands behind `read`."""
    pattern = literals.regex(one.pattern.text, one.pattern.flags)
    match one.form:
        case None:
            return pattern
        case tree.Name() as label:
            return f"{pattern} as {_name(label)}"
        case tree.Number(value=value):
            return f"{pattern} as {literals.number(value)}"
        case text:
            return f"{pattern} as {_string(text)}"


def _chance(chance: tree.Chance) -> str:
    value = literals.number(chance.value.value) if isinstance(chance.value, tree.Number) else _name(chance.value)
    return f"{value}: {literals.number(chance.chance.value)}"


def _field(field: object) -> str:
    assert isinstance(field, tree.ElementField)
    return f"{_name(field.name)}{': text' if field.sort is None else _sort(field.sort)}{' key' if field.key else ''}"


def _table_row(row: object) -> str:
    assert isinstance(row, tree.TableRow)
    return f"({_listed(print_formula(value) for value in _some(row.values))})"  # type: ignore[arg-type]  # they are formulas


def _row(row: tree.Row) -> str:
    cells = (f"{_name(cell.name)}: {print_formula(cell.value)}" for cell in row.cells)
    if not row.cells:
        raise UnprintableError("an element without fields cannot be written")
    return f"{{{_listed(cells)}}}"


def _given(item: object) -> str:
    match item:
        case tree.GivenText(name=name, content=content):
            return f"{literals.name(name.text, in_formula=True)} = {_string(content)}"
        case tree.GivenList(name=name, rows=rows):
            return f"{literals.name(name.text, in_formula=True)} = ({_listed(map(_row, rows))})"
    return print_formula(item)  # type: ignore[arg-type]  # what is no text and no list is a formula


def _expected(item: object) -> str:
    match item:
        case tree.Undetermined(name=name):
            return f"{literals.dotted(name.text)} is undetermined"
    return print_formula(item)  # type: ignore[arg-type]  # what is not undetermined is a formula
