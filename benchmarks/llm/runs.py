"""Runs of a peer, and what they came to."""

from __future__ import annotations

import contextlib
import json
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.llm.loopback import Loopback, Totals
from benchmarks.llm.peers.talk import Run, Task

_WARM = 4
"""Rounds before the first run of a cap: connections are opened, and Logitext's calls in flight grow to the cap."""

_FROM, _TO = 0.25, 0.9
"""The part of the replies that is the steady one: all have begun, and none has run out of questions."""


class PeerError(Exception):
    """A peer cannot run here; the message is one line."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to; `latency` in seconds, as it was asked of the server."""

    cap: int
    number: int
    latency: float
    wall: float
    cpu: float
    in_flight: float
    most_in_flight: int
    steady: float
    server_cpu: float

    @property
    def rate(self) -> float:
        """Calls a second."""
        return self.number / self.wall

    @property
    def share(self) -> float:
        """The rate as a share of what the cap and the latency allow."""
        return self.rate * self.latency / self.cap

    @property
    def steady_share(self) -> float:
        """That share without the beginning and the end of the run."""
        return self.steady * self.latency / self.cap

    @property
    def own(self) -> float:
        """Seconds of the client's own time for a call, all its threads."""
        return self.cpu / self.number

    @property
    def overhead(self) -> float:
        """Seconds that a call takes beside the latency."""
        return self.wall * self.cap / self.number - self.latency


def outcome(run: Run, latency: float, wall: float, cpu: float, before: Totals, after: Totals) -> Outcome:
    """The figures of a run, from the server's counts before and after it."""
    replied = after.replied
    # Whole rounds: replies come in bunches of up to the cap.
    rounds = len(replied) / run.cap
    first, last = (run.cap * int(rounds * part) for part in (_FROM, _TO))
    seconds = replied[last] - replied[first] if last > first else 0.0
    return Outcome(
        run.cap,
        run.number,
        latency,
        wall,
        cpu,
        (after.seconds - before.seconds) / wall,
        after.most_in_flight,
        (last - first) / seconds if seconds else 0.0,
        (after.cpu - before.cpu) / run.number,
    )


class Peer:
    """A peer in a process of its own, which waits until it is told to run."""

    def __init__(self, name: str, process: subprocess.Popen[str], errors: Any) -> None:
        self.name = name
        self.version = ""
        self._process = process
        self._errors = errors
        self._warm: set[int] = set()

    def begin(self, task: Task) -> None:
        """Tell it the task. PeerError where it does not start."""
        self.version = self._told(asdict(task))["version"]

    def run(self, server: Loopback, run: Run, latency: float) -> Outcome:
        """One run. PeerError where it fails, or gives fewer answers than it should."""
        if run.cap not in self._warm:
            self._warm.add(run.cap)
            self._told(asdict(Run(f"warm up {run.cap}", run.cap, _WARM * run.cap)))
        server.totals()  # forget what was most so far
        before = server.totals()
        told = self._told(asdict(run))
        after = server.totals()
        if told["good"] != run.number or after.requests - before.requests != run.number:
            calls = after.requests - before.requests
            raise PeerError(f"{told['good']} answers in {calls} calls for {run.number} questions")
        return outcome(run, latency, told["wall"], told["cpu"], before, after)

    def _told(self, data: dict[str, Any]) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps(data) + "\n")
            self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise PeerError(self._why())
        return json.loads(line)

    def _why(self) -> str:
        self._process.wait()
        self._errors.seek(0)
        said = [line for line in self._errors.read().splitlines() if line.strip()]
        return said[-1].strip() if said else f"ended with status {self._process.returncode}"


@contextmanager
def peer(name: str, command: Sequence[str]) -> Iterator[Peer]:
    """A peer, until the block ends."""
    with tempfile.TemporaryFile("w+") as errors:
        # A session of its own: Ctrl-C is for the benchmark, which then ends its peers.
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )
        try:
            yield Peer(name, process, errors)
        finally:
            process.terminate()
            process.communicate()
