"""Keeps decisions in a store, if there is one: in a thread of its own, as a disk may be slow."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TypeVar

from logitext.audit.entry import AuditEntry, entry_of, sources_of
from logitext.audit.store import DecisionStore
from logitext.policy.model import CheckedPolicy
from logitext.serve.bodies import ServedDecision
from logitext.serve.refusal import RequestRefusedError, refused
from logitext.syntax.diagnostics import InputError

log = logging.getLogger("logitext.serve")

NOT_KEPT = "NLT667"

T = TypeVar("T")


class Keeper:
    """Keeps decisions, and finds them; without a store it keeps none."""

    def __init__(
        self, store: DecisionStore | None = None, *, redact: bool = False, clock: Callable[[], float] = time.time
    ) -> None:
        self.store = store
        self._redact = redact
        self._clock = clock
        self._thread = ThreadPoolExecutor(1, "logitext-audit")
        self._sources: dict[str, str] = {}

    async def keep(
        self,
        policy: CheckedPolicy,
        decisions: Sequence[ServedDecision],
        *,
        of: str | None = None,
        differs: bool = False,
    ) -> None:
        """Keep these decisions by a policy. RequestRefusedError where that fails: such a decision must not be given.

        `of` is the decision beside which another version of its policy came to these.
        """
        if self.store is None:
            return
        now = self._clock()
        entries = []
        for one in decisions:
            entry = entry_of(one.id, now, one.policy, one.action, one.result, redact=self._redact)
            entries.append(replace(entry, of=of, differs=differs))
        sources = self._sources.get(policy.sha256)
        if sources is None:
            self._sources = {policy.sha256: sources_of(policy), **dict(list(self._sources.items())[:16])}
            sources = self._sources[policy.sha256]
        try:
            await self._call(lambda store: store.put(entries, {policy.sha256: sources}))
        except InputError as error:
            log.error("decision not kept", extra={"details": {"errors": list(map(str, error.diagnostics))}})  # noqa: TRY400  # it is of the disk
            raise RequestRefusedError(503, error.diagnostics) from None

    async def find(self, id: str) -> tuple[AuditEntry, AuditEntry | None]:
        """A decision, and the one beside it. RequestRefusedError where there is none."""
        try:
            return await self._call(lambda store: (store.get(id), store.beside(id)))
        except InputError as error:
            raise RequestRefusedError(404, error.diagnostics) from None

    async def sources(self, entry: AuditEntry) -> list[dict[str, str]]:
        """The text of the policy that a decision was made by. RequestRefusedError where it is gone."""
        try:
            return await self._call(lambda store: store.sources(entry.sha256))
        except InputError as error:
            raise RequestRefusedError(500, error.diagnostics) from None

    def close(self) -> None:
        """Wait for what is being written, and close the store."""
        self._thread.shutdown()
        if self.store is not None:
            self.store.close()

    async def _call(self, work: Callable[[DecisionStore], T]) -> T:
        store = self.store
        if store is None:
            raise refused(404, NOT_KEPT, "this service keeps no decisions", "start it with `--audit FILE`")
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, store)
