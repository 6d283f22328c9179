"""Patterns beyond ASCII, against a slow matcher that shares no code, and what each of them means."""

from __future__ import annotations

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from logitext.policy.patterns import CompiledPattern, compile_pattern
from logitext.syntax.source import Span
from logitext.syntax.tree import Regex
from logitext.unicode.mapped import normal
from tests.policy.regex import reference

TEXTS = st.text(reference.ALPHABET, max_size=10)


def compiled(text: str, flags: str = "") -> CompiledPattern:
    return compile_pattern(Regex(text, flags, Span(0, 0)))


def found(text: str, subject: str, flags: str = "") -> str | None:
    place = compiled(text, flags).search(subject)
    return None if place is None else subject[slice(*place)]


# --- a second opinion --------------------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(reference.nodes(), TEXTS)
def test_any_pattern_on_any_text(node: reference.Node, text: str) -> None:
    _agree(node, text)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(3))
def test_many_patterns_on_many_texts(part: int) -> None:
    @seed(part)
    @settings(max_examples=700, deadline=None, database=None)
    @given(reference.nodes(), st.lists(TEXTS, min_size=5, max_size=5))
    def agree(node: reference.Node, texts: list[str]) -> None:
        for text in texts:
            _agree(node, text)

    agree()


@settings(max_examples=100, deadline=None)
@given(reference.nodes(insensitive=True), TEXTS)
def test_any_pattern_that_ignores_case(node: reference.Node, text: str) -> None:
    _agree(node, text, "i")


def _agree(node: reference.Node, text: str, flags: str = "") -> None:
    expected = reference.search(node, text)
    place = None if expected is None else normal(text).span(*expected)
    assert compiled(reference.written(node), flags).search(text) == place


# --- what they mean ----------------------------------------------------------------------------------------------

