"""What a check hears is recorded: the engine's events, handed on to a recorder of the theory layer."""

from __future__ import annotations

from logitext.check.events import Answered, Event, Listener
from logitext.theory.protocol import Texts
from logitext.theory.recording.recorder import Recorder


def recorded(recorder: Recorder, texts: Texts, listener: Listener | None = None) -> Listener:
    """A listener that records every answer about the texts, and then tells another.

    An answer that cannot be recorded ends the check with an InputError: who wants a record wants all of it.
    """

    def listen(event: Event) -> None:
        if isinstance(event, Answered):
            recorder.record(event.theory, event.question, texts, event.answer)
        if listener is not None:
            listener(event)

    return listen
