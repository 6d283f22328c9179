"""`forsome` and `forall`: texts for which a formula holds, or does not.

First the logic alone, before anything is asked: a formula that it forbids needs no text. Then texts are written for the
cubes of it. Four endings, and none is taken for another: only a text whose answers entail the formula is `sat`, only
the logic makes `unsat`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from logitext.check import conflict_records, record, statements
from logitext.check.expansion import Expansion, flat, spread
from logitext.check.request import Interrupt, Request
from logitext.logic.program import Program
from logitext.logic.worlds.space import Aim, Space
from logitext.logic.worlds.wanted import Wanted
from logitext.policy.goal import GOAL
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import Value
from logitext.records.frozen import SpanRecord
from logitext.records.result import Conflicting, Open, PolicyRecord
from logitext.records.search import AttemptRecord, NoGoodRecord, Search, SearchStatus, SearchUsage, UnmetRecord
from logitext.search.alike import AlikeTexts
from logitext.search.effort import SearchEffort
from logitext.search.events import OutOfReach, SearchListener
from logitext.search.experience import Experience, NoGood, met
from logitext.search.reach import Reach, without_list
from logitext.search.reading import TextReader, TextReading
from logitext.search.realise import Realiser
from logitext.search.writing_session import WritingSession
from logitext.theory.protocol import Texts
from logitext.theory.writing.protocol import TextWanted, Writer
from logitext.trail.budget import Spending, require_prices
from logitext.trail.questions import questions as questions_of
from logitext.trail.trail import Trail

SAME = 1.0
"""From which likeness a text is no new one, where one text is wanted: only if it is the same."""


@dataclass(frozen=True, slots=True)
class SearchWish:
    """What is searched for: texts of which the goal of a policy holds.

    `policy` is the one that the user has, `expansion` that of the policy with the goal, by units of texts; `space` are
    the worlds of the latter. `universal`: a counterexample is looked for, so the goal is what denies the formula.
    """

    policy: CheckedPolicy
    expansion: Expansion
    space: Space
    formula: str
    universal: bool
    unknown: tuple[str, ...]
    given: Texts


@dataclass(slots=True)
class _State:
    """What is known when a search ends, or is interrupted."""

    trail: Trail | None = None
    fitted: Program | None = None
    given: dict[str, Value] = field(default_factory=dict)
    found: TextReading | None = None
    core: tuple[Conflicting, ...] = ()
    impossible: bool = False
    gave_up: str | None = None
    out_of_reach: str | None = None


async def search(
    wish: SearchWish,
    writer: Writer,
    request: Request,
    effort: SearchEffort,
    nogoods: Sequence[NoGood] = (),
    listener: SearchListener | None = None,
    interrupt: Interrupt | None = None,
    most: int | None = None,
) -> tuple[Search, Sequence[NoGood]]:
    """The outcome of a search, and the nogoods that hold at its end; `most` is the most texts that are read.

    What goes wrong with a writer or a theory is part of the outcome.

    Raises LogitextError where a theory cannot serve the policy, or the policy contradicts itself.
    """
    require_prices(request.limits, [*request.theories, writer], wish.given)
    searching = _Searching(wish, writer, request, effort, nogoods, listener or (lambda _: None), most)
    return await searching.run(interrupt), searching.nogoods


class _Searching:
    def __init__(
        self,
        wish: SearchWish,
        writer: Writer,
        request: Request,
        effort: SearchEffort,
        nogoods: Sequence[NoGood],
        listener: SearchListener,
        most: int | None,
    ) -> None:
        self._wish = wish
        self._request = request
        self._effort = effort
        self._listener = listener
        self._began = time.perf_counter()
        space, self._program = wish.space, wish.space.program
        policy = space.policy
        spending = Spending(request.limits)
        self._reader = TextReader(policy, wish.expansion, request, spending, listener)
        clauses = self._clauses()
        texts, facts = spread(policy, wish.given)[0].keys(), flat(wish.given.facts)
        open_lists = without_list(policy, wish.given.facts)
        self._reach = Reach(self._reader.theories, questions_of(policy), open_lists)
        self._experience = Experience(policy.clauses, nogoods, self._reach)
        self._spending = spending
        self._fixed = frozenset(
            name
            for name in clauses
            if (policy.clauses[name].texts and texts >= set(policy.clauses[name].texts)) or name in facts
        )
        self._session = WritingSession(
            space,
            writer,
            self._reader,
            self._experience,
            spending,
            unknowns=[TextWanted(name, policy.texts[name].description) for name in wish.unknown],
            given=wish.given,
            questions=questions_of(policy),
            clauses=clauses,
            alike=AlikeTexts(SAME),
            listener=listener,
        )
        self._session.most = most
        self._state = _State()
        self._aim = Aim((GOAL, True))

    @property
    def nogoods(self) -> Sequence[NoGood]:
        """What was not realised together, by now."""
        return self._experience.nogoods

    def _clauses(self) -> frozenset[str]:
        """The clauses that are read of every text: those of the formula, of all verdicts, and what is tied to them."""
        space = self._wish.space
        found = frozenset().union(*(space.clauses_of(name) for name in space.policy.verdicts))
        return found if space.worlds is None else space.worlds.tied(found)

    async def run(self, interrupt: Interrupt | None) -> Search:
        interrupted = False
        await self._program.ready()
        try:
            await self._search()
        except (KeyboardInterrupt, asyncio.CancelledError) as error:
            if isinstance(error, asyncio.CancelledError) and not (interrupt is not None and interrupt.requested):
                raise
            interrupted = True
        except TimeoutError as error:
            self._state.gave_up = str(error)
        return await self._outcome(interrupted)

    async def _search(self) -> None:
        state, space = self._state, self._wish.space
        if not await space.feasible(self._aim):
            state.impossible = True
            state.core = await self._core()
            return
        if self._fixed or self._wish.given.facts or space.policy.derived:
            trail, fitted = await self._reader.read(self._wish.given, self._fixed)
            state.trail, state.fitted = trail, fitted.program
            state.given = self._reader.values(trail, fitted)
            self._fixed |= fitted.texts.facts.keys() & state.given.keys()  # what follows from texts that are given
        known = space.known(state.given)
        self._realiser = realiser = Realiser(self._session, self._effort, known, self._fixed, self._listener)
        if state.given and not await space.feasible(realiser.with_given(self._aim)):
            state.impossible = True
            state.core = await self._core()
            return
        if (self._wish.unknown or space.has_facts) and not await self._is_out_of_reach():
            state.found = await realiser.realise(self._aim)

    async def _is_out_of_reach(self) -> bool:
        """Whether no text can be read to meet the aim; if so, that is said, and nothing is written."""
        if not self._reach.limited:
            return False
        lost = await self._realiser.out_of_reach(self._aim)
        if not lost:
            return False
        unheard, no_list = self._reach.unheard, self._reach.without_list
        clauses = [one.clause if one.clause in unheard else str(one) for one in lost if one.clause not in no_list]
        so = "no counterexample can be confirmed" if self._wish.universal else "no text can be confirmed"
        clause_of = self._wish.space.policy.clauses
        formulas = [clause_of[one.clause].wording for one in lost if one.clause in no_list]
        found = OutOfReach(tuple(clauses), 1, 1, so, tuple(formulas))
        self._state.out_of_reach = str(found)
        self._listener(found)
        return True

    async def _core(self) -> tuple[Conflicting, ...]:
        """What forbids the goal: a minimal set of answers about given texts, definitions and assumptions."""
        trail, program = self._state.trail, self._state.fitted or self._program
        policy = program.policy  # where formulas about given lists and texts are spelt out, so that answers are named
        answers = {} if trail is None else trail.values
        clauses, definitions, assumptions = await program.forbidding(answers, GOAL, True)
        answered = [] if trail is None else conflict_records.answered(policy, trail, clauses)
        defined = [
            Conflicting(
                kind="definition",
                name=name,
                statement=statements.of_definition(policy, name),
                span=SpanRecord.of(policy.place(name)),
                heading=policy.place(name).heading,
                theory=None,
            )
            for name in definitions
        ]
        return (*answered, *defined, *conflict_records.assumed(policy, assumptions))

    # --- how it ended

    async def _outcome(self, interrupted: bool) -> Search:
        state, wish = self._state, self._wish
        tally = self._session.tally
        opened = () if state.found is not None or state.impossible else await self._open()
        status, detail = self._status(opened, interrupted)
        nearest = self._nearest() if status in ("unrealised", "no counterexample found", "undetermined") else None
        fields: dict[str, object] = {} if state.found is None else await self._witness(state.found)
        usage = tally.usage + self._session.reading_usage
        if state.trail is not None:
            usage += state.trail.usage
        outcome = Search(
            kind="forall" if wish.universal else "forsome",
            formula=wish.formula,
            policy=PolicyRecord(path=wish.policy.source.name, sha256=wish.policy.sha256),
            unknown=wish.unknown,
            given=tuple(wish.given),
            status=status,
            detail=detail,
            core=state.core,
            nearest=nearest,
            resisted=() if nearest is None else tuple([one.demand for one in nearest.unmet]),
            not_together=nogood_records(self._experience.nogoods),
            open=opened,
            attempts=tuple([self._attempt(*one) for one in self._experience.tried]),
            usage=SearchUsage(
                writing=tally.calls,
                reading=self._session.reading_usage.calls + (0 if state.trail is None else state.trail.usage.calls),
                texts=tally.texts,
                questions=self._session.questions_put + (0 if state.trail is None else state.trail.asked),
                input_tokens=usage.input_tokens,
                output_tokens=usage.output_tokens,
                cost=self._spending.cost,
                seconds=time.perf_counter() - self._began,
            ),
            failed=status == "undetermined" and (tally.failed or any(one.reason == "failed" for one in opened)),
            interrupted=interrupted,
        )
        return outcome.model_copy(update=fields)

    def _status(self, opened: Sequence[Open], interrupted: bool) -> tuple[SearchStatus, str | None]:
        state, universal = self._state, self._wish.universal
        if state.impossible:
            return ("proved" if universal else "unsat"), None
        if state.found is not None:
            return ("refuted" if universal else "sat"), None
        stopped = self._session.tally.stopped or self._session.tally.nothing
        if interrupted:
            return "undetermined", "interrupted"
        if state.gave_up is not None:
            return "undetermined", state.gave_up
        if state.out_of_reach is not None:
            return "undetermined", state.out_of_reach
        if opened:
            return "undetermined", stopped
        if not self._experience.tried:
            return "undetermined", stopped or "there is no text to look for"
        return ("no counterexample found" if universal else "unrealised"), stopped

    async def _open(self) -> tuple[Open, ...]:
        """The clauses that could not be judged, and but for which a text might have met the aim."""
        found: dict[str, Open] = {}
        for reading in self._experience.readings:
            if reading.allowed and await self._realiser.meets(self._aim, reading) is None:
                for name, (reason, detail) in reading.open.items():
                    found.setdefault(name, Open(clause=name, reason=reason, detail=detail))
        matter = self._wish.space.clauses_of(GOAL)
        return tuple([found[name] for name in self._wish.space.policy.clauses if name in found and name in matter])

    def _nearest(self) -> AttemptRecord | None:
        """The text that missed the fewest of its demands."""
        tried = [
            (sum(not met(one, reading) for one in demands), n)
            for n, (demands, reading) in enumerate(self._experience.tried)
        ]
        return self._attempt(*self._experience.tried[min(tried)[1]]) if tried else None

    def _attempt(self, demands: frozenset[Wanted], reading: TextReading) -> AttemptRecord:
        ordered = sorted(demands, key=lambda one: (list(self._wish.space.policy.clauses).index(one.clause), str(one)))
        return AttemptRecord(
            texts=reading.written,
            facts=flat(reading.texts.facts),
            demands=tuple(map(str, ordered)),
            unmet=tuple(
                [
                    UnmetRecord(
                        demand=str(one),
                        clause=one.clause,
                        value=reading.values.get(one.clause),
                        quote=reading.quote(one.clause),
                    )
                    for one in ordered
                    if not met(one, reading)
                ]
            ),
            conflict=not reading.allowed,
        )

    async def _witness(self, reading: TextReading) -> dict[str, object]:
        """What is said of the text that was found: all that was read of it, and what that entails."""
        assert reading.trail is not None
        assert reading.fitted is not None
        program: Program = reading.fitted.program
        names = list(program.policy.verdicts)
        decision = await program.decide(reading.trail.values, names)
        whole = await record.result(
            program,
            reading.trail,
            reading.texts,
            names,
            decision,
            interrupted=False,
            seconds=time.perf_counter() - self._began,
            units=reading.fitted.units,
        )
        own = {name: verdict for name, verdict in whole.verdicts.items() if name != GOAL}
        decided = all(verdict.value is not None for verdict in own.values())
        original = {name: value for name, value in whole.answers.items() if name in program.policy.clauses}
        result = whole.model_copy(
            update={
                "policy": PolicyRecord(path=self._wish.policy.source.name, sha256=self._wish.policy.sha256),
                "verdicts": own,
                "status": "decided" if decided else "undetermined",
            }
        )
        return {
            "texts": reading.written,
            "facts": whole.facts,
            "answers": original,
            "because": whole.verdicts[GOAL].because,
            "result": result if own else None,
        }


def nogood_records(nogoods: Sequence[NoGood]) -> tuple[NoGoodRecord, ...]:
    """Some no-goods as records."""
    return tuple(
        [NoGoodRecord(demands=one.names, attempts=one.attempts, nearest=one.nearest, met=one.met) for one in nogoods]
    )
