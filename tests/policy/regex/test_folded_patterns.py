"""Patterns with the flag `f`, which look at texts and are themselves folded."""

from __future__ import annotations

import pytest
import re2
from hypothesis import assume, given
from hypothesis import strategies as st

import logitext
from logitext.policy.patterns import compile_pattern
from logitext.syntax.source import Span
from logitext.syntax.tree import Regex
from logitext.unicode.fold import folded


def found(text: str, subject: str, flags: str = "f") -> str | None:
    place = compile_pattern(Regex(text, flags, Span(0, 0))).search(subject)
    return None if place is None else subject[slice(*place)]


FOUND = [
    (r"\bzorp\b", "say z\u043erp!", "z\u043erp"),
    (r"\bzorp\b", "say ｚｏｒｐ!", "ｚｏｒｐ"),
    (r"\bzorp\b", "say \u200bz\u00adorp\u200b!", "z\u00adorp"),
    (r"\bZORP\b", "Zorp", "Zorp"),
    (r"\bzorp\b", "zorpé", None),
    (r"\bzorp\b", "2×zorp", "zorp"),
    (r"\bидиот\b", "ИДИОТ", "ИДИОТ"),
    (r"\bидиот\b", "идиoт", "идиoт"),  # Latin o
    ("straße", "STRASSE", "STRASSE"),
    ("ß+x", "SSẞx", "SSẞx"),
    ("[ßé]x", "ssx", "ssx"),
    ("[^ß]x", "sx", "sx"),
    ("[а-я]+", "ВОДА", "ВОДА"),
    (r"[^а-я]", "вода", None),
    (r"[A-Z]+", "abc", "abc"),
    (r"\d+", "٣4", "٣4"),
    (r"[0-9]+", "٣4", "٣4"),
    (r"l33t", "1337", None),
    (r"zo\x{ad}rp", "zorp", "zorp"),
    (r"zo\x{200b}?rp", "zorp", "zorp"),
    (r"\x{200b}", "a\u200bb", None),
    (r"[\x{200b}-\x{200d}]", "a\u200bb", None),
    (r"\x{200b}+", "", None),
    (r"^a$", "a\u200b\r\n", "a"),
    (r"a\s+b", "a\u00a0\u3000b", "a\u00a0\u3000b"),
    (r"[\x{80}-\x{10ffff}]", "a é", "é"),
    ("fi", "ﬁn", "ﬁ"),
    ("f", "ﬁn", "ﬁ"),  # half of a character is quoted as the whole of it
]


@pytest.mark.parametrize(
    ("text", "subject", "expected"), FOUND, ids=[f"{n}-{case[0]!a}" for n, case in enumerate(FOUND)]
)
def test_found(text: str, subject: str, expected: str | None) -> None:
    assert found(text, subject) == expected


def test_without_the_flag_look_alikes_are_other_characters() -> None:
    assert found(r"\bzorp\b", "z\u043erp", "i") is None


CHARACTERS = st.one_of(
    st.characters(exclude_categories=["Cs"]),
    st.sampled_from("aZ \u200b\u00adｚßﬁæe\u0301оВ\r\n٣"),
    st.characters(max_codepoint=127),
)


@given(st.text(CHARACTERS, min_size=1, max_size=6), st.text(CHARACTERS, max_size=12))
def test_a_word_is_found_where_what_it_folds_to_is(word: str, text: str) -> None:
    wanted = folded(word + "\u2028").text
    assume(wanted)
    mapped = folded(text)
    at = mapped.text.find(wanted)
    place = compile_pattern(Regex(re2.escape(word), "f", Span(0, 0))).search(text)
    assert place == (None if at < 0 else mapped.span(at, at + len(wanted)))


POLICY = """{{{{text post}}}}
{{{{{before}let banned = [[says "zorp"]] match /\\bzorp\\b/{flags}{after} violation v = banned}}}}"""


@pytest.mark.parametrize(
    ("before", "flags", "after"),
    [("", "f", ""), ("", "", " fold"), ("patterns fold ", "", ""), ("patterns fold ", "if", " fold")],
)
def test_a_pattern_a_clause_or_a_policy_is_folded(before: str, flags: str, after: str) -> None:
    policy = logitext.loads(POLICY.format(before=before, flags=flags, after=after))
    result = policy.check("He said zo\u200brp.", theory="pattern:complete")
    assert result.verdicts["v"].value is True
    assert [one.quote for one in result.verdicts["v"].because] == ["zo\u200brp"]


def test_without_it_nothing_is_folded() -> None:
    policy = logitext.loads(POLICY.format(before="", flags="", after=""))
    assert policy.check("zo\u200brp", theory="pattern:complete").verdicts["v"].value is False


def test_a_file_that_is_used_says_so_for_itself(tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    (folder / "words.nltc").write_text("{{text post}} {{patterns fold let a = [[says zorp]] match /zorp/}}")
    (folder / "policy.nltc").write_text(
        '{{use "words.nltc" let b = [[says zarp]] match /zarp/ verdict v = a verdict w = b}}'
    )
    policy = logitext.load(folder / "policy.nltc")
    verdicts = policy.check("ZORP ZARP", theory="pattern:complete").verdicts
    assert (verdicts["v"].value, verdicts["w"].value) == (True, False)
