"""What a server is started with."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.model_server.faults import Faults
from tests.model_server.logprobs import Confidence
from tests.model_server.profiles import OPENAI, Profile
from tests.model_server.truth import Truth


@dataclass(frozen=True, slots=True)
class Config:
    """A server. `confidence` is the probability of an answer, a number or a function of texts and question.

    `latency` is in seconds, for every request; `most_at_once` is how many requests may be in flight, any more answer
    429; no request with questions is answered before `together` of them have come. With an `api_key` every other key
    answers 401. `seed` decides how what is written is cut into tokens.
    """

    profile: Profile = OPENAI
    models: tuple[str, ...] = ("test-model",)
    truth: Truth = field(default_factory=Truth.hashed)
    confidence: Confidence = 0.9
    faults: Faults = field(default_factory=Faults)
    latency: float = 0.0
    api_key: str | None = None
    most_at_once: int | None = None
    together: int = 0
    seed: int = 0
