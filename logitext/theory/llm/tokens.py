"""How many tokens a prompt is going to be: a guess that learns from what the server has counted.

A tokenizer differs from model to model, and none is at hand for most. No common one makes more tokens than there are
bytes, so before the first reply that is the estimate; after it, the most tokens per byte that were seen, and a bit
more. A short prompt, such as one that finds out what a server can do, says little about a long one.
"""

from __future__ import annotations

_MARGIN = 1.25
_OVERHEAD = 64
"""Tokens that a chat template may add."""
_LONGER = 2
"""A prompt says how many tokens others have that are at most so many times as long."""

USUAL = 0.3
"""Tokens per byte, for a forecast before anything was counted."""


class TokenCalibration:
    """For one model. `at_most` is for limits, `likely` for a forecast.

    >>> calibration = TokenCalibration()
    >>> calibration.at_most(1000), calibration.likely(1000)
    (1064, 300)
    >>> calibration.learn(size=1000, tokens=250)
    >>> calibration.at_most(1000), calibration.likely(1000), calibration.at_most(2001)
    (376, 250, 2065)
    """

    def __init__(self) -> None:
        self._highest = 0.0
        self._longest = 0
        self._bytes = 0
        self._tokens = 0

    def learn(self, size: int, tokens: int) -> None:
        """A prompt of so many bytes was so many tokens."""
        if size <= 0 or tokens <= 0:
            return
        self._highest = max(self._highest, tokens / size)
        self._longest = max(self._longest, size)
        self._bytes += size
        self._tokens += tokens

    def at_most(self, size: int) -> int:
        """What a prompt of so many bytes will hardly exceed."""
        rate = 1.0 if size > _LONGER * self._longest else min(1.0, self._highest * _MARGIN)
        return int(size * rate) + _OVERHEAD

    def likely(self, size: int) -> int:
        """What a prompt of so many bytes will be, about."""
        return int(size * (self._tokens / self._bytes if self._bytes else USUAL))
