"""Telemetry: spans for OpenTelemetry, where it is installed, and a log.

Names are those of OpenTelemetry's conventions for generative AI. What was asked and answered is in neither, unless
`OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT` says `true`; a key never is.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from logitext.theory.llm.apis.completion import spent

log = logging.getLogger("logitext.llm")
"""Its records have a dict of details as `details`."""

_CONTENT = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"


def note(event: str, **details: Any) -> None:
    """Log an event with its details."""
    if log.isEnabledFor(logging.DEBUG):
        log.debug("%s", event, extra={"details": {name: value for name, value in details.items() if value is not None}})


def span(operation: str, server: str, body: Mapping[str, Any]) -> AbstractContextManager[CallSpan]:
    """A span around one call; nothing where OpenTelemetry is not installed."""
    tracer = _tracer()
    return _NO_SPAN if tracer is None else _span(tracer, operation, server, body)


@contextmanager
def _span(tracer: Any, operation: str, server: str, body: Mapping[str, Any]) -> Iterator[CallSpan]:
    parts = urlsplit(server)
    attributes: dict[str, Any] = {
        "gen_ai.operation.name": operation,
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": body.get("model", ""),
        "server.address": parts.hostname or "",
        "server.port": parts.port or (443 if parts.scheme == "https" else 80),
    }
    for name, keys in _REQUEST.items():
        attributes |= {f"gen_ai.request.{name}": body[key] for key in keys if key in body}
    if _content_is_wanted():
        attributes["gen_ai.input.messages"] = json.dumps(body.get("messages", body.get("input")), ensure_ascii=False)
    client = _trace().SpanKind.CLIENT
    with tracer.start_as_current_span(
        f"{operation} {body.get('model', '')}",
        kind=client,
        attributes=attributes,
        record_exception=False,
    ) as active:
        yield CallSpan(active)


_REQUEST = {
    "max_tokens": ("max_tokens", "max_completion_tokens", "max_output_tokens"),
    "temperature": ("temperature",),
    "seed": ("seed",),
}


class CallSpan:
    """What becomes known of a call; does nothing without OpenTelemetry."""

    def __init__(self, active: Any) -> None:
        self._active = active

    def replied(self, data: Any, raw: str) -> None:
        """The server replied."""
        if self._active is None or not isinstance(data, Mapping):
            return
        usage = spent(data)
        found = {"gen_ai.response.model": data.get("model"), "gen_ai.response.id": data.get("id")}
        if usage is not None:
            found["gen_ai.usage.input_tokens"] = usage.input_tokens
            found["gen_ai.usage.output_tokens"] = usage.output_tokens
            found["gen_ai.usage.cache_read.input_tokens"] = usage.cached_tokens
        if _content_is_wanted():
            found["gen_ai.output.messages"] = raw
        for name, value in found.items():
            if isinstance(value, str | int):
                self._active.set_attribute(name, value)

    def failed(self, kind: str) -> None:
        """The call gave no answer."""
        if self._active is not None:
            trace = _trace()
            self._active.set_attribute("error.type", kind)
            self._active.set_status(trace.Status(trace.StatusCode.ERROR))


_NO_SPAN = nullcontext(CallSpan(None))


def _content_is_wanted() -> bool:
    return os.environ.get(_CONTENT, "").lower() == "true"


def _tracer() -> Any:
    """The tracer, which makes spans; None where OpenTelemetry is not installed, or has nowhere to send them."""
    trace = _trace()
    if trace is None or isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):
        return None
    return trace.get_tracer("logitext")


@cache
def _trace() -> Any:
    try:
        from opentelemetry import trace  # noqa: PLC0415  # where it is installed
    except ImportError:
        return None
    return trace
