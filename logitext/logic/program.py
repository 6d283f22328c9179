"""A compiled policy, as the engine sees it: plain values in, plain values out, from any thread or task.

A `Program` is compiled once and serves any number of documents. All of Z3 happens in the worker thread; methods come
in one form, a coroutine that does not block the event loop.
"""

from __future__ import annotations

import asyncio
import itertools
import threading
import weakref
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from logitext.logic import worker as workers
from logitext.logic.at_once import AtOnce
from logitext.logic.cones import Cones
from logitext.logic.dates import Dates, Days, into, out
from logitext.logic.decision import Decision
from logitext.logic.diagram.build import diagrams
from logitext.logic.diagram.cells import NotFiniteError
from logitext.logic.diagram.decider import MAX_KEPT, Decider
from logitext.logic.diagram.joint import Joint
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import BOOL, Enumeration, Value
from logitext.policy.term import Term
from logitext.syntax.diagnostics import Diagnostic, InputError, Label, PolicyError

if TYPE_CHECKING:
    from logitext.logic.smt.certificate import Certificate
    from logitext.logic.smt.changes import Flips
    from logitext.logic.smt.forbidding import Core
    from logitext.logic.smt.likely import Chances, Likely
    from logitext.logic.worlds.wanted import Wanted

MANY = 24
"""With assumptions and more clauses than this it may take long to see which of all clauses matter."""
EFFORT = 10_000_000
"""What one solver call may spend, in units of `smt.effort`: about ten seconds of a quiet machine, and no less on a busy
one. After that the solver has given up, and nothing is concluded."""


Engine: TypeAlias = Literal["auto", "diagram", "z3"]
"""How a policy is decided: on diagrams, by Z3, or (`auto`) on diagrams where it has them and by Z3 where not."""

ENGINES: tuple[Engine, ...] = ("auto", "diagram", "z3")


