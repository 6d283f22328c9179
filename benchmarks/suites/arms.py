"""Ways to come to verdicts with the same theory: Logitext's, and those that it is compared with.

`holistic` puts a question for each verdict, with the policy's prose in it; `spelled out` with its logic too. `every`
asks every clause and combines the answers by logic. `short circuit` asks from left to right, as far as the formula
needs; it is for policies without arithmetic. `logitext` asks what can still change a verdict, the best first.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from benchmarks.questions.lefttoright import Unsettled, evaluate
from benchmarks.suites.soft import likely
from benchmarks.suites.truth import VERDICT
from logitext.api import Policy
from logitext.engine.budget import price_of
from logitext.engine.questions import questions as questions_of
from logitext.logic.diagram.forest import TooLargeError
from logitext.logic.program import Program
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import BOOL, Value
from logitext.policy.term import Apply, Connective, DefinitionRef, walk
from logitext.syntax.tree import ClauseStatement, Prose
from logitext.theory.border import ask
from logitext.theory.protocol import Failure, Question, Texts, Theory, Unknown
from logitext.theory.protocol import Value as Known

_PROMPTS = Path(__file__).parent / "prompts"


@dataclass
class Outcome:
    """What an arm says of an instance: the verdicts (None: undetermined), the answers it used, and what it took.

    `certain` has how likely a verdict's value is, where the arm can tell. `failed` says of which question a theory's
    back end failed, the first that did, and why.
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
    certain: dict[str, float] = field(default_factory=dict)

    async def ask(self, theory: Theory, questions: Sequence[Question], texts: Texts) -> None:
        """Put questions, keep the values, and count what that took: by the declared price where none is told.

        A question about a text that is not given is put only to who needs no texts.
        """
        questions = [one for one in questions if not theory.needs_texts or all(name in texts for name in one.texts)]
        asked = await ask(theory, questions, texts)
        spent = asked.usage.cost if theory.tells_cost else price_of(theory, questions)[1]
        self.questions += len(asked.answers)
        self.calls += asked.usage.calls
        self.input_tokens += asked.usage.input_tokens
        self.output_tokens += asked.usage.output_tokens
        self.cost = None if self.cost is None or spent is None else self.cost + spent
        for name, answer in asked.answers.items():
            if isinstance(answer, Failure) and self.failed is None:
                self.failed = f"{name}: {answer.reason}"
            if isinstance(answer, Known) and answer.value is not None:
                self.answers[name] = answer.value
            if isinstance(answer, Known | Unknown) and answer.probability is not None:
                self.probabilities[name] = answer.probability


Arm: TypeAlias = Callable[[Policy, Texts, Theory, list[str]], Coroutine[Any, Any, Outcome]]


async def logitext_arm(policy: Policy, texts: Texts, theory: Theory, verdicts: list[str]) -> Outcome:
    """A check."""
    result = await policy.acheck(dict(texts), theory=theory, verdicts=verdicts, label=texts.label)
    failed = [one for record in result.verdicts.values() for one in record.open if one.reason == "failed"]
    return Outcome(
        {name: result.verdicts[name].value for name in verdicts},
        dict(result.answers),
        {},
        result.usage.questions,
        result.usage.calls,
        result.usage.input_tokens,
        result.usage.output_tokens,
        result.usage.cost,
        f"{failed[0].clause}: {failed[0].detail}" if failed else result.error,
    )


async def every_arm(policy: Policy, texts: Texts, theory: Theory, verdicts: list[str]) -> Outcome:
    """Every clause, then the logic."""
    outcome = Outcome(dict.fromkeys(verdicts))
    await outcome.ask(theory, tuple(questions_of(policy.checked).values()), texts)
    await policy.program.ready()
    decision = await policy.program.decide(outcome.answers, verdicts)
    if not decision.conflict:
        outcome.verdicts |= {name: decision.values.get(name) for name in verdicts}
    return outcome


