"""A short run of messages that nobody means; `python -m tests.mcp.fuzz` makes more."""

from __future__ import annotations

from pathlib import Path

from tests.mcp import fuzz


def test_no_message_is_answered_as_none_may(tmp_path: Path) -> None:
    assert [str(fault) for fault in fuzz.faults(40, 0, tmp_path)] == []
