"""`cover`: goals by logic alone, then texts that meet them; or how many of them a set of cases meets."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from logitext.check.expansion import Expansion
from logitext.check.request import Interrupt, Request
from logitext.cover.effort import CoverEffort
from logitext.cover.goals import Goals
from logitext.cover.stand_ins import formulas_for
from logitext.cover.suite import Covering, Suite
from logitext.cover.worked_out import goals_of
from logitext.logic.worlds.space import Space
from logitext.policy.goal import GOAL
from logitext.policy.model import CheckedPolicy
from logitext.records.cover import Cover, GoalRecord, InfeasibleRecord, TextLine
from logitext.records.result import Open, PolicyRecord
from logitext.records.search import SearchUsage
from logitext.search.alike import AlikeTexts
from logitext.search.effort import SearchEffort
from logitext.search.events import Considered, OutOfReach, SearchListener
from logitext.search.experience import Experience, NoGood
from logitext.search.reach import Reach, without_list
from logitext.search.reading import TextReader, TextReading
from logitext.search.realise import Realiser
from logitext.search.solve import nogood_records
from logitext.search.writing_session import WritingSession
from logitext.theory.protocol import Texts
from logitext.theory.writing.protocol import TextWanted, Writer
from logitext.trail.budget import Spending, require_prices
from logitext.trail.questions import questions as questions_of


@dataclass(frozen=True, slots=True)
class Aimed:
    """What is to be covered: a formula's or some verdicts' goals by a criterion.

    `policy` is the one that the user has, `expansion` that of the policy as it is decided (with a formula as a verdict,
    if there is one), `space` its worlds. `limit` is the most texts, and of `all` the most goals.
    """

    policy: CheckedPolicy
    expansion: Expansion
    space: Space
    formula: str | None
    verdicts: tuple[str, ...]
    criterion: str
    limit: int
    alike: float = 0.9


Keep = Callable[[TextLine], None]
"""Called with each text as soon as it has been read."""


async def cover(
    aimed: Aimed,
    writer: Writer | None,
    request: Request,
    effort: CoverEffort,
    *,
    cases: Sequence[TextReading] = (),
    nogoods: Sequence[NoGood] = (),
    listener: SearchListener | None = None,
    keep: Keep | None = None,
    interrupt: Interrupt | None = None,
) -> tuple[Cover, Sequence[NoGood]]:
    """What is covered, by `cases` that are there already and by what the writer adds (None: nothing is written).

    With it come the nogoods that hold at the end. Raises LogitextError where a theory cannot serve the policy, the
    policy contradicts itself, or the criterion cannot be worked out for it.
    """
    await aimed.space.program.ready()
    if writer is not None:
        require_prices(request.limits, [*request.theories, writer], Texts({}))
    covering = _Cover(aimed, writer, request, effort, nogoods, listener or (lambda _: None), keep)
    return await covering.run(cases, interrupt), covering.nogoods


class _Cover:
    def __init__(
        self,
        aimed: Aimed,
        writer: Writer | None,
        request: Request,
        effort: CoverEffort,
        nogoods: Sequence[NoGood],
        listener: SearchListener,
        keep: Keep | None,
    ) -> None:
        self._aimed = aimed
        self._effort = effort
        self._keep = keep
        self._began = time.perf_counter()
        space = aimed.space
        policy = space.policy
        self._spending = Spending(request.limits)
        self._reader = TextReader(policy, aimed.expansion, request, self._spending, listener)
        self._reach = Reach(self._reader.theories, questions_of(policy), without_list(policy))
        self._experience = Experience(policy.clauses, nogoods, self._reach)
        mentioned = frozenset().union(*(space.clauses_of(name) for name in (*aimed.verdicts, *self._own)))
        clauses = mentioned if space.worlds is None else space.worlds.tied(mentioned)
        self._clauses = tuple([name for name in policy.clauses if name in clauses])
        self._writes = writer is not None
        self._listener = listener
        self._session = WritingSession(
            space,
            writer or Writer(),
            self._reader,
            self._experience,
            self._spending,
            unknowns=[TextWanted(name, one.description) for name, one in policy.texts.items()],
            given=Texts({}),
            questions=questions_of(policy),
            clauses=clauses,
            alike=AlikeTexts(aimed.alike),
            listener=self._hear,
        )
        self._session.most = aimed.limit

    @property
    def _own(self) -> tuple[str, ...]:
        """The policy's own verdicts: each text comes with what it amounts to for them."""
        return tuple([name for name in self._aimed.space.policy.verdicts if name != GOAL])

    @property
    def nogoods(self) -> Sequence[NoGood]:
        """What was not realised together, by now."""
        return self._experience.nogoods

    def _hear(self, event: object) -> None:
        self._listener(event)  # type: ignore[arg-type]  # it is one of those

    async def run(self, cases: Sequence[TextReading], interrupt: Interrupt | None) -> Cover:
        aimed = self._aimed
        goals = await goals_of(
            aimed.space, aimed.verdicts, aimed.criterion, aimed.limit, lambda number: self._listener(Considered(number))
        )
        suite = Suite(goals)
        for case in cases:
            self._experience.add(case)
        search = SearchEffort(rounds=1, proposals=self._effort.proposals, cubes=1)
        realiser = Realiser(self._session, search, (), (), self._listener)
        covering = Covering(self._session, realiser, suite, self._effort, self._listener, self._kept)
        interrupted = False
        try:
            if self._writes:
                await self._say_what_is_out_of_reach(covering, goals, suite)
                await covering.run()
            else:
                await covering.look()
        except (KeyboardInterrupt, asyncio.CancelledError) as error:
            if isinstance(error, asyncio.CancelledError) and not (interrupt is not None and interrupt.requested):
                raise
            interrupted = True
        return await self._outcome(goals, suite, interrupted)

    async def _say_what_is_out_of_reach(self, covering: Covering, goals: Goals, suite: Suite) -> None:
        """Give up the goals that no text can be read to meet, and say so before anything is written."""
        if not self._reach.limited:
            return
        await covering.look()
        lost = await covering.out_of_reach()
        suite.given_up |= lost
        if lost:
            relevant = set(self._clauses)
            sides = [
                f"not {name}" if value else name for name, value in self._reach.one_sided.items() if name in relevant
            ]
            unheard = [name for name in self._reach.unheard if name in relevant]
            clause_of = self._aimed.space.policy.clauses
            formulas = tuple([clause_of[name].wording for name in self._reach.without_list if name in relevant])
            found = OutOfReach((*unheard, *sides), len(lost), goals.feasible, without_list=formulas)
            goals.notes.append(formulas_for(self._aimed.space.policy)(str(found)))
            self._listener(found)

    async def _kept(self, number: int, reading: TextReading, met: Sequence[int]) -> None:
        if self._keep is not None and reading.trail is not None:
            self._keep(await self._line(number, reading, met))

    async def _line(self, number: int, reading: TextReading, met: Sequence[int]) -> TextLine:
        policy, program = self._aimed.policy, self._aimed.space.program
        names = [*self._own, *([GOAL] if GOAL in self._aimed.verdicts else [])]
        decision = await program.decide(reading.values, names)
        known = {name: reading.values[name] for name in self._clauses if name in reading.values}
        return TextLine(
            text=number + 1,
            policy=policy.sha256,
            reader=",".join(one.name for one in self._reader.theories),
            label=reading.label,
            texts=reading.written,
            facts={name: value for name, value in known.items() if program.policy.clauses[name].fact},
            answers={name: value for name, value in known.items() if not program.policy.clauses[name].fact},
            verdicts={("(formula)" if name == GOAL else name): decision.values.get(name) for name in names},
            goals=tuple([index + 1 for index in met]),
            open=tuple([Open(clause=name, reason=why[0], detail=why[1]) for name, why in reading.open.items()]),
            conflict=not reading.allowed,
        )

    async def _outcome(self, goals: Goals, suite: Suite, interrupted: bool) -> Cover:
        aimed, tally = self._aimed, self._session.tally
        by_text: dict[int, list[int]] = {}
        for index, readings in suite.all_met.items():
            for number in readings:
                by_text.setdefault(number, []).append(index)
        lines = [
            await self._line(number, reading, sorted(by_text.get(number, ())))
            for number, reading in enumerate(self._experience.readings)
        ]
        usage = tally.usage + self._session.reading_usage
        realised = len(suite.met)
        return Cover(
            policy=PolicyRecord(path=aimed.policy.source.name, sha256=aimed.policy.sha256),
            formula=aimed.formula,
            criterion=aimed.criterion,
            status="covered" if realised == goals.feasible else "uncovered",
            detail="interrupted" if interrupted else tally.stopped,
            feasible=goals.feasible,
            realised=realised,
            goals=tuple(
                [
                    GoalRecord(
                        goal=index + 1,
                        name=goal.name,
                        clause=goal.clause,
                        text=None if index not in suite.met else suite.met[index] + 1,
                        tried=suite.tried.get(index, 0),
                    )
                    for index, goal in enumerate(goals.goals)
                ]
            ),
            infeasible=tuple(
                [InfeasibleRecord(name=one.name, clause=one.clause, because=one.because) for one in goals.infeasible]
            ),
            notes=tuple(goals.notes),
            clauses=self._clauses,
            verdicts=tuple("(formula)" if name == GOAL else name for name in aimed.verdicts),
            texts=tuple(lines),
            not_together=nogood_records(self._experience.nogoods),
            usage=SearchUsage(
                writing=tally.calls,
                reading=self._session.reading_usage.calls,
                texts=tally.texts,
                questions=self._session.questions_put,
                input_tokens=usage.input_tokens,
                output_tokens=usage.output_tokens,
                cost=self._spending.cost,
                seconds=time.perf_counter() - self._began,
            ),
            failed=tally.failed,
            interrupted=interrupted,
        )
