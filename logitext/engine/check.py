"""The check: ask what can still change a verdict, until all are decided or nothing is left to ask.

DPLL(T) with the roles kept apart: `logic` decides what the answers so far entail, a strategy chooses what to ask, a
theory answers, the trail keeps what it said. An answer holds for the length of the check. A verdict is given only
when the answers, the assumptions and the definitions entail it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from logitext.engine import record
from logitext.engine.questions import questions as questions_of
from logitext.engine.result import Result
from logitext.engine.strategy import given
from logitext.engine.trail import Trail
from logitext.logic.program import Decision, Program
from logitext.policy.model import CheckedPolicy
from logitext.theory.border import ask
from logitext.theory.protocol import Answer, Question, Retract, Stop, Texts, Theory


@dataclass(frozen=True, slots=True)
class Asking:
    """An event: a theory is about to be asked."""

    round: int
    theory: Theory
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """An event: a theory gave an answer."""

    theory: Theory
    question: Question
    answer: Answer


@dataclass(frozen=True, slots=True)
class Noted:
    """An event: something about an answer that the user should know (a quotation that the text does not hold)."""

    theory: Theory
    note: str


Event = Asking | Answered | Noted
Listener = Callable[[Event], None]


class Interrupt:
    """A way to end a check early and still have its result: set `requested`, then cancel its task."""

    requested = False


def _silent(_event: Event) -> None:
    pass


async def check(
    program: Program,
    texts: Texts,
    theories: Sequence[Theory],
    verdicts: Sequence[str],
    listener: Listener | None = None,
    interrupt: Interrupt | None = None,
) -> Result:
    """The result of a policy on the texts of one document.

    `theories` are tried in their order for each clause: the first that knows answers. `listener` hears of each step.
    KeyboardInterrupt, and a cancellation that `interrupt` asked for, end the check with the result so far; other
    cancellations pass through.
    Raises LogitextError where a theory cannot serve the policy, or the policy contradicts itself.
    """
    started = time.perf_counter()
    policy = program.policy
    await program.ready()
    loop = _Loop(program, Trail(questions_of(policy), theories, texts), texts, verdicts, listener or _silent)
    for theory in theories:
        theory.prepare(tuple(loop.questions.values()))
    interrupted = False
    try:
        decision = await loop.run()
    except (KeyboardInterrupt, asyncio.CancelledError) as error:
        if isinstance(error, asyncio.CancelledError) and not (interrupt is not None and interrupt.requested):
            raise
        interrupted = True
        loop.trail.stopped = "interrupted"
        decision = await program.decide(loop.trail.values, verdicts)
    return await record.result(
        program, loop.trail, texts, verdicts, decision, interrupted=interrupted, seconds=time.perf_counter() - started
    )


class _Loop:
    """One check at work."""

    def __init__(
        self, program: Program, trail: Trail, texts: Texts, verdicts: Sequence[str], listener: Listener
    ) -> None:
        self.program = program
        self.trail = trail
        self.texts = texts
        self.verdicts = verdicts
        self.listener = listener
        self.policy: CheckedPolicy = program.policy
        self.questions = questions_of(program.policy)

    async def run(self) -> Decision:
        """Rounds until nothing is left to ask; what the answers entail then."""
        while True:
            decision = await self.program.decide(self.trail.values, self.verdicts)
            open_verdicts = [name for name in self.verdicts if name not in decision.values]
            if decision.conflict or not open_verdicts:
                return decision

            async def relevant(
                candidates: Sequence[str], first: bool, verdicts: Sequence[str] = open_verdicts
            ) -> tuple[str, ...]:
                return await self.program.relevant(self.trail.values, verdicts, candidates, first=first)

            choice = await given.choose(self.trail, relevant)
            if choice is None:
                return decision
            await self._round(choice)

    async def _round(self, choice: given.Choice) -> None:
        """Ask, and put the answers on the trail; an answer may also take the last one back, or stop the check."""
        asked = tuple(self.questions[name] for name in choice.clauses)
        self.trail.rounds += 1
        self.listener(Asking(self.trail.rounds, choice.theory, asked))
        answers, usage, notes = await ask(choice.theory, asked, self.texts)
        self.trail.usage += usage
        for note in notes:
            self.listener(Noted(choice.theory, note))
        for name, answer in answers.items():
            question = self.questions[name]
            self.listener(Answered(choice.theory, question, answer))
            match answer:
                case Retract():
                    self.trail.retract(choice.theory)
                case Stop(reason=reason):
                    self.trail.stopped = reason
                case _:
                    self.trail.add(question, choice.theory, answer)
