"""Policies on the DataFrames of pandas and Polars."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integrations.policies import ONLY, options, policy


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_frame(library: str) -> None:
    frames = pytest.importorskip(library)
    pytest.importorskip(f"logitext.integrations.{library}")
    frame: Any = frames.DataFrame({"post": ["You idiot!", "Hello"], "n": [1, 2]})
    decided = frame.logitext.run(policy(ONLY), id="n", **options())
    assert type(decided) is type(frame)
    assert list(decided["id"]) == [1, 2]
    assert list(decided["rude"]) == [True, False]
