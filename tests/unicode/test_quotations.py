"""Quotations found in their texts, spelling apart, and cut from the original."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logitext.unicode.quotations import find


def cut(quote: str, text: str) -> str | None:
    place = find(quote, text)
    return None if place is None else text[place[0] : place[1]]


@pytest.mark.parametrize(
    ("quote", "text", "kept"),
    [
        ("débilé", "un de\u0301bile\u0301!", "de\u0301bile\u0301"),
        ("de\u0301bile", "un débile!", "débile"),
        ("take  it\nor leave", "Take: take it\r\n or leave it", "take it\r\n or leave"),
        ("10 000 €", "for 10\u202f000\u00a0€.", "10\u202f000\u00a0€"),
        ('say "no"', "I say \u201eno\u201c.", "say \u201eno\u201c"),
        ("don\u2019t", "I don't", "don't"),
        ("a - b", "x a \u2014 b y", "a \u2014 b"),
        ("well... no", "well\u2026 no", "well\u2026 no"),
        ("می\u200cدانم", "نمیدانم", "میدانم"),
        ("میدانم", "نمی\u200cدانم", "می\u200cدانم"),
        ("zorp", "a zo\u00adrp b", "zo\u00adrp"),
        ("is very bad", "it is **very** bad", "is **very** bad"),
        ("**very** bad", "it is very bad", "very bad"),
        ("one two", "> one\n> two", "one\n> two"),
        ("Heading text", "## Heading\n\ntext", "Heading\n\ntext"),
        ("Go away.", "I said: Go away, you", "Go away"),
        ("\u201cGo away.\u201d", "I said: Go away, you", "Go away"),
        ("...go away...", "please go away now", "go away"),
        ("file\\_name", "the file_name", "file_name"),
        ("C# is", "I think C# is fine", "C# is"),
        ("한글", unicodedata.normalize("NFD", "이 한글 글"), unicodedata.normalize("NFD", "한글")),
        ("ｇｏ", "go", None),
        ("i will", "I will", None),
        ("go now", "go, now", None),
        ("nobody", "somebody", None),
        ("", "text", None),
        (" ", "te xt", None),
        ("\u200b", "te\u200bxt", "\u200b"),
    ],
    ids=ascii,
)
def test_what_is_forgiven(quote: str, text: str, kept: str | None) -> None:
    assert cut(quote, text) == kept


@given(st.text(st.sampled_from("ab é\u0301\n*\u200b\u201c\u2026.한ᆨ>#"), max_size=30), st.data())
def test_every_part_of_a_text_is_a_quotation_of_it_in_any_spelling(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    quote = text[start : data.draw(st.integers(start, len(text)))].strip()
    if quote:
        place = find(quote, text)
        assert place is not None
        assert 0 <= place[0] < place[1] <= len(text)


@pytest.mark.parametrize(
    "unit", [" ", "\n", "*", "\n>", "> ", "# ", "\u200b", "e\u0301", "\u0301\u0316", "\\", "\u2026"], ids=ascii
)
def test_a_hostile_text_takes_linear_time(unit: str) -> None:
    assert find("zorp", "a" + unit * 200_000) is None
    assert find("a" + unit * 200_000, "zorp") is None
