"""Names in every script, each in one spelling."""

from __future__ import annotations

import re
import unicodedata

import pytest

import logitext
from logitext.syntax.diagnostics import PolicyError
from logitext.syntax.parser import parse
from logitext.syntax.source import Source
from logitext.unicode import names

WORDS = [
    "धमकी",  # Hindi
    "คำขู่",  # Thai
    "மிரட்டல்",  # Tamil
    "হুমকি",  # Bengali
    "బెదిరింపు",  # Telugu
    "ಬೆದರಿಕೆ",  # Kannada
    "ഭീഷണി",  # Malayalam
    "ધમકી",  # Gujarati
    "ਧਮਕੀ",  # Gurmukhi
    "තර්ජනය",  # Sinhala
    "ការគំរាមកំហែង",  # Khmer
    "ခြိမ်းခြောက်မှု",  # Burmese
    "ຂົ່ມຂູ່",  # Lao
    "འཇིགས",  # Tibetan
    "אִיּוּם",  # Hebrew with points
    "تَهْدِيد",  # Arabic with points
    "می\u200cشود",  # Persian, with a non-joiner
    "ශ්\u200dරී",  # Sinhala, with a joiner
    "अवन्\u200c_क",  # Devanagari, with a non-joiner
    "nó",
    "té",
    "isé",
    "위협",
    "ﬁn",
    "CO₂",
    "x²",
    "a·b",
    "㚒_丽",
]
NO_NAMES = [
    "a\u200cb",  # a joiner where no script needs one is not seen
    "a\u200db",
    "\u200cab",
    "ab\u200c",
    "ا\u200cب",  # an alef does not join the next letter
    "\u0301a",
    "a\u200bb",
    "a\u2060b",
    "a“b",
    "a→b",
    "x∧y",
    "a。",
    "a🙂",
    "2nd",
]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("word", WORDS)
def test_a_word_with_marks_names_whatever_has_a_name(word: str, form: str) -> None:
    written = unicodedata.normalize(form, word)  # type: ignore[arg-type]  # the forms are strings here
    kept = unicodedata.normalize("NFC", word)
    policy = logitext.loads(
        f"{{{{text {written}}}}} We remove what {{{{let {written}_1 = [[threatens]]"
        f" let {written}_2({written}_p) = [[{kept}_p is bad]]  let k: {written}_3 | other = [[how bad]]"
        f" assume {written}_4: not {kept}_1  verdict {written}_5 = {kept}_1 and {kept}_2({kept}) and k == {kept}_3}}}}"
    )
    assert list(policy.texts) == [kept]
    assert set(policy.clauses) == {f"{kept}_1", f"{kept}_2({kept})", "k"}
    assert list(policy.verdicts) == [f"{kept}_5"]
    assert names.is_name(written)
    assert names.normal(written) == kept


@pytest.mark.parametrize("word", NO_NAMES, ids=ascii)
def test_what_is_no_name(word: str) -> None:
    assert not names.is_name(word)
    with pytest.raises(PolicyError):
        logitext.loads(f"{{{{text post}}}} {{{{let {word} = [[threatens]]}}}}")


def test_one_name_in_two_spellings_is_declared_twice() -> None:
    source = unicodedata.normalize("NFD", "{{text post}} {{let très = [[is much]]") + " let très = [[is more]]}}"
    with pytest.raises(PolicyError) as caught:
        logitext.loads(source)
    (found,) = caught.value.diagnostics
    assert found.code == "NLT202"
    assert found.span is not None
    assert source[found.span.start : found.span.end] == "très"
    label = found.labels[0].span
    assert source[label.start : label.end] == "tre\u0300s"  # the place is the file's own


def test_a_keyword_may_begin_a_name() -> None:
    for keyword in ("is", "no", "text", "let", "in", "by", "true", "not"):
        assert logitext.loads(f"{{{{text post}}}} {{{{let {keyword}\u0300 = [[x]]}}}}").clauses


def test_white_space_of_any_script_ends_a_keyword() -> None:
    assert logitext.loads("{{text\u3000post}} {{let\u00a0a\u2003=\u3000[[x]]}}").clauses == ("a",)


def test_a_message_shows_the_whole_word_and_a_broken_declaration_is_known_by_its_normal_name() -> None:
    text = "{{text post}} {{let धमकी = [[a]] [[b]] verdict v = धमकी}} {{lett ame\u0301 = 1}} {{verdict w = amé}}"
    _, found = parse(Source("p", text))
    assert "found `lett`" in found[1].message
    with pytest.raises(PolicyError) as caught:
        logitext.loads(text)
    assert [one.code for one in caught.value.diagnostics] == ["NLT101", "NLT101"]
    _, (odd,) = parse(Source("p", "{{text post धमकी}}"))
    assert odd.message.endswith("found `धमकी`")


def test_the_tables_are_those_of_python() -> None:
    """What Python takes for an identifier is a name; what it does not is one only by numerals, or by newer letters."""
    own = names.properties()
    follows = re.compile(own["XID_Continue"])
    for code in range(0x110000):
        char = chr(code)
        python = ("a" + char).isidentifier()
        ours = follows.fullmatch(char) is not None
        if python and not ours:
            assert code in (0x200C, 0x200D), hex(code)  # UCD 15.1 has them; here only where a script needs them
        if ours and not python:
            category = unicodedata.category(char)
            assert category in ("No", "Cn") or char in "\u30fb\uff65" or category[0] == "L", hex(code)


def test_a_joined_name_is_a_word_of_its_own() -> None:
    assert names.speaks_of("the धमकी is", "धमकी")
    assert not names.speaks_of("the धमकी is", "धमक")
