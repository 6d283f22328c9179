"""The folder of a run: what the run is, how far it is, and that one process works at it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from logitext.run.job import RunCounts
from logitext.run.lock import hold
from logitext.run.writing import replace
from logitext.syntax.diagnostics import Diagnostic, InputError

FORMAT = 1
MANIFEST, STATE, SYNCED, LOCK, RESERVE = "manifest.json", "state.json", "synced.json", "lock", "reserve"
BATCHES = "batches"


class Done:
    """Which documents are decided: all before `prefix`, and some after it.

    `mark` is the checksum of the records before `prefix`.
    """

    def __init__(self, prefix: int = 0, mark: int = 0, others: Iterable[tuple[int, int]] = ()) -> None:
        self.prefix = prefix
        self.mark = mark
        self.others = dict(others)

    def add(self, number: int, mark: int) -> None:
        """The document is decided; `mark` is the checksum of the records up to it."""
        self.others[number] = mark
        while self.prefix in self.others:
            self.mark = self.others.pop(self.prefix)
            self.prefix += 1

    def __contains__(self, number: int) -> bool:
        return number < self.prefix or number in self.others

    @property
    def last(self) -> int:
        """One more than the last that is decided."""
        return max(self.others, default=self.prefix - 1) + 1


@dataclass
class RunState:
    """How far a run is: which documents are decided, how long its files were then, what it has done.

    `failed` are the documents that a back end failed; `ended`: all of the data was gone through; `finished`: its
    outputs are in their places.
    """

    done: Done = field(default_factory=Done)
    sizes: dict[str, int] = field(default_factory=dict)
    counts: RunCounts = field(default_factory=RunCounts)
    failed: set[int] = field(default_factory=set)
    ended: bool = False
    finished: bool = False

    def to_bytes(self) -> bytes:
        """The state as a file holds it."""
        data = {
            "decided": self.done.prefix,
            "mark": self.done.mark,
            "decided_after": sorted(self.done.others.items()),
            "sizes": self.sizes,
            "counts": self.counts.to_data(),
            "failed": sorted(self.failed),
            "ended": self.ended,
            "finished": self.finished,
        }
        return json.dumps(data).encode()

    @classmethod
    def of_bytes(cls, raw: bytes) -> RunState:
        """The state that a file holds. ValueError, KeyError or TypeError where it holds none."""
        data = json.loads(raw)
        return cls(
            Done(
                int(data["decided"]), int(data["mark"]), [(int(one), int(mark)) for one, mark in data["decided_after"]]
            ),
            {str(name): int(size) for name, size in data["sizes"].items()},
            RunCounts.of_data(data["counts"]),
            set(map(int, data["failed"])),
            data["ended"] is True,
            data["finished"] is True,
        )


class Folder:
    """A run's folder, held by this process until it is closed."""

    def __init__(self, path: Path) -> None:
        """InputError where it cannot be made, or another process works at it."""
        self.path = path
        try:
            path.mkdir(exist_ok=True)
            self._lock = (path / LOCK).open("a")
        except OSError as error:
            raise InputError([Diagnostic("NLT608", f"cannot write {path}: {error.strerror or error}")]) from None
        if not hold(self._lock):
            self._lock.close()
            message = f"another process is at work on this run, in {path}"
            raise InputError([Diagnostic("NLT647", message, hint="wait for it, or write to another file")])

    def manifest(self) -> Mapping[str, Any] | None:
        """What the run in the folder is; None where there is none yet. InputError where that cannot be read."""
        path = self.path / MANIFEST
        try:
            data = json.loads(path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise _damaged(path, str(error)) from None
        if not isinstance(data, dict) or data.get("logitext_run") != FORMAT:
            raise _damaged(path, "it is of another version of Logitext")
        return data

    @property
    def holds_answers(self) -> bool:
        """Whether answers are kept in it, or batches that will give some."""
        return any(any(self.path.glob(names)) for names in ("answers-*.jsonl", f"{BATCHES}/*.json"))

    def begin(self, manifest: Mapping[str, Any]) -> None:
        """Say what the run is, before it does anything."""
        replace(self.path / MANIFEST, json.dumps({"logitext_run": FORMAT, **manifest}, indent=2).encode(), sync=True)

    def state(self) -> RunState:
        """How far the run is. InputError where that cannot be read.

        Where a crash of the machine has lost a part of the outputs, it is the state that last reached the disk.
        """
        for name in (STATE, SYNCED):
            path = self.path / name
            try:
                state = RunState.of_bytes(path.read_bytes())
            except FileNotFoundError:
                continue
            except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
                if name == STATE and (self.path / SYNCED).exists():
                    continue
                raise _damaged(path, str(error)) from None
            if state.ended or all(_size(self.path / of) >= size for of, size in state.sizes.items()):
                return state
        return RunState()

    def keep(self, state: RunState, *, sync: bool) -> None:
        """Keep how far the run is; with `sync`, all that it speaks of has reached the disk. OSError."""
        data = state.to_bytes()
        if sync:
            replace(self.path / SYNCED, data, sync=True)
        replace(self.path / STATE, data)

    def drop_batches(self) -> None:
        """Delete what is kept of batches of a provider, as all of it is in the outputs."""
        shutil.rmtree(self.path / BATCHES, ignore_errors=True)

    def clear(self) -> None:
        """Delete all that an earlier run has left."""
        for path in self.path.iterdir():
            if path.name != LOCK:
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    def close(self) -> None:
        """Let others work at it."""
        self._lock.close()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


def _damaged(path: Path, why: str) -> InputError:
    message = f"what an earlier run has left cannot be read: {path}: {why}"
    return InputError([Diagnostic("NLT647", message, hint="`--overwrite` begins anew, and loses what it had decided")])