async def soft_arm(policy: Policy, texts: Texts, theory: Theory, verdicts: list[str]) -> Outcome:
    """Every clause, then what is most likely."""
    outcome = Outcome(dict.fromkeys(verdicts))
    await outcome.ask(theory, tuple(questions_of(policy.checked).values()), texts)
    clauses = policy.checked.clauses
    holds = {name: chance for name, chance in outcome.probabilities.items() if clauses[name].sort == BOOL}
    for name, (value, chance) in likely(policy, verdicts, outcome.answers, holds).items():
        outcome.verdicts[name], outcome.certain[name] = value, chance
    return outcome


async def short_circuit_arm(policy: Policy, texts: Texts, theory: Theory, verdicts: list[str]) -> Outcome:
    """One clause after the other, in the order of the formula, as far as it needs them."""
    outcome = Outcome({})
    asked: dict[str, Value | None] = {}
    questions = questions_of(policy.checked)
    for name in verdicts:
        while True:
            try:
                outcome.verdicts[name] = evaluate(policy.checked, policy.checked.body(name), asked)
                break
            except Unsettled as needs:
                await outcome.ask(theory, (questions[needs.clause],), texts)
                asked[needs.clause] = outcome.answers.get(needs.clause)
    return outcome


async def holistic_arm(policy: Policy, texts: Texts, theory: Theory, verdicts: list[str]) -> Outcome:
    """The policy's prose in one question for each verdict, its formulas left out but for the verdict's own."""
    return await _whole(policy, texts, theory, verdicts, "holistic.md", prose(policy.checked))


async def spelled_out_arm(policy: Policy, texts: Texts, theory: Theory, verdicts: list[str]) -> Outcome:
    """The same with the annotations, so that the model has the logic before it."""
    source = "\n\n".join(document.source.text for document in policy.checked.documents)
    return await _whole(policy, texts, theory, verdicts, "spelled-out.md", source)


async def _whole(policy: Policy, texts: Texts, theory: Theory, verdicts: list[str], prompt: str, body: str) -> Outcome:
    checked = policy.checked
    words = (_PROMPTS / prompt).read_text("utf-8")
    outcome = Outcome({})
    for name in verdicts:
        text = words.replace("{verdict}", _written(checked, name)).replace("{policy}", body)
        question = Question(f"{VERDICT}{name}", name, text, checked.verdicts[name].sort, tuple(texts))
        await outcome.ask(theory, (question,), texts)
        value = outcome.verdicts[name] = outcome.answers.pop(question.id, None)
        chance = outcome.probabilities.pop(question.id, None)
        if chance is not None:
            outcome.certain[name] = 1 - chance if value is False else chance
    return outcome


ARMS: Mapping[str, Arm] = {
    "holistic": holistic_arm,
    "spelled out": spelled_out_arm,
    "every": every_arm,
    "short circuit": short_circuit_arm,
    "soft": soft_arm,
    "logitext": logitext_arm,
}


def fits(arm: str, program: Program, verdicts: list[str]) -> bool:
    """Whether an arm can decide a policy: short circuits know no arithmetic, and soft logic needs diagrams."""
    policy = program.policy
    if arm == "soft":
        try:
            return program.joint(verdicts) is not None
        except TooLargeError:
            return False
    if arm != "short circuit":
        return True
    opened: set[str] = set()
    stack: list[Any] = [policy.body(name) for name in verdicts]
    while stack:
        for part in walk(stack.pop()):
            if isinstance(part, Apply) and part.op in (Connective.ADD, Connective.MUL, Connective.NEG):
                return False
            if isinstance(part, DefinitionRef) and part.name not in opened:
                opened.add(part.name)
                stack.append(policy.body(part.name))
    return True


def prose(policy: CheckedPolicy) -> str:
    """The policy's own words: its prose, with the words of the clauses where they stand, and no formulas."""
    found: list[str] = []
    for document in policy.documents:
        for part in document.parts:
            if isinstance(part, Prose):
                found.append(part.text)
            else:
                clauses = [one for one in part.statements if isinstance(one, ClauseStatement)]
                found += [one.wording.text for one in clauses]
        found.append("\n\n")
    return "".join(found).strip()


def _written(policy: CheckedPolicy, verdict: str) -> str:
    """A verdict as it is written, in one line."""
    place = policy.place(verdict)
    return " ".join(place.source[place.span].split())
