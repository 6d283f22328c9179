"""What a server remembers of its requests. Tests read it in their thread while the server writes it in its own."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from tests.model_server.faults import Fault, Faults
from tests.model_server.reading import Asked, Body
from tests.model_server.usage import Cache, Usage


@dataclass(frozen=True, slots=True)
class Record:
    """A request. Until it is answered, `status` and `ended` are None; a reply that never went out has no status.

    `times` is how often this very body came before, to the same path. `fault` is what was drawn; where the profile
    objects to a request, only faults of statuses and connections come before that. `crowded`: too many were in flight.
    `usage` is what the reply told of tokens. `started` and `ended` are of time.monotonic().
    """

    method: str
    path: str
    headers: Mapping[str, str]
    raw: bytes
    body: Body | None
    asked: Asked | None
    started: float
    times: int = 0
    fault: Fault | None = None
    crowded: bool = False
    ended: float | None = None
    status: int | None = None
    usage: Usage | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over all requests; the tokens are those that replies told of, and that went out whole."""

    requests: int
    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int


def never(_: Record) -> bool:
    """No request is held."""
    return False


class Ledger:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.failures: list[Exception] = []
        self._generation = 0
        self._awaited = 0
        self.held: Callable[[Record], bool] = never
        """Whether a request is not to be answered yet."""
        self.reset()

    def reset(self) -> None:
        """Forget everything: records, totals, the cache, and how often a body came."""
        with self._lock:
            self._records: list[Record] = []
            self._times: Counter[bytes] = Counter()
            self._eligible = 0
            self._in_flight: set[int] = set()
            self._most_in_flight = 0
            self._generation = self._generation + 1
            self.cache = Cache()

    def begin(self, request: Record, faults: Faults | None, most_at_once: int | None) -> tuple[Record, tuple[int, int]]:
        """Note a request, and draw its fault if it may have one. With the record comes the key that `end` asks for."""
        with self._lock:
            digest = hashlib.blake2b(request.path.encode() + b"\n" + request.raw).digest()
            times = self._times[digest]
            self._times[digest] += 1
            crowded = most_at_once is not None and len(self._in_flight) >= most_at_once
            fault = None
            if (
                faults
                and not crowded
                and faults.eligible(request.path, probe=not (request.asked and request.asked.questions))
            ):
                self._eligible += 1
                fault = faults.draw(request.path, request.raw, times, self._eligible - 1)
            record = replace(request, times=times, fault=fault, crowded=crowded)
            number = len(self._records)
            self._records.append(record)
            self._in_flight.add(number)
            self._most_in_flight = max(self._most_in_flight, len(self._in_flight))
            return record, (self._generation, number)

    def end(self, key: tuple[int, int], status: int | None, usage: Usage | None) -> None:
        """Note how a request ended; only the first time, and not for one from before the last reset."""
        generation, number = key
        with self._lock:
            if generation == self._generation and number in self._in_flight:
                ended = replace(self._records[number], ended=time.monotonic(), status=status, usage=usage)
                self._records[number] = ended
                self._in_flight.discard(number)

    def await_together(self, count: int) -> None:
        """Hold what is asked back until so many more requests with questions have come."""
        with self._lock:
            self._awaited = self._asked() + count

    @property
    def awaits(self) -> bool:
        """Whether what is asked is held back."""
        with self._lock:
            return self._asked() < self._awaited

    def _asked(self) -> int:
        return sum(1 for record in self._records if record.asked and record.asked.questions)

    @property
    def in_flight(self) -> int:
        return len(self._in_flight)

    @property
    def most_in_flight(self) -> int:
        return self._most_in_flight

    def records(self) -> tuple[Record, ...]:
        with self._lock:
            return tuple(self._records)

    def totals(self) -> Totals:
        records = self.records()
        told = [record.usage for record in records if record.usage is not None]
        return Totals(
            len(records),
            sum(usage.prompt for usage in told),
            sum(usage.completion for usage in told),
            sum(usage.cached for usage in told),
        )
