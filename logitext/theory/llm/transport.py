"""HTTP with one server, over connections that stay open: bytes in, a status, headers and bytes out.

`aiohttp` carries them, at a fraction of the processor time of what the package `openai` uses. For headers, TLS and
proxies the same environment variables count as for `openai` and its HTTP library.
"""

from __future__ import annotations

import base64
import io
import os
import ssl
import urllib.request
from collections.abc import Mapping
from typing import TYPE_CHECKING, BinaryIO, NamedTuple
from urllib.parse import unquote, urlsplit, urlunsplit

import aiohttp
import httpx2
from yarl import URL

from logitext.theory.llm.faults import ModelError
from logitext.theory.llm.work import WorkThread
from logitext.version import __version__

if TYPE_CHECKING:
    from logitext.theory.llm.endpoint import Endpoint

MOST_BYTES = 8 * 1024 * 1024
"""The most bytes of a reply. A longer one is no answer to any question of ours."""

_LARGE = 1024 * 1024
"""Bytes from which `aiohttp` warns of a body that is not a file."""

_KEPT_OPEN = 4.0
"""Seconds for which a connection that is not used is kept: less than what servers usually keep it."""


_MOST_URLS = 256


class Received(NamedTuple):
    """A whole reply; names of headers are compared without regard to case."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class Transport:
    """The connections to one server. It belongs to the thread that calls, and is closed there."""

    def __init__(self, endpoint: Endpoint, concurrency: int, work: WorkThread) -> None:
        self._parts = urlsplit(endpoint.url)
        self._urls: dict[str, URL] = {}
        self._proxy, authorization = _proxy(self._parts.scheme, self._parts.netloc.rpartition("@")[2])
        self._proxy_headers = {"Proxy-Authorization": authorization} if authorization else None
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                # A little more than there are calls in flight, so that none waits for one that is being closed.
                limit=concurrency + 8,
                keepalive_timeout=_KEPT_OPEN,
                ssl=_tls() if self._parts.scheme == "https" else True,
            ),
            headers=headers(endpoint),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, connect=None, sock_connect=None, sock_read=None),
            auto_decompress=False,
            trust_env=False,  # it would read the environment and a file of passwords at each call
        )
        work.belongs(self._session)
        work.belongs(self._session.connector)

    async def send(
        self, method: str, path: str, body: bytes | None, *, kind: str | None = None, into: BinaryIO | None = None
    ) -> Received:
        """The reply to a request. ModelError where there is no whole one; how long it may take is the caller's.

        `kind` is the media type of the body, JSON where it is None. The content of a good reply goes into the file
        `into`, if there is one, and may then have any length. OSError where it cannot be written.
        """
        try:
            async with self._session.request(
                method,
                self._url(path),
                data=body if body is None or len(body) < _LARGE else io.BytesIO(body),
                headers=None if kind is None else {"Content-Type": kind},
                allow_redirects=False,
                proxy=self._proxy,
                proxy_headers=self._proxy_headers,
            ) as response:
                if response.headers.get("content-encoding", "identity").lower() != "identity":
                    raise ModelError("too large", "the reply is packed, which was not asked for")
                chunks = []
                size = 0
                async for chunk in response.content.iter_any():
                    if into is not None and response.ok:
                        _written(into, chunk)
                        continue
                    size += len(chunk)
                    if size > MOST_BYTES:
                        raise ModelError("too large", f"the reply is longer than {MOST_BYTES} bytes")
                    chunks.append(chunk)
                return Received(response.status, response.headers, b"".join(chunks))
        except _UnwrittenError as error:
            raise error.of from None
        except aiohttp.ClientConnectorError as error:
            raise ModelError("connection", f"cannot connect: {_why(error.os_error)}", blame="connect") from None
        except aiohttp.ClientHttpProxyError as error:
            raise ModelError("connection", f"the proxy does not connect: status {error.status}") from None
        except aiohttp.ServerDisconnectedError:
            raise ModelError("connection", "the server closed the connection without a reply") from None
        except aiohttp.ClientPayloadError:
            raise ModelError("connection", "the reply ended before it was whole") from None
        except aiohttp.ClientOSError as error:
            raise ModelError("connection", _why(error)) from None
        except aiohttp.ClientResponseError as error:
            raise ModelError("connection", f"the server does not speak HTTP: {error.message}") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise ModelError("connection", f"{type(error).__name__}: {error}") from None

    async def aclose(self) -> None:
        """Close the connections."""
        await self._session.close()

    def _url(self, path: str) -> URL:
        found = self._urls.get(path)
        if found is None:
            if len(self._urls) >= _MOST_URLS:
                self._urls.clear()
            asked = path
            netloc = self._parts.netloc.rpartition("@")[2]
            base = self._parts.path.rstrip("/")
            path, _, query = path.partition("?")
            query = "&".join(part for part in (self._parts.query, query) if part)
            if path.startswith("../"):  # beside the version that the base URL names
                base, path = base.rpartition("/")[0], path.removeprefix("..")
            whole = urlunsplit((self._parts.scheme, netloc, base + path, query, ""))
            found = self._urls[asked] = URL(whole)
        return found


class _UnwrittenError(Exception):
    """A part of a reply could not be written: that is no fault of the connection, as other OSErrors are."""

    def __init__(self, of: OSError) -> None:
        super().__init__()
        self.of = of


def _written(file: BinaryIO, chunk: bytes) -> None:
    try:
        file.write(chunk)
    except OSError as error:
        raise _UnwrittenError(error) from None


def headers(endpoint: Endpoint) -> dict[str, str]:
    """What is sent with each request: the key, and what the environment says for the package `openai`.

    Without a key there is no such header at all, rather than one with something made up. The package itself is not
    imported: that takes two seconds.
    """
    found = {
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "Content-Type": "application/json",
        "User-Agent": f"Logitext/{__version__}",
    }
    for name, variable in _BY_ENVIRONMENT.items():
        if value := os.environ.get(variable):
            found[name] = value
    parts = urlsplit(endpoint.url)
    if parts.username or parts.password:
        found["Authorization"] = _basic(parts.username, parts.password)
    elif endpoint.key is not None:
        found["Authorization"] = f"Bearer {endpoint.key}"
    own = {name.lower(): name for name in found}
    for name, value in endpoint.headers:
        found.pop(own.get(name.lower(), ""), None)
        found[name] = value
    return found


_BY_ENVIRONMENT = {"OpenAI-Organization": "OPENAI_ORG_ID", "OpenAI-Project": "OPENAI_PROJECT_ID"}


def _tls() -> ssl.SSLContext:
    """The settings of `openai`'s own HTTP library: `SSL_CERT_FILE` and `SSL_CERT_DIR` count."""
    return httpx2.create_ssl_context()


def _proxy(scheme: str, host: str) -> tuple[str | None, str | None]:
    """The proxy that the environment names for a server, and its credentials. ModelError if it is no proxy."""
    proxies = urllib.request.getproxies()
    named = proxies.get(scheme) or proxies.get("all")
    if not named or urllib.request.proxy_bypass(host):
        return None, None
    parts = urlsplit(named if "://" in named else f"http://{named}")
    if parts.scheme not in ("http", "https"):
        raise ModelError("connection", f"a proxy of the kind `{parts.scheme}` cannot be used; name one of HTTP")
    address = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
    return address, _basic(parts.username, parts.password) if parts.username else None


def _basic(user: str | None, password: str | None) -> str:
    pair = f"{unquote(user or '')}:{unquote(password or '')}"
    return "Basic " + base64.b64encode(pair.encode()).decode()


def _why(error: OSError) -> str:
    """What the system says, without the address."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not accepted: {error.verify_message}"
    if isinstance(error, ssl.SSLError):
        return f"no TLS: {error.reason}"
    if error.errno is not None and error.errno > 0:
        return os.strerror(error.errno)
    return error.strerror or str(error) or type(error).__name__
