"""Keys of clients: compared in constant time, and kept as hashes."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

from starlette.datastructures import Headers

from logitext.serve.refusal import NO_KEY, RequestRefusedError, refused

LEAST = 16
"""The fewest characters of a key."""


class Keys:
    """The keys that a request may have; with none, each request may be answered."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._hashes = [_hash(key) for key in keys]

    def __bool__(self) -> bool:
        return bool(self._hashes)

    def refusal(self, headers: Headers) -> RequestRefusedError | None:
        """Why a request with these headers is not answered; None where it may be."""
        if not self._hashes:
            return None
        scheme, _, bearer = headers.get("authorization", "").partition(" ")
        given = bearer.strip() if scheme.lower() == "bearer" else headers.get("x-api-key", "")
        # Each is compared, and hashes of one length: how long it takes tells nothing.
        found = _hash(given)
        matches = [hmac.compare_digest(found, known) for known in self._hashes]
        if given and any(matches):
            return None
        message = "the key of the request is not valid" if given else "the request has no key"
        hint = "send it as `Authorization: Bearer KEY`"
        return refused(401, NO_KEY, message, hint, {"WWW-Authenticate": "Bearer"})


def _hash(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).digest()
