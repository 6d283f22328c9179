"""A check as server-sent events: each answer as it comes, and the decision at the end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from typing import Literal

from pydantic import BaseModel

from logitext.check.events import Answered, Asking, Event, Spared, Started
from logitext.serve.bodies import AnswerEvent, AskingEvent, ServedDecision, SparedEvent, StartedEvent
from logitext.serve.deciding import DecisionWork, what_failed
from logitext.serve.decision_service import DecisionService
from logitext.serve.refusal import RequestRefusedError, internal
from logitext.theory.protocol import Failure, Refusal, Retract, Stop, Unknown, Value

log = logging.getLogger("logitext.serve")

Item = tuple[str, BaseModel] | RequestRefusedError
"""The name of an event and its data, or why there is no decision; that is the last."""


async def events(decisions: DecisionService, work: DecisionWork) -> AsyncGenerator[bytes, None]:
    """The events of a check, as they go over the wire. RequestRefusedError before the first if it cannot begin.

    Who stops listening ends the check.
    """
    items: asyncio.Queue[Item] = asyncio.Queue()

    def hear(event: Event) -> None:
        if (found := _shown(event)) is not None:
            items.put_nowait(found)

    async def check() -> None:
        try:
            async with decisions.place():
                items.put_nowait(("decision", await decisions.decide(work, hear)))
        except RequestRefusedError as refusal:
            items.put_nowait(refusal)
        except Exception as error:  # noqa: BLE001  # who listens hears of it, but not its words
            log.error("request failed", extra={"details": what_failed(error)})  # noqa: TRY400  # they may be those of a document
            items.put_nowait(internal())

    task = asyncio.create_task(check())
    begun = False
    try:
        while True:
            item = await items.get()
            if isinstance(item, RequestRefusedError):
                if not begun:
                    raise item
                yield _written("error", item.body())
                return
            begun = True
            name, data = item
            yield _written(name, data)
            if isinstance(data, ServedDecision):
                return
    finally:
        task.cancel()


def _written(name: str, data: BaseModel) -> bytes:
    return f"event: {name}\ndata: {data.model_dump_json()}\n\n".encode()


def _shown(event: Event) -> tuple[str, BaseModel] | None:
    match event:
        case Started():
            return "started", StartedEvent(backend=event.backend)
        case Asking():
            clauses = tuple([question.clause for question in event.questions])
            return "asking", AskingEvent(theory=event.theory.name, clauses=clauses)
        case Spared():
            return "spared", SparedEvent(clauses=event.clauses)
        case Answered(answer=Retract() | Stop()):
            return None
        case Answered():
            return "answer", _answer(event)
    return None


def _answer(event: Answered) -> AnswerEvent:
    answer = event.answer
    value, quote = (answer.value, answer.quote) if isinstance(answer, Value) else (None, None)
    reason: Literal["unknown", "unsure", "refused", "failed"] | None = "unknown"
    match answer:
        case Value():
            reason = "unsure" if value is None else None
        case Unknown(probability=float()):
            reason = "unsure"
        case Refusal():
            reason = "refused"
        case Failure():
            reason = "failed"
    return AnswerEvent(
        clause=event.question.clause,
        theory=event.theory.name,
        value=value,
        probability=getattr(answer, "probability", None),
        quote=quote,
        reason=reason,
    )
