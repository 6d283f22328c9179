"""What a run was told by theories that have a price, kept in its folder before anybody sees it.

A run that is ended at any moment finds these answers again, so that nothing is paid for twice. They are kept by
document, in files that are deleted once all their documents are decided: what was said of a document is needed no more.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from logitext.policy.sorts import Sort
from logitext.run.writing import Appender
from logitext.theory.protocol import Answer, Usage
from logitext.theory.recording.line import BrokenLineError, Recorded, answer_data, read_answer

SEGMENT = 16 * 1024 * 1024
"""Bytes after which another file is begun."""


@dataclass(slots=True)
class Piece:
    """One answer as data, and what the call that gave it had used; `told` once that was counted."""

    answer: Mapping[str, Any]
    call: _Call


@dataclass(slots=True)
class _Call:
    usage: Usage
    told: bool = False


class Memory:
    """What theories have said of one document, by the key of the question."""

    def __init__(self, number: int, kept: Kept | None) -> None:
        self.number = number
        self._kept = kept
        self._pieces: dict[str, Piece] = {} if kept is None else kept.found.pop(number, {})

    def keep(self) -> None:
        """The document is to be decided again in this process."""
        if self._kept is not None and self._pieces:
            self._kept.found[self.number] = self._pieces

    def get(self, key: str, sort: Sort) -> tuple[Recorded, Usage] | None:
        """An answer, and the usage of its call, which is told once."""
        piece = self._pieces.get(key)
        if piece is None:
            return None
        try:
            answer = read_answer(piece.answer, sort)
        except BrokenLineError:
            return None
        if answer is None:
            return None
        usage = Usage(calls=0) if piece.call.told else piece.call.usage
        piece.call.told = True
        return answer, usage

    async def put(self, answers: Mapping[str, Answer], usage: Usage) -> None:
        """Keep the answers of one call. OSError where that cannot be done."""
        data = {key: answer_data(answer) for key, answer in answers.items() if isinstance(answer, Recorded)}
        call = _Call(usage, told=True)
        self._pieces |= {key: Piece(one, call) for key, one in data.items()}
        if self._kept is not None:
            await self._kept.write(self.number, data, usage)


class Kept:
    """The answers of a run in a folder. `found` has those of documents that are not decided yet."""

    def __init__(self, folder: Path, is_open: Callable[[int], bool], counted: Collection[int] = ()) -> None:
        """Reads what is there; `is_open` says of which documents it is still needed.

        Of those that are `counted` the usage was counted before.
        """
        self._folder = folder
        self.found: dict[int, dict[str, Piece]] = {}
        self._last: dict[Path, set[int]] = {}
        names = sorted(folder.glob("answers-*.jsonl"))
        for path in names:
            self._last[path] = set()
            for number, pieces in _read(path):
                if is_open(number):
                    for piece in pieces.values():
                        piece.call.told = number in counted
                    self.found.setdefault(number, {}).update(pieces)
                    self._last[path].add(number)
        self._number = int(names[-1].stem.partition("-")[2]) if names else 0
        self._writer: Appender | None = None
        self._waiting: list[tuple[int, bytes]] = []
        self._writing: asyncio.Future[None] | None = None

    @property
    def usage(self) -> Usage:
        """What the answers that were found had used, as far as it was not counted before."""
        calls = {id(piece.call): piece.call for pieces in self.found.values() for piece in pieces.values()}
        total = Usage(calls=0)
        for call in calls.values():
            if not call.told:
                total += call.usage
        return total

    async def write(self, number: int, answers: Mapping[str, Any], usage: Usage) -> None:
        """Keep answers about a document. OSError where that cannot be done.

        What comes at the same time is written together.
        """
        used = [usage.calls, usage.cached, usage.input_tokens, usage.output_tokens, usage.cached_tokens, usage.cost]
        line = json.dumps({"document": number, "answers": answers, "usage": used}) + "\n"
        self._waiting.append((number, line.encode()))
        if self._writing is None:
            self._writing = asyncio.ensure_future(self._write())
        await asyncio.shield(self._writing)

    async def _write(self) -> None:
        """Write what waits."""
        await asyncio.sleep(0)
        lines, self._waiting, self._writing = self._waiting, [], None
        if self._writer is None or self._writer.size > SEGMENT:
            self._number += 1
            if self._writer is not None:
                self._writer.close()
            self._writer = Appender(self._folder / f"answers-{self._number:06}.jsonl")
            self._last[self._writer.path] = set()
        self._last[self._writer.path].update([number for number, _ in lines])
        self._writer.write(b"".join([line for _, line in lines]))

    def forget(self, is_open: Callable[[int], bool]) -> None:
        """Delete the files that no document needs any more."""
        current = None if self._writer is None else self._writer.path
        for path, numbers in list(self._last.items()):
            if path != current and not any(map(is_open, numbers)):
                path.unlink(missing_ok=True)
                del self._last[path]

    def sync(self) -> None:
        """Have what is kept reach the disk."""
        if self._writer is not None:
            self._writer.sync()

    def close(self) -> None:
        """Close the file that is written."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None


def _read(path: Path) -> Iterator[tuple[int, dict[str, Piece]]]:
    """The lines of a file that are whole, and what they say."""
    with path.open("rb") as file:
        for line in file:
            if not line.endswith(b"\n"):
                return  # the process was ended while it wrote this one
            try:
                data = json.loads(line)
                calls, cached, tokens_in, tokens_out, cached_tokens, cost = data["usage"]
                call = _Call(Usage(calls, cached, tokens_in, tokens_out, cached_tokens, cost))
                yield int(data["document"]), {str(key): Piece(one, call) for key, one in data["answers"].items()}
            except (ValueError, KeyError, TypeError, AttributeError):
                continue  # of a disk that lost a part: it is asked again
