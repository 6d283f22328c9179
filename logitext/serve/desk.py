"""Decides documents: one request's documents into decisions, within the limits of a request."""

from __future__ import annotations

import asyncio
import logging
import time
import traceback
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from logitext.api import Options
from logitext.check import record
from logitext.records.result import Result
from logitext.serve.bodies import CheckRequest, Decision, Document
from logitext.serve.metrics import Metrics
from logitext.serve.purse import Purse
from logitext.serve.refusal import TOO_MUCH, of_error, refused
from logitext.serve.settings import Settings
from logitext.serve.shelf import Book, Version
from logitext.syntax.diagnostics import LogitextError
from logitext.theory.protocol import Texts

log = logging.getLogger("logitext.serve")

TOGETHER = 16
"""How many documents of one request are in work at the same time."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is decided how: a version of a policy, which stays the same for a whole request."""

    name: str
    version: Version
    asked: CheckRequest
    options: Options


class Desk:
    """Decides the documents of requests."""

    def __init__(self, settings: Settings, metrics: Metrics, new_id: Callable[[], str] | None = None) -> None:
        self._settings = settings
        self._metrics = metrics
        self._new_id = new_id or (lambda: str(uuid.uuid4()))
        self._in_work = 0

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """A place for a request. RefusedError where all are taken, or its time is over."""
        limits = self._settings.limits
        if self._in_work >= limits.at_once:
            hint = "try again later, or run more of these services"
            raise refused(503, TOO_MUCH, f"{limits.at_once} requests are in work", hint, {"Retry-After": "1"})
        self._in_work += 1
        self._metrics.in_work.set(self._in_work)
        try:
            async with asyncio.timeout(limits.seconds) as clock:
                yield
        except TimeoutError:
            if not clock.expired():
                raise
            message = f"the request took longer than {limits.seconds:g} seconds"
            raise refused(504, TOO_MUCH, message, "ask about fewer documents at once") from None
        finally:
            self._in_work -= 1
            self._metrics.in_work.set(self._in_work)

    def work(self, book: Book, asked: CheckRequest) -> Work:
        """The work that a request asks for. RefusedError where it has too many documents."""
        most = self._settings.limits.documents
        if asked.documents is not None and len(asked.documents) > most:
            message = f"the request has {len(asked.documents)} documents, and {most} are the most"
            raise refused(413, TOO_MUCH, message, "send them in several requests")
        options: Options = {**self._settings.options}
        if asked.verdicts is not None:
            options["verdicts"] = asked.verdicts
        return Work(book.name, book.version, asked, options)

    async def one(self, work: Work) -> Decision:
        """The decision on the document of a request. RefusedError where it does not fit the policy."""
        try:
            return await self._decide(work, work.asked, Purse(self._settings.limits.cost))
        except LogitextError as error:
            raise of_error(error) from None

    async def several(self, work: Work) -> list[Decision]:
        """The decisions on the documents of a request; where one does not fit the policy, its result says so."""
        purse, turn = Purse(self._settings.limits.cost), asyncio.Semaphore(TOGETHER)

        async def each(document: Document) -> Decision:
            async with turn:
                try:
                    return await self._decide(work, document, purse)
                except LogitextError as error:
                    return self._failed(work, document, error)

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(each(one)) for one in work.asked.documents or ()]
        return [task.result() for task in tasks]

    async def _decide(self, work: Work, document: Document, purse: Purse) -> Decision:
        started = time.perf_counter()
        policy = work.version.policy
        try:
            async with purse.share(work.options.get("max_cost")) as share:
                options: Options = {**work.options, "max_cost": share.limit}
                result = await policy.acheck(
                    document.texts, label=document.label, facts=document.facts, assume=document.assume, **options
                )
                share.spent = result.usage.cost
            result = await explained(work, result)
        except LogitextError:
            raise
        except Exception as error:  # noqa: BLE001  # whatever fails is for a person, and is said in the log
            log.error("check failed", extra={"details": {"policy": work.name, **what_failed(error)}})  # noqa: TRY400  # its words may be those of a document
            return self._failed(work, document, error, started)
        return self._decision(work, result, started)

    def _failed(self, work: Work, document: Document, error: Exception, started: float | None = None) -> Decision:
        policy = work.version.policy
        given = document.texts if isinstance(document.texts, dict) else {}
        verdicts = [one for one in work.options.get("verdicts") or policy.verdicts if one in policy.verdicts]
        result = record.of_error(policy.program, Texts(given, document.label), verdicts, error)
        if not isinstance(error, LogitextError):  # its words are for the log at most
            result = result.model_copy(update={"error": f"internal error: {type(error).__name__}"})
        return self._decision(work, result, time.perf_counter() if started is None else started)

    def _decision(self, work: Work, result: Result, started: float) -> Decision:
        action = work.version.actions.of(result)
        seconds = time.perf_counter() - started
        decision = Decision(id=self._new_id(), policy=work.name, action=action, result=result)
        self._metrics.decided(work.name, action, result, seconds)
        log.info("decided", extra={"details": {**about(decision), "seconds": round(seconds, 6)}})
        return decision


def about(decision: Decision) -> dict[str, Any]:
    """What a log says of a decision: nothing of the document, nor of what it is called."""
    result = decision.result
    return {
        "decision": decision.id,
        "policy": decision.policy,
        "sha256": result.policy.sha256,
        "action": decision.action,
        "status": "error" if result.error else result.status,
        "violations": list(result.violations),
        "questions": result.usage.questions,
        "calls": result.usage.calls,
        "cost": result.usage.cost,
    }


def what_failed(error: BaseException) -> dict[str, Any]:
    """Where an error of ours was raised, and its kind; not its words, which may be those of a document."""
    frames = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-3:]]
    return {"error": type(error).__name__, "at": frames}


async def explained(work: Work, result: Result) -> Result:
    """The result with the explanation that the request asks for."""
    asked = work.asked
    if not (asked.explain or asked.why_not or asked.what_if is not None) or result.error is not None:
        return result
    return await work.version.policy.aexplain(result, story=asked.explain, why_not=asked.why_not, what_if=asked.what_if)
