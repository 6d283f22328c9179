"""One HTTP call through the package `openai`, and every way in which it can go wrong, by kind.

The only module that imports `openai`. The package's own retries are off: there is one layer of them, in `session.py`.
Replies are taken as bytes and parsed by `door.py`, since the package fills its models with whatever comes.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from logitext.theory.llm.door import Door
from logitext.theory.llm.endpoint import Endpoint
from logitext.theory.llm.faults import ModelError
from logitext.theory.llm.scrub import Scrub

if TYPE_CHECKING:
    import httpx2
    import openai

MOST_BYTES = 8 * 1024 * 1024
"""Of a reply. What is longer is no answer to any question that we put."""


class Client:
    """A client of one server, for one event loop."""

    def __init__(self, endpoint: Endpoint, scrub: Scrub, concurrency: int) -> None:
        import httpx2
        import openai

        self._door = Door(endpoint, scrub)
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
        return await self._call(lambda: self._client.get(path, cast_to=httpx2.Response, options=options), seconds)

    async def post(self, path: str, body: Mapping[str, Any], seconds: float) -> tuple[Any, str]:
        """The JSON of the reply, and its text. ModelError where there is none, or the server says that it failed."""
        import httpx2

        options: Any = {"timeout": seconds, "headers": self._headers}
        return await self._call(
            lambda: self._client.post(path, cast_to=httpx2.Response, body=dict(body), options=options), seconds
        )

    async def _call(self, send: Callable[[], Awaitable[httpx2.Response]], seconds: float) -> tuple[Any, str]:
        import httpx2
        import openai

        try:
            async with asyncio.timeout(
                seconds
            ):  # the package's own limits are for each read: a byte now and then is one
                response = await send()
        except (TimeoutError, openai.APITimeoutError) as error:
            raise ModelError("timeout", "no reply in time", blame=_connecting(error)) from None
        except openai.APIConnectionError as error:
            raise ModelError("connection", self._door.said(_cause(error)), blame=_connecting(error)) from None
        except openai.APIStatusError as error:
            refused = error.response
            raise self._door.refusal(refused.status_code, refused.content, refused.headers) from None
        except (openai.OpenAIError, httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError) as error:
            raise ModelError("connection", self._door.said(str(error))) from None
        except UnicodeEncodeError as error:
            raise ModelError("bad request", f"the policy holds what cannot be sent: {error.reason}") from None
        return self._door.reply(response.content, response.headers)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.close()


async def _bounded(response: Any) -> None:
    """Stop reading a reply that is larger than any answer, or packed so that its size is not to be seen."""
    encoding = response.headers.get("content-encoding", "identity")
    if encoding.lower() != "identity":
        raise ModelError("too large", "the reply is packed, which was not asked for")
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


def _cause(error: BaseException) -> str:
    """What lies under the package's error, in words."""
    cause = error.__cause__ or error
    return f"{type(cause).__name__}: {cause}" if str(cause) else type(cause).__name__


def _connecting(error: BaseException) -> str | None:
    """`connect` where the server could not even be reached."""
    return "connect" if type(error.__cause__).__name__ in ("ConnectError", "ConnectTimeout") else None
