"""The grammar file, found and compiled."""

from __future__ import annotations

import functools
import re
from importlib import resources
from pathlib import Path

from lark import Lark, Transformer

from logitext.unicode.names import properties

_PROPERTY = re.compile(r"\\p\{(\w+)\}")


def grammar_text() -> str:
    """The text of `grammars/nltc.lark`: beside the package in a checkout, inside it once installed."""
    packaged = resources.files("logitext") / "grammars" / "nltc.lark"
    if packaged.is_file():
        return packaged.read_text("utf-8")
    return (Path(__file__).parents[2] / "grammars" / "nltc.lark").read_text("utf-8")


@functools.cache
def parser(transformer: type[Transformer]) -> Lark:  # type: ignore[type-arg]
    """The LALR(1) parser whose reductions call a transformer's methods. Compiled once (0.1 s), safe to share."""
    return Lark(
        _PROPERTY.sub(lambda written: properties()[written[1]], grammar_text()),
        parser="lalr",
        start="document",
        keep_all_tokens=True,
        maybe_placeholders=False,
        transformer=transformer(),
    )
