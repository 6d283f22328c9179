"""The first characters of a pattern are all that a match can begin with."""

from __future__ import annotations

import re

import pytest

from logitext.syntax import grammar, parser_tables
from logitext.syntax.first import first_characters
from logitext.syntax.scanner import BEYOND_ASCII, filled
from logitext.unicode.names import properties


@pytest.mark.parametrize(
    ("pattern", "first"),
    [
        ("abc", "a"),
        ("a|b", "ab"),
        ("a?b", "ab"),
        ("a*+b", "ab"),
        ("(?:a|)b", "ab"),
        ("(?!x)a", "a"),
        ("(?<=x)^a", "a"),
        ("(?>a)b", "a"),
        ("(?s:ab)", "a"),
        ("[a-cx]", "abcx"),
        ("é", BEYOND_ASCII),
        ("[a-é]", "".join(map(chr, range(ord("a"), 128))) + BEYOND_ASCII),
        (r"\d", "0123456789" + BEYOND_ASCII),
        ("", ""),
    ],
)
def test_first_characters(pattern: str, first: str) -> None:
    assert first_characters(pattern) == first


@pytest.mark.parametrize("pattern", ["[^a]", r"[^\W\d]", r"\s+", "(?i:a)", ".", r"[^\r\n]", r"\S", r"\D"])
def test_no_first_character_is_left_out(pattern: str) -> None:
    compiled, first = re.compile(pattern, re.DOTALL), first_characters(pattern)
    assert [char for char in map(chr, range(128)) if compiled.match(char) and char not in first] == []


def test_those_of_the_grammar_hold_of_words_that_it_takes() -> None:
    kept = parser_tables.kept(grammar.grammar_text())
    assert kept is not None
    words = (
        "let",
        "true",
        "{{",
        "}}",
        "[[a]]",
        '"a"',
        "/a/",
        "2020-01-02",
        "1_0.5",
        "é",
        "_a",
        "<=",
        "(",
        " ",
        "# a",
        "at  least",
    )
    taken = {
        (one.name, word)
        for one in kept.terminals
        for word in words
        if re.fullmatch(filled(one.pattern, properties()), word)
    }
    assert {"LET", "TRUE", "OPEN", "CLAUSE", "DATE", "NAME", "COMMENT", "AT_LEAST", "WS"} <= {name for name, _ in taken}
    first = {one.name: one.first for one in kept.terminals}
    assert [one for one in taken if (one[1][0] if one[1][0].isascii() else BEYOND_ASCII) not in first[one[0]]] == []
