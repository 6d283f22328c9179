"""The grammar file, found and compiled."""

from __future__ import annotations

import functools
import re
from importlib import resources
from pathlib import Path

from lark import Lark, Transformer

from logitext.syntax.delimiters import DEFAULT, Delimiters, patterns
from logitext.unicode.names import properties

_PROPERTY = re.compile(r"\\p\{(\w+)\}")


def grammar_text() -> str:
    """The text of `grammars/nltc.lark`: beside the package in a checkout, inside it once installed."""
    packaged = resources.files("logitext") / "grammars" / "nltc.lark"
    if packaged.is_file():
        return packaged.read_text("utf-8")
    return (Path(__file__).parents[2] / "grammars" / "nltc.lark").read_text("utf-8")


@functools.lru_cache(16)  # by delimiters that a file may choose
def parser(transformer: type[Transformer], delimiters: Delimiters = DEFAULT) -> Lark:  # type: ignore[type-arg]
    """The LALR(1) parser whose reductions call a transformer's methods. Compiled once (0.1 s), safe to share."""
    spelt = {**properties(), **patterns(delimiters)}
    return Lark(
        _PROPERTY.sub(lambda written: spelt[written[1]], grammar_text()),
        parser="lalr",
        start="document",
        keep_all_tokens=True,
        maybe_placeholders=False,
        transformer=transformer(),
    )
