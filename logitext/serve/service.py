"""One running service: its policies, how it decides, its counters, and what it does while it runs."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from logitext.serve.decision_service import DecisionService
from logitext.serve.keeping import Keeper
from logitext.serve.logic import Logic
from logitext.serve.metrics import Metrics
from logitext.serve.review.queue import ReviewQueue
from logitext.serve.settings import ServiceSettings
from logitext.serve.shadow import Shadow
from logitext.serve.shelf import Shelf
from logitext.theory.chain import members_of
from logitext.theory.protocol import Theory


class Service:
    """What answers requests."""

    def __init__(
        self,
        shelf: Shelf,
        settings: ServiceSettings,
        *,
        beside: Shelf | None = None,
        keeper: Keeper | None = None,
        review: ReviewQueue | None = None,
    ) -> None:
        self.shelf = shelf
        self.settings = settings
        self.metrics = Metrics()
        self.keeper = keeper or Keeper()
        others = beside or Shelf({}, shelf.read, settings)
        self.shadow = Shadow(others, settings, self.metrics, self.keeper)
        self.decisions = DecisionService(settings, self.metrics, self.keeper, self.shadow)
        self.logic = Logic()
        self.review = review
        self.stopping = False
        for book in shelf:
            self.metrics.stale.labels(book.name).set(0)

    async def refresh(self) -> None:
        """Read policies again whose files have changed, and count it."""
        for name, taken in [*await self.shelf.refresh(), *await self.shadow.shelf.refresh()]:
            self.metrics.reloads.labels(name, "served" if taken else "refused").inc()
        for book in self.shelf:
            self.metrics.stale.labels(book.name).set(bool(book.problems))

    @contextlib.asynccontextmanager
    async def running(self, every: float | None) -> AsyncIterator[None]:
        """Look after the files of policies every so many seconds; at the end, close what answers."""
        watch = None if every is None else asyncio.create_task(self._watch(every))
        try:
            yield
        finally:
            self.stopping = True
            if watch is not None:
                watch.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await watch
            await self.shadow.ended()
            self.keeper.close()
            theory = self.settings.options.get("theory")
            for member in members_of(theory) if isinstance(theory, Theory) else ():
                await member.aclose()

    async def _watch(self, every: float) -> None:
        while True:
            await asyncio.sleep(every)
            await self.refresh()
