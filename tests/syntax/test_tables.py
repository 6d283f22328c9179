"""The tables that were made beforehand are those of the grammar, and read texts as it does."""

from __future__ import annotations

import importlib.resources
import json
from pathlib import Path

import lark
import pytest

from logitext.syntax import grammar, tables
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
    made = grammar.compiled(text, transformer=TreeBuilder())
    assert found is not None
    assert [found.parse(path.read_text("utf-8")) for path in EXAMPLES] == [
        made.parse(path.read_text("utf-8")) for path in EXAMPLES
    ]
