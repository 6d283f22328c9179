"""Entries to put into caches."""

from __future__ import annotations

from typing import Any

from logitext.theory.llm.cache.entry import CacheEntry
from logitext.theory.recording.key import digest, text_hash

TEXT = "you are a walrus in disguise"


def components(text: str = TEXT, *, clause: str = "rude", sort: Any = "Bool", **others: Any) -> dict[str, Any]:
    """What an answer hangs on, as a theory gives it."""
    return {
        "endpoint": "https://models.example/v1",
        "model": "small-1",
        "clause": {"name": clause, "wording": "is rude", "sort": sort},
        "texts": {"post": text_hash(text)},
        "parameters": {"temperature": 0},
        **others,
    }


def entry(
    text: str = TEXT, *, value: Any = True, full: bool = False, created: float = 1e9, **others: Any
) -> CacheEntry:
    """An answer to whether a text is rude; with request and reply if `full`."""
    parts = components(text, **others)
    return CacheEntry(
        digest(parts),
        parts,
        {"value": value, "probability": 0.9, "quote": text[:20]},
        {"calls": 0.5, "input_tokens": 100, "output_tokens": 7, "cached_tokens": 0, "cost": None},
        {"model": "small-1", "messages": [{"role": "user", "content": text}]} if full else None,
        f"it is rude to say: {text}" if full else None,
        created,
    )
