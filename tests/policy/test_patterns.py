"""Patterns: what they find and where, what is refused and with which words, and that nothing hangs."""

from __future__ import annotations

import subprocess
import sys

import pytest
import re2
from hypothesis import assume, given
from hypothesis import strategies as st

from logitext.policy.patterns import compile_pattern
from logitext.syntax.source import Span
from logitext.syntax.tree import Regex
from logitext.unicode.line_ends import LINE_END
from logitext.unicode.normal_form import is_nfc


def regex(text: str, flags: str = "") -> Regex:
    return Regex(text, flags, Span(0, 0))


FOUND = [
    ("b+", "", "abbc", (1, 3)),
    ("b+", "", "aBBc", None),
    ("b+", "i", "aBBc", (1, 3)),
    ("É", "i", "café", (3, 4)),
    ("^b$", "", "a\nb\nc", None),
    ("^b$", "m", "a\nb\nc", (2, 3)),
    ("a.b", "", "a\nb", None),
    ("a.b", "s", "a\nb", (0, 3)),
    ("^A.C$", "ims", "x\na\nc\ny", (2, 5)),
    ("$", "", "", (0, 0)),
    (r"\pL+", "", "12 Größe!", (3, 8)),
    ("b", "", "👍🏽e\u0301b", (4, 5)),  # offsets count code points, neither bytes nor what looks like one letter
    ("x", "", "\ud800x", (1, 2)),  # half of a surrogate pair has no UTF-8, yet counts as one
    (r"(?i:a)b", "", "Ab", (0, 2)),
    (r"a|b", "i", "B", (0, 1)),
    (r"\Q\C\E", "", r"a\C", (1, 3)),
    (r"\\C", "", r"a\C", (1, 3)),
]


@pytest.mark.parametrize(
    ("text", "flags", "subject", "place"), FOUND, ids=[f"{n}-{case[0]}-{case[1]}" for n, case in enumerate(FOUND)]
)
def test_search(text: str, flags: str, subject: str, place: tuple[int, int] | None) -> None:
    assert compile_pattern(regex(text, flags)).search(subject) == place


REFUSED = [
    ("a(?=b)", "", "look-ahead and look-behind (`(?=`) are not supported; write a `match` and a `reject`"),
    ("(?!b)a", "", "look-ahead and look-behind (`(?!`) are not supported; write a `match` and a `reject`"),
    ("(?<=a)b", "", "look-ahead and look-behind (`(?<=`) are not supported"),
    ("(?<!a)b", "", "look-ahead and look-behind (`(?<!`) are not supported"),
    (r"(a)\1", "", r"back-references (`\1`) are not supported"),
    (r"(?P<x>a)(?P=x)", "", "back-references (`(?P=`) are not supported"),
    (r"(?<x>a)\k<x>", "", r"back-references (`\k`) are not supported"),
    ("a(b", "", "missing ); brackets must pair"),
    ("a)b", "", "unexpected ); brackets must pair"),
    ("[ab", "", "missing ]; brackets must pair"),
    ("a**", "", "two repetitions in a row (`**`); put the first in `(?:…)`, or drop one"),
    ("*a", "", "nothing to repeat (`*`)"),
    ("a{1001}", "", "the repetition (`{1001}`) is too large or upside down"),
    ("((a{100}){100}){100}", "", "the repetition (`{100}`) is too large or upside down"),
    ("a{2,1}", "", "the repetition (`{2,1}`) is too large or upside down"),
    (r"\q", "", r"unknown escape (`\q`); write `\\` for a backslash"),
    (r"a\Z", "", r"unknown escape (`\Z`); write `\z` for the end of the text"),
    (r"\u00e9", "", r"unknown escape (`\u`); write `\x{1F600}` or the character itself"),
    ("[b-a]", "", "not a regular expression: invalid character class range (`b-a`); see RE2's syntax"),
    ("(?>a)", "", "not a regular expression: invalid perl operator (`(?>`)"),
    ("a\\", "", "not a regular expression: trailing \\"),
    (r"a\Cb", "", r"`\C` (a single byte) is not supported; write `.` for any character"),
    (r"\pL{1000}", "", "the pattern is too large; shorten it, or repeat less of it"),
    ("x" * 3_000_000, "", "the pattern is too large; shorten it, or repeat less of it"),
    ("\ud800", "", "the pattern holds half of a surrogate pair, which is no character; remove it"),
    ("a", "x", "unknown flag `x`; the flags are `i` (ignore case), `m`"),
    ("a", "I", "unknown flag `I`"),
    ("a", "ii", "flag `i` is given 2 times; write it once"),
]


@pytest.mark.parametrize(
    ("text", "flags", "message"), REFUSED, ids=[f"{n}-{case[0][:20]!a}" for n, case in enumerate(REFUSED)]
)
def test_refused(text: str, flags: str, message: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011  # the message is compared below
        compile_pattern(regex(text, flags))
    said = str(refused.value)
    assert said.startswith(message)
    assert said[:1] != said[:1].upper() or not said[0].isalpha(), "messages are lower case"
    assert not said.endswith(".")


def test_re2_writes_nothing_to_standard_error() -> None:
    program = (
        "from logitext.policy.patterns import compile_pattern\n"
        "from logitext.syntax.tree import Regex\n"
        "from logitext.syntax.source import Span\n"
        "for text in ['a(', '(?=a)', r'\\pL{1000}']:\n"
        "    try: compile_pattern(Regex(text, '', Span(0, 0)))\n"
        "    except ValueError: print('refused')\n"
        "compile_pattern(Regex('(?:a?){1000}a{1000}b', '', Span(0, 0))).search('a' * 5000)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=600)
    assert done.stdout.split() == ["refused"] * 3
    assert done.stderr == ""


@pytest.mark.parametrize("text", ["(a+)+$", "(a|aa)+$", "(.*a){12}$"])
def test_no_pattern_backtracks(text: str) -> None:
    """A search that backtracks would not come back at all."""
    assert compile_pattern(regex(text)).search("a" * 20_000 + "!") is None


def test_compiled_patterns_are_kept_and_their_number_is_bounded() -> None:
    from logitext.policy import patterns

    assert compile_pattern(regex("kept")) is compile_pattern(regex("kept"))
    for number in range(300):
        compile_pattern(regex(f"pattern{number}"))
    assert patterns._compile.cache_info().currsize <= 128


@given(st.text(), st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=5))
def test_places_are_offsets_into_the_text(around: str, needle: str) -> None:
    text = around + needle + around
    assume(
        is_nfc(text) and LINE_END.search(text) is None
    )  # other spellings and line ends: see tests/unicode/test_mapped.py
    place = compile_pattern(regex(re2.escape(needle))).search(text)
    assert place is not None
    start, end = place
    assert text[start:end] == needle
    assert start == text.find(needle)


@given(st.text(max_size=30), st.text("imsf", max_size=4))
def test_whatever_is_written_it_is_a_pattern_or_a_value_error(text: str, flags: str) -> None:
    try:
        pattern = compile_pattern(regex(text, flags))
    except ValueError:
        pattern = None
    found = None if pattern is None else pattern.search("some text\n")
    assert found is None or (len(set(flags)) == len(flags) and 0 <= found[0] <= found[1] <= 10)
