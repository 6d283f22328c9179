r"""Words that a pattern fits: short ones that can be read, as far as the pattern leaves a choice.

>>> [words_for(r"\b\d+ (street|lane)\b", Random(1), 2)]
[['6 lane', '17 lane']]
"""

from __future__ import annotations

import string
from random import Random

from rstr import Rstr

_REPEATED = {"+": "{1,3}", "*": "{0,2}"}
_TRIED = 8
"""How many are made for each that is wanted; the plainest are taken."""
_LONGEST = 400


def words_for(pattern: str, rng: Random, count: int) -> list[str]:
    """Different words in which the pattern is likely to be found, the plainest first; none where there is no telling.

    The pattern is RE2's, and what makes words knows Python's: the caller sees to it that they fit.
    """
    maker = Rstr(rng, word=string.ascii_lowercase, whitespace=" ", digits=string.digits)
    found: dict[str, None] = {}
    for _ in range(count * _TRIED):
        try:
            words = maker.xeger(_shorter(pattern))
        except Exception:  # noqa: BLE001  # a pattern that Python does not know, or that has no words of its own
            break
        if words.strip() and len(words) <= _LONGEST and words.isprintable():
            found.setdefault(words)
    return sorted(found, key=_strange)[:count]


def _strange(words: str) -> float:
    """How much of the words is neither letter, digit nor space; then how long they are."""
    odd = sum(1 for char in words if not (char.isalnum() or char.isspace()))
    return odd / len(words) + len(words) / 1000


def _shorter(pattern: str) -> str:
    r"""The pattern with few repetitions where any number will do.

    >>> _shorter(r"a+[+*]\+b*?")
    'a{1,3}[+*]\\+b{0,2}?'
    """
    found = []
    inside = escaped = False
    for char in pattern:
        if escaped or (inside and char != "]"):
            found.append(char)
            escaped = not escaped and char == "\\"
            continue
        escaped = char == "\\"
        inside = char == "["
        found.append(_REPEATED.get(char, char))
    return "".join(found)
