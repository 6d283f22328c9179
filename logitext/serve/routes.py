"""The paths of the service: what each takes and gives. What is done about it is in other modules."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from logitext.records.result import Result
from logitext.report.verification import Verification
from logitext.serve import metrics
from logitext.serve.bodies import (
    CheckRequest,
    Decisions,
    Differences,
    Errors,
    ExplainRequest,
    KeptDecision,
    Policies,
    ServedDecision,
    ServedPolicy,
    ServiceStatus,
)
from logitext.serve.describe import describe
from logitext.serve.explaining import explain
from logitext.serve.kept import kept, verified
from logitext.serve.refusal import SHAPE, refused
from logitext.serve.stream import events
from logitext.serve.strict import StrictRoute, The
from logitext.version import __version__

_REFUSED: dict[int | str, dict[str, Any]] = {
    400: {"model": Errors, "description": "The body is no JSON."},
    401: {"model": Errors, "description": "The request has no valid key."},
    403: {"model": Errors, "description": "The service has no keys, and is asked from elsewhere."},
    404: {"model": Errors, "description": "There is no such policy, or no such decision."},
    408: {"model": Errors, "description": "The body of the request came too slowly."},
    413: {"model": Errors, "description": "The request is too large."},
    415: {"model": Errors, "description": "The body does not come as JSON."},
    422: {"model": Errors, "description": "The request does not fit the policy, or has not the right shape."},
    500: {"model": Errors, "description": "The service itself has failed."},
    502: {"model": Errors, "description": "A theory cannot serve the request."},
    503: {"model": Errors, "description": "Too many requests are in work."},
    504: {"model": Errors, "description": "The request took too long."},
}

router = APIRouter(route_class=StrictRoute)


@router.post(
    "/v1/check",
    response_model=ServedDecision | Decisions,
    responses={
        **_REFUSED,
        500: {"model": ServedDecision | Errors, "description": "The check failed, and `error` of its result says why."},
    },
    summary="Decide a document, or several",
)
async def check(asked: CheckRequest, service: The) -> Response:
    """Decide a policy on one document, or on each of `documents`.

    `result` is what `logitext check --format json` prints. `action` is `block` if a condition says so, `allow` only
    if all verdicts are decided and no condition is met, and `review` otherwise.
    """
    work = service.decisions.work(service.shelf.find(asked.policy), asked)
    async with service.decisions.place():
        if asked.documents is None:
            decision = await service.decisions.decide(work)
            return _json(decision, 200 if decision.result.error is None else 500)
        return _json(Decisions(decisions=tuple(await service.decisions.several(work))))


@router.post(
    "/v1/check/events",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}, "description": "The events."}, **_REFUSED},
    summary="Decide a document, and hear each answer as it comes",
)
async def check_events(asked: CheckRequest, service: The) -> Response:
    """Decide one document as server-sent events: `started`, `asking`, `answer`, `spared`, and `decision` at the end.

    The data of `decision` is what `/v1/check` answers. `error` comes in its place where there is none.
    """
    if asked.documents is not None:
        raise refused(422, SHAPE, "events are of one document", "ask for each of `documents` by itself")
    found = events(service.decisions, service.decisions.work(service.shelf.find(asked.policy), asked))
    first = await anext(found)

    async def all_events() -> AsyncIterator[bytes]:
        async with contextlib.aclosing(found):
            yield first
            async for one in found:
                yield one

    return StreamingResponse(all_events(), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


@router.get("/v1/decisions/{id}", response_model=KeptDecision, responses=_REFUSED, summary="Find a decision")
async def decision(id: str, service: The) -> Response:
    """A decision that was kept (`--audit`), with the policy's text as it was."""
    entry, beside = await service.keeper.find(id)
    return _json(kept(entry, await service.keeper.sources(entry), beside))


@router.get(
    "/v1/decisions/{id}/verification", response_model=Verification, responses=_REFUSED, summary="Verify a kept decision"
)
async def verify_decision(id: str, service: The) -> Response:
    """Derive a decision that was kept again from its answers and the policy of its time."""
    entry, _ = await service.keeper.find(id)
    async with service.decisions.place():
        return _json(await verified(service.keeper, entry))


@router.get(
    "/v1/differences", response_model=Differences, responses=_REFUSED, summary="What another version decides otherwise"
)
async def differences(service: The) -> Response:
    """How often versions that decide beside the served ones (`--shadow`) came to something else, and the last of it."""
    latest = tuple(reversed(service.shadow.differences))
    return _json(Differences(counts=service.metrics.shadow_counts(), latest=latest))


@router.post("/v1/explain", response_model=Result, responses=_REFUSED, summary="Explain a result")
async def explain_result(asked: ExplainRequest, service: The) -> Response:
    """Explain a result of a policy as it is now: how its verdicts came about, and what would change them.

    The result is verified first; nobody is asked anything.
    """
    book = service.shelf.find(asked.policy)
    async with service.decisions.place():
        return _json(await explain(book.policy, asked))


@router.get("/v1/policies", response_model=Policies, responses=_REFUSED, summary="List the policies")
async def policies(service: The) -> Response:
    """The policies that are served, and what they take."""
    return _json(Policies(policies=tuple(map(describe, service.shelf))))


@router.get("/v1/policies/{name}", response_model=ServedPolicy, responses=_REFUSED, summary="Describe a policy")
async def policy(name: str, service: The) -> Response:
    """One policy: its texts, facts, clauses and verdicts."""
    return _json(describe(service.shelf.find(name)))


@router.head("/health", include_in_schema=False)
@router.get("/health", response_model=ServiceStatus, summary="Whether the process works")
async def health() -> Response:
    """Whether the process works. It needs no key."""
    return _json(ServiceStatus(status="ok", version=__version__))


@router.head("/ready", include_in_schema=False)
@router.get(
    "/ready",
    response_model=ServiceStatus,
    responses={503: {"model": ServiceStatus}},
    summary="Whether requests are taken",
)
async def ready(service: The) -> Response:
    """Whether requests are taken: not any more while the service stops. It needs no key."""
    status = ServiceStatus(status="stopping" if service.stopping else "ok", version=__version__)
    return _json(status, 503 if service.stopping else 200)


@router.get("/metrics", response_class=Response, summary="Counters for Prometheus")
async def counters(service: The) -> Response:
    """Counters, for Prometheus."""
    return Response(service.metrics.text(), media_type=metrics.CONTENT_TYPE)


def _json(record: BaseModel, status: int = 200) -> Response:
    return Response(record.model_dump_json(), status_code=status, media_type="application/json")
