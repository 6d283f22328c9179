"""JSON as it comes from elsewhere: UTF-8, no key twice, no number that is none.

>>> decoded(b'{"post": "hello", "days": 3}')
{'post': 'hello', 'days': 3}
>>> decoded(b'{"days": NaN}')
Traceback (most recent call last):
    ...
ValueError: NaN is no number of JSON
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, NoReturn


class IllFormedError(ValueError):
    """Raised where the text is no JSON; `at` is the place, in characters from 0."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.at = at


def decoded(raw: bytes) -> Any:
    """What the JSON says. ValueError says in words for people what is wrong with it."""
    try:
        return _DECODER.decode(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ValueError(f"it is not UTF-8: byte 0x{raw[error.start]:02x} at byte {error.start + 1}") from None
    except json.JSONDecodeError as error:
        said = f"{error.msg[:1].lower()}{error.msg[1:]}"
        raise IllFormedError(f"it is not well-formed JSON: {said}", error.pos) from None
    except RecursionError:
        raise ValueError("it nests too deep") from None


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        counts = Counter(name for name, _ in pairs)
        twice = next(name for name, count in counts.items() if count > 1)
        raise ValueError(f"the key `{twice[:80]}` stands in it twice")
    return found


def _no_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number of JSON")


_DECODER = json.JSONDecoder(object_pairs_hook=_pairs, parse_constant=_no_constant)
