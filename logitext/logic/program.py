"""A compiled policy, as the engine sees it: plain values in, plain values out, from any thread or task.

A `Program` is compiled once and serves any number of documents. Methods come in one form, a coroutine that does not
block the event loop. What only Z3 answers is in :mod:`logitext.logic.solver_questions`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from typing import Any, TypeVar

from logitext.logic.at_once import AtOnce
from logitext.logic.backend import Backend, Decision, Flips, Reason, Relevant
from logitext.logic.backend_name import BACKENDS, BackendName
from logitext.logic.cone_of_influence import ConeOfInfluence, hardness
from logitext.logic.day_numbers import into
from logitext.logic.diagram.build import diagrams
from logitext.logic.diagram.cells import NotFiniteError
from logitext.logic.diagram.decider import MAX_KEPT, DiagramDecider
from logitext.logic.diagram.product import ProductDiagram
from logitext.logic.diagram.turning import turning
from logitext.logic.folding import Folded, Folding
from logitext.logic.solver_questions import SolverQuestions
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import BOOL, Enumeration, Value
from logitext.syntax.diagnostics import Diagnostic, InputError, Label, PolicyError

T = TypeVar("T")

EFFORT = 10_000_000
"""What one solver call may spend, in units of `smt.effort`: about ten seconds of a quiet machine, and no less on a busy
one. After that the solver has given up, and nothing is concluded."""

MANY = 24
"""With assumptions and more clauses than this it may take long to see which of all clauses matter."""
MANY_ANSWERS = 300
"""With more answers than this, reasons of a policy with folded facts are looked for among those that matter in it."""
FEW_BRANCHES = 500
"""How far the fewest of these are looked for: what is found is not said to be the fewest anyway."""


class Program(SolverQuestions):
    """Decides what answers entail. PolicyError at the first use if the assumptions contradict each other.

    Both back ends give the same; what diagrams cannot say (cores, repairs, explanations) is always Z3's.
    """

    def __init__(self, policy: CheckedPolicy, backend: BackendName = "auto") -> None:
        if backend not in BACKENDS:
            raise ValueError(f"the back ends are {', '.join(BACKENDS)}, not {backend!r}")
        super().__init__(policy, EFFORT)
        self._backend = backend
        self._compiled = False
        self._ready = False
        self._decider: DiagramDecider | None = None
        self._at_once: AtOnce | None = None
        self._why_none = ""
        self._folding: Folding | None = None
        self._lock = threading.Lock()
        # The first questions are the same for every document, and take the solver longest.
        self._relevant: dict[Any, Relevant] = {}
        self.kept: dict[Any, Any] = {}
        """What others keep with the program, by a type of theirs, and may hold the program: it is freed with it.

        A table of them elsewhere, even one with weak keys, would keep the program for ever through such a value.
        """

    def _diagrams(self) -> DiagramDecider | None:
        """The diagrams, made at the first use; None where Z3 decides."""
        if not self._compiled:
            with self._lock:
                if not self._compiled and self._backend != "z3":
                    try:
                        self._decider = DiagramDecider(diagrams(self._dates.policy))
                        self._at_once = AtOnce(self._decider, self._dates)
                    except NotFiniteError as error:
                        self._why_none = str(error)
                self._compiled = True
        return self._decider

    def folded(self, known: Mapping[str, Value]) -> Folded | None:
        """The policy with facts folded in, where that lets diagrams decide it, or makes it easy; None elsewhere.

        `known` has the facts, and may have answers.
        """
        if self._backend == "diagram" or self._diagrams() is not None:
            return None
        if self._folding is None:
            hard = hardness(self._dates.policy)
            if self._backend == "z3" and not hard:
                return None
            self._folding = Folding(self.policy, partial(_simpler, self._backend, hard) if hard else _simple)
        return self._folding.of(known)

    async def _ask(self, question: Callable[[Backend], T]) -> T:
        """The answer of the back end that decides."""
        decider = self._diagrams()
        return await self._solver.run(question) if decider is None else question(decider)

    @property
    def wanted_backend(self) -> BackendName:
        """The back end that was asked for."""
        return self._backend

    @property
    def backend(self) -> str:
        """Which back end decides, and why, in words for people."""
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
        if decider is None and self._backend == "diagram":
            hint = "leave the choice to Logitext: `--backend auto`"
            message = f"the policy cannot be decided on diagrams: {self._why_none}"
            raise InputError([Diagnostic("NLT610", message, hint=hint)])
        if decider is None or decider.contradictory():
            core = await self._solver.run(lambda solver: solver.contradiction())
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
        folded = self.folded(answers)
        if folded is not None:
            return await folded.program.decide({**answers, **folded.facts}, verdicts)
        known = self._dates.answers(answers)
        return self._dates.decision(await self._ask(lambda backend: backend.decide(known, verdicts)))

    @cached_property
    def _cones(self) -> ConeOfInfluence:
        return ConeOfInfluence(self._dates.policy)

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
        return (await self.relevance(answers, verdicts, candidates, wanted=wanted, first=first, free=free)).clauses

    async def relevance(
        self,
        answers: Mapping[str, Value],
        verdicts: Sequence[str],
        candidates: Sequence[str],
        *,
        wanted: Sequence[str] | None = None,
        first: bool = False,
        free: bool = False,
    ) -> Relevant:
        """The clauses that can still decide a verdict, and those for which finding out would take too long."""
        looked_at = tuple(candidates if wanted is None else wanted)
        folded = self.folded(answers)
        if folded is not None:
            known = {**answers, **folded.facts}
            return await folded.program.relevance(known, verdicts, candidates, wanted=wanted, first=first, free=free)
        at_once = self.at_once
        if at_once is None:
            if free:
                return Relevant(self._cones.reached(self._dates.answers(answers), verdicts, looked_at))
            return await self._solved(answers, verdicts, candidates, looked_at, first=first)
        found, hard = at_once.relevant(answers, verdicts, candidates, looked_at, first=first, free=free)
        if not hard:
            return Relevant(found)
        rest = looked_at[looked_at.index(hard[0]) :] if first else hard
        solved = await self._solved(answers, verdicts, candidates, rest, first=first)
        matter = {*found, *solved.clauses}
        return Relevant(tuple([name for name in looked_at if name in matter]), solved.unsure)

    async def _solved(
        self,
        answers: Mapping[str, Value],
        verdicts: Sequence[str],
        candidates: Sequence[str],
        wanted: tuple[str, ...],
        *,
        first: bool,
    ) -> Relevant:
        """The candidates that the solver finds, kept for the next document."""
        known = self._dates.answers(answers)
        key = (frozenset(known.items()), tuple(verdicts), tuple(candidates), wanted, first)
        kept = self._relevant.get(key)  # looked up once: another thread may clear it at any time
        if kept is not None:
            return kept
        sure, hard = await self._solver.run(
            lambda solver: solver.relevant(known, verdicts, candidates, wanted, first=first)
        )
        both = {*sure, *hard}
        found = Relevant(tuple([name for name in wanted if name in both]), frozenset(hard))
        if len(self._relevant) >= MAX_KEPT:
            self._relevant.clear()
        self._relevant[key] = found
        return found

    async def deciding(self) -> tuple[frozenset[str], frozenset[str]]:
        """The clauses whose answers can decide a verdict, and the clauses that may or may not.

        A clause is of the first kind if some minimal set of answers that entails a verdict has an answer to it.
        """
        names, verdicts = tuple(self.policy.clauses), tuple(self.policy.verdicts)
        at_once = self.at_once
        if at_once is None:
            solved = await self._solved({}, verdicts, names, names, first=False)
            return frozenset(solved.clauses) - solved.unsure, solved.unsure
        alone = turning(at_once.decider.diagrams)
        matter, hard = at_once.relevant({}, verdicts, names, [name for name in names if name not in alone])
        found, unsure = frozenset(matter), frozenset(hard)
        if 0 < len(hard) <= MANY:
            solved = await self._solved({}, verdicts, names, hard, first=False)
            found, unsure = found | (frozenset(solved.clauses) - solved.unsure), solved.unsure
        return alone | found, unsure

    async def implicant(
        self, answers: Mapping[str, Value], verdict: str, value: Value, doubts: Mapping[str, float] | None = None
    ) -> Reason:
        """The best minimal set of answers that entails that the verdict has the value (which all of them do).

        The best has the fewest answers, of those the least doubt in sum, of those the first in the file. `doubts` has
        a number of at least 0 for each clause, 0 where it is absent. In file order. Where the search for the best would
        take too long, the set is minimal all the same: without any one of its answers the value is not entailed. The
        reason says so.
        """
        known = self._dates.answers(answers)
        near = await self._near(answers, verdict, value, doubts) if len(answers) > MANY_ANSWERS else None
        if near is not None:
            known = {name: one for name, one in known.items() if name in near}
        found = await self._ask(lambda backend: backend.implicant(known, verdict, into(value), doubts or {}))
        return found if near is None else found._replace(smallest=False)

    async def _near(
        self, answers: Mapping[str, Value], verdict: str, value: Value, doubts: Mapping[str, float] | None
    ) -> frozenset[str] | None:
        """Answers and facts that entail the value, found on the policy with facts folded in; None where it has none.

        Some of these facts may not be needed: the policy as it is has to say that.
        """
        folded = self.folded(answers)
        if folded is None or self._folding is None:
            return None
        program, known = folded.program, {**answers, **folded.facts}
        decider = program._diagrams()
        if decider is None:
            found = await program.implicant(known, verdict, value, doubts)
        else:
            counted = program._dates.answers(known)
            found = decider.implicant(counted, verdict, into(value), doubts, FEW_BRANCHES)
        return self._folding.behind(found.clauses, folded.fixed)

    # --- for strategies

    def product(self, verdicts: Sequence[str], most: int | None = None) -> ProductDiagram | None:
        """The verdicts together on one diagram, a new one; None where the policy is not decided on diagrams.

        TooLargeError where it grows larger than `most` nodes, now or later.
        """
        decider = self._diagrams()
        return None if decider is None else ProductDiagram(decider.diagrams, verdicts, most)

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

    # --- for explanations

    async def changes(self, answers: Mapping[str, Value], verdict: str, value: Value) -> Flips:
        """The smallest changes of the answers that give a verdict another value than the one that they entail."""
        decider = self._diagrams()
        known = self._dates.answers(answers)
        distance = None if decider is None else decider.distance(known, verdict, into(value))
        least = max(1, distance or 0)  # no fewer changes can do, so the search need not begin below
        found = await self._solver.run(lambda solver: solver.changes(known, verdict, into(value), least))
        return self._dates.flips(found, verdict)


def _simple(policy: CheckedPolicy) -> Program | None:
    """The program of a policy with facts folded in that diagrams decide; None where they cannot."""
    program = Program(policy)
    return None if program.at_once is None else program


def _simpler(backend: BackendName, hard: int, policy: CheckedPolicy) -> Program | None:
    """The program of a policy, where facts have made it easier for the solver; None where it stays as hard."""
    program = Program(policy, backend)
    return None if program.at_once is None and hardness(program.counted) >= hard else program


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
