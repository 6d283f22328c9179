"""The ids that were met, each with its record: 16 bytes an id and no more, as there may be very many."""

from __future__ import annotations

from array import array
from hashlib import blake2b

_FULL = 0.6
"""How full the table may be before it grows."""


class Ids:
    """A table of ids by the first eight bytes of their hash; two of ten million share them once in 370,000 runs.

    >>> ids = Ids()
    >>> ids.add("a", 0), ids.add("b", 1), ids.add("a", 2)
    (None, None, 0)
    """

    def __init__(self) -> None:
        self._count = 0
        self._make(1 << 10)

    def add(self, id_: str, number: int) -> int | None:
        """Keep an id with the number of its record; that of the record which has it already, where one has."""
        key = int.from_bytes(blake2b(id_.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") or 1
        at = self._place(key)
        if self._keys[at]:
            return int(self._numbers[at])
        self._keys[at], self._numbers[at] = key, number
        self._count += 1
        if self._count > _FULL * len(self._keys):
            keys, numbers = self._keys, self._numbers
            self._make(2 * len(keys))
            for one, of in zip(keys, numbers, strict=True):
                if one:
                    at = self._place(one)
                    self._keys[at], self._numbers[at] = one, of
        return None

    def _make(self, size: int) -> None:
        self._keys = array("Q", bytes(8 * size))
        self._numbers = array("Q", bytes(8 * size))

    def _place(self, key: int) -> int:
        """Where the key stands, or would."""
        keys, mask = self._keys, len(self._keys) - 1
        at = key & mask
        while keys[at] and keys[at] != key:
            at = (at + 1) & mask
        return at
