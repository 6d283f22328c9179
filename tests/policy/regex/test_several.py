"""Several patterns in one pass over a text, beside each of them alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from logitext.policy.patterns import CompiledPattern, compile_pattern
from logitext.policy.regex import several as module
from logitext.policy.regex.flags import FOLD
from logitext.policy.regex.several import Several
from logitext.syntax.source import Span
from logitext.syntax.tree import Regex
from tests.policy.regex import reference

TEXTS = st.text(reference.ALPHABET, max_size=10)


def compiled(text: str, flags: str = "") -> CompiledPattern:
    return compile_pattern(Regex(text, flags, Span(0, 0)))


def agree(patterns: Sequence[CompiledPattern], text: str) -> list[int]:
    """The patterns that fit, which are those that fit alone."""
    found = sorted(Several(patterns).fitting(text))
    assert found == [number for number, one in enumerate(patterns) if one.search(text) is not None]
    return found


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(reference.nodes(), st.sampled_from(["", "i", "m", FOLD, "s"])), max_size=6), TEXTS)
def test_any_patterns_on_any_text(nodes: list[tuple[reference.Node, str]], text: str) -> None:
    agree([compiled(reference.written(node), flags) for node, flags in nodes], text)


RULES = [
    (r"\bidiot\b", "i"),
    ("^fool", "m"),
    ("fool$", ""),
    (r"\bné\b", ""),
    (r"\Bot", ""),
    ("paypal", FOLD),
    ("a{3,5}", ""),
    ("", ""),
    (r"\w+@\w+", ""),
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("You IDIOT", [0, 7]),
        ("idiots\r\nfool\n", [1, 2, 4, 7]),
        ("il est né", [3, 7]),
        ("il est née", [7]),
        ("рaypal \u200baaa", [5, 6, 7]),
        ("me@home \ud800 idiot", [0, 4, 7, 8]),
        ("", [7]),
    ],
)
def test_what_fits(text: str, found: list[int]) -> None:
    assert agree([compiled(*rule) for rule in RULES], text) == found


def test_many_stand_in_several_sets() -> None:
    patterns = [compiled(rf"\bw{number}\b") for number in range(2 * module.AT_ONCE + 1)]
    assert agree(patterns, "w0 w127 w128 w255 w256 w257") == [0, 127, 128, 255, 256]


@pytest.mark.parametrize("text", ["an idiot", "an idiöt idiot"])
def test_a_set_that_gives_up_is_not_believed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """RE2 names no pattern where it runs out of memory, as if none did fit."""

    class Full:
        @staticmethod
        def SearchSet(options: Any) -> Any:  # noqa: N802  # RE2's own name
            options.max_mem = 3000
            return re2.Set.SearchSet(options)

    monkeypatch.setattr(module, "re2", _With(Set=Full))
    patterns = [compiled(f"idiot|x.*{number}|z?q*[^ab]{number}", "i") for number in range(20)]
    assert agree(patterns, text) == list(range(20))


class _With:
    """The module `re2` with some names replaced."""

    def __init__(self, **names: Any) -> None:
        vars(self).update(names)

    def __getattr__(self, name: str) -> Any:
        return getattr(re2, name)
