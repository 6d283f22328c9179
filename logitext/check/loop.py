"""The check: ask what can still change a verdict, until all are decided or nothing is left to ask.

DPLL(T) with the roles kept apart: `logic` decides what the answers so far entail, a strategy chooses what to ask, a
theory answers, the trail keeps what it said. An answer holds for the length of the check. A verdict is given only
when the answers, the assumptions and the definitions entail it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from logitext.certainty.calibrated import held_back
from logitext.certainty.evidence import Certainty, said_of
from logitext.certainty.soft import likeliest
from logitext.certainty.verdicts import chances_of
from logitext.check import evidence, record
from logitext.check.conflicts import resolve
from logitext.check.events import Answered, Asking, Listener, Noted, Spared, Started
from logitext.check.options import OnConflict
from logitext.check.surer import ask_until_sure, further_of
from logitext.logic.backend import Decision
from logitext.logic.program import Program
from logitext.policy.units import UnitCount
from logitext.records.result import Result
from logitext.strategy.choice import Choice, Chooser
from logitext.strategy.pace import saw
from logitext.strategy.planning import PLANNING, Planning
from logitext.theory.allowance import allowing
from logitext.theory.priors.learned import LearnedPriors
from logitext.theory.protocol import Answer, Question, Retract, Stop, Texts, Theory, Usage
from logitext.theory.validation import NOTHING, ask
from logitext.trail.budget import Spending, require_prices
from logitext.trail.limits import CheckLimits
from logitext.trail.questions import asked_of, too_many
from logitext.trail.questions import questions as questions_of
from logitext.trail.trail import Trail


class Interrupt:
    """A way to end a check early and still have its result: set `requested`, then cancel its task."""

    requested = False


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a check, whatever the texts. The theories are in the order in which they are asked."""

    theories: Sequence[Theory]
    verdicts: Sequence[str]
    limits: CheckLimits
    on_conflict: OnConflict
    planning: Planning = PLANNING
    priors: LearnedPriors | None = None
    certainty: Certainty | None = None
    """What answers are worth as evidence, where the probabilities of verdicts are asked for."""


@dataclass(frozen=True, slots=True)
class EarlyReply:
    """What a theory said to questions before the check: a reply, one to wait for, or what it raised."""

    theory: Theory
    questions: tuple[Question, ...]
    outcome: Any


def _silent(_event: object) -> None:
    pass


async def check(
    program: Program,
    texts: Texts,
    request: Request,
    listener: Listener | None = None,
    interrupt: Interrupt | None = None,
    units: Mapping[str, UnitCount] | None = None,
    said: Sequence[EarlyReply] = (),
) -> Result:
    """The result of a policy on the texts of one document.

    The theories are tried in their order for each clause: the first that knows answers. `listener` hears of each step.
    KeyboardInterrupt, and a cancellation that `interrupt` asked for, end the check with the result so far; other
    cancellations pass through. `units` says how many units of texts the policy was made for. What theories have `said`
    to the questions that come first is not asked again.
    Raises LogitextError where a theory cannot serve the policy, or the policy contradicts itself.
    """
    started = time.perf_counter()
    await program.ready()
    loop = Loop(program, texts, request, listener or _silent, said=said)
    for theory in request.theories:
        theory.prepare(asked_of(program.policy))
    require_prices(request.limits, request.theories, texts)
    if listener is not None:
        listener(Started(program.backend))
    interrupted = False
    try:
        decision = await loop.run()
        if request.certainty is not None and request.certainty.confidence is not None:
            await ask_until_sure(loop, request.certainty)
    except (KeyboardInterrupt, asyncio.CancelledError) as error:
        if isinstance(error, asyncio.CancelledError) and not (interrupt is not None and interrupt.requested):
            raise
        interrupted = True
        loop.trail.stopped = "interrupted"
        decision = await program.decide(loop.trail.values, request.verdicts)

    async def result() -> Result:
        made = await record.result(
            program,
            loop.trail,
            texts,
            request.verdicts,
            decision,
            interrupted=interrupted,
            seconds=time.perf_counter() - started,
            units=units or {},
            instead=loop.chooser.instead(loop.trail),
        )
        if request.certainty is None:
            return made
        said, learned = said_of(loop.trail), request.priors
        chances = chances_of(program, request.verdicts, said, request.certainty, learned)
        if loop.trail.witnesses:
            chances = {
                name: one.model_copy(update={"further": further_of(loop.trail, name)}) for name, one in chances.items()
            }
        if request.certainty.soft:
            chances = likeliest(program.policy, made, chances, said)
        made = made.model_copy(update={"probability": chances})
        calibration = request.certainty.calibration
        return made if calibration is None else held_back(made, calibration)

    found = await result()
    if interrupted or not any(theory.fetches_evidence for theory in request.theories):
        return found
    try:
        return await result() if await evidence.fetch(loop, found) else found
    except (KeyboardInterrupt, asyncio.CancelledError) as error:
        if isinstance(error, asyncio.CancelledError) and not (interrupt is not None and interrupt.requested):
            raise
        interrupted = True
        return await result()


