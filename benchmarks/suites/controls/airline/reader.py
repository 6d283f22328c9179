r"""Reads a problem's text: the items of its list, and where the flight goes. The policy's own patterns read the rest.

>>> flight = "Ann is a Business Class passenger flying from Oslo to Miami with the following items:\n"
>>> listed = "1. A bag: 9 x 9 x 9 inches, 8 lbs;\n2. A box: 20 x 9 x 8 inches, 51 lbs;\n"
>>> text = f"{flight}{listed}\nAnn's flight ticket is $1,300."
>>> trip("region", text), trip("from_us", text)
('europe', False)
>>> items(text)
('1. A bag: 9 x 9 x 9 inches, 8 lbs;', '2. A box: 20 x 9 x 8 inches, 51 lbs;')
"""

from __future__ import annotations

import re

from benchmarks.suites.controls.airline.places import region
from logitext.policy.sorts import Value
from logitext.theory import Chain, Function, Pattern, Question, Texts
from logitext.theory.protocol import Theory

_FLIGHT = re.compile(r" passenger flying from (?P<start>.+?) to (?P<end>.+?) with the following items:$", re.MULTILINE)
_LIST = re.compile(r" with the following items:\n(?P<items>(?:.+\n)+)")


def reader() -> Theory:
    """The patterns of the policy, then geography."""
    return Chain(Pattern(), Function(_answer, name="places", needs_texts=True))


def items(text: str) -> tuple[str, ...] | None:
    """The lines of the items, numbered from 1, the one that is carried on board before those that are checked.

    None where the text has no such list, or another one.
    """
    found = _LIST.search(text)
    lines = tuple(found["items"].splitlines()) if found else ()
    numbered = all(line.startswith(f"{number}. ") for number, line in enumerate(lines, 1))
    return lines if lines and numbered else None


def trip(clause: str, text: str) -> Value | None:
    """The value of a clause about where the trip goes, None where a city is not known, and for other clauses."""
    flight = _FLIGHT.search(text)
    start, end = (region(flight["start"]), region(flight["end"])) if flight else (None, None)
    if clause == "region":
        return end if start == "us" else start if end == "us" else None
    return None if clause != "from_us" or start is None else start == "us"


def _answer(question: Question, texts: Texts) -> Value | None:
    return trip(question.clause, texts["trip"]) if question.texts == ("trip",) else None
