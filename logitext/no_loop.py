"""Async code that waits for nothing but the logic, called from ordinary code without an event loop."""

from __future__ import annotations

import contextvars
import sys
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def is_running() -> bool:
    """Whether an event loop runs in this thread."""
    asyncio = sys.modules.get("asyncio")
    if asyncio is None:
        return False
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def run_without_loop(coroutine: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine that waits for nothing but the logic, which needs no event loop and loads none.

    Where an event loop already runs in this thread, it runs in a thread of its own.
    """
    if is_running():
        return in_thread(lambda: run_without_loop(coroutine))
    try:
        coroutine.send(None)
    except StopIteration as ended:
        result: T = ended.value
        return result
    coroutine.close()
    raise RuntimeError(f"{coroutine!r} waits for more than the logic")


def in_thread(work: Callable[[], T]) -> T:
    """What a function gives in a thread of its own, where no event loop runs, with the variables of this context."""
    outcome: list[T] = []
    error: list[BaseException] = []
    context = contextvars.copy_context()

    def run() -> None:
        try:
            outcome.append(context.run(work))
        except BaseException as raised:  # noqa: BLE001  # it is raised again by the caller
            error.append(raised)

    thread = threading.Thread(target=run, name="logitext-check")
    thread.start()
    thread.join()
    if error:
        raise error[0]
    return outcome[0]
