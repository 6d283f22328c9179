"""A short run of the fuzz of all commands; `python -m tests.cli.fuzz` runs more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli import fuzz


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("good")
    fuzz.prepared(folder)
    return folder


def test_each_command_is_tried() -> None:
    names = {name.split()[0] for name in fuzz.commands()}
    assert {"check", "run", "eval", "calibrate", "learn", "diff", "lint", "test", "annotate", "audit", "mcp"} <= names


@pytest.mark.parametrize("seed", range(4))
def test_no_command_ends_as_none_may(good: Path, seed: int) -> None:
    assert [str(fault) for fault in fuzz.faults(12, seed, good)] == []
