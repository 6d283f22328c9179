"""The check: ask what can still change a verdict, until all are decided or nothing is left to ask.

DPLL(T) with the roles kept apart: `logic` decides what the answers so far entail, a strategy chooses what to ask, a
theory answers, the trail keeps what it said. An answer holds for the length of the check. A verdict is given only
when the answers, the assumptions and the definitions entail it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence

from logitext.certainty.evidence import said_of
from logitext.certainty.soft import likeliest
from logitext.certainty.verdicts import chances_of
from logitext.check import evidence, record
from logitext.check.events import Listener, Started
from logitext.check.loop import Loop
from logitext.check.request import EarlyReply, Interrupt, Request
from logitext.check.until_sure import ask_until_sure, further_of
from logitext.logic.program import Program
from logitext.policy.units import UnitCount
from logitext.records.result import Result
from logitext.theory.protocol import Texts
from logitext.trail.budget import require_prices
from logitext.trail.questions import asked_of


def _silent(_event: object) -> None:
    pass


async def check(
    program: Program,
    texts: Texts,
    request: Request,
    listener: Listener | None = None,
    interrupt: Interrupt | None = None,
    units: Mapping[str, UnitCount] | None = None,
    said: Sequence[EarlyReply] = (),
) -> Result:
    """The result of a policy on the texts of one document.

    The theories are tried in their order for each clause: the first that knows answers. `listener` hears of each step.
    KeyboardInterrupt, and a cancellation that `interrupt` asked for, end the check with the result so far; other
    cancellations pass through. `units` says how many units of texts the policy was made for. What theories have `said`
    to the questions that come first is not asked again.
    Raises LogitextError where a theory cannot serve the policy, or the policy contradicts itself.
    """
    started = time.perf_counter()
    await program.ready()
    loop = Loop(program, texts, request, listener or _silent, said=said)
    for theory in request.theories:
        theory.prepare(asked_of(program.policy))
    require_prices(request.limits, request.theories, texts)
    if listener is not None:
        listener(Started(program.backend))
    interrupted = False
    try:
        decision = await loop.run()
        if request.certainty is not None and request.certainty.confidence is not None:
            await ask_until_sure(loop, request.certainty)
    except (KeyboardInterrupt, asyncio.CancelledError) as error:
        if isinstance(error, asyncio.CancelledError) and not (interrupt is not None and interrupt.requested):
            raise
        interrupted = True
        loop.trail.stopped = "interrupted"
        decision = await program.decide(loop.trail.values, request.verdicts)

    async def result() -> Result:
        made = await record.result(
            program,
            loop.trail,
            texts,
            request.verdicts,
            decision,
            interrupted=interrupted,
            seconds=time.perf_counter() - started,
            units=units or {},
            instead=loop.chooser.instead(loop.trail),
        )
        if request.certainty is None:
            return made
        said, learned = said_of(loop.trail), request.priors
        chances = chances_of(program, request.verdicts, said, request.certainty, learned)
        if loop.trail.witnesses:
            chances = {
                name: one.model_copy(update={"further": further_of(loop.trail, name)}) for name, one in chances.items()
            }
        if request.certainty.soft:
            chances = likeliest(program.policy, made, chances, said)
        made = made.model_copy(update={"probability": chances})
        calibration = request.certainty.calibration
        if calibration is None or not calibration.verdicts:  # one in the making holds nothing back
            return made
        from logitext.certainty.calibrated import held_back  # noqa: PLC0415  # records that others do without

        return held_back(made, calibration)

    found = await result()
    if interrupted or not any(theory.fetches_evidence for theory in request.theories):
        return found
    try:
        return await result() if await evidence.fetch(loop, found) else found
    except (KeyboardInterrupt, asyncio.CancelledError) as error:
        if isinstance(error, asyncio.CancelledError) and not (interrupt is not None and interrupt.requested):
            raise
        interrupted = True
        return await result()
