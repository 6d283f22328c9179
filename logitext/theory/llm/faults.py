"""The kinds of faults of a model's call: each is a failure of the questions asked, and never an answer."""

from __future__ import annotations

from typing import Literal, TypeAlias

FaultKind: TypeAlias = Literal[
    "timeout",
    "connection",
    "rate limited",
    "server error",
    "not authorised",
    "forbidden",
    "not found",
    "bad request",
    "not answering",
    "empty reply",
    "no JSON",
    "wrong shape",
    "wrong ids",
    "wrong value",
    "cut off",
    "filtered",
    "refused",
    "too large",
]

TRANSIENT: frozenset[FaultKind] = frozenset({"timeout", "connection", "rate limited", "server error", "empty reply"})
"""It may well be different when it is tried again."""

UNREADABLE: frozenset[FaultKind] = frozenset(
    {"no JSON", "wrong shape", "wrong ids", "wrong value", "cut off", "too large"}
)
"""The model or the server said something that is no answer. It is asked once more, and then it is a failure."""

GONE: frozenset[FaultKind] = frozenset({"timeout", "connection", "server error"})
"""What counts towards giving the server up."""

RAW = 4000
"""Characters of a reply that a failure keeps."""


class ModelError(Exception):
    """A call that gave no answer: of which kind, why, and what came back.

    `raw` is the reply as it came, cut, and None where there was none. `status` is the HTTP status, `retry_after` how
    many seconds the server wants to be left alone, `blame` the name of the parameter that it did not take.
    """

    def __init__(
        self,
        kind: FaultKind,
        message: str,
        *,
        raw: str | None = None,
        status: int | None = None,
        retry_after: float | None = None,
        blame: str | None = None,
    ) -> None:
        super().__init__(f"{kind}: {message}" if message else kind)
        self.kind = kind
        self.raw = None if raw is None else raw[:RAW]
        self.status = status
        self.retry_after = retry_after
        self.blame = blame
        self.attempts = 1

    @property
    def reason(self) -> str:
        """What happened, in words, with how often it was tried."""
        return str(self) if self.attempts == 1 else f"{self} (tried {self.attempts} times)"
