"""Whether a full stop is part of an abbreviation, an initial, an ordinal or the number of a list.

A short list and the form of the word, for languages of Europe. Words that are more often words than abbreviations
are not in it: "I said no. then", "a gem. then".
"""

from __future__ import annotations

import re

from logitext.unicode.line_ends import CHARACTERS
from logitext.unicode.normal_form import nfc

_LONGEST = 24


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_BEFORE_ANYTHING = _words(
    """
    dr mr mrs ms mx prof rev hon gen col capt cpt lt sgt gov sen rep pres messrs mme mlle mgr st ste hr fr sr sra srta
    sig dott dra drs univ v vs viz cf vgl eg ie e.g i.e z.b d.h p.ex p.ej m.a.w см напр им ул св проф акад т.е tzn
    bijv
    """
)
"""A sentence goes on behind these whatever follows: titles, and what stands before a name or an example."""

_BEFORE_NUMBERS = _words(
    """
    no nos nr nrs núm n art arts abs sec secs fig figs eq ch chap cap vol vols p pp pg pag pág s seite bd bde rn rz nn
    jan feb mar apr jun jul aug sep sept oct okt nov dec dez ca c tel ext app par al ст п стр гл рис табл poz str r
    """
)

_BEFORE_SMALL_LETTERS = _words(
    """
    etc al approx dept inc ltd corp bros eds incl excl esp orig abbr usw usf bzw evtl ggf inkl exkl sog zzgl bspw ca
    etw ugs eigtl str tel geb gest verh allg jhd jh mio mrd env apr boul ecc pag ud uds aprox máx mín enz evt blz dhr
    mevr o.a m.b.t t.a.v a.m p.m ph.d b.c a.d u.a u.ä o.ä s.o s.u и.о т.д т.п т.к др гг вв руб коп тыс млн млрд обл
    itd itp tzw godz dvs bl.a t.ex f.eks osv
    """
)
"""Behind these it goes on before a small letter only: they often end a sentence."""

_NO_INITIALS = frozenset("Iikuxy")
"""Letters that informal English ends a sentence with."""

_MONTHS = ("Jan", "Jän", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez")
_WORD = re.compile(r"[^\s(\[{<\"'“„«‘‚»”’/*_–—]*\Z")
_LETTERS = re.compile(r"(?:[^\W\d_]\.)*+[^\W\d_]")
_LIST_NUMBER = re.compile(r"[0-9]{1,2}|[a-zA-Z]")
_ONE_LETTER = re.compile(r"[^\W\d_]\.")
_LONGER = re.compile(r"(?:[^\W\d_]\.\s?){0,5}+[^\W\d_]{2}")
"""A word of more than one letter, behind further initials or not."""


def goes_on(text: str, at: int, following: int) -> bool:
    """Whether the sentence goes on behind a full stop at `at`; the next one would begin at `following`.

    >>> goes_on("Dr. Smith", 2, 4), goes_on("etc. Then", 3, 5), goes_on("etc. and", 3, 5)
    (True, False, True)
    """
    begin = max(at - _LONGEST, 0)
    found = _WORD.search(text[begin:at])
    assert found is not None  # it may be empty
    word, small, number = nfc(found[0]), text[following].islower(), text[following].isdecimal()
    if not word or len(found[0]) == _LONGEST:
        return False
    named = _LONGER.match(text, following) is not None
    if _LIST_NUMBER.fullmatch(word) and (named or word.isdecimal()) and _begins_line(text, at - len(found[0])):
        return True
    if word.isdecimal():  # an ordinal: "3. Mai", "den 3. plads"
        return len(word) <= 2 and (small or text.startswith(_MONTHS, following))
    folded = word.casefold()
    if folded in _BEFORE_ANYTHING or (number and folded in _BEFORE_NUMBERS):
        return True
    if _LETTERS.fullmatch(word):  # initials, and words such as `U.S.`
        if word[-1].islower() and _ONE_LETTER.match(text, following):  # `z. B.`
            return True
        return word not in _NO_INITIALS and (small or (named and word[-1].isupper()))
    return small and folded in _BEFORE_SMALL_LETTERS


def _begins_line(text: str, at: int) -> bool:
    before = text[max(at - 40, 0) : at].rstrip(" \t")
    return before[-1] in CHARACTERS if before else at <= 40
