"""A short run of messages that nobody means; `python -m tests.lsp.fuzz` makes more."""

from __future__ import annotations

from pathlib import Path

from tests.lsp import fuzz


def test_no_message_is_answered_as_none_may(tmp_path: Path) -> None:
    assert [str(fault) for fault in fuzz.faults(60, 0, tmp_path)] == []
