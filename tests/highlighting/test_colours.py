"""The colours of policies: the lexer of Pygments beside the parser itself, and the grammar that editors read."""

from __future__ import annotations

from pathlib import Path

import pytest
from pygments.lexers import get_lexer_by_name, get_lexer_for_filename
from pygments.token import Token, _TokenType, is_token_subtype

from logitext.highlighting.pygments import NltcLexer
from logitext.highlighting.textmate import written
from logitext.syntax.expected import is_word
from logitext.syntax.printing.lexemes import lexemes
from logitext.syntax.source import Source

ROOT = Path(__file__).parents[2]
POLICIES = sorted((ROOT / "examples").rglob("*.nltc"))
TERMINALS = {
    "STRING": Token.Literal.String,
    "CLAUSE": Token.Literal.String,
    "REGEX": Token.Literal.String.Regex,
    "NUMBER": Token.Literal.Number,
    "DATE": Token.Literal.Number.Date,
    "COMMENT": Token.Comment,
    "COMPARATOR": Token.Operator,
    "OPEN": Token.Punctuation,
    "CLOSE": Token.Punctuation,
    "AGGREGATE": Token.Operator.Word,
}


def wanted(terminal: str) -> list[_TokenType]:
    """Any of these; none where a word of the language is not told from a name, or a sign from another."""
    if terminal in TERMINALS:
        return [TERMINALS[terminal]]
    if terminal in ("TRUE", "FALSE", "UNDETERMINED"):
        return [Token.Keyword.Constant]
    return [Token.Keyword, Token.Operator.Word] if is_word(terminal) else []


def check(text: str) -> None:
    """Each word of the annotations has the colour of what the parser takes it for."""
    at: dict[int, tuple[_TokenType, str]] = {}
    for start, kind, value in NltcLexer().get_tokens_unprocessed(text):
        at[start] = (kind, value)
    assert "".join(value for _, value in at.values()) == text
    for lexeme in lexemes(Source("p", text)):
        kinds = wanted(lexeme.kind)
        if kinds:
            found, value = at[lexeme.span.start]
            assert any(is_token_subtype(found, kind) for kind in kinds), (lexeme, found, value)
            assert value == lexeme.text


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_policy_is_coloured_as_it_is_parsed(path: Path) -> None:
    check(path.read_text("utf-8"))


@pytest.mark.parametrize(
    "text",
    [
        'Say \\{{let no}} and {{text t}}\n```\n{{let a = [[b]]}}\n```\nand {{use "a.nltc"}}',
        '{{let a = [[b "c" \\]] d]] where "b" is t yes "x" no "y" sure 0.2 0.9 cost 2 prior 0.1}}',
        '{{let a = [[b]] as scale("none", "all") let c = [[d]] as question yes "as"}}',
        "{{let a = [[b]] match /a\\/b/i reject /c/ # why\n}}",
        "{{verdict v: Int = count s in sentences(t): a(s) and s.index < 3}}",
        "{{fact yes_no: Date  assume fixed: yes_no between 2020-01-01 and 2021-12-31}}",
        "{{verdict v = at least 2 of (a, b) unless not c implies true iff false}}",
        '{{test "x": given a, t = "b" expect v, w is undetermined}}',
        "# A heading {{let a = [[b]]}} and #}}\n",
        "{{let größe: Int = [[how long?]]}} {{let धमकी = [[x]]}}",
    ],
)
def test_each_kind_of_word(text: str) -> None:
    check(text)


def test_words_inside_names_are_names() -> None:
    kinds = {value: kind for kind, value in NltcLexer().get_tokens("{{let order = android or forall2 or in_use}}")}
    for name in ("order", "android", "forall2", "in_use"):
        assert kinds[name] is Token.Name, name


def test_a_file_with_mistakes_is_coloured_to_its_end() -> None:
    text = '{{let = [[ open "x\n}} {{verdict v = @ $}} tail'
    assert "".join(value for _, _, value in NltcLexer().get_tokens_unprocessed(text)) == text


def test_a_long_file_takes_no_longer_than_its_length_asks_for() -> None:
    for text in ("```\n" * 20_000, "{{" * 50_000, "[[" * 50_000, "{{[[" + "]" * 50_000, "{{#" * 30_000):
        assert sum(len(value) for _, _, value in NltcLexer().get_tokens_unprocessed(text)) == len(text)


def test_pygments_finds_the_lexer() -> None:
    assert isinstance(get_lexer_by_name("nltc"), NltcLexer)
    assert isinstance(get_lexer_for_filename("policy.nltc"), NltcLexer)


def test_the_grammar_of_editors_is_up_to_date(request: pytest.FixtureRequest) -> None:
    path = ROOT / "grammars" / "vscode" / "nltc.tmLanguage.json"
    if request.config.getoption("--write-goldens"):
        path.write_text(written(), "utf-8")
    assert path.read_text("utf-8") == written()