POST = "Ты идиот, друг. Un débilé. Schöne Wörter. Go away!"
FOUND = [
    (r"\bидиот\b", "i", POST, "идиот"),
    (r"\bдруг\b", "", POST, "друг"),
    (r"\bИДИОТ\b", "i", POST, "идиот"),
    (r"\bdébilé\b", "i", POST, "débilé"),
    (r"\brter\b", "i", POST, None),
    (r"\Brter\b", "i", POST, "rter"),
    (r"go\s+away", "i", "so go\u00a0\u2003away", "go\u00a0\u2003away"),
    *((r"a\sb", "", f"a{space}b", f"a{space}b") for space in "\x0b\u1680\u2000\u202f\u205f\u3000\x85\u2028"),
    (r"a\sb", "", "a\u200bb", None),  # a zero width space is no space
    (r"\bécu\b", "", "l'écu d'or", "écu"),
    (r"\d{3}", "", "№ ٣٤٥", "٣٤٥"),
    (r"\d{3}", "", "№ １２３", "１２３"),
    (r"\d", "", "½ ² Ⅳ", None),
    (r"\w+", "", "— Ⅳ½", "Ⅳ"),
    (r"\D+", "", "12é", "é"),
    (r"\W+", "", "hé! ", "! "),
    (r"[^\W\d_]+", "", "12_né", "né"),
    (r"[\W_]+", "", "né_— x", "_— "),
    (r"[[:alpha:]]+", "", "12 Größe", "Größe"),
    (r"[[:^alpha:]]+", "", "né12я", "12"),
    (r"[[:punct:]]+", "", "né «", "«"),
    (r"[[:upper:]]+", "", "née ÉЖ", "ÉЖ"),
    (r"[[:upper:]]+", "i", "12 é", "é"),
    (r"\bслово\b", "", "словосочетание, слово", "слово"),
    (r"\bשלום\b", "", "אמר שלום.", "שלום"),
    (r"\bहिन्दी\b", "", "यह हिन्दी है", "हिन्दी"),
    (r"\bहिन\b", "", "यह हिन्दी है", None),  # a mark is part of the word
    (r"\b한국\b", "", "나는 한국 사람", "한국"),
    (r"\bπάντα\b", "", "τὰ πάντα ῥεῖ", "πάντα"),
    (r"\bsay\b", "", "they “say” so…", "say"),
    (r"\bcan\b", "", "I can’t", "can"),  # an apostrophe is no letter, in any script
    (r"\b(foo)?\b", "", "é", ""),
    (r"\B", "", "é", None),
    (r"\B", "", "éé", ""),
    (r"^\B$", "", "", ""),
    (r"(?:\b)+é", "", "aé é", "é"),
    (r"^é\b.*\bя$", "ms", "aé\né\nя", "é\nя"),
    (r"(?U)é.+\b", "", "né, non, é", "é, "),
    # case, as RE2 has it: one character for one (Unicode's simple folding)
    (r"\bσοφος\b", "i", "ΣΟΦΟΣ", "ΣΟΦΟΣ"),
    (r"\bσοφόσ\b", "i", "σοφός", "σοφός"),  # the final sigma is a sigma
    ("ẞ", "i", "ß", "ß"),
    ("ss", "i", "ß", None),  # that takes two characters for one
    ("ı", "i", "I i İ", None),  # Turkish letters are letters of their own
    ("k", "i", "\u212a", "\u212a"),
    ("\u212b", "i", "å", "å"),
    # spellings that Unicode calls equal
    (r"\bcabrão\b", "", "um cabra\u0303o!", "cabra\u0303o"),
    ("cabra\u0303o", "", "um cabrão!", "cabrão"),
    ("e\\x{301}", "", "née", "é"),
    ("ne\u0301+e", "", "nééée", "nééée"),
    ("[e\u0301è]+", "", "nèe\u0301e", "èe\u0301"),
    ("[a\u0300-o\u0308]", "", "é", "é"),
    ("[\u0958]x", "", "\u0915\u093cx", "\u0915\u093cx"),  # one that NFC spells in two
    ("[\u0958x]{2}", "", "\u0958x", "\u0958x"),
    ("\u0958+y", "", "\u0958\u093cy", "\u0958\u093cy"),
    ("[\\w\u0301]+", "", "née", "née"),
    (r"\Qe\E\Q" + "\u0301" + r"\E", "", "é", "é"),
    ("cafe", "", "cafe\u0301", None),
    ("가", "", "\u1100\u1161", "\u1100\u1161"),
    # line ends
    *((r"^bye$", "m", f"x{end}{end}bye{end}", "bye") for end in ("\n", "\r\n", "\r", "\x85", "\u2028", "\u2029")),
    *((r"\n\n", "", f"x{end}{end}bye{end}", f"{end}{end}") for end in ("\n", "\r\n", "\r", "\x85", "\u2028")),
    *((r"^hello$", "", f"hello{end}", "hello") for end in ("", "\n", "\r\n", "\r")),
    (r"^hello$", "", "hello\n\n", None),
    (r"^hello\z", "", "hello\r\n", "hello"),
    (r"x\r\nbye", "", "x\nbye", "x\nbye"),
    (r"x\r?\nbye", "", "x\r\nbye", "x\r\nbye"),
    (r"x[\r\n]+bye", "", "x\r\n\r\nbye", "x\r\n\r\nbye"),
    (r"[^\r]+", "", "x\r\nbye", "x"),
    (r"[\n-\r]+", "", "a\u2028b", "\u2028"),
    (r"x.bye", "", "x\rbye", None),
    (r"x.bye", "s", "x\r\nbye", "x\r\nbye"),
    (r"é\b\n", "", "é\r\nx", "é\r\n"),
    (r"(?m)^_\b\0я", "", "é\r\n_\0я", "_\0я"),
    (r"\b[\x00-\x{10ffff}]{3}\b", "", "é_\n\0", None),
    (r"\b[\x00-\x{10ffff}]{2}\b", "", "\0é_\0", "é_"),
    (r"\b\p{Any}_", "", "\0é_\0", "é_"),
]


@pytest.mark.parametrize(
    ("text", "flags", "subject", "expected"), FOUND, ids=[f"{n}-{case[0]!a}" for n, case in enumerate(FOUND)]
)
def test_found(text: str, flags: str, subject: str, expected: str | None) -> None:
    assert found(text, subject, flags) == expected


# --- and the time they take --------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [r"(é+)+\b$", r"(é|éé)+\b$", r"\b(.*é){12}\b$", r"\b(\w+)*\b\z", r"(\b|é)*$x"])
def test_no_pattern_backtracks(text: str) -> None:
    """Four times the text takes about four times the steps: with backtracking this would not end."""
    assert compiled(text).search("é" * 20_000 + "!") is None


def test_many_places_that_nearly_fit() -> None:
    assert compiled(r"\bй\b").search("йй " * 50_000) is None
    assert compiled(r"\bй\b").search("йй " * 50_000 + "й") == (150_000, 150_001)


def test_large_classes_may_be_repeated() -> None:
    assert found(r"\b[\w.+-]{1,64}@[\w-]{1,200}\.\w+\b", "schreib an jürgen@büro.de!") == "jürgen@büro.de"
    with pytest.raises(ValueError, match="the pattern is too large"):
        compiled(r"\w{1000}")
