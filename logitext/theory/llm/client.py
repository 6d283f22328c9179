"""One HTTP call through the package `openai`, and every way in which it can go wrong, by kind.

The only module that imports `openai`. The package's own retries are off: there is one layer of them, in `session.py`.
Replies are taken as bytes and parsed here, since the package fills its models with whatever comes.
"""

from __future__ import annotations

import email.utils
import functools
import json
import time
from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING, Any

from logitext.theory.llm.endpoint import Endpoint
from logitext.theory.llm.faults import Kind, ModelError

if TYPE_CHECKING:
    import openai

_BY_CODE: Mapping[str, Kind] = {
    "content_filter": "filtered",
    "insufficient_quota": "forbidden",  # a 429 that no waiting helps
}

MOST_BYTES = 8 * 1024 * 1024
"""Of a reply. What is longer is no answer to any question that we put."""

_BY_STATUS: Mapping[int, Kind] = {
    401: "not authorised",
    403: "forbidden",
    404: "not found",
    408: "timeout",
    409: "server error",
    429: "rate limited",
}


class Client:
    """A client of one server, for one event loop."""

    def __init__(self, endpoint: Endpoint, concurrency: int) -> None:
        import httpx2
        import openai

        self._endpoint = endpoint
        # A little more than there are calls in flight, so that none waits for a connection that is being closed.
        limits = httpx2.Limits(max_connections=concurrency + 8, max_keepalive_connections=concurrency + 8)
        http = httpx2.AsyncClient(
            limits=limits,
            event_hooks={"response": [_bounded]},
            headers={"accept-encoding": "identity"},
            follow_redirects=False,
        )
        self._client: openai.AsyncOpenAI = openai.AsyncOpenAI(
            api_key=endpoint.key or "none",
            base_url=endpoint.url,
            max_retries=0,
            http_client=http,
        )
        # Without a key there is no such header at all, rather than one with something made up.
        self._headers: dict[str, Any] = {} if endpoint.key else {"Authorization": openai.Omit()}

    async def get(self, path: str, seconds: float) -> tuple[Any, str]:
        """What a GET gives within so many seconds, as in :meth:`post`."""
        import httpx2

        options: Any = {"timeout": seconds, "headers": self._headers}
        return await self._call(lambda: self._client.get(path, cast_to=httpx2.Response, options=options))

    async def post(self, path: str, body: Mapping[str, Any], seconds: float) -> tuple[Any, str]:
        """The JSON of the reply, and its text. ModelError where there is none, or the server says that it failed."""
        import httpx2

        options: Any = {"timeout": seconds, "headers": self._headers}
        return await self._call(
            lambda: self._client.post(path, cast_to=httpx2.Response, body=dict(body), options=options)
        )

    async def _call(self, send: Any) -> tuple[Any, str]:
        import httpx2
        import openai

        try:
            response = await send()
        except openai.APITimeoutError as error:
            raise ModelError("timeout", "no reply in time", blame=_connecting(error)) from None
        except openai.APIConnectionError as error:
            raise ModelError("connection", self._said(_cause(error)), blame=_connecting(error)) from None
        except openai.APIStatusError as error:
            raise self._of_status(error) from None
        except (openai.OpenAIError, httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError) as error:
            raise ModelError("connection", self._said(str(error))) from None
        except UnicodeEncodeError as error:
            raise ModelError("bad request", f"the policy holds what cannot be sent: {error.reason}") from None
        return _parsed(response.content)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.close()

    def _said(self, message: str) -> str:
        return self._endpoint.scrub(" ".join(message.split()))[:_LONGEST]

    def _of_status(self, error: openai.APIStatusError) -> ModelError:
        response = error.response
        status = response.status_code
        kind: Kind = _BY_STATUS.get(status, "server error" if status >= 500 else "bad request")
        raw = response.content.decode("utf-8", "replace")
        said, parameter, code = _error_of(raw)
        kind = _BY_CODE.get(code or "", kind)
        return ModelError(
            kind,
            f"status {status}" + (f": {self._said(said)}" if said else ""),
            raw=self._endpoint.scrub(raw),
            status=status,
            retry_after=retry_after(response.headers),
            blame=parameter,
        )


