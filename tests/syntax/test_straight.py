"""The quick way through a source gives what lark's parser gives, and nothing where that finds an error."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from lark import UnexpectedInput
from lark.lexer import BasicLexer, ContextualLexer

from logitext.syntax import grammar, lark_parser
from logitext.syntax.build import TreeBuilder
from logitext.syntax.delimiters import DEFAULT, Delimiters

ROOT = Path(__file__).parents[2]
FILES = sorted(path for folder in ("examples", "tests") for path in (ROOT / folder).rglob("*.nltc"))
MARKED = Delimiters("<%", "%>", "<<", ">>")


def compared(text: str, delimiters: Delimiters = DEFAULT) -> bool:
    """Whether the text has no error; both ways agree on that, and on its tree."""
    lark = lark_parser.parser(TreeBuilder, delimiters)
    found = grammar.straight(TreeBuilder, delimiters).parse(text)
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


def test_characters_that_go_on_with_a_name() -> None:
    assert compared("Be kind · {{let ameac\u0327a = [[is rude]] verdict v = ameac\u0327a}}")
    assert compared("{{let شده_می\u200cشود = [[is rude]] verdict v = شده_می\u200cشود}}")
    assert not compared("{{let a\u200cb = [[is rude]] verdict v = a\u200cb}}")
    assert compared("“Never” – {{let größe = [[is rude]]}}")
    assert not compared("{{let é\u0301\u200d = [[is rude]]}}")


@pytest.mark.parametrize("delimiters", [DEFAULT, MARKED])
def test_lark_takes_no_word_of_a_terminal_for_another(delimiters: Delimiters) -> None:
    lexer = lark_parser.parser(TreeBuilder, delimiters).parser.lexer
    assert isinstance(lexer, ContextualLexer)
    for one in {id(one): one for one in lexer.lexers.values()}.values():
        assert isinstance(one, BasicLexer)
        assert one.scanner.terminals
        assert one.callback == {}


def test_a_source_without_errors_loads_nothing_of_lark() -> None:
    source = "from logitext.syntax.parser import parse; from logitext.syntax.source import Source; import sys; "
    source += "parse(Source('p', '{{let rude = [[is rude]] verdict v = not rude}}')); "
    subprocess.run([sys.executable, "-c", source + "assert 'lark' not in sys.modules"], check=True)


def test_one_is_made_for_each_builder_and_its_delimiters() -> None:
    assert grammar.straight(TreeBuilder) is grammar.straight(TreeBuilder)
    assert grammar.straight(TreeBuilder) is not grammar.straight(TreeBuilder, MARKED)
