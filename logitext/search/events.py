"""What a search tells a listener while it goes, beside what checks tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from logitext.check import events
from logitext.logic.worlds.wanted import Wanted
from logitext.search.experience import NoGood
from logitext.search.reading import TextReading
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

    reading: TextReading
    demands: tuple[Wanted, ...]
    missed: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True)
class NotWritten:
    """A call of the writer gave no text that can be used, and why."""

    writer: Writer
    reason: str


@dataclass(frozen=True, slots=True)
class NoGoodLearned:
    """Demands were not realised together."""

    nogood: NoGood


@dataclass(frozen=True, slots=True)
class Progress:
    """How many goals are met, of how many that are feasible."""

    met: int
    feasible: int


@dataclass(frozen=True, slots=True)
class Considered:
    """The number of goals looked at so far, to find the feasible ones."""

    goals: int


@dataclass(frozen=True, slots=True)
class OutOfReach:
    """Before anything is written: what the theories cannot say, in words, and how many goals hang on it.

    `so` is what follows, in words, where one text is searched for. `without_list` has the formulas that stay open, as
    the list that they speak of is not given.
    """

    clauses: tuple[str, ...]
    goals: int
    feasible: int
    so: str = ""
    without_list: tuple[str, ...] = ()

    def __str__(self) -> str:
        many = f"{self.goals} of {self.feasible} goals"
        if self.goals == self.feasible:
            many = "the one goal" if self.feasible == 1 else f"all {self.feasible} goals"
        why = [f"no theory given can say {_listed(self.clauses)}"] if self.clauses else []
        if self.without_list:
            why.append(f"no list is given for {_listed(self.without_list)}")
        return f"{', and '.join(why)}, so {self.so or f'{many} cannot be met'}"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(f"`{name}`" for name in names[:_NAMED]) + more


_NAMED = 8
"""How many clauses are named that no theory can decide."""

SearchEvent = events.Event | Writing | Read | NotWritten | NoGoodLearned | Progress | Considered | OutOfReach
SearchListener = Callable[[SearchEvent], None]
