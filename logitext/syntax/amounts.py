"""Amounts as prose has them, `$75,000` and `75%`, and how a formula writes them.

>>> hint("income > $75,000.50", 9)
'write an amount as a number: `75_000.50`, and say its currency in words'
>>> hint("share > 7.5%", 11)
'write a share as a number: `0.075`'
>>> hint("income > 75,000", 11)
'write an amount without commas: `75_000`'
"""

from __future__ import annotations

import re

CURRENCIES = "$€£¥"

_AMOUNT = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,20})?(?![0-9,])|[0-9]{1,40}(?:\.[0-9]{1,20})?")
_COMMAS = re.compile(r"(?<![0-9.,_])[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,20})?(?![0-9_,])")
_BEFORE = re.compile(r"([0-9]{1,20}(?:\.([0-9]{1,18}))?)\s?\Z")
_NEAR = 60


def hint(text: str, at: int) -> str | None:
    """What to write for the amount that a sign at a place belongs to; None where it belongs to none.

    The sign is one that a formula cannot have there.
    """
    sign = text[at : at + 1]
    if sign and sign in CURRENCIES:
        found = _AMOUNT.match(text, at + 1)
        amount = "75_000" if found is None else _written(found[0])
        return f"write an amount as a number: `{amount}`, and say its currency in words"
    if sign == "%":
        before = _BEFORE.search(text, max(0, at - _NEAR), at)
        share = "0.05` for 5 %" if before is None else f"{_share(before[1], before[2] or '')}`"
        return f"write a share as a number: `{share}"
    if sign == "," and (written := around(text, at)) is not None:
        return f"write an amount without commas: `{written}`"
    return None


def around(text: str, at: int) -> str | None:
    """How a formula writes the number with commas that stands around a place; None where none does."""
    for found in _COMMAS.finditer(text, max(0, at - _NEAR), at + _NEAR):
        if found.start() <= at < found.end():
            return _written(found[0])
    return None


def _written(amount: str) -> str:
    return amount.replace(",", "_")


def _share(number: str, decimals: str) -> str:
    """A hundredth of a number with these decimals, as a decimal."""
    places = len(decimals) + 2
    digits = str(int(number.replace(".", ""))).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:].rstrip('0') or '0'}"
