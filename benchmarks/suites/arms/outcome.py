"""What an arm says of an instance, and what that took."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

from benchmarks.suites.task import Instance, Task
from logitext.api import Policy
from logitext.api.arguments import texts_of
from logitext.check.expansion import FittedPolicy
from logitext.policy.sorts import Value, show
from logitext.theory.allowance import Allowance, OutOfBudgetError, allowing
from logitext.theory.llm.costing import NOT_CACHED
from logitext.theory.protocol import Failure, Question, Texts, Theory, Unknown
from logitext.theory.protocol import Value as Known
from logitext.theory.validation import ask
from logitext.trail.budget import price_of
from logitext.trail.questions import asked_of, questions

FACTS = "facts_that_are_known"
"""The name of the text that tells the facts to who decides the whole at once."""


@dataclass(frozen=True)
class Case:
    """What an arm decides: the verdicts that are labelled, of texts under a policy, with the help of a theory.

    `texts` have the facts that are given with them. `examples` are other instances of the task, for who is shown some;
    their policy is the same. `budget` is what the arm may spend on calls; None for as much as it likes.
    """

    policy: Policy
    texts: Texts
    theory: Theory
    verdicts: Sequence[str]
    examples: Sequence[Instance] = ()
    budget: Allowance | None = None

    @classmethod
    def of(cls, task: Task, instance: Instance, theory: Theory, examples: Sequence[Instance] = ()) -> Case:
        """An instance of a task. InputError where its facts do not fit the policy."""
        policy = task.of(instance)
        texts = texts_of(policy.checked, dict(instance.texts), instance.id, instance.facts)
        return cls(policy, texts, theory, list(instance.gold), examples)

    @cached_property
    def fitted(self) -> FittedPolicy:
        """The policy for the elements of its lists and the units of its texts, which are texts of their own."""
        return self.policy.expansion.fit(self.texts)

    @property
    def questions(self) -> tuple[Question, ...]:
        """All that theories may be asked about this document."""
        return asked_of(self.fitted.program.policy)

    @cached_property
    def shown(self) -> Texts:
        """The texts for who decides the whole at once, who must see the facts as well: as a text of their own."""
        known = self.fitted.texts.facts
        if not known:
            return self.texts
        told = "\n".join(f"{name}: {show(value)}" for name, value in known.items())
        return Texts({**self.fitted.texts, FACTS: told}, self.texts.label)

    @property
    def facts(self) -> dict[str, Value]:
        """The facts of this document that are given."""
        known = self.fitted.texts.facts
        return {
            name: known[name]
            for name, one in questions(self.fitted.program.policy).items()
            if one.fact and name in known
        }


@dataclass
class Outcome:
    """What an arm says of an instance: the verdicts (None: undetermined), the answers it used, and what it took.

    `certain` has how likely a verdict's value is, where the arm can tell, and `chances` how likely a verdict that holds
    or not is to hold, also where it is open. What answers from a cache had cost counts as if they were new, as arms may
    share one. `failed` says of which question a theory's back end failed, the first that did, and why. `missed` says
    the same of a cache that alone may be asked, and lacks the answer: there is no outcome then. `unknown` are the
    clauses and facts that an open verdict lacks.
    """

    verdicts: dict[str, Value | None]
    answers: dict[str, Value] = field(default_factory=dict)
    probabilities: dict[str, float] = field(default_factory=dict)
    questions: int = 0
    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = 0.0
    failed: str | None = None
    missed: str | None = None
    certain: dict[str, float] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    chances: dict[str, float] = field(default_factory=dict)

    async def ask(self, case: Case, questions: Sequence[Question]) -> None:
        """Put questions, keep the values, and count what that took: by the declared price where the theory names none.

        A question about a text that is not given is put only to who needs no texts.
        """
        theory, texts = case.theory, case.fitted.texts
        questions = [one for one in questions if not theory.needs_texts or all(name in texts for name in one.texts)]
        with allowing(case.budget):
            asked = await ask(theory, questions, texts)
        usage = asked.usage if asked.usage.saved is None else asked.usage + asked.usage.saved
        spent = usage.cost if theory.tells_cost else price_of(theory, questions)[1]
        self.questions += len(asked.answers)
        self.calls += usage.calls
        self.input_tokens += usage.input_tokens
        self.output_tokens += usage.output_tokens
        self.cost = None if self.cost is None or spent is None else self.cost + spent
        for name, answer in asked.answers.items():
            # What the budget does not allow is an answer that the arm has to do without.
            dear = isinstance(answer, Failure) and isinstance(answer.error, OutOfBudgetError)
            if isinstance(answer, Failure) and not dear and self.failed is None:
                self.failed = f"{name}: {answer.reason}"
            if isinstance(answer, Unknown) and answer.reason is not None and answer.reason.startswith(NOT_CACHED):
                self.missed = self.missed or f"{name}: {answer.reason}"
            if isinstance(answer, Known) and answer.value is not None:
                self.answers[name] = answer.value
            if isinstance(answer, Known | Unknown) and answer.probability is not None:
                self.probabilities[name] = answer.probability

    def add(self, other: Outcome) -> None:
        """Count what another took, and take its answers."""
        self.answers |= other.answers
        self.questions += other.questions
        self.calls += other.calls
        self.input_tokens += other.input_tokens
        self.output_tokens += other.output_tokens
        self.cost = None if self.cost is None or other.cost is None else self.cost + other.cost
        self.failed = self.failed or other.failed
        self.missed = self.missed or other.missed


Arm: TypeAlias = Callable[[Case], Coroutine[Any, Any, Outcome]]
