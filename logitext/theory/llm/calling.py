"""How a server is called: what the user may set about it, each declared once."""

from __future__ import annotations

import os
from dataclasses import dataclass

from logitext.declared import DeclaredOptions, option


@dataclass(frozen=True, slots=True)
class ServerAddress(DeclaredOptions):
    """Where a server is, and which environment variable holds its key."""

    base_url: str | None = option(
        None, "The server, `http://localhost:8000/v1`. Default: $OPENAI_BASE_URL, else OpenAI's own.", metavar="URL"
    )
    api_key_env: str | None = option(
        None, "The environment variable that holds the key. Default: OPENAI_API_KEY.", metavar="VARIABLE"
    )


@dataclass(frozen=True, slots=True)
class RetryPolicy(DeclaredOptions):
    """How long a reply may take, in seconds, and how often a call is tried again.

    Up to `first_wait` seconds pass before the second attempt, then up to twice as many each time, and no more than
    `longest_wait`.
    """

    timeout: float = option(60.0, "The longest time for one attempt of a call.", metavar="SECONDS", above=0)
    retries: int = option(4, "How often a failed call is tried again.", metavar="N", least=0)
    first_wait: float = 0.25
    longest_wait: float = 20.0


RETRY_POLICY = RetryPolicy()
"""Where the user wants nothing in particular."""


@dataclass(frozen=True, slots=True)
class Caps(DeclaredOptions):
    """Limits for one server: calls in flight, and calls and tokens a minute (None: none)."""

    concurrency: int = option(32, "The most calls to one server at the same time.", metavar="N", least=1)
    least: int = 1
    requests_a_minute: int | None = option(None, "The most calls in a minute.", metavar="N", least=1, flag="--rpm")
    tokens_a_minute: int | None = option(None, "The most tokens in a minute.", metavar="N", least=1, flag="--tpm")

    def __post_init__(self) -> None:
        DeclaredOptions.__post_init__(self)
        if not 1 <= self.least <= self.concurrency:
            raise ValueError(f"concurrency must be at least {self.least}, and that 1: {self.concurrency}")


CAPS = Caps()
"""Where the user wants nothing in particular."""


@dataclass(frozen=True, slots=True)
class ModelKeeping(DeclaredOptions):
    """What is kept of a model's answers, and what they cost."""

    cache_only: bool = option(False, "Take answers only from the cache; make no call.")
    redact: bool = option(False, "Keep no text of a document in the cache or in a record, only hashes.")
    prices: str | os.PathLike[str] | None = option(
        None, "The prices of models, in money per million tokens (TOML or JSON).", metavar="FILE"
    )


@dataclass(frozen=True, slots=True)
class ModelWording(DeclaredOptions):
    """In which words a model is asked, and whether it is asked for quotations afterwards."""

    prompt: str | os.PathLike[str] | None = option(
        None, "The wording of the prompt; `logitext prompt` prints it.", metavar="VERSION|FOLDER"
    )
    evidence: bool = option(
        False, "Fetch a quotation for each reason of a decided verdict that a model gave without one."
    )


KEEPING, WORDING = ModelKeeping(), ModelWording()
"""Where the user wants nothing in particular."""
