"""Texts mapped onto their originals: what they say, and where it stands."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from logitext.unicode import line_ends
from logitext.unicode.mapped import Mapped, normal, replaced

E_ACUTE = "e\u0301"
HANGUL = "\u1112\u1161\u11ab"  # one syllable, in its letters


def as_described(text: str) -> str:
    r"""The text in NFC, with `\n` for each line end and without the last, in the shortest words."""
    return re.sub(line_ends.PATTERN, "\n", unicodedata.normalize("NFC", line_ends.without_last(text)))


SAME = ["", "plain", "two\nlines", "é", "\ud800 half a pair", "кит", "\U0001f600", "\n a", "q\u0307\u0323"[:2]]


@pytest.mark.parametrize("text", SAME)
def test_what_is_normal_stays(text: str) -> None:
    assert normal(text) == Mapped(text, text)


CHANGED = [
    ("a\r\nb", "a\nb", (2, 3), (3, 4)),
    ("a\r\nb", "a\nb", (1, 2), (1, 3)),
    ("a\rb\x85c\u2028d\u2029e\vf\fg", "a\nb\nc\nd\ne\nf\ng", (12, 13), (12, 13)),
    ("\r\n\r\n", "\n", (0, 1), (0, 2)),
    ("hello\n", "hello", (0, 5), (0, 5)),
    ("hello\n\n", "hello\n", (5, 6), (5, 6)),
    ("hello\r\n", "hello", (5, 5), (5, 5)),
    (f"caf{E_ACUTE} noir", "café noir", (3, 4), (3, 5)),
    (f"caf{E_ACUTE} noir", "café noir", (5, 9), (6, 10)),
    (f"{E_ACUTE}{E_ACUTE}{E_ACUTE}", "ééé", (1, 2), (2, 4)),
    (f"{E_ACUTE}\r\n{E_ACUTE}", "é\né", (2, 3), (4, 6)),
    ("q\u0307\u0323", "q\u0323\u0307", (0, 3), (0, 3)),  # marks in another order
    ("q\u0307\u0323", "q\u0323\u0307", (1, 2), (0, 3)),  # one of them alone would be the other
    ("\u212b", "Å", (0, 1), (0, 1)),
    ("\u0438\u0306\u0435\u0308", "йё", (1, 2), (2, 4)),  # two letters of one script, each with its own mark
    ("\u0438\u0306\u0435\u0308", "йё", (0, 1), (0, 2)),
    (f"x{HANGUL}y", "x한y", (1, 2), (1, 4)),
    (f"x{HANGUL}y", "x한y", (2, 3), (4, 5)),
    ("\u0958", "\u0915\u093c", (0, 1), (0, 1)),  # NFC makes it longer: half of it is found, all of it is quoted
    ("\ud800\r\n", "\ud800", (0, 1), (0, 1)),
]


@pytest.mark.parametrize(
    ("original", "text", "place", "origin"), CHANGED, ids=[f"{n}-{case[0]!a}" for n, case in enumerate(CHANGED)]
)
def test_changes(original: str, text: str, place: tuple[int, int], origin: tuple[int, int]) -> None:
    mapped = normal(original)
    assert mapped.text == text
    assert mapped.span(*place) == origin
    assert mapped.original == original
    assert mapped.cut(*place) == original[slice(*origin)]


LETTERS = st.text(
    "ab \n\r\v\x85\u2028e\u0301\u0323\u0307éq\u0915\u093c\u0958\u1112\u1161\u11ab가\u212b\U00011099\U000110ba"
)


@given(st.one_of(LETTERS, st.text()))
@example("\r\u0301\U000110ba")  # a mark behind a line end, and one that is composed as a whole
@example("\u2028\u0301\U00016d67\U00016d67")
@example("\U00016d67\U00016d67")  # letters that newer versions of Unicode compose
def test_it_says_what_is_described(text: str) -> None:
    assert normal(text).text == as_described(text)


def test_marks_that_change_places_are_cut_together() -> None:
    """An accent on the letter and a dot below are a letter with its dot, and then the accent."""
    mapped = normal("a\u00e9\u0323b")
    assert mapped.text == "a\u1eb9\u0301b"
    assert mapped.cut(0, 2) == mapped.cut(0, 3) == "a\u00e9\u0323"
    assert mapped.cut(3, 4) == "b"


@given(st.one_of(LETTERS, st.text()), st.data())
def test_what_is_cut_from_the_original_says_the_same(original: str, data: st.DataObject) -> None:
    mapped = normal(original)
    start = data.draw(st.integers(0, len(mapped.text)))
    end = data.draw(st.integers(start, len(mapped.text)))
    first, last = mapped.span(start, end)
    assert 0 <= first <= last <= len(original)
    # What is cut may say more on either side, where the span has a part of a piece, and never less.
    said = re.sub(line_ends.PATTERN, "\n", unicodedata.normalize("NFC", original[first:last]))
    assert mapped.text[start:end] in said
    assert len(said) - (end - start) < 8 or start == end
    assert mapped.span(0, end)[1] == last or start == end


@given(st.text("abc", max_size=12), st.data())
def test_edits_one_after_another(original: str, data: st.DataObject) -> None:
    """A place that two mappings give is the place that the second and then the first give."""

    def edited(text: str) -> Mapped:
        places = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
        pairs = list(zip(places[::2], places[1::2], strict=False))
        return replaced(text, [(start, end, data.draw(st.text("xy", max_size=3))) for start, end in pairs])

    first = edited(original)
    second = edited(first.text)
    both = first.then(second)
    assert (both.text, both.original) == (second.text, original)
    for start in range(len(both.text) + 1):
        for end in range(start, len(both.text) + 1):
            assert both.span(start, end) == first.span(*second.span(start, end))
            assert both.span(start, end)[0] <= both.span(start, end)[1]