class Program:
    """Decides what answers entail. PolicyError at the first use if the assumptions contradict each other.

    Both engines give the same; what diagrams cannot say (cores, repairs, explanations) is always Z3's.
    """

    def __init__(self, policy: CheckedPolicy, engine: Engine = "auto") -> None:
        if engine not in ENGINES:
            raise ValueError(f"the engines are {', '.join(ENGINES)}, not {engine!r}")
        self.policy = policy
        self._dates = Dates(policy)
        self._engine = engine
        self._key = next(_keys)
        self._worker: workers.Worker | None = None
        self._compiled = False
        self._ready = False
        self._decider: Decider | None = None
        self._at_once: AtOnce | None = None
        self._why_none = ""
        self._lock = threading.Lock()
        # The first questions are the same for every document, and take the solver longest.
        self._relevant: dict[Any, tuple[str, ...]] = {}

    async def _ask(self, request: str, *args: Any) -> Any:
        """What the method `request` of the policy's solver returns."""
        worker = workers.worker()
        if worker is not self._worker:  # the first call, or the first in a forked child
            self._worker = worker
            weakref.finalize(self, worker.post, _drop, self._key)
        policy, days = self._dates.policy, self._dates.days
        return await asyncio.wrap_future(worker.submit(_perform, self._key, policy, EFFORT, days, request, *args))

    def _diagrams(self) -> Decider | None:
        """The diagrams, made at the first use; None where Z3 decides."""
        if not self._compiled:
            with self._lock:
                if not self._compiled and self._engine != "z3":
                    try:
                        self._decider = Decider(diagrams(self._dates.policy))
                        self._at_once = AtOnce(self._decider, self._dates)
                    except NotFiniteError as error:
                        self._why_none = str(error)
                self._compiled = True
        return self._decider

    @property
    def engine(self) -> str:
        """Which engine decides, and why, in words for people."""
        decider = self._diagrams()
        if decider is not None:
            return f"diagrams with {len(decider.diagrams)} nodes"
        return f"Z3, because {self._why_none}" if self._why_none else "Z3"

    @property
    def is_ready(self) -> bool:
        """Whether it is compiled, and its assumptions can hold together."""
        return self._ready

    async def ready(self) -> None:
        """Compile, if that has not happened yet, and make sure that the assumptions can hold together.

        InputError where diagrams are asked for and the policy has none.
        """
        if self._ready:
            return
        decider = self._diagrams()
        if decider is None and self._engine == "diagram":
            hint = "leave the choice to Logitext: `--engine auto`"
            message = f"the policy cannot be decided on diagrams: {self._why_none}"
            raise InputError([Diagnostic("NLT610", message, hint=hint)])
        if decider is None or decider.contradictory():
            core: tuple[str, ...] | None = await self._ask("contradiction")
            if core is not None:
                raise PolicyError([_contradictory(self.policy, core)])
        self._ready = True

    @property
    def at_once(self) -> AtOnce | None:
        """What answers the same without waiting, of a program that is ready; None where Z3 decides."""
        self._diagrams()
        return self._at_once

    async def decide(self, answers: Mapping[str, Value], verdicts: Sequence[str]) -> Decision:
        """What the answers, the assumptions and the definitions entail together."""
        if (at_once := self.at_once) is not None:
            return at_once.decide(answers, verdicts)
        values = await self._ask("decide", self._dates.answers(answers), tuple(verdicts))
        return Decision(values is None, self._dates.values(values or {}))

    @cached_property
    def _cones(self) -> Cones:
        return Cones(self._dates.policy)

    @property
    def slow_to_see_what_matters(self) -> bool:
        """Whether it may take long to find out of every clause whether it can still decide a verdict."""
        many = bool(self.policy.assumptions) and len(self.policy.clauses) > MANY
        at_once = self.at_once
        return many or at_once is None or at_once.too_hard

    async def relevant(
        self,
        answers: Mapping[str, Value],
        verdicts: Sequence[str],
        candidates: Sequence[str],
        *,
        wanted: Sequence[str] | None = None,
        first: bool = False,
        free: bool = False,
    ) -> tuple[str, ...]:
        """The candidates that can still decide one of the (undecided) verdicts, if only candidates are answered.

        In the order given; with `first` at most one. With `wanted` only these candidates are looked at, in their order.
        Where it would take long to see, more may be named. Where it is `free` to ask them, that is so sooner: whatever
        the verdicts may depend on at all.
        """
        looked_at = tuple(candidates if wanted is None else wanted)
        at_once = self.at_once
        if at_once is None:
            if free:
                return self._cones.reached(self._dates.answers(answers), verdicts, looked_at)
            return await self._solved(answers, verdicts, candidates, looked_at, first=first)
        found, hard = at_once.relevant(answers, verdicts, candidates, looked_at, first=first, free=free)
        if not hard:
            return found
        rest = looked_at[looked_at.index(hard[0]) :] if first else hard
        more = await self._solved(answers, verdicts, candidates, rest, first=first)
        return tuple([name for name in looked_at if name in found or name in more])

    async def _solved(
        self,
        answers: Mapping[str, Value],
        verdicts: Sequence[str],
        candidates: Sequence[str],
        wanted: tuple[str, ...],
        *,
        first: bool,
    ) -> tuple[str, ...]:
        """The same by the solver."""
        answers = self._dates.answers(answers)
        key = (frozenset(answers.items()), tuple(verdicts), tuple(candidates), wanted, first)
        found = self._relevant.get(key)  # looked up once: another thread may clear it at any time
        if found is None:
            found = await self._ask("relevant", answers, tuple(verdicts), tuple(candidates), wanted, first)
            if len(self._relevant) >= MAX_KEPT:
                self._relevant.clear()
            self._relevant[key] = found
        return found

    async def implicant(
        self, answers: Mapping[str, Value], verdict: str, value: Value, doubts: Mapping[str, float] | None = None
    ) -> tuple[str, ...]:
        """The best minimal set of answers that entails that the verdict has the value (which all of them do).

        The best has the fewest answers, of those the least doubt in sum, of those the first in the file. `doubts` has
        a number of at least 0 for each clause, 0 where it is absent. In file order. Where the search for the best would
        take too long, the set is minimal all the same: without any one of its answers the value is not entailed.
        """
        if (at_once := self.at_once) is not None:
            return at_once.implicant(answers, verdict, value, doubts)
        found: tuple[str, ...]
        found = await self._ask("implicant", self._dates.answers(answers), verdict, into(value), dict(doubts or {}))
        return found

    async def core(self, answers: Mapping[str, Value]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Of answers that contradict the assumptions, a minimal set of clauses and of assumption ids that do."""
        found: tuple[tuple[str, ...], tuple[str, ...]] = await self._ask("core", self._dates.answers(answers))
        return found

    # --- for strategies

    @property
    def counted(self) -> CheckedPolicy:
        """The policy as it is decided: with numbers of days for dates."""
        return self._dates.policy

    def numbers(self, answers: Mapping[str, Value]) -> Mapping[str, Value]:
        """Answers to that policy."""
        return self._dates.answers(answers)

    def joint(self, verdicts: Sequence[str], most: int | None = None) -> Joint | None:
        """The verdicts together on one diagram, a new one; None where the policy is not decided on diagrams.

        TooLargeError where it grows larger than `most` nodes, now or later.
        """
        decider = self._diagrams()
        return None if decider is None else Joint(decider.diagrams, verdicts, most)

    def cells(self, answers: Mapping[str, Value]) -> Sequence[int | None]:
        """The cell of each clause of the diagrams, None where the answers (with numbers for dates) have none."""
        decider = self._diagrams()
        assert decider is not None
        return decider.at(answers)

    def values_of(self, clause: str) -> Sequence[Value | None]:
        """A value of each cell of a clause; of what has no diagram, those of a clause that has finitely many."""
        decider = self._diagrams()
        if decider is not None:
            return decider.diagrams.cells[clause].representatives
        sort = self.counted.clauses[clause].sort
        return (False, True) if sort == BOOL else sort.labels if isinstance(sort, Enumeration) else ()

    def widths_of(self, clause: str) -> Sequence[float]:
        """How likely each of these cells is beside the others, where nothing is known."""
        decider = self._diagrams()
        return (1.0,) * len(self.values_of(clause)) if decider is None else decider.diagrams.cells[clause].widths

    async def likely(
        self, answers: Mapping[str, Value], verdict: str, chances: Chances, prices: Mapping[str, float]
    ) -> Sequence[Likely]:
        """What would settle an undetermined verdict, for the ways that it can come out; empty where Z3 gives up.

        `chances` has how likely values of clauses are, as far as that is known; `prices` are above 0.
        """
        found: Sequence[Likely] = await self._ask("likely", self._dates.answers(answers), verdict, chances, prices)
        return found

    async def forbidding(self, answers: Mapping[str, Value], verdict: str, value: Value) -> Core:
        """What forbids a verdict a value: minimal clauses (by their answers), definitions and assumption ids, by Z3.

        Precondition: answers, definitions and assumptions together do.
        """
        found: Core = await self._ask("forbidding", self._dates.answers(answers), verdict, into(value))
        return found

    async def world(
        self,
        wanted: Sequence[Wanted],
        outcome: tuple[str, Value] | None = None,
        avoid: Sequence[Sequence[Wanted]] = (),
        liked: Sequence[tuple[str, Value]] = (),
    ) -> Mapping[str, Value] | None:
        """A value for each clause so that the assumptions hold, by Z3; None where there is none.

        Each of `wanted` is met, and a verdict has an outcome. Of `avoid` not all of any set is met, as far as that can
        be: the last ones are given up first. Of `liked` as many hold as can, the first before the others. TimeoutError
        where the solver gave up.
        """
        found: dict[str, Value] | bool
        found = await self._ask("world", wanted, outcome, avoid, [(name, into(value)) for name, value in liked])
        if isinstance(found, bool):
            if found:
                raise TimeoutError("the solver gave up")
            return None
        return self._dates.values(found)

    # --- for conflicts

    async def repair(self, answers: Mapping[str, Value], weights: Mapping[str, float]) -> tuple[str, ...] | None:
        """Of answers that contradict the assumptions, those to give up at the least total weight, in file order.

        Of sets that weigh the same, the smaller; of these, the one that comes later in the file. None where the
        solver gave up.
        """
        found: tuple[str, ...] | None = await self._ask("repair", self._dates.answers(answers), weights)
        return found

    # --- for whoever checks a result

    async def entails(self, answers: Mapping[str, Value], verdict: str, value: Value) -> bool | None:
        """Whether the answers leave a verdict no other value, by Z3; None where it gave up."""
        found: bool | None = await self._ask("entails", self._dates.answers(answers), verdict, into(value))
        return found

    async def contradicts(self, answers: Mapping[str, Value], assumptions: Sequence[str]) -> bool | None:
        """Whether the answers and the assumptions with these ids contradict each other, by Z3; None if it gave up."""
        found: bool | None = await self._ask("contradicts", self._dates.answers(answers), tuple(assumptions))
        return found

    # --- for explanations

    async def entailed(self, answers: Mapping[str, Value], terms: Sequence[Term]) -> Sequence[Value | None]:
        """The value that the answers entail for each of some terms of the policy; None where they entail none."""
        counted = tuple(self._dates.terms(terms))
        found: Sequence[Value | None] = await self._ask("entailed", self._dates.answers(answers), counted)
        return [out(value, term.sort) for value, term in zip(found, terms, strict=True)]

    async def grounds(
        self, answers: Mapping[str, Value], term: Term, value: Value
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """A minimal set of clauses (by their answers) and assumption ids that entails the value of a term."""
        (counted,) = self._dates.terms([term])
        found: tuple[tuple[str, ...], tuple[str, ...]]
        found = await self._ask("grounds", self._dates.answers(answers), counted, into(value))
        return found

    async def changes(self, answers: Mapping[str, Value], verdict: str, value: Value) -> Flips:
        """The smallest changes of the answers that give a verdict another value than the one that they entail."""
        decider = self._diagrams()
        answers, value = self._dates.answers(answers), into(value)
        distance = None if decider is None else decider.distance(answers, verdict, value)
        least = max(1, distance or 0)  # no fewer changes can do, so the search need not begin below
        found: Flips = await self._ask("changes", answers, verdict, value, least)
        return self._dates.flips(found, verdict)

    async def certificate(
        self, answers: Mapping[str, Value], verdict: str
    ) -> tuple[Certificate | None, tuple[tuple[str, ...], bool] | None]:
        """What settles an undetermined verdict: the shortest certificate, and the shortest list that surely does.

        With the list comes whether it is known to be the shortest. Either is None where the solver gave up.
        """
        found: tuple[Certificate | None, tuple[tuple[str, ...], bool] | None]
        found = await self._ask("certificate", self._dates.answers(answers), verdict)
        return None if found[0] is None else self._dates.certificate(found[0], verdict), found[1]


def _contradictory(policy: CheckedPolicy, core: Sequence[str]) -> Diagnostic:
    places = [a.place for a in policy.assumptions if a.id in core]
    together = "contradict each other" if len(core) > 1 else "cannot hold"
    return Diagnostic(
        "NLT409",
        f"the assumptions {together}: {', '.join(f'`{name}`' for name in core)}",
        places[0].source,
        places[0].span,
        "whatever is answered, they cannot all be true: drop or weaken one of them",
        tuple(Label(place.source, place.span, "and this") for place in places[1:]),
        places[0].heading,
    )


# --- in the worker thread ------------------------------------------------------------------------------------------

_keys = itertools.count()


def _perform(key: int, policy: CheckedPolicy, units: int, days: Days, request: str, *args: Any) -> Any:
    """Ask the solver of a program; it is made here, by the first request."""
    kept = workers.worker().kept
    if key not in kept:
        # Z3 is imported here, at the first use: `import logitext` and `logitext --help` do without it.
        from logitext.logic.smt.solver import Solver

        kept[key] = Solver(policy, units, days)
    return getattr(kept[key], request)(*args)


def _drop(key: int) -> None:
    workers.worker().kept.pop(key, None)
