"""What is true of an instance's clauses, and a simulated model that is wrong about some of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.suites.task import Instance, Task
from logitext.policy.sorts import BOOL, Value
from logitext.theory.mocking.chance import Dice, mistaken
from logitext.theory.protocol import Answer, Price, Question, Reply, Texts, Theory, Unknown, Usage
from logitext.theory.protocol import Value as Known
from logitext.theory.validation import ask


async def of_instance(task: Task, instance: Instance, case: Case) -> Mapping[str, Value]:
    """The clauses that are known: from the set's own labels, else from the task's exact theory."""
    if instance.clauses or task.exact is None:
        return instance.clauses
    asked = await ask(task.exact(), case.questions, case.fitted.texts)
    answers = {name: answer.value for name, answer in asked.answers.items() if isinstance(answer, Known)}
    return {name: value for name, value in answers.items() if value is not None}


if TYPE_CHECKING:
    from benchmarks.suites.arms.outcome import Case


@dataclass(frozen=True, slots=True)
class Faults:
    """How a simulated model goes wrong.

    `clause`: the chance that an answer to one clause is wrong. `whole`: what of that chance each clause adds to a
    verdict given in one go. `together`: the share of errors that all clauses of a text have in common. `sure`: None for
    a model that says no probabilities; else each answer has one of its own: at 1 as many answers with probability p are
    right as p says, and what is above 1 multiplies its log-odds: the model is surer than it should be.
    """

    clause: float = 0.08
    whole: float = 0.5
    together: float = 0.2
    sure: float | None = None


class Simulated(Theory):
    """A model that knows the truth of one instance and is wrong now and then, always alike for the same seed.

    It answers clauses, and whole verdicts (a question whose id begins with `verdict:`), whose errors grow with the
    number of clauses.
    """

    name = "simulated"
    price = Price(call=1.0, question=1.0)

    def __init__(
        self, truth: Mapping[str, Value], gold: Mapping[str, Value | None], clauses: int, faults: Faults, seed: int
    ) -> None:
        self._truth = truth
        self._gold = gold
        self._clauses = clauses
        self._faults = faults
        self._seed = seed

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        return Reply({one.id: self._one(one, texts) for one in questions}, Usage(calls=1))

    def _one(self, question: Question, texts: Texts) -> Answer:
        whole = question.id.startswith(VERDICT)
        name = question.id.removeprefix(VERDICT)
        value = (self._gold if whole else self._truth).get(name)
        if value is None:
            return Unknown("the set does not say")
        dice = Dice(self._seed, question, texts)
        faults = self._faults
        rate = faults.clause
        if whole:
            rate = 0.5 * (1 - (1 - faults.clause) ** (1 + faults.whole * self._clauses))
        right = 1 - rate
        if faults.sure is not None:
            right = 1 - 2 * rate * dice.uniform("difficulty")  # in the mean as often wrong as without
        common = Dice(self._seed, Question("text", "text", ""), texts).uniform("together")
        drawn = common if dice.uniform("which") < faults.together else dice.uniform("error")
        wrong = drawn < 1 - right
        answer = Known(value)
        if wrong:
            answer = mistaken(answer, question.sort, dice)
        if faults.sure is None:
            return answer
        sure = right**faults.sure / (right**faults.sure + (1 - right) ** faults.sure)
        if question.sort != BOOL:
            return Known(answer.value, sure)
        return Known(None, sure if answer.value is True else 1 - sure)


VERDICT = "verdict:"
"""What the id of a question about a whole verdict begins with."""
