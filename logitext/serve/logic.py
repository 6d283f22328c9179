"""What logic alone tells of the policies of a service, found once for each version."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from logitext.report.findings.page import fragment
from logitext.serve.shelf import Book, Shelf
from logitext.syntax.diagnostics import LogitextError

_KEPT = 64


class Logic:
    """What was found, by the versions that it is about."""

    def __init__(self) -> None:
        self._found: OrderedDict[tuple[str, ...], str] = OrderedDict()
        self._busy = asyncio.Lock()

    async def of(self, book: Book, beside: Shelf) -> str:
        """HTML about a policy, and about its version `beside` it if there is one. One is looked at at a time."""
        other = beside.find(book.name).policy if book.name in beside.names else None
        problems = tuple(str(one) for one in book.problems)
        key = (book.name, book.policy.sha256, "" if other is None else other.sha256, *problems)
        async with self._busy:
            if key not in self._found:
                policy = book.policy

                def look() -> str:
                    try:
                        difference = None if other is None else policy.diff(other)
                    except LogitextError:  # nothing is allowed by the assumptions of both
                        difference = None
                    return fragment(book.name, policy.lint(), difference, book.problems)

                self._found[key] = await asyncio.to_thread(look)
                while len(self._found) > _KEPT:
                    self._found.popitem(last=False)
        return self._found[key]
