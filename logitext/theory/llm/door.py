"""What a server sent, as data: the one way in for all that a server says.

Keys are taken out before anything else looks at it. JSON that says a thing twice is no reply. A reply with an `error`
is that error, whatever its status.
"""

from __future__ import annotations

import codecs
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import jiter

from logitext.policy.sorts import show
from logitext.theory.llm.endpoint import Endpoint
from logitext.theory.llm.faults import FaultKind, ModelError
from logitext.theory.llm.retry_after import retry_after
from logitext.theory.llm.scrub import Scrub

LONGEST = 300
"""Characters of what a server says that stand in a message."""

_BY_CODE: Mapping[str, FaultKind] = {
    "content_filter": "filtered",
    "insufficient_quota": "forbidden",  # a 429 that no waiting helps
    "invalid_api_key": "not authorised",
    "authentication_error": "not authorised",
    "permission_error": "forbidden",
    "model_not_found": "not found",
    "not_found_error": "not found",
    "rate_limit_exceeded": "rate limited",
    "rate_limit_error": "rate limited",
    "invalid_request_error": "bad request",
    "context_length_exceeded": "bad request",
}

_BY_STATUS: Mapping[int, FaultKind] = {
    401: "not authorised",
    403: "forbidden",
    404: "not found",
    408: "timeout",
    409: "server error",
    429: "rate limited",
}

_NO_ROUTE = "unexpected endpoint"
"""How LM Studio says, with status 200, that it does not serve a path."""


class ModelReply(NamedTuple):
    """The JSON of a reply, its text, and what the call cost by the server's own account, in its money."""

    data: Any
    raw: str
    cost: float | None = None


class Door:
    """Reads what one server sends."""

    def __init__(self, endpoint: Endpoint, scrub: Scrub) -> None:
        self._endpoint = endpoint
        self._scrub = scrub

    def cleaned(self, message: str) -> str:
        """A message of the server, or about it, in one line that is not too long."""
        return self._scrub(" ".join(message.split()))[:LONGEST]

    def reply(self, content: bytes, headers: Mapping[str, str]) -> ModelReply:
        """A reply with a good status. ModelError where it is no object, or an error."""
        if not content.strip():
            raise ModelError("empty reply", "the server sent nothing")
        content = content.removeprefix(codecs.BOM_UTF8)
        try:
            told = content.decode()
        except UnicodeDecodeError:
            shown = self._scrub(content.decode("utf-8", "replace"))
            raise ModelError("no JSON", "the reply is not UTF-8", raw=shown) from None
        raw = self._scrub(told)
        try:
            data = parsed(raw, content if raw == told else None)
        except _TwiceError as error:
            raise ModelError("wrong shape", f"the reply says {show(error.key)} twice", raw=raw) from None
        except (ValueError, RecursionError) as error:
            if raw.lstrip()[:1] == "<":
                raise ModelError("no JSON", self._page(raw), raw=raw) from None
            why = "it nests too deep" if isinstance(error, RecursionError) else str(error)
            raise ModelError("no JSON", f"what the server sent cannot be read: {why}", raw=raw) from None
        if not isinstance(data, dict):
            raise ModelError("wrong shape", "the reply is no JSON object", raw=raw)
        if failed := _error_in(data):
            raise self._in_reply(failed, raw, headers)
        return ModelReply(data, raw, _cost(headers, data))

    def refusal(self, status: int, content: bytes, headers: Mapping[str, str]) -> ModelError:
        """What a status that is no good one means."""
        raw = self._scrub(content.decode("utf-8", "replace"))
        told = _told(raw)
        kind: FaultKind = _BY_STATUS.get(status, "server error" if status >= _OF_SERVERS else "bad request")
        if told.code in ("content_filter", "insufficient_quota"):
            kind = _BY_CODE[told.code]
        message = f"status {status}" + (f": {self.cleaned(told.message)}" if told.message else "")
        if told.message.startswith(_NO_KEYS):
            kind, message = "not authorised", f"{message}; LiteLLM's proxy says so of a key that it does not know"
        return ModelError(
            kind,
            message + (self._hint() if status in (404, 405) else ""),
            raw=raw,
            status=status,
            retry_after=retry_after(headers),
            blame=told.parameter,
        )

    def _in_reply(self, error: Any, raw: str, headers: Mapping[str, str]) -> ModelError:
        """An error that came with a good status, as if it had come with its own."""
        told = _of_error(error)
        message = self.cleaned(told.message) or "the reply is an error that says nothing"
        status = told.status
        if status is None and told.message.lower().startswith(_NO_ROUTE):
            status = 404
        if status is None:
            kind = _BY_CODE.get(told.code or "", _BY_CODE.get(told.type or "", "server error"))
            shown = "" if told.code is None else f" ({self.cleaned(told.code)})"
        else:
            kind = _BY_STATUS.get(status, "server error" if status >= _OF_SERVERS else "bad request")
            kind = _BY_CODE["insufficient_quota"] if told.code == "insufficient_quota" else kind
            shown = f" ({status})" if told.status is not None else ""
        return ModelError(
            kind,
            f"{message}{shown}" + (self._hint() if status == 404 else ""),
            raw=raw,
            status=status or 200,
            retry_after=retry_after(headers),
            blame=told.parameter,
        )

    def _page(self, raw: str) -> str:
        """That a server sends a web page where a model should answer, what it is called, and what to try."""
        title = _TITLE.search(raw)
        called = f" (“{self.cleaned(title[1])}”)" if title and title[1].strip() else ""
        hint = self._hint() or "; is a model's server at this base URL, and not a proxy, a login or a page for people?"
        return f"a web page{called}{hint}"

    def _hint(self) -> str:
        """What to try where a server knows no path, and the base URL names no version."""
        if self._endpoint.names_a_version:
            return ""
        return f"; most servers want a base URL that ends in `/v1`: try `{self._endpoint.name}/v1`"


