"""One batch of questions put to a model: the calls that it takes, and what came of each question.

Runs in the thread of `work.py`. Whatever goes wrong is the outcome of the question that it concerns.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from logitext.policy.sorts import BOOL, Enumeration
from logitext.theory.allowance import OutOfBudgetError
from logitext.theory.llm.apis import chat, decisions, responses, systemone
from logitext.theory.llm.apis.completion import ModelRefusedError, Parameters
from logitext.theory.llm.calling import RetryPolicy
from logitext.theory.llm.capabilities import DECIDING, Api, Capabilities
from logitext.theory.llm.faults import ModelError
from logitext.theory.llm.forms import THOUGHT, Form
from logitext.theory.llm.manners import of_written, signs
from logitext.theory.llm.probability import probabilities
from logitext.theory.llm.prompt import Prompt, pieces
from logitext.theory.llm.read import Judged, read_content
from logitext.theory.llm.samples import agreed
from logitext.theory.llm.schema import schema_of
from logitext.theory.llm.session import CallMeter, ModelCall, Post, ServerSession
from logitext.theory.llm.settings import ModelSettings
from logitext.theory.llm.taken import may_be_split, most_options, most_questions
from logitext.theory.protocol import Answer, Failure, Question, Refusal, Texts, Unknown, Value

Outcome: TypeAlias = Answer | ModelError | OutOfBudgetError
"""The outcome of a question, before it is given as an answer."""


@dataclass(frozen=True, slots=True)
class Put:
    """What came of a question: whether it was put `alone`, and what was sent and came back for it, if anything."""

    outcome: Outcome
    alone: bool
    request: dict[str, Any] | None = None
    reply: str | None = None


@dataclass(frozen=True, slots=True)
class ModelAsking:
    """How questions are put: to which server and model, in which words, with what retry policy, and by which way."""

    session: ServerSession
    model: str
    known_as: str
    prompt: Prompt
    able: Capabilities
    settings: ModelSettings
    retry_policy: RetryPolicy
    post: Post | None = None

    async def put(self, api: Api, questions: Sequence[Question], texts: Texts, meter: CallMeter) -> dict[str, Put]:
        """What came of each question, by id. Those that a reply leaves out, or spoils, are put once more, alone."""
        found = await self._together(api, questions, texts, meter)
        if api in DECIDING and len(questions) > 1 and (refused := _refused_together(found)) is not None:
            return await self._fewer(api, questions, texts, meter, refused)
        if len(questions) > 1:
            again = [question for question in questions if _spoilt(found[question.id].outcome)]
            for alone in await asyncio.gather(*(self._together(api, [one], texts, meter) for one in again)):
                found |= alone
        return found

    async def _fewer(
        self, api: Api, questions: Sequence[Question], texts: Texts, meter: CallMeter, refused: ModelError
    ) -> dict[str, Put]:
        """What came of questions that are refused together: as many in a call as the refusal says, or half as many."""
        most = most_questions(refused, len(questions))
        self.session.learn(self.known_as, most_questions=most)
        most = most or (len(questions) + 1) // 2
        calls = [questions[start : start + most] for start in range(0, len(questions), most)]
        found: dict[str, Put] = {}
        for puts in await asyncio.gather(*(self.put(api, call, texts, meter) for call in calls)):
            found |= puts
        return found

    def _not_taken(self, question: Question, error: ModelError) -> None:
        """Remember that an endpoint that decides does not take a question even alone, and why if that can be told."""
        if may_be_split(error):
            self.session.leave(self.known_as, question)
            if isinstance(question.sort, Enumeration):
                most = most_options(error, len(question.sort.labels))
                self.session.learn(self.known_as, most_options=most)

    async def _together(
        self, api: Api, questions: Sequence[Question], texts: Texts, meter: CallMeter
    ) -> dict[str, Put]:
        """What came of questions that are put in one call, or in one for each sample."""
        count = 1 if api in DECIDING else self.settings.samples
        if count == 1:
            return await self._sample(api, questions, texts, meter, 0)
        samples = await asyncio.gather(*(self._sample(api, questions, texts, meter, number) for number in range(count)))
        found = {}
        for question in questions:
            puts = [sample[question.id] for sample in samples]
            outcome = agreed([put.outcome for put in puts], question)
            best = next((put for put in puts if _stands_for(put.outcome, outcome)), puts[0])
            found[question.id] = Put(outcome, best.alone, best.request, best.reply)
        return found

    async def _sample(
        self, api: Api, questions: Sequence[Question], texts: Texts, meter: CallMeter, number: int
    ) -> dict[str, Put]:
        call, sent = self._call(api, questions, texts, number)
        outcomes: dict[str, Outcome]
        reply: str | None = None
        try:
            outcomes, reply = await self.session.call(call, meter, self.retry_policy, self.post)
        except ModelRefusedError as error:
            outcomes = {question.id: Refusal(f"the model declines: {error}") for question in questions}
        except (ModelError, OutOfBudgetError) as error:
            if api in DECIDING and len(questions) == 1 and isinstance(error, ModelError):
                self._not_taken(questions[0], error)
            outcomes = dict.fromkeys([question.id for question in questions], error)
        alone = len(questions) == 1
        found = {}
        for question in questions:
            outcome = outcomes.get(question.id)
            if outcome is None:
                outcome = ModelError("wrong ids", "the reply leaves it out", raw=reply)
            found[question.id] = Put(outcome, alone, sent, reply)
        return found

    def _call(
        self, api: Api, questions: Sequence[Question], texts: Texts, number: int
    ) -> tuple[ModelCall, dict[str, Any]]:
        """The call for a sample, and its body at the first attempt."""
        if (endpoint := decider(api)) is not None:
            shown, mass = endpoint.shown(questions, texts), self.settings.label_mass
            body = dict(endpoint.body(self.model, self.prompt, questions, shown, self.able))

            def read_decisions(data: Any, raw: str) -> tuple[dict[str, Outcome], str]:
                return _alone_or_all(endpoint.answers(data, questions, raw, mass), questions), raw

            size = endpoint.size(self.prompt, questions, shown)
            path = self.able.path or endpoint.PATH
            return ModelCall(path, lambda _: body, read_decisions, size, len(questions), "decide"), body
        module = chat if api == "chat" else responses
        form = self.settings.form(questions, self.able)
        first = self.settings.texts_come_first(len(questions))
        filled = pieces(self.prompt, questions, texts, texts_first=first, form=form)
        schema = schema_of(questions, form, bounded=self.able.bounds)
        most = self.settings.room(questions, self.able)

        def body_of(tokens: int) -> dict[str, Any]:
            settings = self.settings
            parameters = Parameters(tokens, settings.heat, settings.seed + number, settings.effort)
            return dict(module.body(self.model, filled, schema, self.able, parameters))

        def read(data: Any, raw: str) -> tuple[dict[str, Outcome], str]:
            reply = module.completion(data, raw, self.session.scrub)
            judged = read_content(reply.content, questions, form, lenient=self.able.schema == "none")
            likely: dict[str, float] = {}
            if reply.tokens:
                truths = {question.id: signs(question) for question in questions if question.sort == BOOL}
                likely = probabilities(reply.content, reply.tokens, truths)
            answers = {
                question.id: answer_of(question, judged[question.id], likely.get(question.id))
                for question in questions
                if question.id in judged
            }
            return _alone_or_all(answers, questions), raw

        body = body_of(most)
        more = 0 if self.settings.max_output_tokens else THOUGHT

        def body_again(tokens: int) -> dict[str, Any]:
            return body if tokens == most else body_of(tokens)

        return ModelCall(module.PATH, body_again, read, filled.size, most, "chat", more=more), body


def size_of(api: Api, prompt: Prompt, questions: Sequence[Question], texts: Texts, form: Form = "reasoned") -> int:
    """The bytes of a prompt."""
    endpoint = decider(api)
    if endpoint is None:
        return pieces(prompt, questions, texts, texts_first=True, form=form).size
    return endpoint.size(prompt, questions, endpoint.shown(questions, texts))


class DecisionEndpoint(Protocol):
    """The module of an endpoint that decides. `shown` is what it makes of the texts."""

    PATH: str

    def can_decide(self, question: Question, able: Capabilities) -> bool: ...
    def shown(self, questions: Sequence[Question], texts: Texts) -> Any: ...
    def size(self, prompt: Prompt, questions: Sequence[Question], shown: Any) -> int: ...
    def body(
        self, model: str, prompt: Prompt, questions: Sequence[Question], shown: Any, able: Capabilities
    ) -> Mapping[str, Any]: ...
    def answers(
        self, data: Any, questions: Sequence[Question], raw: str, label_mass: float = ..., /
    ) -> dict[str, Answer | ModelError]: ...


_DECIDERS: Mapping[Api, DecisionEndpoint] = {"decisions": decisions, "systemone": systemone}


def decider(api: Api) -> DecisionEndpoint | None:
    """The module of an endpoint that decides; None for those that have a model write."""
    return _DECIDERS.get(api)


def heard(outcome: Outcome) -> Answer:
    """An outcome as the answer that the engine hears."""
    if isinstance(outcome, OutOfBudgetError):
        return Failure(str(outcome), outcome)
    if isinstance(outcome, ModelError):
        if outcome.kind == "filtered":
            return Refusal(outcome.reason)
        return Failure(outcome.reason, outcome)
    return outcome


def answer_of(question: Question, judged: Judged | ModelError, likely: float | None = None) -> Answer | ModelError:
    """What a model wrote about a question, as its answer; with the probability of a truth where that is known."""
    if isinstance(judged, ModelError):
        return judged
    if judged.value is None:
        return Unknown("the model cannot tell" + (f": {judged.reason}" if judged.reason else ""))
    return of_written(question, Value(judged.value, None, judged.quote), likely)


def _refused_together(found: dict[str, Put]) -> ModelError | None:
    """Why a server that decides does not take questions as they are put together; None where it is another trouble."""
    first = next(iter(found.values())).outcome
    if not isinstance(first, ModelError) or not may_be_split(first):
        return None
    return first if all(put.outcome is first for put in found.values()) else None


def _alone_or_all(found: dict[str, Answer | ModelError], questions: Sequence[Question]) -> dict[str, Outcome]:
    """What was read. Where a question was put alone and its answer is spoilt, so is the call: it is tried again."""
    if len(questions) == 1:
        outcome = found.get(questions[0].id)
        if outcome is None:
            raise ModelError("wrong ids", "the reply leaves it out")
        if isinstance(outcome, ModelError):
            raise outcome
    return dict(found)


def _spoilt(outcome: Outcome) -> bool:
    """Whether a question that was put with others is worth putting alone."""
    if isinstance(outcome, ModelError):
        return outcome.kind in _OTHERS_FAULT
    return isinstance(outcome, Refusal)


_OTHERS_FAULT = ("wrong ids", "wrong value", "wrong shape", "no JSON", "cut off", "filtered")
"""What may be because of the other questions of the call, or because there were too many."""


def _stands_for(outcome: Outcome, agreed_on: Outcome) -> bool:
    if not (isinstance(outcome, Value) and isinstance(agreed_on, Value)):
        return False
    return outcome.quote == agreed_on.quote
