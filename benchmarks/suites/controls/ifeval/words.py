"""Constraints on words, sentences, letters and case. What is looked for is found in upper and lower case alike.

>>> number("Well-being, in 3 steps: don't stop!", "words")
6
>>> number("Dr. Lee asked why. Nobody knew! See fig. 3", "sentences")
3
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_ABBREVIATED = frozenset(
    ["mr", "mrs", "ms", "dr", "prof", "st", "jr", "sr", "inc", "ltd", "co", "vs", "etc", "fig", "approx", "e.g", "i.e"]
)
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[A-HJ-Z]|(?:[^\W\d_]\.)+[^\W\d_]")
_STOP = re.compile(r"""[.!?…]+["'”’)\]*_]*(?=\s|$)|[。！？।]+""")
_BLANK = re.compile(r"\n\s*\n")


def words(text: str) -> list[str]:
    """What stands between white space and has a letter or a digit: `don't` is one word, a dash by itself none."""
    return [token for token in text.split() if any(sign.isalnum() for sign in token)]


def sentences(text: str) -> list[str]:
    """What ends in a full stop, `?`, `!` or `…` before white space, or at a blank line, and has a letter or a digit.

    The stop of an abbreviation or an initial ends none, nor does that of a number at the beginning of a line.
    """
    found = []
    for paragraph in _BLANK.split(text):
        begin = 0
        for stop in _STOP.finditer(paragraph):
            if stop[0] == "." and _goes_on(paragraph[: stop.start()]):
                continue
            found.append(paragraph[begin : stop.end()])
            begin = stop.end()
        found.append(paragraph[begin:])
    return [one.strip() for one in found if words(one)]


def _goes_on(before: str) -> bool:
    """Whether a stop after this is one of an abbreviation, an initial or a list's number."""
    line = before.rpartition("\n")[2]
    token = re.split(r"[\s(\[\"“]", line)[-1]
    listed = line.strip(" *#_-").isdigit()
    return listed or token.lower() in _ABBREVIATED or _INITIALS.fullmatch(token) is not None


def capitals(text: str) -> list[str]:
    """The words of which every letter is a capital: `I` is one, `A4` too."""
    return [word for word in words(text) if word.isupper()]


_COUNTED: dict[str, Callable[[str], Sequence[str]]] = {"words": words, "sentences": sentences, "capitals": capitals}


def number(text: str, what: str) -> int:
    """How many `words`, `sentences` or `capitals` there are."""
    return len(_COUNTED[what](text))


def compared(found: int, how: str, n: int) -> bool:
    """Whether a number is `at least` or `less than` another."""
    return found >= n if how == "at least" else found < n


def count(what: str) -> Callable[..., bool]:
    """The check of how many of something there are."""
    return lambda text, how, n: compared(number(text, what), how, n)


def occurrences(text: str, word: str) -> int:
    """How often a word or phrase stands in a text as such, not inside a longer word."""
    return len(re.findall(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE))


def frequency(text: str, word: str, how: str, n: int) -> bool:
    """Whether a word stands there so often."""
    return compared(occurrences(text, word), how, n)


def letters(text: str, letter: str, how: str, n: int) -> bool:
    """Whether a letter, or another sign, stands there so often."""
    return compared(text.lower().count(letter.lower()), how, n)


def existence(text: str, words: Sequence[str]) -> bool:
    """Whether all of the words stand there."""
    return all(occurrences(text, word) for word in words)


def forbidden(text: str, words: Sequence[str]) -> bool:
    """Whether none of the words stands there."""
    return not any(occurrences(text, word) for word in words)


def upper(text: str) -> bool:
    """Whether there are letters, and no small ones."""
    return text.isupper()


def lower(text: str) -> bool:
    """Whether there are letters, and no capital ones."""
    return text.islower()


def no_comma(text: str) -> bool:
    """Whether there is no comma."""
    return "," not in text
