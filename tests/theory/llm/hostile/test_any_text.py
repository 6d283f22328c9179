"""A line of data in a prompt, for any text at all."""

from __future__ import annotations

import json
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from logitext.theory.llm import encode
from tests.theory.llm.hostile.reading import IGNORABLE, assert_plain, joined
from tests.theory.llm.hostile.texts import TEXTS

ANY_TEXT = st.text(
    st.one_of(
        st.characters(exclude_categories=()),
        st.sampled_from('<>[]{}|"\\\n\r\u2028\u202e\u200b\ud83d\ude00\uff5c\x00\x1b/u'),
    )
)


@given(ANY_TEXT, ANY_TEXT)
def test_any_text_is_one_line_of_json_without_anything_risky(text: str, key: str) -> None:
    line = encode.line({key: [text, {"x": text}]})
    assert json.loads(line) == {joined(key): [joined(text), {"x": joined(text)}]}
    assert_plain(line.replace("[", "", 1).replace("]", "", 1))
    assert encode.line(text) == encode.line(joined(text))


@given(ANY_TEXT, ANY_TEXT)
def test_different_texts_are_different_lines(one: str, other: str) -> None:
    assert (encode.line(one) == encode.line(other)) == (joined(one) == joined(other))


def test_every_character_is_safe_in_a_line() -> None:
    for start in range(0, 0x110000, 0x1000):
        text = "-".join(map(chr, range(start, start + 0x1000)))
        line = encode.line(text)
        assert json.loads(line) == text
        assert_plain(line)


def test_what_is_shown_as_nothing_is_escaped() -> None:
    assert not [character for character in IGNORABLE if character in encode.line(character)]


def test_a_tokeniser_that_normalises_finds_no_token() -> None:
    line = encode.line(TEXTS["tokens in full width"])
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert not set("<>[]") & set(unicodedata.normalize(form, line)), form


def test_every_risky_character_of_ascii_is_looked_for() -> None:
    for code in range(128):
        assert (encode._RISKY.match(chr(code)) is not None) == (chr(code) in "<>[]\x7f")
        assert (encode.line(f"a{chr(code)}b") == json.dumps(f"a{chr(code)}b", ensure_ascii=False)) == (
            chr(code) not in "<>[]\x7f"
        )
