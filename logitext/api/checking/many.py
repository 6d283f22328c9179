"""The checks of many documents, some at the same time."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, AsyncIterable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from logitext.api.arguments import TextInput, many_of, texts_of
from logitext.api.checking.one import is_plain, prepared, recording_listener
from logitext.check import record
from logitext.check.at_hand.checks import AtHand
from logitext.check.check import check
from logitext.check.chunks import Rest, chunks
from logitext.check.events import Ended, Listener, together
from logitext.check.facts import facts_of
from logitext.check.many import documents_at_once
from logitext.check.request import EarlyReply
from logitext.records.result import Result
from logitext.theory.protocol import Texts
from logitext.theory.recording.recorder import opened

if TYPE_CHECKING:
    from logitext.api.loaded import Loaded
    from logitext.api.many import ListenerFor
    from logitext.api.options import Options


async def in_chunks(
    policy: Loaded,
    texts: Iterable[TextInput | Texts] | AsyncIterable[TextInput | Texts],
    facts: Mapping[str, Any] | None,
    assumed: Mapping[str, bool],
    concurrency: int | None,
    listener_for: ListenerFor | None,
    options: Options,
) -> AsyncGenerator[Sequence[Result], None]:
    """What `check_many` gives, a few results at a time."""
    request, common_listener = await prepared(policy, options), options.get("listener")
    common = facts_of(policy.checked, facts)
    at_hand = AtHand(policy.program, request) if listener_for is None and is_plain(policy, options) else None

    def listener_of(text: TextInput | Texts) -> Listener | None:
        if listener_for is None:
            return common_listener
        own = listener_for(text)
        return own if common_listener is None else together([common_listener, own])

    def failed(given: Texts, error: Exception, listener: Listener | None) -> Result:
        result = record.of_error(policy.program, given, request.verdicts, error)
        if listener is not None:
            listener(Ended(result, error))
        return result

    def begin(text: TextInput | Texts) -> Result | Rest[Result]:
        listener = listener_of(text)
        given = Texts({}, text.label if isinstance(text, Texts) else None)
        try:
            given = texts_of(policy.checked, text, None, common, assumed)
            begun = () if at_hand is None else at_hand.check(given)
        except Exception as error:  # noqa: BLE001  # the result of this text says so, and the others go on
            return failed(given, error, listener)
        return (
            begun
            if isinstance(begun, Result)
            else Rest(lambda: go_on(given, begun, listener), at_hand is None or at_hand.waits(begun))
        )

    async def go_on(given: Texts, said: Sequence[EarlyReply], listener: Listener | None) -> Result:
        try:
            fitted = policy.expansion.fit(given)
            listening = recording_listener(recorder, fitted.texts, listener)
            result = await check(fitted.program, fitted.texts, request, listening, units=fitted.units, said=said)
        except Exception as error:  # noqa: BLE001  # likewise
            return failed(given, error, listener)
        if result.interrupted:  # Ctrl-C came while this one was at work; it concerns them all
            raise KeyboardInterrupt
        if listener is not None:
            listener(Ended(result))
        return result

    with contextlib.ExitStack() as stack:
        recording = options.get("record")
        recorder = None if recording is None else stack.enter_context(opened(recording))
        at_once = documents_at_once(request.theories) if concurrency is None else concurrency
        results = chunks(many_of(texts), begin, at_once)
        async with contextlib.aclosing(results):
            async for several in results:
                yield several
