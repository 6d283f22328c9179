"""What a search tells a listener while it goes, beside what checks tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from logitext.engine import events
from logitext.engine.search.experience import Lemma
from logitext.engine.search.reading import Reading
from logitext.logic.worlds.wanted import Wanted
from logitext.theory.writing.protocol import Writer


@dataclass(frozen=True, slots=True)
class Writing:
    """A writer is about to be asked; `attempt` counts the calls for these demands, from 0."""

    writer: Writer
    demands: tuple[Wanted, ...]
    attempt: int


@dataclass(frozen=True, slots=True)
class Read:
    """A text has been read; `missed` are the demands that it is not known to meet."""

    reading: Reading
    demands: tuple[Wanted, ...]
    missed: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True)
class NotWritten:
    """A call of the writer gave no text that can be used, and why."""

    writer: Writer
    reason: str


@dataclass(frozen=True, slots=True)
class Learned:
    """Demands were not realised together."""

    lemma: Lemma


@dataclass(frozen=True, slots=True)
class Progress:
    """How many goals are met, of how many that are feasible."""

    met: int
    feasible: int


Event = events.Event | Writing | Read | NotWritten | Learned | Progress
Listener = Callable[[Event], None]
