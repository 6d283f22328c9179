"""NFC, on every text in linear time."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logitext.unicode.normal_form import nfc

MARKS = "\u0301\u0316\u0f73\u0344\u093c\u0f81\u0327\u05b0"


@given(st.text(st.sampled_from("aeé한ᄒ ङ" + MARKS), max_size=80))
def test_it_is_nfc(text: str) -> None:
    assert nfc(text) == unicodedata.normalize("NFC", text)


@given(st.text(st.sampled_from(MARKS), min_size=40, max_size=120), st.sampled_from("aéक"))
def test_long_runs_of_marks_too(marks: str, letter: str) -> None:
    assert nfc(letter + marks + letter) == unicodedata.normalize("NFC", letter + marks + letter)


def test_half_a_surrogate_pair_stays() -> None:
    assert nfc("é\ud800") == "é\ud800"


@pytest.mark.parametrize("marks", ["\u0301\u0316", "\u0f73", "\u0301\u0f73\u0316"], ids=ascii)
def test_a_hostile_text_takes_linear_time(marks: str) -> None:
    assert nfc("e" + marks * 300_000)  # Python's own would take an hour
