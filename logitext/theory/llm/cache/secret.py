"""Finds what must never reach a file: keys, and the places where keys are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

SHORTEST = 8
"""Characters of a key that is looked for. What servers without keys are given (`none`) is a word like any other."""

MASK = "[secret]"

_NAMES = {
    "api_key", "apikey", "x_api_key", "authorization", "proxy_authorization", "headers", "extra_headers",
    "default_headers", "cookie", "cookies", "password", "access_token", "client_secret", "secret",
}  # fmt: skip


class Secrets:
    """Keys that are in use, and where else there may be some."""

    def __init__(self, keys: Iterable[str] = ()) -> None:
        self._keys = tuple(sorted({key for key in keys if len(key) >= SHORTEST}, key=len, reverse=True))

    def masked(self, data: Any) -> Any:
        """JSON with a mask in the place of every key, in names too.

        >>> Secrets(["sk-12345678"]).masked({"content": ["my key is sk-12345678"], "n": 1})
        {'content': ['my key is [secret]'], 'n': 1}
        """
        if not self._keys:
            return data
        match data:
            case str():
                for key in self._keys:
                    data = data.replace(key, MASK)
                return data
            case Mapping():
                return {self.masked(name): self.masked(part) for name, part in data.items()}
            case list() | tuple():
                return [self.masked(part) for part in data]
        return data

    def refuse(self, what: str, data: Mapping[str, Any]) -> None:
        """ValueError where there is a key, a part with a name that keys have, or an endpoint with more than an address.

        Only the outer names, and those of `parameters`, are looked at: further inside may be a clause's.

        >>> Secrets().refuse("the request", {"model": "m", "Authorization": "Bearer x"})
        Traceback (most recent call last):
            ...
        ValueError: the request must hold no secret, and has `Authorization`
        """
        parameters = data.get("parameters")
        for name in [*data, *(parameters if isinstance(parameters, Mapping) else ())]:
            if name.lower().replace("-", "_") in _NAMES:
                raise ValueError(f"{what} must hold no secret, and has `{name}`")
        if self._keys and self.masked(data) != data:
            raise ValueError(f"{what} must hold no secret, and has a key in it")
        endpoint = data.get("endpoint")
        if isinstance(endpoint, str) and any(mark in endpoint for mark in "@?#"):
            raise ValueError(f"the endpoint in {what} must be an address alone")
