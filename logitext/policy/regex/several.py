r"""Which of several patterns fit a text, found in one pass over it.

RE2 takes many patterns as one set, and says which of them fit somewhere; where is a question for each of its own. What
the set is given is what a pattern gives RE2 for the text, or one that fits wherever the pattern does. So a pattern that
the set does not name fits nowhere, and one that it names is looked for once more unless the two are the same.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import re2

from logitext.unicode.fold import folded
from logitext.unicode.mapped import normal_text

AT_ONCE = 128
"""Patterns in one set; RE2 takes at most 8 MiB for each."""


class One(Protocol):
    """A pattern, as a set needs it."""

    @property
    def sees_through(self) -> bool:
        """Whether it looks at a text without look-alikes."""

    @property
    def repeats(self) -> bool:
        """Whether it counts repetitions, or is large: many such together make RE2 slow."""

    def search(self, text: str) -> tuple[int, int] | None:
        """The first place in a text that fits."""

    def for_set(self, *, ascii_only: bool) -> tuple[str, bool]:
        """What RE2 is given for texts in ASCII or for others, and whether it fits no text but those that fit."""


class Several:
    r"""Patterns that are looked for together.

    >>> from logitext.policy.patterns import compile_pattern
    >>> from logitext.syntax.source import Span
    >>> from logitext.syntax.tree import Regex
    >>> rules = [Regex(r"\bidiot\b", "i", Span(0, 0)), Regex("fool", "", Span(0, 0)), Regex("né", "", Span(0, 0))]
    >>> several = Several([compile_pattern(regex) for regex in rules])
    >>> sorted(several.fitting("You IDIOT")), sorted(several.fitting("foolish né")), several.fitting("")
    ([0], [1, 2], [])
    """

    def __init__(self, patterns: Sequence[One]) -> None:
        self._patterns = patterns
        groups: dict[bool, list[int]] = {}
        self._alone = [number for number, one in enumerate(patterns) if one.repeats]
        for number, one in enumerate(patterns):
            if not one.repeats:
                groups.setdefault(one.sees_through, []).append(number)
        self._groups = [
            _Group(patterns, numbers[start : start + AT_ONCE], sees_through)
            for sees_through, numbers in groups.items()
            for start in range(0, len(numbers), AT_ONCE)
        ]

    def fitting(self, text: str) -> list[int]:
        """The numbers of the patterns that fit somewhere in the text, in no order."""
        found = [number for number in self._alone if self._patterns[number].search(text) is not None]
        for group in self._groups:
            found += group.fitting(text)
        return found


class _Group:
    """Patterns that look at the same form of a text."""

    def __init__(self, patterns: Sequence[One], numbers: Sequence[int], sees_through: bool) -> None:
        self._patterns = [patterns[number] for number in numbers]
        self._numbers = numbers
        self._sees_through = sees_through

    def fitting(self, text: str) -> list[int]:
        form = folded(text).text if self._sees_through else normal_text(text)
        made = self._for_ascii if form.isascii() else self._for_all
        named = None if made is None else made.named(form)
        if made is None or named is None:
            both = zip(self._numbers, self._patterns, strict=True)
            return [number for number, one in both if one.search(text) is not None]
        return [self._numbers[at] for at in named if made.exact[at] or self._patterns[at].search(text) is not None]

    @functools.cached_property
    def _for_ascii(self) -> _Set | None:
        return _set(self._patterns, ascii_only=True)

    @functools.cached_property
    def _for_all(self) -> _Set | None:
        return _set(self._patterns, ascii_only=False)


class _Set(NamedTuple):
    """A set of RE2, and of each pattern in it whether it fits no more than it should.

    RE2 names no pattern where it runs out of memory on the way, as where none fits. So one that fits every text stands
    behind the others: where even that is not named, nothing is known.
    """

    re2: Any
    exact: Sequence[bool]

    def named(self, text: str) -> list[int] | None:
        """The numbers of the patterns that fit a text; None where the set could not look through it."""
        try:
            found: list[int] = self.re2.Match(text.encode())
        except UnicodeEncodeError:  # half of a surrogate pair
            return None
        if len(self.exact) not in found:
            return None
        found.remove(len(self.exact))
        return found


def _set(patterns: Sequence[One], *, ascii_only: bool) -> _Set | None:
    """The set; None where it is too large."""
    options = re2.Options()
    options.log_errors = False  # as what goes wrong is seen without
    options.never_capture = True
    made = re2.Set.SearchSet(options)
    exact = []
    try:
        for one in patterns:
            pattern, fits_no_more = one.for_set(ascii_only=ascii_only)
            made.Add(pattern)
            exact.append(fits_no_more)
        made.Add("")  # the one that fits every text
        made.Compile()
    except re2.error:
        return None
    return _Set(made, exact)
