"""Faults that need no answer of a model: statuses, and what breaks a reply on its way."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from email.utils import formatdate

from tests.model_server.content import DEEP, HUGE
from tests.model_server.faults import Fault, Faults
from tests.model_server.profiles import Profile
from tests.model_server.reading import MODELS
from tests.model_server.reply import Reply, Sending, as_json, as_page, as_text, error

_SENDINGS: dict[Fault, Sending] = {
    "reset": "reset",
    "closed": "closed",
    "hang": "never",
    "half_stream": "half",
    "half_chunked": "half in chunks",
}
_NOTHING = Reply(200, b"")


def instead(profile: Profile, faults: Faults, path: str, fault: Fault | None) -> Reply | None:
    """The reply that takes the place of a model's, if the fault has one."""
    match fault:
        case "status_429" | "status_503":
            return replace(_status(profile, fault), headers=come_again(faults))
        case "status_502":
            return as_page(502)
        case "status_504":
            return as_text(504, "upstream request timeout")
        case "reset" | "closed" | "hang":
            return replace(_NOTHING, sending=_SENDINGS[fault])
        case "empty_body":
            return _NOTHING
        case "html":
            return as_page(200)
        case None:
            return None
    if fault.startswith("status_"):
        return _status(profile, fault)
    return _list_instead(fault) if path == MODELS else None


def afterwards(reply: Reply, fault: Fault | None) -> Reply:
    """What becomes of a model's reply on its way."""
    match fault:
        case "half_stream" | "half_chunked":
            return replace(reply, sending=_SENDINGS[fault], usage=None)
        case "wrong_encoding":
            return replace(reply, body=reply.body.replace(b'"', b'"\xe9\xff', 3), usage=None)
    return reply


def come_again(faults: Faults) -> dict[str, str]:
    """The headers that say when to come again."""
    seconds = faults.wait_seconds
    match faults.wait:
        case "none":
            return {}
        case "seconds":
            return {"retry-after": f"{seconds:g}"}
        case "milliseconds":
            return {"retry-after-ms": f"{seconds * 1000:g}", "retry-after": str(math.ceil(seconds))}
        case "date":
            return {"retry-after": formatdate(time.time() + seconds, usegmt=True)}


def _status(profile: Profile, fault: Fault) -> Reply:
    kind, code, message = _STATUSES[fault]
    return error(profile, int(fault[7:10]), message, kind=kind, code=code)


_STATUSES: dict[Fault, tuple[str, str | None, str]] = {
    "status_400": ("invalid_request_error", None, "We could not parse the JSON body of your request."),
    "status_401": ("invalid_request_error", "invalid_api_key", "Incorrect API key provided."),
    "status_403": ("request_forbidden", "unsupported_country_region_territory", "Country not supported."),
    "status_404": ("invalid_request_error", "model_not_found", "The model does not exist or you have no access to it."),
    "status_408": ("timeout", None, "Request timed out."),
    "status_409": ("conflict", None, "The resource is locked by another request."),
    "status_429": ("requests", "rate_limit_exceeded", "Rate limit reached. Please try again."),
    "status_429_quota": ("insufficient_quota", "insufficient_quota", "You exceeded your current quota."),
    "status_500": ("server_error", None, "The server had an error while processing your request."),
    "status_503": ("server_error", None, "The engine is currently overloaded. Please try again later."),
}


def _list_instead(fault: Fault) -> Reply | None:
    """What a list of models becomes where the fault is one of content."""
    match fault:
        case "not_json":
            return replace(as_text(200, "Here are the models: several."), content_type="application/json")
        case "wrong_schema":
            return as_json(200, {"models": {}})
        case "deep_json":
            return replace(_NOTHING, body=b"[" * DEEP + b"]" * DEEP)
        case "huge_reply":
            return replace(_NOTHING, body=b"{" + b" " * HUGE)
    return None
