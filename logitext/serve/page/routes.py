"""What the page asks for."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from fastapi import APIRouter, Response

from logitext.api.arguments import texts_of
from logitext.report.decision.page import fragment
from logitext.report.decision.view import view
from logitext.report.pages.template import fill
from logitext.serve.bodies import CheckRequest
from logitext.serve.refusal import SHAPE, refused
from logitext.serve.strict import StrictRoute, The

FOLDER = Path(__file__).parent

SAFETY = (
    "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
"""The page runs its own script and asks its own service; nothing else, from nowhere else."""

router = APIRouter(route_class=StrictRoute, include_in_schema=False)


@router.head("/")
@router.get("/")
async def page(service: The) -> Response:
    """The page."""
    return Response(
        _page(service.review is not None), media_type="text/html", headers={"Content-Security-Policy": SAFETY}
    )


@router.get("/page.js")
async def script() -> Response:
    """Its script."""
    return Response(_script("page.js"), media_type="text/javascript")


@router.get("/common.js")
async def common() -> Response:
    """The script that all pages share."""
    return Response(_script("common.js"), media_type="text/javascript")


@router.post("/page/decision")
async def decision(asked: CheckRequest, service: The) -> Response:
    """A decision as HTML, to be put into the page."""
    if asked.documents is not None:
        raise refused(422, SHAPE, "the page shows one document", "ask `/v1/check` about several")
    work = service.decisions.work(service.shelf.find(asked.policy), asked.model_copy(update=_EXPLAINED))
    policy = work.version.policy
    async with service.decisions.place():
        made = await service.decisions.decide(work)
        given = texts_of(policy.checked, asked.texts, None, asked.facts)
        shown = fragment(view(policy.checked, made.result, policy.expansion.fit(given).texts, action=made.action))
    return Response(shown, media_type="text/html")


@router.get("/page/policy")
async def logic(service: The, name: str | None = None) -> Response:
    """What lint finds in a policy, and what its version in the shadow would change, as HTML."""
    async with service.decisions.place():
        shown = await service.logic.of(service.shelf.find(name), service.shadow.shelf)
    return Response(shown, media_type="text/html")


_EXPLAINED = {"explain": True, "why_not": True}


@cache
def _page(review: bool) -> str:
    return fill("page.html", "Logitext", folder=FOLDER, review=review)


@cache
def _script(name: str) -> str:
    return (FOLDER / name).read_text("utf-8")
