"""The answers of theories with a price, which a run writes to its folder before it uses them.

A run that goes on reads them again, so that it pays for no answer twice. A file of answers is deleted once all the
documents that it speaks of are decided.
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
class KeptAnswer:
    """An answer as data, and the call that gave it."""

    answer: Mapping[str, Any]
    call: _Call


@dataclass(slots=True)
class _Call:
    """What a call used. `told` says that it was counted, which is done once for all its answers."""

    usage: Usage
    told: bool = False


class Memory:
    """The answers about one document, by the key of the question."""

    def __init__(self, number: int, kept: KeptAnswers | None) -> None:
        self.number = number
        self._kept = kept
        self._pieces: dict[str, KeptAnswer] = {} if kept is None else kept.found.pop(number, {})

    def keep(self) -> None:
        """Keep the answers in memory, as this process will decide the document again."""
        if self._kept is not None and self._pieces:
            self._kept.found[self.number] = self._pieces

    def get(self, key: str, sort: Sort) -> tuple[Recorded, Usage] | None:
        """The answer to a question, and the usage of its call unless that was counted. None if there is no answer."""
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
        """Keep the answers of one call. OSError if they cannot be written."""
        data = {key: answer_data(answer) for key, answer in answers.items() if isinstance(answer, Recorded)}
        call = _Call(usage, told=True)
        self._pieces |= {key: KeptAnswer(one, call) for key, one in data.items()}
        if self._kept is not None:
            await self._kept.write(self.number, data, usage)


class KeptAnswers:
    """The answers in the folder of a run. `found` holds those about documents that are not decided yet."""

    def __init__(self, folder: Path, is_open: Callable[[int], bool], counted: Collection[int] = ()) -> None:
        """Read the files in the folder.

        `is_open` tells whether a document, by its number, still needs its answers. `counted` are the documents whose
        usage is in the counts of the run already.
        """
        self._folder = folder
        self.found: dict[int, dict[str, KeptAnswer]] = {}
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
        """The usage of the calls that were found in the folder and are not counted yet."""
        calls = {id(piece.call): piece.call for pieces in self.found.values() for piece in pieces.values()}
        total = Usage(calls=0)
        for call in calls.values():
            if not call.told:
                total += call.usage
        return total

    async def write(self, number: int, answers: Mapping[str, Any], usage: Usage) -> None:
        """Write answers about a document. OSError if that fails.

        Answers that come at the same time are written together.
        """
        used = [usage.calls, usage.cached, usage.input_tokens, usage.output_tokens, usage.cached_tokens, usage.cost]
        used += [usage.estimated] if usage.estimated else []
        line = json.dumps({"document": number, "answers": answers, "usage": used}) + "\n"
        self._waiting.append((number, line.encode()))
        if self._writing is None:
            self._writing = asyncio.ensure_future(self._write())
        await asyncio.shield(self._writing)

    async def _write(self) -> None:
        """Write all lines that wait."""
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
        """Delete the files whose documents are all decided."""
        current = None if self._writer is None else self._writer.path
        for path, numbers in list(self._last.items()):
            if path != current and not any(map(is_open, numbers)):
                path.unlink(missing_ok=True)
                del self._last[path]

    def sync(self) -> None:
        """Make sure that what was written is on the disk."""
        if self._writer is not None:
            self._writer.sync()

    def close(self) -> None:
        """Close the file that is being written."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None


def _read(path: Path) -> Iterator[tuple[int, dict[str, KeptAnswer]]]:
    """The document and the answers of each complete line of a file."""
    with path.open("rb") as file:
        for line in file:
            if not line.endswith(b"\n"):
                return  # the process was ended while it wrote this one
            try:
                data = json.loads(line)
                calls, cached, tokens_in, tokens_out, cached_tokens, cost, *estimated = data["usage"]
                call = _Call(Usage(calls, cached, tokens_in, tokens_out, cached_tokens, cost, None, *estimated))
                yield int(data["document"]), {str(key): KeptAnswer(one, call) for key, one in data["answers"].items()}
            except (ValueError, KeyError, TypeError, AttributeError):
                continue  # of a disk that lost a part: it is asked again
