"""How much work something is, counted rather than timed: the same on a busy machine and on a quiet one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import logitext

PACKAGE = str(Path(logitext.__file__).parent)


def lines(work: Callable[[], object]) -> int:
    """How many lines of Logitext's Python code are run in this thread."""
    count = 0

    def line(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal count
        count += event == "line"
        return line

    def called(frame: FrameType, event: str, arg: Any) -> Any:
        return line if frame.f_code.co_filename.startswith(PACKAGE) else None

    before = sys.gettrace()
    sys.settrace(called)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def ratio(work: Callable[[int], Callable[[], object]], size: int, larger: int) -> float:
    """How many times the work of a size that of a larger one is; `work` prepares for a size what is counted."""
    less, more = (lines(work(number)) for number in (size, larger))
    return more / less
