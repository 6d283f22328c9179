r"""Keys taken out of what a server says, before anything reads it.

A server may repeat the key in a refusal, in an error, in an id, in the name of a model, in a header. Inside JSON a
character may be written as an escape, and JSON may stand in a string of JSON, where the escape is escaped again. The
text is searched before it is parsed, and an escape behind any number of backslashes counts as its character.

>>> scrub = Scrub(["sk-12345678"])
>>> scrub("no: sk-12345678"), scrub(r'{"id": "sk-1234\u0035678"}')
('no: …', '{"id": "…"}')
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, quote, unquote, urlsplit

MASK = "…"

SHORTEST = 8
"""Characters of a secret that is looked for whatever it is made of."""

_SHORTEST_MIX = 4
"""Shorter ones are looked for where they are no plain word: `none`, `EMPTY` and `ollama` stand for no key."""

_SECRET_NAME = re.compile("key|token|secret|sig|pass|auth|code|cred", re.IGNORECASE)
"""Parts of a query that hold a secret; an `api-version` is a date as any other."""

_ESCAPE = re.compile(r"\\u00[2-7]")


class Scrub:
    """Takes secrets out of texts."""

    def __init__(self, secrets: Iterable[str]) -> None:
        forms = {form for secret in secrets if is_secret(secret) for form in (secret, quote(secret, safe=""))}
        self._forms = sorted(forms, key=lambda form: (-len(form), form))
        self._always = any(mark in form for form in self._forms for mark in '\\"/')
        self._escaped = re.compile("|".join("".join(map(_spelt, form)) for form in self._forms)) if forms else None

    def __call__(self, text: str) -> str:
        """The text, with a mask in the place of each secret."""
        # First with escapes, as half an escape may look like the beginning of a secret: `\u00330…` of `30…`.
        if self._escaped is not None and (self._always or _ESCAPE.search(text)):
            text = self._escaped.sub(MASK, text)
        for form in self._forms:
            if form in text:
                text = text.replace(form, MASK)
        return text


def is_secret(text: str) -> bool:
    """Whether a text is long enough, or mixed enough, to be told from a word.

    >>> [is_secret(text) for text in ("none", "EMPTY", "12ab", "lm-studio")]
    [False, False, True, True]
    """
    if len(text) >= SHORTEST:
        return True
    mixed = any(one.isdigit() for one in text) and any(not one.isdigit() for one in text)
    return len(text) >= _SHORTEST_MIX and mixed


def secrets_of(url: str, key: str | None, headers: Iterable[tuple[str, str]] = ()) -> tuple[str, ...]:
    """What is secret of a server: the key, and what the base URL and headers hold beside the address.

    >>> secrets_of("https://me:pass%21@example.org/v1?token=abc1&api-version=2", "sk-1")
    ('sk-1', 'pass%21', 'pass!', 'bWU6cGFzcyE=', 'token=abc1&api-version=2', 'abc1')
    """
    parts = urlsplit(url)
    found = [key or ""]
    if parts.password:
        password = unquote(parts.password)
        user = unquote(parts.username or "")
        found += [parts.password, password, base64.b64encode(f"{user}:{password}".encode()).decode()]
    if parts.query:
        found += [parts.query, *(value for name, value in parse_qsl(parts.query) if _SECRET_NAME.search(name))]
    for name, value in headers:
        if _SECRET_NAME.search(name):
            found += [value, value.rpartition(" ")[2]]  # `Bearer sk-…`
    return tuple(dict.fromkeys(one for one in found if one))


def _spelt(character: str) -> str:
    """A pattern for a character as it stands, or escaped as JSON does it."""
    code = f"{ord(character):04x}"
    escaped = rf"\\+u{''.join(f'[{digit}{digit.upper()}]' if digit.isalpha() else digit for digit in code)}"
    if character == "\\":
        return rf"(?:{escaped}|\\+)"
    if character in '"/':
        return rf"(?:{escaped}|\\*{character})"
    return f"(?:{escaped}|{re.escape(character)})"
