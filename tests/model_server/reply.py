"""A reply before it is sent: JSON, errors in the shapes that servers give them, and the pages of proxies."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from tests.model_server.profiles import Profile
from tests.model_server.usage import Usage

Sending: TypeAlias = Literal["whole", "reset", "closed", "half", "half in chunks", "never"]
PAGE = b"<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head><body><h1>Bad gateway</h1></body></html>\n"


@dataclass(frozen=True, slots=True)
class Reply:
    """What is sent, and how. `usage` is what the body tells a client of tokens, if it tells it well."""

    status: int
    body: bytes
    content_type: str = "application/json"
    headers: Mapping[str, str] | None = None
    usage: Usage | None = None
    sending: Sending = "whole"


def as_json(status: int, value: object, usage: Usage | None = None) -> Reply:
    """Characters go as they are, as real servers send them; where half a pair forbids it, escaped."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        raw = text.encode()
    except UnicodeEncodeError:
        raw = json.dumps(value).encode()
    return Reply(status, raw, usage=usage)


def as_text(status: int, text: str) -> Reply:
    return Reply(status, text.encode(), "text/plain; charset=utf-8")


def as_page(status: int) -> Reply:
    return Reply(status, PAGE, "text/html; charset=utf-8")


def error(
    profile: Profile,
    status: int,
    message: str,
    *,
    kind: str = "invalid_request_error",
    param: str | None = None,
    code: str | None = None,
) -> Reply:
    """An error object; some servers have another `code`, and some of their errors another shape."""
    inner: dict[str, Any] = {"message": message, "type": kind, "param": param, "code": code}
    if not profile.names_param:
        inner["param"] = None
    if profile.errors == "ollama":
        return as_json(status, {"error": message})
    if profile.errors == "vllm":
        inner |= {"type": "BadRequestError" if status < 500 else "InternalServerError", "code": status}
    return as_json(status, {"error": inner})


def framework_error(profile: Profile, status: int, message: str, *, code: str | None = None) -> Reply:
    """An error about a route or a key: of a server's web framework where it is left to it."""
    if profile.errors == "detail":
        return as_json(status, {"detail": message})
    return error(profile, status, message, code=code)
