"""Numbers as they stand in a text, exact.

>>> numbers("[3, -0.5]")
[Fraction(3, 1), Fraction(-1, 2)]
"""

from __future__ import annotations

import re
from fractions import Fraction

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def numbers(text: str) -> list[Fraction]:
    """All numbers of a text, from left to right."""
    return [Fraction(one) for one in _NUMBER.findall(text)]
