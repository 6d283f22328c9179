"""One check at work: it decides, chooses and asks, round after round."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from typing import Any

from logitext.check.conflicts import resolve
from logitext.check.events import Answered, Asking, Listener, Noted, Spared
from logitext.check.request import EarlyReply, Request
from logitext.logic.backend import Decision
from logitext.logic.program import Program
from logitext.strategy.choice import Choice, Chooser
from logitext.strategy.pace import saw
from logitext.theory.allowance import allowing
from logitext.theory.protocol import Answer, Question, Retract, Stop, Texts, Theory, Usage
from logitext.theory.validation import NOTHING, ask
from logitext.trail.budget import Spending
from logitext.trail.questions import questions as questions_of
from logitext.trail.trail import Trail
from logitext.trail.unasked import unasked


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
        self.trail = Trail(self.questions, request.theories, texts, unasked(program.policy))
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
