"""The entries of a cache, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class CacheEntry:
    """An answer, all that it hangs on, and what it had cost. All of it is plain JSON.

    `key` is `logitext.theory.recording.key.digest(components)`. `components` is everything that can change the
    answer; it has at least `endpoint`, `model` (texts) and `clause` (as `recording.key.content` gives it), and holds
    the document's texts as hashes only, under `texts`. `answer` is in the form of a recording's line: `value`, or
    `unknown` with the reason, and what comes with it; never a refusal or a failure. `usage` is what the answer had
    cost when it was asked: `calls`, `input_tokens`, `output_tokens`, `cached_tokens`, `cost`; None is not known.
    `request` (the body that was sent) and `reply` (the body that came back) hold the text itself; they are None where
    they were not kept or not loaded. `created` is in seconds since the epoch.
    """

    key: str
    components: Mapping[str, Any]
    answer: Mapping[str, Any]
    usage: Mapping[str, int | float | None]
    request: Mapping[str, Any] | None = None
    reply: str | None = None
    created: float = 0.0


@dataclass(frozen=True, slots=True)
class NearestEntry:
    """The entry that shares the most with what was looked for, and the dotted paths of what it does not share."""

    entry: CacheEntry
    differs: tuple[str, ...]

    def __str__(self) -> str:
        return f"the nearest entry, {self.entry.key[:12]}, differs in {', '.join(self.differs) or 'nothing'}"


@dataclass(frozen=True, slots=True)
class Selection:
    """Which entries are meant: those that have all of what is given here, so all of them where nothing is.

    `model`, `endpoint` and `clause` (its name) are compared whole; `since` (inclusive) and `before` (exclusive) are
    in seconds since the epoch.

    >>> Selection(clause="rude", before=1e9).where()
    ('clause = ? AND created < ?', ['rude', 1000000000.0])
    """

    model: str | None = None
    endpoint: str | None = None
    clause: str | None = None
    since: float | None = None
    before: float | None = None

    def where(self) -> tuple[str, list[str | float]]:
        """The selection as a condition of SQL, and its parameters."""
        conditions: dict[str, str | float | None] = {
            "model = ?": None if self.model is None else column(self.model),
            "endpoint = ?": None if self.endpoint is None else column(self.endpoint),
            "clause = ?": None if self.clause is None else column(self.clause),
            "created >= ?": self.since,
            "created < ?": self.before,
        }
        given = {condition: value for condition, value in conditions.items() if value is not None}
        return " AND ".join(given) or "1 = 1", list(given.values())


ALL = Selection()


def column(text: str) -> str:
    r"""A text as a column holds it: half of a surrogate pair, which SQLite cannot hold, as an escape.

    >>> column("ré\ud800")
    'ré\\ud800'
    """
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


@dataclass(frozen=True, slots=True)
class Model:
    """How many answers of a model there are."""

    endpoint: str
    model: str
    entries: int


@dataclass(frozen=True, slots=True)
class Info:
    """What is in a cache.

    `size` is in bytes, with what is not yet merged into the file. `broken` counts rows that are not valid: they are
    treated as absent, and not counted elsewhere. `with_texts` counts entries that hold the request or the reply.
    `usage` is what all answers had cost, where that is known; `cost_unknown` counts the answers where it is not.
    `oldest` and `newest` are in seconds since the epoch, None if there is no entry. `servers` counts the models of
    which it is known what their servers can do.
    """

    path: Path | str
    size: int
    entries: int = 0
    broken: int = 0
    with_texts: int = 0
    oldest: float | None = None
    newest: float | None = None
    models: tuple[Model, ...] = ()
    usage: Mapping[str, int | float] = field(default_factory=dict)
    cost_unknown: int = 0
    servers: int = 0