_OF_SERVERS = 500
_TITLE = re.compile(r"<title[^<>]{0,100}>([^<>]{0,200})</title>", re.IGNORECASE)
_NO_KEYS = "No connected db"
"""What LiteLLM's proxy answers, with status 400, to any key but its own, as it would look for it in a database."""


def _cost(headers: Mapping[str, str], data: Mapping[str, Any]) -> float | None:
    """What the call cost, as LiteLLM's proxy says in a header and OpenRouter in the usage; None where nobody says."""
    usage = data.get("usage")
    for told in (headers.get("x-litellm-response-cost"), usage.get("cost") if isinstance(usage, dict) else None):
        try:
            cost = -1.0 if told is None or isinstance(told, bool) else float(told)
        except (TypeError, ValueError):
            continue
        if 0 <= cost < math.inf:
            return cost
    return None


@dataclass(frozen=True, slots=True)
class _Told:
    """What an error says, the parameter that it blames, its code and type, and the status that it names."""

    message: str = ""
    parameter: str | None = None
    code: str | None = None
    type: str | None = None
    status: int | None = None


def _error_in(data: Mapping[str, Any]) -> Any:
    """The error that a reply holds: of the whole, or of one of its choices."""
    choices = data.get("choices")
    parts = [data, *(choices if isinstance(choices, list) else ())]
    return next((part["error"] for part in parts if isinstance(part, dict) and part.get("error")), None)


def _told(raw: str) -> _Told:
    """What the body of a bad status says; servers differ in where they put it."""
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        return _Told("" if raw.lstrip()[:1] == "<" else raw)
    return _of_error(data.get("error", data)) if isinstance(data, dict) else _Told()


def _of_error(error: Any) -> _Told:
    if isinstance(error, str):
        return _Told(error)
    if not isinstance(error, dict):
        return _Told()
    message = next((error[key] for key in ("message", "detail", "error") if isinstance(error.get(key), str)), "")
    parameter, code, kind = (_text(error.get(name)) for name in ("param", "code", "type"))
    statuses = (_status(error.get(name)) for name in ("code", "status", "status_code"))
    return _Told(message, parameter, code, kind, next((one for one in statuses if one is not None), None))


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _status(value: Any) -> int | None:
    """A status of HTTP that says that something is wrong, as a number or in digits."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) == len("400"):
        value = int(value)
    right = isinstance(value, int) and not isinstance(value, bool) and 400 <= value < 600
    return value if right else None


class _TwiceError(ValueError):
    """An object of JSON has a name twice."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        names = [name for name, _ in pairs]
        raise _TwiceError(next(name for at, name in enumerate(names) if name in names[:at]))
    return data


def parsed(raw: str, content: bytes | None = None) -> Any:
    """JSON in which no object has a name twice; ValueError or RecursionError where it is anything else.

    `content` is the same in UTF-8, where that is at hand. The quick parser takes less than the other: what it does not
    take is read again, and what is wrong said in full.

    >>> parsed('{"a": [1, {"b": null}]}')
    {'a': [1, {'b': None}]}
    """
    try:
        return jiter.from_json(raw.encode() if content is None else content, catch_duplicate_keys=True)
    except ValueError:
        return _PARSE(raw)


_PARSE = json.JSONDecoder(object_pairs_hook=_once).decode  # made once, as `json.loads` with options makes one each time
