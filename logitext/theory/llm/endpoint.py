"""Which server is asked, and with which key; the key is nowhere shown."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from typing import NoReturn, TypeAlias
from urllib.parse import urlsplit, urlunsplit

from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.theory.llm.scrub import secrets_of

OPENAI = "https://api.openai.com/v1"

KEY = "OPENAI_API_KEY"
"""The environment variable of the key, where no other is named."""

_BASE_URL = "OPENAI_BASE_URL"
_HEADERS = "OPENAI_CUSTOM_HEADERS"

Headers: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server. `url` is its base, with what the user put into it; `name` is the same without any secret.

    `headers` are sent with each request, in the place of our own of the same name.
    """

    url: str = field(repr=False)
    key: str | None = field(default=None, repr=False)
    headers: Headers = field(default=(), repr=False)

    @property
    def name(self) -> str:
        """The base URL without anything secret: it stands in keys, messages and records."""
        return public(self.url)

    @property
    def is_openai(self) -> bool:
        """Whether it is OpenAI's own server."""
        return urlsplit(self.url).hostname == "api.openai.com"

    @property
    def is_nested(self) -> bool:
        """Whether its versions stand in a folder, as OpenRouter's `/api/v1` and `/api/alpha` do."""
        return _NESTED.search(urlsplit(self.url).path) is not None

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no server may bring into a message: the key, and what base URL and headers hold beside the address."""
        return secrets_of(self.url, self.key, self.headers)

    @property
    def names_a_version(self) -> bool:
        """Whether the path has a part such as `v1`, as most servers want it."""
        return _VERSION.search(urlsplit(self.url).path) is not None


_NESTED = re.compile(r"[^/]/v\d+/?\Z", re.IGNORECASE)
_VERSION = re.compile(r"/v\d", re.IGNORECASE)


def public(url: str) -> str:
    """A URL without user, password, query and fragment.

    >>> public("https://me:secret@API.example.org:8000/v1/?token=secret#x")
    'https://api.example.org:8000/v1'
    """
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2].lower(), parts.path.rstrip("/"), "", ""))


def endpoint(base_url: str | None = None, key: str | None = None, key_variable: str | None = None) -> Endpoint:
    """The server that the arguments and the environment name. InputError where that makes no sense.

    Without a base URL it is `OPENAI_BASE_URL`, and OpenAI's own without that. The key is the argument, or what the
    variable holds; only OpenAI's own server must have one. Headers of `OPENAI_CUSTOM_HEADERS` are sent, as the package
    `openai` sends them.
    """
    url = base_url or os.environ.get(_BASE_URL) or OPENAI
    _check_url(url)
    variable = key_variable or KEY
    if key is None:
        key = os.environ.get(variable) or None
        if key is None and key_variable is not None:
            _wrong("NLT541", f"the environment variable `{variable}` holds no key", f"set it: `export {variable}=…`")
    found = Endpoint(url, None if key is None else key.strip(), _headers(os.environ.get(_HEADERS, "")))
    named = any(name.lower() == "authorization" for name, _ in found.headers)
    if found.key is None and found.is_openai and not named:
        hint = f"set `{variable}`, or name another server: `--base-url http://localhost:8000/v1`"
        _wrong("NLT541", f"there is no key for {found.name}", hint)
    if found.key is not None and not (found.key.isascii() and found.key.isprintable() and found.key):
        # Said here, as the HTTP library would show the key in its message.
        _wrong("NLT541", "the key holds a character that no key can hold", f"look at what `{variable}` holds")
    return found


def _headers(lines: str) -> Headers:
    """Headers as the package `openai` takes them from the environment: a line each, `Name: value`."""
    found = {}
    for line in lines.split("\n"):
        name, colon, value = line.partition(":")
        name, value = name.strip(), value.strip()
        if not colon:
            continue
        if not _HEADER_NAME.fullmatch(name) or not _HEADER_VALUE.fullmatch(value):
            # Not shown: it may hold a key.
            _wrong("NLT541", f"`{_HEADERS}` holds what can be no header", "write a line for each: `Name: value`")
        found[name] = value
    return tuple(found.items())


_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_HEADER_VALUE = re.compile(r"[\x20-\x7e]*")


def is_configured() -> bool:
    """Whether the environment names a key or a server."""
    return bool(os.environ.get(KEY) or os.environ.get(_BASE_URL))


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port >= 0)
    except ValueError:
        sound = False
    if not sound:
        # Not shown: it may hold a password.
        _wrong("NLT542", "the base URL is none", "write it in full: `http://localhost:8000/v1`")


def _wrong(code: str, message: str, hint: str) -> NoReturn:
    raise InputError([Diagnostic(code, message, hint=hint)])
