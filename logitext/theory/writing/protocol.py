"""The protocol of writers, which propose texts that are to meet demands on clauses.

A writer is a theory with a second coroutine, :meth:`Writer.propose`. It sees demands on clauses, never the logic behind
them. Logitext does not believe that a text meets its demands: the theory that judges reads every text. See
:mod:`logitext.theory.writing.validation`.

>>> demand = Demand(Question("threat", "threat", "threatens somebody"), "true", lambda value: value is True)
>>> str(demand), demand.admits(False)
('threat is true', False)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from logitext.policy.sorts import Value
from logitext.theory.protocol import Question, Texts, Theory, Usage


@dataclass(frozen=True, slots=True)
class Demand:
    """A demand on a text: the value of a clause, in words (`true`, `at least 2`, `minor or serious`).

    `admits` says whether a value meets the demand. `value` is the only such value, if there is only one.
    """

    question: Question
    words: str
    admits: Callable[[Value], bool] = field(compare=False, repr=False)
    value: Value | None = None

    def __str__(self) -> str:
        return f"{self.question.clause} is {self.words}"


@dataclass(frozen=True, slots=True)
class Unmet:
    """A demand that a text did not meet: the value that was read, None where none was, and the passage it rests on."""

    demand: Demand
    value: Value | None
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Miss:
    """A text that was tried, with the demands that it did not meet."""

    texts: Mapping[str, str]
    unmet: tuple[Unmet, ...]


@dataclass(frozen=True, slots=True)
class TextWanted:
    """A text to write: its name, and the policy's description of it."""

    name: str
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Goal:
    """The task of a writer: texts for all of `write` that together meet every demand.

    `given` are texts that stay as they are. `count` is the number of different proposals. `unlike` are existing texts,
    from which a new one must differ. `attempt` counts the calls for these demands, from 0.
    """

    write: tuple[TextWanted, ...]
    demands: tuple[Demand, ...]
    given: Texts = field(default_factory=lambda: Texts({}))
    unlike: tuple[Mapping[str, str], ...] = ()
    count: int = 1
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class Proposals:
    """The reply of a writer: texts by name, for each proposal, and the usage of the call.

    `over` is set if the writer has nothing more to give: a person stops, or a script ends.
    """

    texts: Sequence[Mapping[str, str]]
    usage: Usage = field(default_factory=Usage)
    notes: tuple[str, ...] = ()
    over: str | None = None


class Writer(Theory):
    """The base of every writer. `price` is that of a call, which `Proposals.usage` tells where it `tells_cost`."""

    async def propose(self, goal: Goal, misses: Sequence[Miss]) -> Proposals:
        """Texts that should meet the demands. `misses` are those that were tried for them, the latest last.

        Proposals that lack a text, or have one that is empty, do not count; more than were wanted are cut off. What
        this raises (other than cancellation and KeyboardInterrupt) is a call without proposals, with its reason.
        """
        raise TypeError(f"{type(self).__name__} does not define propose()")

    def heard(self, texts: Mapping[str, str], unmet: Sequence[Unmet]) -> None:
        """Called when a proposal has been read, with the demands that it did not meet."""
