"""Lists of numbers, exact.

>>> numbers("[3, -0.5]")
[Fraction(3, 1), Fraction(-1, 2)]
>>> numbers("[3, about 5]")
"""

from __future__ import annotations

import re
from fractions import Fraction

_NUMBER = r"-?\d+(?:\.\d*)?"
_LIST = re.compile(rf"\s*\[?\s*(?:{_NUMBER}(?:(?:\s*,\s*|\s+){_NUMBER})*)?\s*\]?\s*\.?\s*")


def numbers(text: str) -> list[Fraction] | None:
    """The numbers of a list, from left to right; None where something else stands in it."""
    return [Fraction(one) for one in re.findall(_NUMBER, text)] if _LIST.fullmatch(text) else None
