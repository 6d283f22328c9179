"""The tables of the parser, made beforehand: a start that reads them takes a tenth of one that makes them.

They are for the usual delimiters, and count only for the very grammar and the version of lark that they were made of;
otherwise the parser is made of the grammar. `python -m logitext.syntax.tables` makes them anew.
"""

from __future__ import annotations

import hashlib
import json
from importlib import resources
from pathlib import Path
from typing import Any

import lark
from lark import Lark
from lark.grammar import Rule
from lark.lexer import TerminalDef

NAME = "tables.json"


def source_of(grammar: str) -> str:
    """What tables are made of, by which they are known."""
    return hashlib.sha256(f"{lark.__version__}\n{grammar}".encode()).hexdigest()


def written(grammar: str, parser: Lark) -> str:
    """The tables of a parser that was made of a grammar, without a transformer."""
    data, memo = parser.memo_serialize([TerminalDef, Rule])
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


def main() -> None:
    """Write the tables of the grammar as it is now."""
    from logitext.syntax import grammar

    text = grammar.grammar_for()
    Path(__file__).with_name(NAME).write_text(written(text, grammar.compiled(text)), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
