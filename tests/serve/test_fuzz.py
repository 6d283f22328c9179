"""A short run of requests that nobody means; `python -m tests.serve.fuzz` makes more."""

from __future__ import annotations

from pathlib import Path

from tests.serve import fuzz


def test_no_request_is_answered_as_none_may(tmp_path: Path) -> None:
    assert [str(fault) for fault in fuzz.faults(60, 0, tmp_path)] == []
