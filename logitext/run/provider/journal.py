"""What a run knows of its batches, on the disk: a file for each, so that none is lost or submitted twice."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from logitext.run.writing import replace
from logitext.syntax.diagnostics import Diagnostic, InputError


@dataclass
class ProviderBatch:
    """A batch: where it goes, and the keys of its requests in their order.

    `file` is its upload and `id` its own id at the server, once they are known; `ending` is the status that it ended
    with, once all that it gave is in the folder.
    """

    number: int
    server: str
    path: str
    keys: Sequence[str] = field(repr=False)
    file: str | None = None
    id: str | None = None
    ending: str | None = None


class Journal:
    """The folder of the batches. What `keep` has written, a later process finds."""

    def __init__(self, folder: Path) -> None:
        """Make the folder, or take up what is in it. OSError, or InputError where it cannot be read."""
        self._folder = folder
        folder.mkdir(exist_ok=True)
        name = folder / "run"
        if not name.exists():
            replace(name, uuid.uuid4().hex.encode(), sync=True)
        self._run = name.read_text("ascii")
        self.found = list(self._read())
        self._last = max((batch.number for batch in self.found), default=0)

    def begin(self, server: str, path: str, keys: Sequence[str]) -> ProviderBatch:
        """A new batch, before anything of it is sent."""
        self._last += 1
        batch = ProviderBatch(self._last, server, path, keys)
        self.keep(batch)
        return batch

    def keep(self, batch: ProviderBatch) -> None:
        """Write down what is known of a batch, so that it has reached the disk. OSError."""
        replace(self._name(batch), json.dumps(asdict(batch)).encode(), sync=True)

    def mark(self, batch: ProviderBatch) -> str:
        """What the batch carries, by which it is found at the server though its id is not known."""
        return f"{self._run}-{batch.number}"

    def parts(self, batch: ProviderBatch) -> tuple[Path, Path]:
        """The files for what the batch gives: replies, and errors."""
        name = f"{batch.number:06}"
        return self._folder / f"{name}.output.jsonl", self._folder / f"{name}.errors.jsonl"

    def forget(self, batch: ProviderBatch) -> None:
        """Delete all that is kept of a batch."""
        for path in (self._name(batch), *self.parts(batch)):
            path.unlink(missing_ok=True)

    def _name(self, batch: ProviderBatch) -> Path:
        return self._folder / f"{batch.number:06}.json"

    def _read(self) -> Iterator[ProviderBatch]:
        for path in sorted(self._folder.glob("*.json")):
            try:
                yield ProviderBatch(**json.loads(path.read_bytes()))
            except (OSError, ValueError, TypeError) as error:
                message = f"what an earlier run has left cannot be read: {path}: {error}"
                hint = "`--overwrite` begins anew, and pays again for the batches at the server"
                raise InputError([Diagnostic("NLT647", message, hint=hint)]) from None