_LONGEST = 300
"""Characters of what a server says that stand in a message."""


async def _bounded(response: Any) -> None:
    """Stop reading a reply that is larger than any answer, or packed so that its size is not to be seen."""
    encoding = response.headers.get("content-encoding", "identity")
    if encoding.lower() != "identity":
        raise ModelError("too large", f"the reply is encoded as {encoding[:20]!r}, which was not asked for")
    response.stream = _bounded_stream()(response.stream)


@functools.cache
def _bounded_stream() -> Any:
    """The class of a stream of bytes that ends with an error when it is too long; made late, as its base is."""
    import httpx2

    class Bounded(httpx2.AsyncByteStream):
        def __init__(self, stream: httpx2.AsyncByteStream) -> None:
            self._stream = stream

        async def __aiter__(self) -> AsyncIterator[bytes]:
            size = 0
            async for chunk in self._stream:
                size += len(chunk)
                if size > MOST_BYTES:
                    raise ModelError("too large", f"the reply is longer than {MOST_BYTES} bytes")
                yield chunk

        async def aclose(self) -> None:
            await self._stream.aclose()

    return Bounded


def _parsed(content: bytes) -> tuple[Any, str]:
    if not content.strip():
        raise ModelError("empty reply", "the server sent nothing")
    try:
        raw = content.decode("utf-8")
    except UnicodeDecodeError:
        shown = content.decode("utf-8", "replace")
        raise ModelError("no JSON", "the reply is not UTF-8", raw=shown) from None
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError) as error:
        what = "a web page" if raw.lstrip()[:1] == "<" else "what the server sent cannot be read"
        why = "it nests too deep" if isinstance(error, RecursionError) else str(error)
        raise ModelError("no JSON", f"{what}: {why}", raw=raw) from None
    if not isinstance(data, dict):
        raise ModelError("wrong shape", "the reply is no JSON object", raw=raw)
    return data, raw


def _error_of(raw: str) -> tuple[str, str | None, str | None]:
    """What an error reply says, which parameter it names, and its code; servers differ in where they put it."""
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        return ("" if raw.lstrip()[:1] == "<" else raw), None, None
    if not isinstance(data, dict):
        return "", None, None
    error = data.get("error", data)
    if isinstance(error, str):
        return error, None, None
    if not isinstance(error, dict):
        return "", None, None
    said = next((error[key] for key in ("message", "detail", "error") if isinstance(error.get(key), str)), "")
    parameter, code = error.get("param"), error.get("code")
    return said, parameter if isinstance(parameter, str) else None, code if isinstance(code, str) else None


def _cause(error: BaseException) -> str:
    """What lies under the package's error, in words."""
    cause = error.__cause__ or error
    return f"{type(cause).__name__}: {cause}" if str(cause) else type(cause).__name__


def _connecting(error: BaseException) -> str | None:
    """`connect` where the server could not even be reached."""
    return "connect" if type(error.__cause__).__name__ in ("ConnectError", "ConnectTimeout") else None


def retry_after(headers: Mapping[str, str]) -> float | None:
    """How many seconds a server asks to be left alone: `Retry-After` as seconds or a date, or in milliseconds.

    >>> retry_after({"retry-after": "2"}), retry_after({"retry-after-ms": "250"}), retry_after({"retry-after": "soon"})
    (2.0, 0.25, None)
    """
    milliseconds, seconds = headers.get("retry-after-ms"), headers.get("retry-after")
    for given, scale in ((milliseconds, 0.001), (seconds, 1.0)):
        try:
            wait = float(given or "") * scale
        except ValueError:
            continue
        if 0 <= wait < _FOREVER:
            return wait
    date = email.utils.parsedate_tz(seconds or "")
    if date is None:
        return None
    try:
        return min(max(0.0, email.utils.mktime_tz(date) - time.time()), _FOREVER)
    except (OverflowError, ValueError):
        return None


_FOREVER = 365 * 86400.0
