"""Ctrl-C, which ends a run in two steps."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from logitext.run.asking import RunStop


@contextmanager
def interrupting(stop: RunStop, say: Callable[[str], None] | None = None) -> Iterator[None]:
    """Within this, Ctrl-C ends a run in two steps: no more is begun; and what is in work is dropped."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupted(_signal: int, _frame: Any) -> None:
        if stop.reason is not None:
            raise KeyboardInterrupt
        stop.request("interrupted", "interrupted")
        if say is not None and not stop.at_once:
            say("finishing the documents in work; Ctrl-C again ends at once")

    before = signal.signal(signal.SIGINT, interrupted)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
