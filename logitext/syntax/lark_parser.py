"""The parser that lark makes of the grammar: it knows what an error is, and is slow to load."""

from __future__ import annotations

import functools
from typing import Any

from lark import Lark

from logitext.syntax import tables
from logitext.syntax.delimiters import DEFAULT, Delimiters
from logitext.syntax.grammar import grammar_for


def compiled(grammar: str, **options: Any) -> Lark:
    """The LALR(1) parser of a grammar. This takes 0.1 s and more."""
    return Lark(grammar, parser="lalr", start="document", keep_all_tokens=True, maybe_placeholders=False, **options)


@functools.lru_cache(16)  # by delimiters that a file may choose
def parser(builder: type | None, delimiters: Delimiters = DEFAULT) -> Lark:
    """The parser whose reductions call a builder's methods, or make lark's trees. Made once, safe to share."""
    grammar = grammar_for(delimiters)
    options = {} if builder is None else {"transformer": builder()}
    found = tables.loaded(grammar, **options) if delimiters == DEFAULT else None
    return compiled(grammar, **options) if found is None else found
