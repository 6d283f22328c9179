"""The tables that were made beforehand are those of the grammar, and read texts as it does."""

from __future__ import annotations

import importlib.resources
import json
from pathlib import Path

import lark
import pytest

from logitext.syntax import grammar, lark_parser, parser_tables, tables
from logitext.syntax.build import TreeBuilder
from tests.docs.test_code_blocks import ROOT

EXAMPLES = sorted((ROOT / "examples").rglob("*.nltc"))


def test_they_are_those_of_the_grammar() -> None:
    kept = json.loads(Path(tables.__file__).with_name(tables.NAME).read_text("utf-8"))
    if kept["lark"] != lark.__version__:
        pytest.skip(f"they were made by lark {kept['lark']}, and this is {lark.__version__}")
    assert kept["source"] == tables.source_of(grammar.grammar_for()), "run `python -m logitext.syntax.tables`"
    assert tables.loaded(grammar.grammar_for()) is not None


def test_of_another_grammar_they_do_not_count() -> None:
    assert tables.loaded(grammar.grammar_for() + "\n// changed\n") is None


@pytest.mark.parametrize("content", [None, "", "{", '{"source": "0", "data": {}, "memo": {}}'])
def test_without_them_the_grammar_is_compiled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    if content is not None:
        (tmp_path / tables.NAME).write_text(content, "utf-8")
    monkeypatch.setattr(importlib.resources, "files", lambda _: tmp_path)
    assert tables.loaded(grammar.grammar_for()) is None


def test_policies_are_read_alike() -> None:
    text = grammar.grammar_for()
    found = tables.loaded(text, transformer=TreeBuilder())
    made = lark_parser.compiled(text, transformer=TreeBuilder())
    assert found is not None
    assert [found.parse(path.read_text("utf-8")) for path in EXAMPLES] == [
        made.parse(path.read_text("utf-8")) for path in EXAMPLES
    ]


def test_those_of_the_quick_parser_are_those_of_the_grammar() -> None:
    kept = parser_tables.kept(grammar.grammar_text())
    assert kept is not None, "run `python -m logitext.syntax.tables`"
    made = tables.tables_of(lark_parser.compiled(grammar.grammar_for()))
    assert (kept.terminals, kept.ignored, sorted(kept.rules)) == (made.terminals, made.ignored, sorted(made.rules))
    assert _named(kept) == _named(made)


def _named(kept: parser_tables.ParserTables) -> list[list[tuple[str, object]]]:
    """What the states do, in the order in which they are met from the start: their own numbers depend on chance."""
    order, rows = [kept.start], list[list[tuple[str, object]]]()
    for state in order:
        pairs = kept.rows[kept.states[state]]
        row = sorted((kept.symbols[symbol], to) for symbol, to in zip(pairs[::2], pairs[1::2], strict=True))
        order += dict.fromkeys(to for _, to in row if to >= 0 and to not in order)
        rows.append([(symbol, order.index(to) if to >= 0 else kept.rules[~to]) for symbol, to in row])
    assert len(rows) == len(kept.states) - (kept.end not in order)
    return rows


@pytest.mark.parametrize("content", [None, "", "{", '{"source": 0}'])
def test_without_them_they_are_made_of_the_grammar(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    if content is not None:
        (tmp_path / parser_tables.NAME).write_text(content, "utf-8")
    monkeypatch.setattr(parser_tables, "__file__", str(tmp_path / "parser_tables.py"))
    assert parser_tables.kept(grammar.grammar_text()) is None


def test_those_of_another_grammar_do_not_count() -> None:
    assert parser_tables.kept(grammar.grammar_text() + "\n// changed\n") is None


def test_they_are_the_same_whenever_they_are_made() -> None:
    text, kept = grammar.grammar_for(), Path(tables.__file__).with_name(tables.NAME).read_text("utf-8")
    if json.loads(kept)["lark"] != lark.__version__:
        pytest.skip(f"they were made by another lark than {lark.__version__}")
    assert tables.written(text, lark_parser.compiled(text)) == kept
    found = tables.loaded(text)
    assert found is not None
    quick = Path(parser_tables.__file__).with_name(parser_tables.NAME).read_text("utf-8")
    assert parser_tables.written(grammar.grammar_text(), tables.tables_of(found)) == quick
