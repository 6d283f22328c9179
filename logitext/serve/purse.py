"""The money of one request, shared by its documents: together they never spend more than there is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass


@dataclass(slots=True)
class DocumentShare:
    """What one document may spend, and what it has `spent`; None is no limit, or not known."""

    limit: float | None
    spent: float | None = None


class RequestPurse:
    """The money of a request; None is no limit.

    A document reserves what it may spend and gives back the rest, so the next one waits for it only where nothing is
    left until then. What is not known to have been given back counts as spent.
    """

    def __init__(self, money: float | None) -> None:
        self._left = money
        self._out = 0
        self._changed = asyncio.Condition()

    @asynccontextmanager
    async def share(self, limit: float | None) -> AsyncIterator[DocumentShare]:
        """What a document with a limit of its own may spend; 0 where nothing is left."""
        if self._left is None:
            yield DocumentShare(limit)
            return
        async with self._changed:
            await self._changed.wait_for(lambda: self._left or not self._out)
            reserved = self._left if limit is None else min(limit, self._left)
            self._left -= reserved
            self._out += 1
        share = DocumentShare(reserved)
        try:
            yield share
        finally:
            back = 0.0 if share.spent is None else max(0.0, reserved - share.spent)
            self._left += back
            self._out -= 1
            async with self._changed:
                self._changed.notify_all()
