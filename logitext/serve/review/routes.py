"""What the page of a review asks for."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field

from logitext.records.frozen import ValueField
from logitext.report.pages.template import fill
from logitext.serve.page.routes import SAFETY
from logitext.serve.refusal import SHAPE, refused
from logitext.serve.review.queue import ReviewQueue
from logitext.serve.review.shown import shown
from logitext.serve.strict import StrictRoute, The

FOLDER = Path(__file__).parent

router = APIRouter(route_class=StrictRoute, include_in_schema=False)


class Said(BaseModel):
    """What somebody says of a clause; `value` null: they do not know. With `forget` it is taken back."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    clause: str = Field(max_length=1000)
    value: ValueField = None
    forget: bool = False


def _queue(service: The) -> ReviewQueue:
    if service.review is None:
        raise refused(404, SHAPE, "this service shows no review", "start it with `--review FILE`")
    return service.review


TheQueue = Annotated[ReviewQueue, Depends(_queue)]


@router.get("/review")
async def page() -> Response:
    """The page."""
    return Response(_page(), media_type="text/html", headers={"Content-Security-Policy": SAFETY})


@router.get("/review.js")
async def script() -> Response:
    """Its script."""
    return Response(_script(), media_type="text/javascript")


@router.get("/page/review")
async def first(service: The, queue: TheQueue) -> Response:
    """The first document that waits for somebody, as HTML."""
    async with service.decisions.place():
        html = shown(await queue.item(None), queue.answers.name, len(queue))
    return Response(html, media_type="text/html")


@router.get("/page/review/{number}")
async def one(number: int, service: The, queue: TheQueue) -> Response:
    """A document, as HTML."""
    async with service.decisions.place():
        html = shown(await queue.item(number), queue.answers.name, len(queue))
    return Response(html, media_type="text/html")


@router.post("/page/review/{number}")
async def said(number: int, asked: Said, service: The, queue: TheQueue) -> Response:
    """Keep an answer; the document with it, as HTML."""
    async with service.decisions.place():
        item = await queue.answer(number, asked.clause, asked.value, forget=asked.forget)
    return Response(shown(item, queue.answers.name, len(queue)), media_type="text/html")


@cache
def _page() -> str:
    return fill("review.html", "Logitext: review", folder=FOLDER)


@cache
def _script() -> str:
    return (FOLDER / "review.js").read_text("utf-8")
