"""The quick way through a source gives what lark's parser gives, and nothing where that finds an error."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from lark import UnexpectedInput

from logitext.syntax import grammar, parser
from logitext.syntax.build import TreeBuilder
from logitext.syntax.delimiters import DEFAULT, Delimiters
from logitext.syntax.source import Source
from logitext.syntax.straight import Straight, straight

ROOT = Path(__file__).parents[2]
FILES = sorted(path for folder in ("examples", "tests") for path in (ROOT / folder).rglob("*.nltc"))
MARKED = Delimiters("<%", "%>", "<<", ">>")


def compared(text: str, delimiters: Delimiters = DEFAULT) -> bool:
    """Whether the text has no error; both ways agree on that, and on its tree."""
    lark = grammar.parser(TreeBuilder, delimiters)
    found = straight(lark).parse(text)
    try:
        whole = lark.parse(text)
    except UnexpectedInput:
        assert found is None, text
        return False
    assert found == whole, text
    assert repr(found) == repr(whole), text
    return True


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_and_changed_files(path: Path) -> None:
    text = path.read_bytes().decode("utf-8", "replace")
    compared(text)
    rng = Random(len(text))
    for _ in range(5):
        start = rng.randrange(len(text) + 1)
        compared(
            text[:start]
            + rng.choice(("", " ", "}", "{{", "let", "x", '"', "]]", "é"))
            + text[start + rng.randrange(3) :]
        )


def test_nothing_and_prose_alone() -> None:
    assert compared("")
    assert compared("Never be rude.\n")
    assert compared(" \n")


def test_other_delimiters() -> None:
    assert compared("Be kind. <%let rude = <<is rude>> %> {{ site.mail }}", MARKED)
    assert not compared("Be kind. <%let rude = [[is rude]] %>", MARKED)


def test_a_source_without_errors_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    lark = grammar.parser(TreeBuilder)
    monkeypatch.setattr(type(lark), "parse", lambda *_, **__: pytest.fail("lark was asked"))
    document, found = parser.parse(Source("p.nltc", "Never {{let rude = [[is rude]] verdict v = not rude}}."))
    assert (len(document.statements), found) == (2, ())


def test_one_is_made_for_each_parser() -> None:
    lark = grammar.parser(TreeBuilder)
    assert isinstance(straight(lark), Straight)
    assert straight(lark) is straight(lark)
    assert straight(lark) is not straight(grammar.parser(TreeBuilder, MARKED))
