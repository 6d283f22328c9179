"""The tables of lark's parser, made beforehand: a start that reads them takes a tenth of one that makes them.

They are for the usual delimiters, and count only for the very grammar and the version of lark that they were made of;
otherwise the parser is made of the grammar. `python -m logitext.syntax.tables` makes them anew.
"""

from __future__ import annotations

import hashlib
import json
from importlib import resources
from itertools import chain
from pathlib import Path
from typing import Any

import lark
from lark import Lark
from lark.grammar import Rule
from lark.lexer import BasicLexer, ContextualLexer, TerminalDef
from lark.parsers.lalr_analysis import Shift

from logitext.syntax import parser_tables
from logitext.syntax.canonical import canonical
from logitext.syntax.first import first_characters
from logitext.syntax.parser_tables import GrammarRule, ParserTables
from logitext.syntax.scanner import TerminalPattern
from logitext.unicode.names import properties

NAME = "tables.json"


def source_of(grammar: str) -> str:
    """What tables are made of, by which they are known."""
    return hashlib.sha256(f"{lark.__version__}\n{grammar}".encode()).hexdigest()


def written(grammar: str, parser: Lark) -> str:
    """The tables of a parser that was made of a grammar, without a transformer."""
    data, memo = canonical(*parser.memo_serialize([TerminalDef, Rule]))
    content = {"lark": lark.__version__, "source": source_of(grammar), "data": data, "memo": memo}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"


def loaded(grammar: str, **options: Any) -> Lark | None:
    """The parser of the tables; None where they are not those of the grammar. `options` are those of `Lark.load`."""
    try:
        kept = json.loads((resources.files("logitext.syntax") / NAME).read_text("utf-8"), object_hook=_with_numbers)
    except (OSError, ValueError):
        return None
    if kept.get("source") != source_of(grammar):
        return None
    # As lark's own parsers of one file do it.
    made: Lark = Lark._load_from_dict(kept["data"], kept["memo"], **options)  # type: ignore[no-untyped-call]
    return made


def _with_numbers(node: dict[str, Any]) -> dict[int | str, Any]:
    """Keys that were numbers, and flags, which must be hashable, as they were before they became JSON."""
    return {
        int(key) if key.isdigit() else key: tuple(value) if key == "flags" else value for key, value in node.items()
    }


def tables_of(parser: Lark) -> ParserTables:
    """What the quick parser needs of a parser of lark."""
    lalr, lexer = parser.parser.parser, parser.parser.lexer
    assert isinstance(lexer, ContextualLexer)
    assert isinstance(lexer.root_lexer, BasicLexer)
    table = lalr._parse_table
    rules = {rule: index for index, rule in enumerate(parser.rules)}
    symbols = {
        name: index for index, name in enumerate(sorted({name for row in table.states.values() for name in row}))
    }
    rows: dict[tuple[int, ...], int] = {}
    states = dict[int, int]()
    for state, row in table.states.items():
        pairs = ((symbols[name], to if kind is Shift else ~rules[to]) for name, (kind, to) in sorted(row.items()))
        states[state] = rows.setdefault(tuple(chain.from_iterable(pairs)), len(rows))
    return ParserTables(
        tuple([_terminal(one) for one in lexer.root_lexer.terminals]),
        frozenset(lexer.root_lexer.ignore_types),
        tuple([_rule(rule) for rule in rules]),
        tuple(symbols),
        tuple(rows),
        tuple([states[number] for number in range(len(states))]),
        table.start_states["document"],
        table.end_states["document"],
    )


def _terminal(terminal: TerminalDef) -> TerminalPattern:
    pattern = terminal.pattern.to_regexp()
    first = first_characters(pattern)
    for name, spelt in properties().items():
        pattern = pattern.replace(spelt, rf"\p{{{name}}}")
    return TerminalPattern(terminal.name, pattern, first)


def _rule(rule: Rule) -> GrammarRule:
    inlined = [index for index, one in enumerate(rule.expansion) if not one.is_term and one.name.startswith("_")]
    single = bool(rule.options.expand1 and not rule.alias)
    return GrammarRule(rule.alias or rule.origin.name, rule.origin.name, len(rule.expansion), single, tuple(inlined))


def main() -> None:
    """Write the tables of the grammar as it is now."""
    from logitext.syntax.grammar import grammar_for, grammar_text  # noqa: PLC0415  # these import this module
    from logitext.syntax.lark_parser import compiled  # noqa: PLC0415  # likewise

    grammar, folder = grammar_for(), Path(__file__).parent
    (folder / NAME).write_text(written(grammar, compiled(grammar)), "utf-8", newline="\n")
    made = loaded(grammar)
    assert made is not None, "they were written for it"
    kept = parser_tables.written(grammar_text(), tables_of(made))
    (folder / parser_tables.NAME).write_text(kept, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
