"""A request as those see it who write the reply."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from tests.model_server.faults import Fault
from tests.model_server.reading import Asked, Body
from tests.model_server.truth import random_of


@dataclass(frozen=True, slots=True)
class Call:
    """A request that nobody objects to. `number` counts all requests; `times` counts those with the same body before.

    `cached` is how many tokens of its prompt are in the cache.
    """

    body: Body
    asked: Asked
    fault: Fault | None
    number: int
    times: int
    cached: int

    def rng(self, purpose: str) -> Random:
        """A generator that depends on the body and on how often it came, and on nothing that came in between."""
        return random_of(purpose, self.times, self.body)
