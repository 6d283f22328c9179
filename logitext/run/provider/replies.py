"""The files that a batch gives into a reply for each of its requests, whatever is missing, double or out of order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from logitext.theory.llm.door import Door, ModelReply, parsed
from logitext.theory.llm.faults import ModelError

Came: TypeAlias = ModelReply | ModelError
"""What came of a request."""

_GOOD, _MOVED = 200, 300
_NOT_DONE = {"batch_expired": "the batch has expired before it was its turn", "batch_cancelled": "it was cancelled"}


def custom_id(number: int, at: int) -> str:
    """What the request at a place of a batch is called in it."""
    return f"{number}-{at}"


def replies(number: int, keys: Sequence[str], files: Iterable[Path], door: Door) -> list[Came | None]:
    """What came of each request of a batch, in the order of its keys; None where no line is about it.

    Lines that are about no request, or are none, are passed over. Where two are about the same and differ, none counts.
    """
    places = {custom_id(number, at): at for at in range(len(keys))}
    found: list[Came | None] = [None] * len(keys)
    raw: dict[int, str] = {}
    differing: set[int] = set()
    for line in _lines(files):
        id_ = line.get("custom_id")
        at = places.get(id_) if isinstance(id_, str) else None
        if at is None:
            continue
        said = line.get("response"), line.get("error")
        first = raw.setdefault(at, canonical(said))
        if first != canonical(said):
            differing.add(at)
        elif found[at] is None:
            found[at] = _came(*said, door)
    for at in differing:
        found[at] = ModelError("server error", "the batch has two different replies to it")
    return found


def canonical(data: Any) -> str:
    """A text that two pieces of JSON share exactly if they are equal."""
    return json.dumps(data, sort_keys=True)


def _came(response: Any, error: Any, door: Door) -> Came:
    try:
        if isinstance(response, dict) and isinstance(response.get("status_code"), int):
            status, body = response["status_code"], json.dumps(response.get("body")).encode()
            return door.reply(body, {}) if _GOOD <= status < _MOVED else door.refusal(status, body, {})
        code = error.get("code") if isinstance(error, dict) else None
        if code in _NOT_DONE:
            return ModelError("server error", _NOT_DONE[code])
        told = error.get("message") if isinstance(error, dict) else None
        return ModelError("server error", door.cleaned(told) if isinstance(told, str) else "its line says nothing")
    except ModelError as failed:
        return failed


def _lines(files: Iterable[Path]) -> Iterator[dict[str, Any]]:
    for path in files:
        if not path.exists():
            continue
        with path.open("rb") as file:
            for line in file:
                try:
                    data = parsed(line.decode("utf-8"))
                except (ValueError, RecursionError):
                    continue
                if isinstance(data, dict):
                    yield data
