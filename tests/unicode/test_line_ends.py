"""The one meaning of a line end."""

from __future__ import annotations

import re

import pytest

from logitext.unicode import line_ends

ENDS = ["\n", "\v", "\f", "\r", "\r\n", "\x85", "\u2028", "\u2029"]
NO_ENDS = ["\x1c", "\x1d", "\x1e", "\x1f", "\t", "\u200b", "\xa0", "\u3000"]


def named(text: str) -> str:
    return "-".join(f"{ord(character):X}" for character in text)


@pytest.mark.parametrize("end", ENDS, ids=named)
def test_each_ends_a_line_once(end: str) -> None:
    assert line_ends.lines(f"a{end}b") == ["a", "b"]
    assert line_ends.lines(f"a{end}{end}b{end}") == ["a", "", "b"]
    assert [m.group() for m in line_ends.LINE_END.finditer(f"a{end}b")] == [end]


@pytest.mark.parametrize("end", ENDS, ids=named)
def test_the_last_one_is_no_part_of_a_text(end: str) -> None:
    assert line_ends.without_last(f"hello{end}") == "hello"
    assert line_ends.without_last(f"hello{end}{end}") == f"hello{end}"
    assert line_ends.without_last(f"{end}hello") == f"{end}hello"
    assert line_ends.last(f"ab{end}") == 2


def test_lf_cr_is_two() -> None:
    assert line_ends.lines("a\n\rb") == ["a", "", "b"]


@pytest.mark.parametrize("other", NO_ENDS, ids=named)
def test_nothing_else_ends_a_line(other: str) -> None:
    assert line_ends.lines(f"a{other}b{other}") == [f"a{other}b{other}"]


@pytest.mark.parametrize("end", ["\n", "\v", "\r", "\r\n", "\x85", "\u2028"], ids=named)
def test_a_line_of_white_space_ends_a_paragraph(end: str) -> None:
    assert line_ends.PARAGRAPH_END.split(f"a{end}b{end}{end}c{end} \t\xa0{end}{end}d") == [f"a{end}b", "c", "d"]


def test_a_paragraph_separator_ends_one_alone() -> None:
    assert line_ends.PARAGRAPH_END.split("a\u2029b\n\u2029c\u2029 \nd") == ["a", "b", "c", "d"]


def test_a_page_may_end_inside_a_paragraph() -> None:
    assert line_ends.PARAGRAPH_END.split("a\n\fb\fc\n\f\nd") == ["a\n\fb\fc", "d"]


@pytest.mark.parametrize("unit", ["\n", "\r", "\n\f", "\n ", " ", "\f", "\n\u2028", "a\n \f"], ids=named)
def test_a_hostile_text_takes_linear_time(unit: str) -> None:
    text = "\n" + unit * 500_000 + "x"  # a search that tried again from each place would take hours
    assert "".join(line_ends.PARAGRAPH_END.split(text)).endswith("x")
    assert "".join(re.split(line_ends.PATTERN, text)).endswith("x")
