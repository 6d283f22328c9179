"""Words for patterns in RE2's own syntax, which Python's `re` does not know."""

from __future__ import annotations

from random import Random

import pytest

import logitext
from logitext.policy.patterns import compile_pattern
from logitext.syntax.source import Span
from logitext.syntax.tree import Regex
from logitext.theory.writing.pattern_words import words_for

PATTERNS = [
    r"\b\p{Lu}\p{Ll}+\b",
    r"[\p{Greek}\d]{3}",
    r"\P{L}+x",
    r"[^\p{L}\s]{2}",
    r"\p{Han}+",
    r"\pN\PN",
    r"[[:alpha:]_]+\z",
    r"[[:^alpha:]]{2}",
    r"\A(?i)fo+(?-i)b",
    r"(?P<name>a|b)+?c*",
    r"(?s:a.b)",
    r"na[iï]f\x{e9}\x41",
    r"\Qa.*\E+",
    r"^\w+@\w+\.(de|com)$",
    r"[^\W\d]{2}[\]\-]",
    "Ελλάδα|Россия|भारत",
]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_words_are_found_by_their_pattern(pattern: str) -> None:
    compiled = compile_pattern(Regex(pattern, "", Span(0, 0)))
    words = words_for(pattern, Random(1), 4)
    fitting = [one for one in words if compiled.search(one) is not None]
    assert fitting, words


def test_a_writer_has_words_for_every_pattern() -> None:
    policy = logitext.loads(r"{{text post}} {{let a = [[A]] match /\b\p{Cyrillic}{3}\b/  violation v = a}}")
    found = policy.solve("v", writer="compose", theory="pattern:complete")
    assert found.status == "sat"
