"""Patterns that can fit no text, and none that is said to be one of them where a text fits."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logitext.policy.patterns import compile_pattern
from logitext.syntax.source import Span
from logitext.syntax.tree import Regex
from tests.policy.regex import reference

NEVER = [
    ("a\\bb", ""),
    ("\\Bя\\B-", ""),
    ("x^y", ""),
    ("a$b", "m"),
    ("$a", ""),
    ("\\w\\b\\w", ""),
    ("\\s\\b\\s", ""),
    ("[^\\s\\S]", ""),
    ("(a\\bb|c^)", "i"),
    ("(?:a\\bb)+", ""),
    ("\\x{200b}", "f"),
    ("[\\x{200b}\\x{ad}]+x", "f"),
    ("\\p{Lt}", "f"),
]
SOMETIMES = [
    ("\\bидиот\\b", ""),
    ("(?:a\\bb)*", ""),
    ("(?:a\\bb){0,2}c", ""),
    ("a$\\n^b", "m"),
    ("\\b-\\b", ""),
    ("\\p{Lu}", "if"),
    ("zo\\x{200b}rp", "f"),
    ("\\n\\z", ""),
    ("^$", ""),
    ("(a\\bb|c)", ""),
    ("[À-Ý]", "f"),
]


@pytest.mark.parametrize(("text", "flags"), NEVER)
def test_never(text: str, flags: str) -> None:
    assert not compile_pattern(Regex(text, flags, Span(0, 0))).can_fit()


@pytest.mark.parametrize(("text", "flags"), SOMETIMES)
def test_sometimes(text: str, flags: str) -> None:
    assert compile_pattern(Regex(text, flags, Span(0, 0))).can_fit()


@settings(max_examples=150, deadline=None)
@given(reference.nodes(), st.text(reference.ALPHABET, max_size=10), st.sampled_from(["", "i", "f"]))
def test_what_fits_a_text_can_fit(node: reference.Node, text: str, flags: str) -> None:
    pattern = compile_pattern(Regex(reference.written(node), flags, Span(0, 0)))
    assert pattern.search(text) is None or pattern.can_fit()
