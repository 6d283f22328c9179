"""Requests into decisions, within limits, each kept before it is given."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from logitext.api import Options
from logitext.check.events import Listener
from logitext.records.result import Result
from logitext.serve.bodies import CheckRequest, RequestDocument, ServedDecision
from logitext.serve.deciding import DecisionWork, failed, result_of
from logitext.serve.keeping import Keeper
from logitext.serve.metrics import Metrics
from logitext.serve.purse import RequestPurse
from logitext.serve.refusal import TOO_MUCH, of_error, refused
from logitext.serve.settings import ServiceSettings
from logitext.serve.shadow import Shadow
from logitext.serve.shelf import Book
from logitext.syntax.diagnostics import LogitextError
from logitext.theory.answers import Answers
from logitext.theory.chain import Chain
from logitext.theory.protocol import Theory
from logitext.theory.spec import offline_theory

log = logging.getLogger("logitext.serve")

TOGETHER = 16
"""How many documents of one request are in work at the same time."""


class DecisionService:
    """Decides the documents of requests."""

    def __init__(
        self,
        settings: ServiceSettings,
        metrics: Metrics,
        keeper: Keeper,
        shadow: Shadow,
        new_id: Callable[[], str] = lambda: str(uuid.uuid4()),
    ) -> None:
        self._settings = settings
        self._metrics = metrics
        self._keeper = keeper
        self._shadow = shadow
        self._new_id = new_id
        self._in_work = 0

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """A place for a request. RequestRefusedError where all are taken, or its time is over."""
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

    def work(self, book: Book, asked: CheckRequest) -> DecisionWork:
        """The work that a request asks for. RequestRefusedError where it has too many documents."""
        most = self._settings.limits.documents
        if asked.documents is not None and len(asked.documents) > most:
            message = f"the request has {len(asked.documents)} documents, and {most} are the most"
            raise refused(413, TOO_MUCH, message, "send them in several requests")
        options: Options = {**self._settings.options}
        if asked.verdicts is not None:
            options["verdicts"] = asked.verdicts
        if asked.answers:
            theory = options.get("theory")
            try:
                given = Answers(asked.answers, "request")
            except LogitextError as error:
                raise of_error(error) from None
            options["theory"] = Chain(given, theory if isinstance(theory, Theory) else offline_theory())
        return DecisionWork(book.name, book.version, asked, options)

    async def decide(self, work: DecisionWork, listener: Listener | None = None) -> ServedDecision:
        """The decision on the document of a request; `listener` hears each step.

        RequestRefusedError where it does not fit the policy, or the decision cannot be kept.
        """
        started = time.perf_counter()
        try:
            result = await result_of(work, work.asked, RequestPurse(self._settings.limits.cost), listener)
        except LogitextError as error:
            raise of_error(error) from None
        return (await self._done(work, [(work.asked, result, started)]))[0]

    async def several(self, work: DecisionWork) -> list[ServedDecision]:
        """The decisions on the documents of a request; where one does not fit the policy, its result says so.

        RequestRefusedError where they cannot be kept.
        """
        purse, turn = RequestPurse(self._settings.limits.cost), asyncio.Semaphore(TOGETHER)

        async def each(document: RequestDocument) -> tuple[RequestDocument, Result, float]:
            async with turn:
                started = time.perf_counter()
                try:
                    return document, await result_of(work, document, purse), started
                except LogitextError as error:
                    return document, failed(work, document, error), started

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(each(one)) for one in work.asked.documents or ()]
        return await self._done(work, [task.result() for task in tasks])

    async def _done(
        self, work: DecisionWork, results: list[tuple[RequestDocument, Result, float]]
    ) -> list[ServedDecision]:
        """The decisions on results: no decision is given that is not kept, where decisions are kept."""
        actions = work.version.actions
        decisions = [
            ServedDecision(id=self._new_id(), policy=work.name, action=actions.of(result), result=result)
            for _, result, _ in results
        ]
        await self._keeper.keep(work.version.policy.checked, decisions)
        for (document, result, started), decision in zip(results, decisions, strict=True):
            seconds = time.perf_counter() - started
            self._metrics.decided(work.name, decision.action, result, seconds)
            log.info("decided", extra={"details": {**about(decision), "seconds": round(seconds, 6)}})
            self._shadow.begin(work, document, decision)
        return decisions


def about(decision: ServedDecision) -> dict[str, Any]:
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
