"""The ASGI application of a service."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from logitext.serve.bodies import CheckRequest, ExplainRequest
from logitext.serve.guard import Guard
from logitext.serve.page.routes import router as page
from logitext.serve.refusal import SHAPE, RequestRefusedError, internal, of_validation, refused
from logitext.serve.review.routes import router as review
from logitext.serve.routes import router
from logitext.serve.service import Service
from logitext.version import __version__

_FIELDS = {"/v1/check": [*CheckRequest.model_fields], "/v1/explain": [*ExplainRequest.model_fields]}


def application(service: Service, every: float | None = None) -> Guard:
    """The application; policies are looked after every so many seconds while it runs, or not at all."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with service.running(every):
            yield

    app = FastAPI(
        title="Logitext",
        version=__version__,
        description="Decides texts by policies that are partly logic and partly judgement.",
        # Their pages would load scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        exception_handlers={
            RequestValidationError: _wrong_shape,
            RequestRefusedError: _refuse,
            HTTPException: _no_route,
            Exception: _ours,
        },
    )
    app.state.service = service
    app.include_router(router)
    app.include_router(page)
    app.include_router(review)
    return Guard(app, service.settings, service.metrics)


async def _wrong_shape(request: Request, error: Any) -> Response:
    return await _refuse(request, of_validation(error.errors(), _FIELDS.get(request.url.path, ())))


async def _no_route(request: Request, error: Any) -> Response:
    message = {404: "there is no such path", 405: "the path does not take this method"}.get(error.status_code)
    hint = "`/openapi.json` lists the paths"
    wrong = refused(error.status_code, SHAPE, message or "the request cannot be answered", hint, error.headers)
    return await _refuse(request, wrong)


async def _refuse(request: Request, error: Any) -> Response:
    assert isinstance(error, RequestRefusedError)
    request.app.state.service.metrics.refused.labels(error.diagnostics[0].code).inc()
    return error.response()


async def _ours(_request: Request, _error: Any) -> Response:
    return internal().response()  # the guard, which is around all this, says it in the log
