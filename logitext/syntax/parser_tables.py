"""The tables of an LALR(1) parser, and those of the grammar, which `python -m logitext.syntax.tables` makes beforehand.

They are for the usual delimiters, and count only for the very grammar that they were made of.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from logitext.syntax.scanner import TerminalPattern

NAME = "parser_tables.json"


class GrammarRule(NamedTuple):
    """A rule of the grammar: the method that makes its node, the symbol that it is of, and of how many parts it is.

    `single` says that a node of one child is that child. `inlined` are the parts that stand for their children.
    """

    name: str
    origin: str
    size: int
    single: bool
    inlined: tuple[int, ...]


class ParserTables(NamedTuple):
    """An LALR(1) parser: the terminals (the first that fits counts), and what each state does at a symbol.

    A row has pairs of numbers, one after the other: a symbol, and what to do at it. What is not negative is a state to
    go to, and `~n` is rule `n` to reduce by.
    """

    terminals: tuple[TerminalPattern, ...]
    ignored: frozenset[str]
    rules: tuple[GrammarRule, ...]
    symbols: tuple[str, ...]
    rows: tuple[Sequence[int], ...]
    states: tuple[int, ...]
    """The row of each state."""
    start: int
    end: int


def source_of(grammar: str) -> int:
    """What tables are made of, by which they are known: a checksum of the grammar file."""
    return zlib.crc32(grammar.encode())


def written(grammar: str, tables: ParserTables) -> str:
    """Tables as JSON."""
    content = {"source": source_of(grammar), **tables._asdict(), "ignored": sorted(tables.ignored)}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"


def kept(grammar: str) -> ParserTables | None:
    """The tables that were made beforehand; None where they are not those of the grammar."""
    try:
        content = json.loads(Path(__file__).with_name(NAME).read_bytes())
    except (OSError, ValueError):
        return None
    if content.pop("source", None) != source_of(grammar):
        return None
    content["terminals"] = tuple([TerminalPattern(*one) for one in content["terminals"]])
    content["rules"] = tuple([GrammarRule(*one)._replace(inlined=tuple(one[-1])) for one in content["rules"]])
    content["ignored"] = frozenset(content["ignored"])
    return ParserTables(**content)
