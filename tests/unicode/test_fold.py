"""Folding: what characters become, that it is done once for all, and where things stand in the original."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logitext.unicode.confusables import CONFUSABLES
from logitext.unicode.fold import IGNORABLE, fold_character, folded

SAME = [
    ("zorp", "zоrp"),  # Cyrillic о
    ("zorp", "ｚｏｒｐ"),
    ("zorp", "𝐳𝓸𝕣𝗽"),
    ("zorp", "zo\u00adrp"),
    ("zorp", "z\u200bo\u200d\u2060r\ufe0fp\U000e0061"),
    ("ZORP", "zorp"),
    ("paypal", "раураl"),
    ("BOMB", "ВОМВ"),  # Cyrillic, of which the small letters look otherwise
    ("straße", "STRASSE"),
    ("straße", "STRAẞE"),
    ("istanbul", "ıstanbul"),
    ("σοφός", "ΣΟΦΌΣ"),
    ("2026", "２٠۲६"),
    ("fi", "ﬁ"),
    ("don't", "don’t"),
    ("a-b", "a‐b"),
    ("café", "cafe\u0301"),
    ("ё", "е\u0308"),
    ("aeon", "æon"),
]


@pytest.mark.parametrize(("one", "other"), SAME, ids=[f"{n}-{case[0]!a}" for n, case in enumerate(SAME)])
def test_the_same(one: str, other: str) -> None:
    assert folded(one).text == folded(other).text


APART = [("zorp", "zörp"), ("1", "l"), ("0", "o"), ("m", "rn"), ("2×zorp", "2xzorp"), ("kind", "kınd "), ("한국", "한")]


@pytest.mark.parametrize(("one", "other"), APART, ids=[f"{n}-{case[0]!a}" for n, case in enumerate(APART)])
def test_apart(one: str, other: str) -> None:
    assert folded(one).text != folded(other).text


def test_ascii_stays_but_for_its_case() -> None:
    text = "".join(map(chr, range(32, 127)))
    assert folded(text).text == text.lower()


def test_the_table_has_small_characters_that_are_no_ascii() -> None:
    for char, other in CONFUSABLES.items():
        assert not char.isascii()
        assert fold_character(char) == other
        parts = unicodedata.normalize("NFD", other)
        assert all(part.isascii() or unicodedata.category(part)[0] == "M" for part in parts)


@given(st.characters(exclude_categories=["Cs"]))
def test_a_character_is_folded_once_for_all(char: str) -> None:
    once = fold_character(char)
    assert "".join(map(fold_character, once)) == once or unicodedata.normalize("NFC", once) == once
    assert folded(once + "\u2028").text == folded(folded(once + "\u2028").text + "\n").text


@given(st.characters(categories=["Lu", "Lt"]))
def test_case_makes_no_difference(char: str) -> None:
    small = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", char).casefold())
    assert folded(char).text == folded(small).text


@given(st.text(st.one_of(st.characters(), st.sampled_from("\u200b\u00adｚßĳæ e\u0301\r\n"))), st.data())
def test_what_is_cut_from_the_original_folds_to_the_same(text: str, data: st.DataObject) -> None:
    mapped = folded(text)
    start = data.draw(st.integers(0, len(mapped.text)))
    end = data.draw(st.integers(start, len(mapped.text)))
    first, last = mapped.span(start, end)
    assert 0 <= first <= last <= len(text)
    assert mapped.text[start:end] in folded(text[first:last] + "\u2028").text


def test_places_beside_what_is_invisible() -> None:
    mapped = folded("\u200bzo\u00adrp\u200b!")
    assert mapped.text == "zorp!"
    assert mapped.cut(0, 4) == "zo\u00adrp"
    assert mapped.cut(4, 5) == "!"


def test_the_invisible_is_what_unicode_says() -> None:
    """Of the format characters, those few that show are no part of it."""
    shown = {
        char for char in map(chr, range(0x3000)) if unicodedata.category(char) == "Cf" and not IGNORABLE.match(char)
    }
    assert all("ARABIC" in unicodedata.name(char) or "SYRIAC" in unicodedata.name(char) for char in shown)
