"""The grammar file, found and compiled."""

from __future__ import annotations

import functools
import re
from importlib import resources
from pathlib import Path
from typing import Any

from lark import Lark, Transformer

from logitext.syntax import tables
from logitext.syntax.delimiters import DEFAULT, Delimiters, patterns
from logitext.unicode.names import properties

_PROPERTY = re.compile(r"\\p\{(\w+)\}")


def grammar_text() -> str:
    """The text of `grammars/nltc.lark`: beside the package in a checkout, inside it once installed."""
    packaged = resources.files("logitext") / "grammars" / "nltc.lark"
    if packaged.is_file():
        return packaged.read_text("utf-8")
    return (Path(__file__).parents[2] / "grammars" / "nltc.lark").read_text("utf-8")


def grammar_for(delimiters: Delimiters = DEFAULT) -> str:
    """The grammar with what its properties stand for."""
    spelt = {**properties(), **patterns(delimiters)}
    return _PROPERTY.sub(lambda written: spelt[written[1]], grammar_text())


def compiled(grammar: str, **options: Any) -> Lark:
    """The LALR(1) parser of a grammar. This takes 0.1 s and more."""
    return Lark(grammar, parser="lalr", start="document", keep_all_tokens=True, maybe_placeholders=False, **options)


@functools.lru_cache(16)  # by delimiters that a file may choose
def parser(transformer: type[Transformer], delimiters: Delimiters = DEFAULT) -> Lark:  # type: ignore[type-arg]
    """The parser whose reductions call a transformer's methods. Made once, safe to share."""
    grammar = grammar_for(delimiters)
    found = tables.loaded(grammar, transformer=transformer()) if delimiters == DEFAULT else None
    return compiled(grammar, transformer=transformer()) if found is None else found
