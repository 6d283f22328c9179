r"""Reads a problem's text by regular expressions: who flies where at which price, and the items.

>>> flight = "Ann is a Business Class passenger flying from Oslo to Miami with the following items:\n"
>>> listed = "1. A bag: 9 x 9 x 9 inches, 8 lbs;\n2. A box: 20 x 9 x 8 inches, 51 lbs;\n"
>>> text = f"{flight}{listed}\nAnn's flight ticket is $1,300."
>>> [trip(clause, text) for clause in ("ticket", "cabin", "region", "from_us", "bags")]
[1300, 'business', 'europe', False, 1]
>>> bag("weight", items(text)[1])
51
"""

from __future__ import annotations

import re

from benchmarks.suites.controls.airline.places import region
from logitext.policy.sorts import Value
from logitext.theory import Function, Question, Texts
from logitext.theory.protocol import Theory

CABINS = {
    "Basic Economy": "basic",
    "Main Cabin": "main",
    "Main Plus": "main_plus",
    "Premium Economy": "premium",
    "Business": "business",
    "First": "first",
}
"""The set's names of the classes, and the policy's labels."""

SIDES = ("length", "width", "height")

_FLIGHT = re.compile(r"is an? (?P<cabin>[\w ]+?) Class passenger flying from (?P<start>.+?) to (?P<end>.+?) with the ")
_TICKET = re.compile(r" ticket is \$(\d[\d,]*)\.?$", re.MULTILINE)
_ITEM = re.compile(r"^\d+\. .*$", re.MULTILINE)
_MEASURES = re.compile(r": (?P<length>\d+) x (?P<width>\d+) x (?P<height>\d+) inches, (?P<weight>\d+) lbs;?$")


def reader() -> Theory:
    """The reader, as a theory: a clause about a bag is read off that bag's text, any other off the trip's."""
    return Function(_answer, name="reader", needs_texts=True)


def items(text: str) -> list[str]:
    """The lines of the items, the one that is carried on board before those that are checked."""
    return _ITEM.findall(text)


def trip(clause: str, text: str) -> Value | None:
    """The value of a clause about the trip, None where it is told in another form or a city is not known.

    KeyError where the policy has no such clause.
    """
    flight, ticket = _FLIGHT.search(text), _TICKET.search(text)
    start, end = (region(flight["start"]), region(flight["end"])) if flight else (None, None)
    values: dict[str, Value | None] = {
        "ticket": int(ticket[1].replace(",", "")) if ticket else None,
        "cabin": CABINS.get(flight["cabin"]) if flight else None,
        "region": end if start == "us" else start if end == "us" else None,
        "from_us": None if start is None else start == "us",
        "bags": len(items(text)) - 1 if items(text) else None,
    }
    return values[clause]


def bag(clause: str, text: str) -> Value | None:
    """The value of a clause about a bag, None where its measures are told in another form."""
    found = _MEASURES.search(text)
    return int(found[clause]) if found else None


def _answer(question: Question, texts: Texts) -> Value | None:
    (about,) = question.texts
    return trip(question.clause, texts[about]) if about == "trip" else bag(question.clause.split("(")[0], texts[about])
