"""Plain data with something in it that nobody means."""

from __future__ import annotations

import json
from random import Random
from typing import Any

NASTY: list[Any] = [
    *(None, True, False, 0, -1, 3, 0.5, 1e308, 10**30, -(10**400)),
    *("", " ", "x", "true", "null", "1e400", "2026-13-40", "2026-01-01", "é", "e\u0301", "\u202e", "\ud800", "\0"),
    *("a" * 300, "(" * 200, "{{", "}}", "[[a]]", "..", "/etc/passwd", "v", "a and", "not v", "n > 3", "n / 0 == 1"),
    *("post.sentences[1]", "c(post.sentences[9])", [], {}, [[]], [None], {"": None}, {"a": {"a": {"a": []}}}),
    *([1, "a", None, {}], {"post": "A fool."}, {"n": "5"}, {"k": "high"}, {"age": 3.5}, {"d": "2026-01-01"}),
]
"""Values in the place of others."""

BYTES = [
    b"\xff",
    b"\0",
    b"\xef\xbb\xbf",
    b'"',
    b"{",
    b"]",
    b",",
    b"NaN",
    b"1e999",
    b"\\ud800",
    b"\\u0000",
    b"\n",
    b"9" * 5000,
]
"""Bytes in the place of others."""


def broken(rng: Random, data: Any) -> Any:
    """A copy of plain data in which one to four places hold something else, or are gone."""
    data = json.loads(json.dumps(data))
    for _ in range(rng.choice((1, 1, 2, 4))):
        places = list(_places(data))
        if not places:
            return rng.choice(NASTY)
        holder, at = rng.choice(places)
        match rng.randrange(6):
            case 0:
                del holder[at]
            case 1 if isinstance(holder, dict):
                holder[rng.choice(("", "x", "texts", "policy", "id", "a", "post", "\u202e", "__proto__"))] = rng.choice(
                    NASTY
                )
            case 2 if isinstance(holder, list):
                holder[at:at] = [holder[at]] * rng.choice((1, 2, 200))
            case 3 if isinstance(holder, dict):
                holder[str(at).upper()] = holder.pop(at)
            case _:
                holder[at] = rng.choice(NASTY)
    return data


def broken_bytes(rng: Random, content: bytes) -> bytes:
    """Bytes, some of which are others, gone, or there twice."""
    for _ in range(rng.choice((1, 1, 3))):
        at = rng.randrange(len(content) + 1)
        match rng.randrange(4):
            case 0:
                content = content[:at] + rng.choice(BYTES) + content[at:]
            case 1:
                content = content[:at] + content[at + rng.randrange(1, 12) :]
            case 2:
                content = content[:at]
            case _:
                content = content[:at] + content[at : at + 20] * 3 + content[at:]
    return content


def written(rng: Random, data: Any) -> bytes:
    """Data as JSON; in one case of five with bytes that are wrong."""
    content = json.dumps(data, ensure_ascii=rng.random() < 0.5).encode("utf-8", "surrogatepass")
    return broken_bytes(rng, content) if rng.random() < 0.2 else content


def _places(data: Any) -> Any:
    """Each member of data: what holds it, and where."""
    if isinstance(data, dict | list):
        for at in list(data) if isinstance(data, dict) else range(len(data)):
            yield data, at
            yield from _places(data[at])
