"""The check of one document, what it can cost, and what answers entail."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from logitext.api.checking.interrupts import interruptible
from logitext.api.checking.requests import request_of
from logitext.check.at_hand.checks import AtHand
from logitext.check.bare import bare
from logitext.check.check import check as by_loop
from logitext.check.events import Listener
from logitext.check.forecast import Forecast, forecast
from logitext.check.given import elements
from logitext.check.recording import recorded
from logitext.check.request import EarlyReply, Interrupt, Request
from logitext.no_loop import is_running
from logitext.policy.derived import with_derived
from logitext.records.result import Result
from logitext.theory.answers import Answers
from logitext.theory.ask import Ask
from logitext.theory.protocol import Texts
from logitext.theory.recording.recorder import Recorder, opened
from logitext.trail.budget import require_prices
from logitext.trail.questions import asked_of

if TYPE_CHECKING:
    from logitext.api.loaded import Loaded
    from logitext.api.options import Options
    from logitext.policy.sorts import Value


async def prepared(policy: Loaded, options: Options) -> Request:
    """What checks with these options are asked for; the policy is compiled."""
    request = request_of(policy.checked, options)
    await policy.program.ready()
    require_prices(request.limits, request.theories, Texts({}))
    for theory in request.theories:
        # The clauses of units are not known before the texts are. Files of answers know what may be one by its
        # name, so that a misspelt clause in them is said once, and not of each text.
        if not policy.checked.units or isinstance(theory, Answers | Ask):
            theory.prepare(asked_of(policy.checked))
    return request


SIZES = (100, 2_000, 10_000)
"""Characters of texts for which rounds are planned beforehand; most others have the same plans."""


async def begun(policy: Loaded, options: Options) -> None:
    """Prepare for checks with these options, and plan how they begin, which takes longest the first time."""
    request = await prepared(policy, options)
    if is_plain(policy, options):
        at_hand = AtHand(policy.program, request)
        for size in SIZES:
            at_hand.begin(Texts(dict.fromkeys(policy.checked.texts, "a" * size)))


def check(policy: Loaded, texts: Texts, options: Options) -> Result:
    """The result of a text; Ctrl-C ends the check with the result so far."""
    request = request_of(policy.checked, options)
    # Where a loop runs in this thread, a theory should not find it, but that of the check.
    begun = () if is_running() else _begun(policy, texts, request, options)
    if isinstance(begun, Result):
        return begun
    return interruptible(lambda interrupt: checked(policy, texts, request, options, begun, interrupt))


async def checked(
    policy: Loaded,
    texts: Texts,
    request: Request,
    options: Options,
    said: tuple[EarlyReply, ...] = (),
    interrupt: Interrupt | None = None,
) -> Result:
    """The result of a text."""
    await policy.program.ready()
    begun = said or _begun(policy, texts, request, options)
    if isinstance(begun, Result):
        return begun
    with contextlib.ExitStack() as stack:
        recording = options.get("record")
        recorder = None if recording is None else stack.enter_context(opened(recording))
        fitted = policy.expansion.fit(texts)
        listener = recording_listener(recorder, fitted.texts, options.get("listener"))
        return await by_loop(fitted.program, fitted.texts, request, listener, interrupt, units=fitted.units, said=begun)


def _begun(policy: Loaded, texts: Texts, request: Request, options: Options) -> Result | tuple[EarlyReply, ...]:
    """The result, where it needs no waiting; else what theories have said."""
    if not is_plain(policy, options) or not policy.program.is_ready:
        return ()
    for theory in request.theories:
        theory.prepare(asked_of(policy.checked))
    return AtHand(policy.program, request).check(texts)


def is_plain(policy: Loaded, options: Options) -> bool:
    """Whether nobody listens to checks, and one policy fits all texts."""
    return options.get("listener") is None and options.get("record") is None and not policy.checked.fits_documents


def recording_listener(recorder: Recorder | None, texts: Texts, listener: Listener | None) -> Listener | None:
    """The listener of a check whose answers are recorded."""
    return listener if recorder is None else recorded(recorder, texts, listener)


def decided_at_once(
    policy: Loaded, answers: Mapping[str, Value | float | None], verdicts: Sequence[str]
) -> dict[str, Value | None] | None:
    """The values of verdicts; None where a compiled policy needs more than a walk through diagrams."""
    decides = None if policy.checked.derived else bare(policy.program)
    return None if decides is None else decides(answers, verdicts)


async def decided(
    policy: Loaded, answers: Mapping[str, Value | float | None], verdicts: Sequence[str]
) -> dict[str, Value | None]:
    """The values of verdicts that answers entail."""
    await policy.program.ready()
    at_once = decided_at_once(policy, answers, verdicts)
    if at_once is not None:
        return at_once
    given: Mapping[str, Any] = elements(policy.checked, answers)
    if policy.checked.derived:
        given = with_derived(policy.checked.derived, given, {})
    known = {name: value for name in policy.checked.clauses if (value := given.get(name)) is not None}
    found = (await policy.program.decide(known, verdicts)).values
    return {name: found.get(name) for name in verdicts}


async def forecast_of(policy: Loaded, texts: Texts, options: Options) -> Forecast:
    """What a check would ask at most."""
    fitted = policy.expansion.fit(texts)
    return await forecast(fitted.program, fitted.texts, request_of(policy.checked, options))
