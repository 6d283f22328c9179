"""Ctrl-C, which ends a check or a search with what it has by then."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from logitext.check.request import Interrupt
from logitext.sync import run

T = TypeVar("T")


def interruptible(work: Callable[[Interrupt], Coroutine[Any, Any, T]]) -> T:
    """What a coroutine gives; Ctrl-C ends it with what it has by then."""
    interrupt = Interrupt()

    def stop() -> None:
        interrupt.requested = True

    return run(work(interrupt), stop)
