"""The lines that a batch gives: each reply once, and none where two differ, in whatever order they come."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from logitext.run.provider.replies import custom_id, replies
from logitext.theory.llm.door import Door, ModelReply
from logitext.theory.llm.endpoint import Endpoint
from logitext.theory.llm.faults import ModelError
from logitext.theory.llm.scrub import Scrub

DOOR = Door(Endpoint("http://localhost/v1"), Scrub(()))


def line(at: int, body: Any) -> str:
    return json.dumps({"custom_id": custom_id(1, at), "response": {"status_code": 200, "body": body}, "error": None})


def came(folder: Path, lines: list[str], keys: int = 2) -> list[Any]:
    (folder / "out.jsonl").write_text("".join(f"{one}\n" for one in lines))
    found = replies(1, [f"key {at}" for at in range(keys)], [folder / "out.jsonl", folder / "missing.jsonl"], DOOR)
    return [one.data if isinstance(one, ModelReply) else one for one in found]


def test_each_reply_is_of_its_request(tmp_path: Path) -> None:
    lines = [line(1, {"b": 1}), "no JSON", line(7, {"c": 1}), line(0, {"a": 1}), line(0, {"a": 1})]
    assert came(tmp_path, lines) == [{"a": 1}, {"b": 1}]
    assert came(tmp_path, lines[:1]) == [None, {"b": 1}]


@pytest.mark.parametrize("order", sorted(set(itertools.permutations("AAB"))), ids="".join)
def test_two_that_differ_count_as_none(order: tuple[str, ...], tmp_path: Path) -> None:
    (one, other) = came(tmp_path, [line(0, {"a": said}) for said in order] + [line(1, {"b": 1})])
    assert isinstance(one, ModelError)
    assert "two different replies" in str(one)
    assert other == {"b": 1}
