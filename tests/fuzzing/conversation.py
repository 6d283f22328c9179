"""A server that speaks JSON-RPC on its standard input and output, told things that nobody means."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import IO, Any

SECONDS = 120
"""After which a server counts as one that hangs."""


class Conversation:
    """One server, which is told what is to be told, and ended when all that it owes an answer is answered."""

    def __init__(
        self, words: Sequence[str], folder: Path, wanted: set[str], messages: Callable[[IO[bytes]], Iterable[bytes]]
    ) -> None:
        """`wanted` are the ids of requests that are to be answered; `messages` takes what comes apart."""
        self.wanted = set(wanted)
        self.odd: bytes | None = None
        self.told: list[dict[str, Any]] = []
        self._out = b""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LOGITEXT_", "OPENAI_"))}
        self._messages = messages
        self._err = tempfile.TemporaryFile()  # noqa: SIM115  # closed by `ended`
        self._process = subprocess.Popen(
            [sys.executable, "-m", "logitext", *words],
            cwd=folder,
            env={**kept, "HOME": str(folder)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._err,
        )
        self._answered = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def say(self, content: bytes) -> None:
        """Send this; a server that is gone does not hear it."""
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.write(content)
            self._process.stdin.flush()

    def wait(self) -> None:
        """Until everything is answered, or the server has hung for long."""
        self._answered.wait(SECONDS)

    def ended(self) -> tuple[int, str]:
        """The status, and all that it said, once everything is answered or it has hung for long."""
        self.wait()
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        try:
            status = self._process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        self._reader.join(SECONDS)
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._err.seek(0)
        said = self._err.read() + self._out
        self._err.close()
        return status, said.decode("utf-8", "replace")

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._messages(self._process.stdout):
            self._out += line
            try:
                told = json.loads(line)
                self.told.append(told)
                if "method" not in told:  # it is no request of the server's own
                    self.wanted.discard(str(told.get("id")))
            except (ValueError, AttributeError, TypeError):
                self.odd = line
            if not self.wanted or self.odd is not None:
                self._answered.set()
        self._answered.set()  # it has ended
