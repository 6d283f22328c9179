"""Requests whose JSON is read as strictly as all data of Logitext."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute

from logitext.reading.strict_json import IllFormedError, decoded
from logitext.serve.refusal import SHAPE, refused
from logitext.serve.service import Service


class _Request(Request):
    """A request whose JSON is read as strictly as all data of Logitext."""

    async def json(self) -> Any:
        """What the body says. RequestRefusedError where it is no JSON."""
        try:
            return decoded(await self.body())
        except IllFormedError as error:
            where = f"at character {error.at + 1}"
            raise refused(400, SHAPE, f"the body of the request: {error} {where}", "send JSON, in UTF-8") from None
        except ValueError as error:
            raise refused(400, SHAPE, f"the body of the request: {error}", "send JSON, in UTF-8") from None


class StrictRoute(APIRoute):
    """A path whose requests are read so."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """What answers a request."""
        handle = super().get_route_handler()

        async def strictly(request: Request) -> Response:
            kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
            if request.method == "POST" and kind != "application/json":
                # A page elsewhere cannot send this without being asked first, and it is never told yes.
                raise refused(415, SHAPE, "the body of a request is JSON", "send `Content-Type: application/json`")
            return await handle(_Request(request.scope, request.receive))

        return strictly


async def _service(request: Request) -> Service:
    found = request.app.state.service
    assert isinstance(found, Service)
    return found


The = Annotated[Service, Depends(_service)]
"""The service that answers, as a parameter of what answers a path."""