class Loop:
    """One check at work. What it spends may be shared with others: `spending`."""

    def __init__(
        self,
        program: Program,
        texts: Texts,
        request: Request,
        listener: Listener,
        spending: Spending | None = None,
        said: Sequence[EarlyReply] = (),
    ) -> None:
        self.program = program
        self.texts = texts
        self.verdicts = request.verdicts
        self.on_conflict = request.on_conflict
        self.listener = listener
        self.questions = questions_of(program.policy)
        self.trail = Trail(self.questions, request.theories, texts, too_many(program.policy))
        self.spending = spending or Spending(request.limits)
        self._spent_before = self.spending.cost
        self._said = list(said)
        self.learned = request.priors
        self.chooser = Chooser(program, self.questions, texts, request.verdicts, request.planning, request.priors)

    async def run(self) -> Decision:
        """Rounds until nothing is left to ask; what the answers entail then."""
        while True:
            decision = await self.program.decide(self.trail.values, self.verdicts)
            if decision.conflict:
                decision = await resolve(
                    self.program,
                    self.trail,
                    self.questions,
                    self.verdicts,
                    decision,
                    self.on_conflict,
                    self.ask,
                )
            open_verdicts = [name for name in self.verdicts if name not in decision.values]
            if decision.conflict or not open_verdicts:
                if not decision.conflict and self.chooser.left:
                    self.listener(Spared(self.chooser.left))
                return decision

            choice = await self.chooser.next(self.trail, open_verdicts)
            if choice is None:
                return decision
            if choice.spared:
                self.listener(Spared(choice.spared))
            await self.round(choice)

    async def round(self, choice: Choice) -> None:
        """Ask, and put the answers on the trail; an answer may also take the last one back, or stop the check."""
        asked = tuple(self.questions[name] for name in choice.clauses)
        answers = await self.ask(choice.theory, asked, choice)
        for name, answer in answers.items():
            match answer:
                case Retract():
                    self.trail.retract(choice.theory)
                case Stop(reason=reason):
                    self.trail.stopped = reason
                case _:
                    self.trail.add(self.questions[name], choice.theory, answer)

    def _already(self, theory: Theory, questions: tuple[Question, ...]) -> Any:
        """What the theory said to these questions before the check."""
        if self._said and self._said[0].theory is theory and self._said[0].questions == questions:
            return self._said.pop(0).outcome
        return NOTHING

    def count_cost(self) -> None:
        """Tell the trail what this check has cost; None where that is not known."""
        now, before = self.spending.cost, self._spent_before
        self.trail.cost = None if now is None or before is None else now - before

    async def ask(
        self, theory: Theory, questions: tuple[Question, ...], choice: Choice | None = None
    ) -> Mapping[str, Answer]:
        """Put questions to a theory, if the budget allows it; none are answered otherwise, and the trail says why."""
        late = self.spending.late()
        if late is not None:
            self.trail.expire(late)
            return {}
        refusal = self.spending.refusal(theory, questions, self.texts)
        if refusal is not None:
            self.trail.bar(theory, refusal)
            return {}
        self.spending.add(theory, questions)
        self.trail.rounds += 1
        self.count_cost()
        self.listener(Asking(self.trail.rounds, theory, questions, choice))
        began = time.perf_counter()
        try:
            async with asyncio.timeout(self.spending.left()):
                with allowing(self.spending.allowance):
                    answers, usage, notes = await ask(theory, questions, self.texts, self._already(theory, questions))
        except TimeoutError:
            # What the theory raises comes back as an answer, so this is the deadline's.
            cut = Usage(cost=None)  # what the call had cost by then is not known
            self.trail.used(theory, questions, cut)
            self.spending.record_usage(theory, cut)
            self.count_cost()
            self.trail.expire(self.spending.late() or "the deadline has passed")
            return {}
        if usage.calls == 1 and not usage.cached:
            saw(theory, len(questions), time.perf_counter() - began)
        self.trail.used(theory, questions, usage)
        self.spending.record_usage(theory, usage)
        self.count_cost()
        for note in notes:
            self.listener(Noted(theory, note))
        for question in questions:
            if question.id in answers:
                self.listener(Answered(theory, question, answers[question.id]))
        return answers
