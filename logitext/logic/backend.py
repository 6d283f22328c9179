"""What a back end is: the questions that diagrams and Z3 both answer, and those that only a solver does.

Answers and values go in and come out as plain values, of a policy that counts days for dates (see `dates`). A back end
is asked in one thread: diagrams in any, Z3 in its own (see `smt.thread`). Both give the same, as far as Z3 does not
give up. `Program` chooses between them; what the methods promise is said there, and here where there is more to say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias

from logitext.policy.sorts import Value
from logitext.policy.term import Term

if TYPE_CHECKING:
    from logitext.logic.worlds.wanted import Wanted

ClauseValues: TypeAlias = Mapping[str, Value]
"""The value of each clause that has an answer."""
ClauseNames: TypeAlias = tuple[str, ...]
"""Names of clauses or ids of assumptions, in file order."""
ValueChances: TypeAlias = Mapping[str, Mapping[Value, float]]
"""How likely the values of clauses are; of a clause that is left out nothing is known."""

# --- what a back end finds -----------------------------------------------------------------------------------------


class Decision:
    """What answers entail: `conflict`, or for each verdict its value, absent where it is undecided."""

    __slots__ = ("conflict", "values")

    def __init__(self, conflict: bool, values: Mapping[str, Value]) -> None:
        self.conflict = conflict
        self.values = values


class Relevant(NamedTuple):
    """Clauses that can still decide a verdict. Of `unsure` ones the search that would tell ended at its limit."""

    clauses: ClauseNames
    unsure: frozenset[str] = frozenset()


class Reason(NamedTuple):
    """A minimal set of clauses (by their answers) that entails a value, in file order.

    `smallest`: none has fewer, as is known. Without it the search ended at its limit, and a smaller one may exist.
    """

    clauses: ClauseNames
    smallest: bool


class Grounds(NamedTuple):
    """Clauses (by their answers) and assumption ids that are enough together, each in file order."""

    clauses: ClauseNames
    assumptions: ClauseNames


class Forbidding(NamedTuple):
    """Clauses (by their answers), definitions and assumption ids that forbid a value, each in file order."""

    clauses: ClauseNames
    definitions: ClauseNames
    assumptions: ClauseNames


@dataclass(frozen=True)
class Certificate:
    """Clauses and values (None: a text that the policy does not name), and the value that the verdict then has."""

    values: Mapping[str, Value | None]
    outcome: Value | None
    smallest: bool


class DecidingSet(NamedTuple):
    """Clauses whose answers settle a verdict whatever they are, and whether there are known to be no fewer."""

    clauses: ClauseNames
    smallest: bool


@dataclass(frozen=True)
class Likely:
    """Clauses that settle a verdict, the one first that is most likely to come out otherwise for its price.

    `chance` is that of all of them coming out as supposed, `price` what all of them cost.
    """

    clauses: ClauseNames
    chance: float
    price: float


@dataclass(frozen=True)
class Flip:
    """New values of answered clauses, values of unanswered ones, and the value that the verdict then has."""

    changed: Mapping[str, Value | None]
    given: Mapping[str, Value | None]
    outcome: Value | None
    smallest: bool


@dataclass(frozen=True)
class Flips:
    """The flips found, the number of changes up to which was searched, and whether there are none at all."""

    flips: tuple[Flip, ...]
    limit: int
    never: bool


# --- what it is asked ----------------------------------------------------------------------------------------------


class Backend(Protocol):
    """Decides what answers entail, why, and what can still matter."""

    def contradictory(self) -> bool:
        """Whether the assumptions are known to contradict each other."""

    def decide(self, answers: ClauseValues, verdicts: Sequence[str]) -> Decision:
        """What the answers, the assumptions and the definitions entail together."""

    def implicant(self, answers: ClauseValues, verdict: str, value: Value, doubts: Mapping[str, float]) -> Reason:
        """The best minimal set of answers that entails that the verdict has the value (which all of them do)."""

    def relevant(
        self,
        answers: ClauseValues,
        verdicts: Sequence[str],
        candidates: Sequence[str],
        wanted: Sequence[str],
        *,
        first: bool,
    ) -> tuple[ClauseNames, ClauseNames]:
        """The wanted candidates that can still decide a verdict, and those that are too hard to tell.

        With `first` at most one that can, or the one at which it became too hard.
        """


class Solver(Backend, Protocol):
    """Answers all questions; where a method says None, the solver may have given up."""

    def contradiction(self) -> ClauseNames | None:
        """A minimal set of assumptions that contradict each other; None where they can hold together."""

    # --- conflicts

    def core(self, answers: ClauseValues) -> Grounds:
        """A minimal set of answers (by clause) and of assumption ids that contradict each other."""

    def repair(self, answers: ClauseValues, weights: Mapping[str, float]) -> ClauseNames | None:
        """The answers to give up so that the others agree with the assumptions."""

    # --- claims that are checked

    def entails(self, answers: ClauseValues, verdict: str, value: Value, near: ClauseValues) -> bool | None:
        """Whether the answers leave a verdict no other value; another one is looked for `near` some values first."""

    def contradicts(self, answers: ClauseValues, assumptions: Sequence[str]) -> bool | None:
        """Whether the answers and the assumptions with these ids contradict each other."""

    # --- explanations

    def entailed(self, answers: ClauseValues, terms: Sequence[Term]) -> Sequence[Value | None]:
        """The value that the answers entail for each term; None where they entail none."""

    def grounds(self, answers: ClauseValues, term: Term, value: Value) -> Grounds:
        """A minimal set of clauses (by their answers) and assumption ids that entails the value of a term."""

    def forbidding(self, answers: ClauseValues, verdict: str, value: Value) -> Forbidding:
        """A minimal set of clauses (by their answers), definitions and assumption ids that forbids the value."""

    def changes(self, answers: ClauseValues, verdict: str, value: Value, least: int) -> Flips:
        """The smallest changes of the answers that give a verdict another value; at least `least` are needed."""

    def certificate(self, answers: ClauseValues, verdict: str) -> tuple[Certificate | None, DecidingSet | None]:
        """What settles an undetermined verdict: the shortest certificate, and the shortest list that surely does."""

    # --- strategies, and the search for texts

    def likely(
        self, answers: ClauseValues, verdict: str, chances: ValueChances, prices: Mapping[str, float]
    ) -> Sequence[Likely]:
        """What would settle an undetermined verdict, for the ways that it can come out."""

    def world(
        self,
        wanted: Sequence[Wanted],
        outcome: tuple[str, Value] | None,
        avoid: Sequence[Sequence[Wanted]],
        liked: Sequence[tuple[str, Value]],
    ) -> Mapping[str, Value] | None:
        """A value for each clause; None where there is no such world. TimeoutError where the solver gave up."""
