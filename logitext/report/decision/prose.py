"""The prose of a policy in blocks, its annotations in their places: clauses by their words, formulas as written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from logitext.report.decision.states import ShownState, of_statement
from logitext.syntax.source import Source, Span
from logitext.syntax.tree import (
    Annotation,
    AssumeStatement,
    ClauseStatement,
    DefinitionStatement,
    Document,
    FactStatement,
    ListStatement,
    Statement,
    TextStatement,
    VerdictStatement,
)

_BREAK = re.compile(r"\n[ \t]*\n\s*|\n(?=[ \t]*(?:[-*+]|[0-9]+[.)])[ \t])|(?<=\n)(?=#{1,6}[ \t])|\A(?=#{1,6}[ \t])")
_HEADING = re.compile(r"(#{1,6})[ \t]+([^\n]*)(?:\n|\Z)")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|[0-9]+[.)])[ \t]+")


@dataclass(frozen=True, slots=True)
class ProsePiece:
    """A run of text. `kind` is `prose`, `clause`, `fact`, `text` or `formula`; `name` and `state` are of what it is."""

    kind: str
    text: str
    name: str = ""
    state: ShownState | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (`h1` to `h6`), a paragraph (`p`), an item of a list (`li`), or formulas alone (`formulas`)."""

    kind: str
    pieces: tuple[ProsePiece, ...]


def blocks(document: Document, clauses: Mapping[str, ShownState], formulas: Mapping[str, ShownState]) -> list[Block]:
    """The blocks of a file, without what only concerns the machine: options, tests, queries."""
    found: list[list[ProsePiece]] = [[]]
    for part in document.parts:
        if isinstance(part, Annotation):
            found[-1] += _annotation(part, document.source, clauses, formulas)
            continue
        first, *others = _BREAK.split(part.text)
        found[-1].append(ProsePiece("prose", first))
        found += [[ProsePiece("prose", other)] for other in others]
    return [block for pieces in found for block in _blocks(pieces)]


def _blocks(pieces: list[ProsePiece]) -> Iterator[Block]:
    """The blocks of what stands between two empty lines."""
    if pieces and pieces[0].kind == "prose" and (heading := _HEADING.match(pieces[0].text)):
        level, rest = len(heading[1]), pieces[0].text[heading.end() :]
        yield Block(f"h{level}", (ProsePiece("prose", heading[2]),))
        pieces = [ProsePiece("prose", rest), *pieces[1:]]
    if pieces and pieces[0].kind == "prose" and (item := _ITEM.match(pieces[0].text)):
        yield Block("li", (ProsePiece("prose", pieces[0].text[item.end() :]), *pieces[1:]))
        return
    if all(piece.kind != "prose" or not piece.text.strip() for piece in pieces):
        formal = tuple([piece for piece in pieces if piece.kind != "prose"])
        if formal:
            yield Block("formulas", formal)
        return
    yield Block("p", tuple(pieces))


def _annotation(
    annotation: Annotation, source: Source, clauses: Mapping[str, ShownState], formulas: Mapping[str, ShownState]
) -> Iterator[ProsePiece]:
    for statement in annotation.statements:
        if (piece := _piece(statement, source, clauses, formulas)) is not None:
            yield piece


def _piece(
    statement: Statement, source: Source, clauses: Mapping[str, ShownState], formulas: Mapping[str, ShownState]
) -> ProsePiece | None:
    match statement:
        case ClauseStatement(name=name, wording=wording):
            return ProsePiece("clause", wording.text, name.text, of_statement(name.text, clauses))
        case FactStatement(name=name, description=description):
            words = name.text if description is None else description.text
            return ProsePiece("fact", words, name.text, of_statement(name.text, clauses))
        case TextStatement(name=name, description=description) | ListStatement(name=name, description=description):
            words = name.text if description is None else f"{name.text}: {description.text}"
            return ProsePiece("text", words, name.text)
        case DefinitionStatement(name=name) | VerdictStatement(name=name):
            return ProsePiece("formula", _folded(source, statement.span), name.text, formulas.get(name.text))
        case AssumeStatement(name=named):
            state = None if named is None else formulas.get(named.text)
            return ProsePiece("formula", _folded(source, statement.span), "" if named is None else named.text, state)
    return None


def _folded(source: Source, span: Span) -> str:
    return source.in_one_line(span)
