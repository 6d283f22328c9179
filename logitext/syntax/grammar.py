"""The grammar file, found and filled in, and the quick parser of it."""

from __future__ import annotations

import functools
from pathlib import Path

from logitext.syntax import parser_tables
from logitext.syntax.delimiters import DEFAULT, Delimiters, patterns
from logitext.syntax.scanner import filled
from logitext.syntax.straight import Straight
from logitext.unicode.names import properties


def grammar_text() -> str:
    """The text of `grammars/nltc.lark`: beside the package in a checkout, inside it once installed."""
    package = Path(__file__).parents[1]
    packaged = package / "grammars" / "nltc.lark"
    return (packaged if packaged.is_file() else package.parent / "grammars" / "nltc.lark").read_text("utf-8")


def grammar_for(delimiters: Delimiters = DEFAULT) -> str:
    """The grammar with what its properties stand for."""
    spelt = {**properties(), **patterns(delimiters)}
    return filled(grammar_text(), spelt)


@functools.lru_cache(16)  # by delimiters that a file may choose
def straight(builder: type, delimiters: Delimiters = DEFAULT) -> Straight:
    """The quick parser whose reductions call a builder's methods. Made once, safe to share."""
    return Straight(_tables(delimiters), builder())


@functools.lru_cache(16)
def _tables(delimiters: Delimiters) -> parser_tables.ParserTables:
    kept = parser_tables.kept(grammar_text()) if delimiters == DEFAULT else None
    if kept is not None:
        return kept
    from logitext.syntax.lark_parser import parser  # noqa: PLC0415  # lark, which only delimiters of a file need
    from logitext.syntax.tables import tables_of  # noqa: PLC0415  # likewise

    return tables_of(parser(None, delimiters))


@functools.lru_cache(256)
def terminal(name: str, delimiters: Delimiters = DEFAULT) -> str:
    """The pattern of a terminal of the grammar, for `re`."""
    pattern = next(one.pattern for one in _tables(delimiters).terminals if one.name == name)
    return filled(pattern, properties())
