"""Another version of a policy decides beside the one that is served: what differs is counted and kept.

Nobody waits for it, and nothing that it does changes an answer. It takes the answers of the decision that it stands
beside, and asks only about clauses that those do not answer.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections import deque

from logitext.api import Options
from logitext.records.frozen import plain
from logitext.records.result import Result
from logitext.serve.bodies import RequestDocument, ServedDecision, ShadowComparison
from logitext.serve.deciding import DecisionWork, result_of
from logitext.serve.keeping import Keeper
from logitext.serve.metrics import Metrics
from logitext.serve.purse import RequestPurse
from logitext.serve.refusal import RequestRefusedError
from logitext.serve.settings import ServiceSettings
from logitext.serve.shelf import Shelf
from logitext.syntax.diagnostics import LogitextError
from logitext.theory.answers import Answers
from logitext.theory.chain import Chain
from logitext.theory.protocol import Theory
from logitext.theory.spec import offline_theory

log = logging.getLogger("logitext.serve")

REMEMBERED = 200
"""How many differences can be asked for; all of them are kept where decisions are kept."""


class Shadow:
    """The versions that decide beside others, by the names of the policies."""

    def __init__(self, shelf: Shelf, settings: ServiceSettings, metrics: Metrics, keeper: Keeper) -> None:
        self.shelf = shelf
        self._settings = settings
        self._metrics = metrics
        self._keeper = keeper
        self._tasks: set[asyncio.Task[None]] = set()
        self.differences: deque[ShadowComparison] = deque(maxlen=REMEMBERED)

    def begin(self, work: DecisionWork, document: RequestDocument, decision: ServedDecision) -> None:
        """Have the other version decide, if there is one; left out, and counted, where too many are in work."""
        if work.name not in self.shelf.names or decision.result.error is not None:
            return
        if len(self._tasks) >= self._settings.limits.at_once:
            self._metrics.shadows.labels(work.name, "left out").inc()
            return
        task = asyncio.create_task(self._decide(work, document, decision))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def ended(self) -> None:
        """Wait until all that was begun has ended."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _decide(self, work: DecisionWork, document: RequestDocument, decision: ServedDecision) -> None:
        try:
            async with asyncio.timeout(self._settings.limits.seconds):
                outcome = await self._compare(work, document, decision)
        except (LogitextError, TimeoutError, RequestRefusedError) as error:
            log.warning("shadow failed", extra={"details": {"decision": decision.id, "error": type(error).__name__}})
            outcome = "failed"
        self._metrics.shadows.labels(work.name, outcome).inc()

    async def _compare(self, work: DecisionWork, document: RequestDocument, decision: ServedDecision) -> str:
        version = self.shelf.find(work.name).version
        theory = work.options.get("theory")
        asked = theory if isinstance(theory, Theory) else offline_theory()
        options: Options = {**work.options, "theory": Chain(Answers(decision.result), asked)}
        options.pop("record", None)
        beside = DecisionWork(work.name, version, work.asked.model_copy(update=_UNEXPLAINED), options)
        result = await result_of(beside, document, RequestPurse(self._settings.limits.cost))
        other = ServedDecision(id=str(uuid.uuid4()), policy=work.name, action=version.actions.of(result), result=result)
        comparison = compared(decision, other)
        await self._keeper.keep(version.policy.checked, [other], of=decision.id, differs=comparison is not None)
        if result.error is not None:
            return "failed"
        if comparison is None:
            return "same"
        self.differences.append(comparison)
        names = {"verdicts": list(comparison.verdicts), "action": decision.action, "shadow": other.action}
        log.info("shadow differs", extra={"details": {"decision": decision.id, "policy": work.name, **names}})
        return "different"


_UNEXPLAINED = {"explain": False, "why_not": False, "what_if": None}


def compared(served: ServedDecision, other: ServedDecision) -> ShadowComparison | None:
    """How another version's decision differs; None where both come to the same."""
    was, now = _values(served.result), _values(other.result)
    verdicts = {
        name: (plain(was.get(name)), plain(now.get(name)))
        for name in dict.fromkeys([*was, *now])
        if (name in was) != (name in now) or was[name] != now[name] or type(was[name]) is not type(now[name])
    }
    if not verdicts and served.action == other.action:
        return None
    return ShadowComparison(
        id=served.id, shadow_id=other.id, policy=served.policy, action=served.action, shadow=other.action,
        verdicts=verdicts,
    )  # fmt: skip


def _values(result: Result) -> dict[str, object]:
    return {name: verdict.value for name, verdict in result.verdicts.items()}
