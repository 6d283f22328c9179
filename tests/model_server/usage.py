"""Tokens: four bytes are one. What was used by a reply, and what of a prompt was in the cache."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

_BYTES = 4
_CACHED_FROM = 1024 * _BYTES
_CACHED_BY = 128 * _BYTES


@dataclass(frozen=True, slots=True)
class Usage:
    """The tokens that a reply tells of. `cached` are among those of the prompt, `reasoning` among the completion's."""

    prompt: int
    completion: int
    cached: int = 0
    reasoning: int = 0


def encoded(text: str) -> bytes:
    """As UTF-8; what is no character but half a pair is three bytes."""
    return text.encode("utf-8", "surrogatepass")


def tokens(text: str) -> int:
    return -(-len(encoded(text)) // _BYTES)


def cut(text: str, limit: int | None) -> str:
    """The first tokens of a text, not more than the limit."""
    if limit is None or tokens(text) <= limit:
        return text
    return encoded(text)[: limit * _BYTES].decode("utf-8", "ignore")


class Cache:
    """Knows the beginnings of earlier prompts: from 1024 tokens on, in steps of 128."""

    def __init__(self) -> None:
        self._seen: set[bytes] = set()

    def cached(self, prompt: str) -> int:
        """How many tokens at the start of the prompt an earlier one shared; from now on this is an earlier one."""
        raw = encoded(prompt)
        longest = begin = 0
        so_far = hashlib.sha256()
        for end in range(_CACHED_FROM, len(raw) + 1, _CACHED_BY):
            so_far.update(raw[begin:end])
            begin = end
            beginning = so_far.digest()
            if beginning in self._seen:
                longest = end
            self._seen.add(beginning)
        return longest // _BYTES
