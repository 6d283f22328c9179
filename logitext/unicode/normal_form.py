r"""Normalization Form C, the spelling that texts are compared in, in time linear in the text.

>>> nfc("Zu\u0308rich") == "Zürich", nfc("Zürich") == "Zürich"
(True, True)
"""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata

from logitext.unicode.database import MARKS, ranges

_LONG = 31
"""More marks than this on one character is no language (UAX #15, Stream-Safe Text Format)."""


def nfc(text: str) -> str:
    """The text in NFC. Costs next to nothing where it is so already, as nearly all texts are."""
    if text.isascii():
        return text
    ordered = _many_marks().sub(_ordered, text)
    return ordered if unicodedata.is_normalized("NFC", ordered) else unicodedata.normalize("NFC", ordered)


def is_nfc(text: str) -> bool:
    """Whether a text is in NFC."""
    return text.isascii() or (
        unicodedata.is_normalized("NFC", text) if _many_marks().search(text) is None else nfc(text) == text
    )


@functools.cache
def _many_marks() -> re.Pattern[str]:
    return re.compile(f"[{ranges(MARKS)}]{{{_LONG},}}")


def _ordered(run: re.Match[str]) -> str:
    """A long run of marks in canonical order: the sort of `unicodedata.normalize` takes time quadratic in the run."""
    decomposed = "".join(unicodedata.normalize("NFD", char) for char in run[0])
    return "".join(
        char
        for moves, group in itertools.groupby(decomposed, lambda char: unicodedata.combining(char) > 0)
        for char in (sorted(group, key=unicodedata.combining) if moves else group)
    )
