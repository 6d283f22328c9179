"""The theory `openai`: a language model behind any server that speaks OpenAI's protocol.

It puts questions together into calls, looks into the cache first, and tells every failure as what it is: the question
stays open. The calls themselves are made in a thread of their own (`work.py`), through `session.py`.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from logitext.syntax.diagnostics import InputError
from logitext.theory import allowance
from logitext.theory.llm.asking import ModelAsking, Put, heard
from logitext.theory.llm.capabilities import DECIDING, Api, Capabilities
from logitext.theory.llm.faults import ModelError
from logitext.theory.llm.kept import BatchesAtHand, Found, SharedContext, Template, keep, look_up
from logitext.theory.llm.once import MOST_KEPT
from logitext.theory.llm.sent import is_late
from logitext.theory.llm.session import CallMeter
from logitext.theory.llm.settings import ModelSettings
from logitext.theory.llm.work import there
from logitext.theory.protocol import (
    Answer,
    Failure,
    Question,
    Reply,
    Texts,
    Unknown,
    Usage,
)

if TYPE_CHECKING:
    pass

from logitext.theory.llm.costing import NOTHING_CACHED, CostingModel

_TOO_SLOW = "the model had no time for reasons and quotations, and was asked for the answers alone"


class OpenAI(CostingModel):
    """A model of an OpenAI-compatible server: OpenAI, Azure, vLLM, Ollama, llama.cpp and others.

    `model` is its name there; there is no default. `base_url` is the server's (`OPENAI_BASE_URL`, else OpenAI's own).
    The key is `api_key`, or what the variable `api_key_env` holds (`OPENAI_API_KEY`). What the server can do is found
    out with a few small calls at the first question, and remembered.

    `api`: `"decisions"`, `"systemone"`, `"chat"` or `"responses"`; the best that is served where it is not given.
    `cache`: a file that keeps answers, or a `Cache`; with `cache_only` nothing but it is asked, and with `redact` texts
    are kept as hashes.
    `prices`: a file, or prices by model; what a call costs is not known without. `prompt`: a version, or a folder.
    `answer`: how much the model writes about a clause, `"brief"`, `"evidence"` or `"reasoned"`.
    `wording`: how a clause is put, `"statement"`, `"question"`, `"negation"`, `"choice"` or `"scale"`; what `logitext
    doctor --wordings` measured to be best where it is not given, else a statement.
    `samples`, `temperature`, `seed`, `effort`, `max_output_tokens`, `max_questions`, `prompt_order`, `label_mass`: see
    :class:`~logitext.theory.llm.settings.Settings`.

    `evidence`: answers come without a quotation where that is shorter, and at the end of a check those are fetched that
    are reasons of its verdicts.

    `timeout` is in seconds for one attempt, `retries` how often it is repeated; where that is not 0, a call that is
    refused while others are served is repeated besides. `concurrency` is the most calls in flight; `requests_a_minute`
    and `tokens_a_minute` limit them further. `thresholds` turn probabilities into true, false and unknown.

    InputError where the arguments make no sense or the key is missing, ValueError where a number is out of range.

    >>> theory = OpenAI("some-model", base_url="http://localhost:8000/v1")
    >>> theory.name, theory.model, theory.endpoint.name
    ('openai', 'some-model', 'http://localhost:8000/v1')
    """

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        return await self.reply(questions, texts, self.settings)

    def at_hand(self, questions: Sequence[Question], texts: Texts) -> Reply | None:
        """The reply, where all of it is in the cache."""
        if (self._cache is None and self._cache_path is None) or self._cache_is_set_aside:
            return None
        able = self.remembered()
        if able is None or (cache := self.cache) is None:
            return None
        names = tuple(texts)
        before = self._at_hand_before.get((id(questions), names))
        if before is not None and before.holds_for(questions, able, self.settings):
            batches = before.batches
        else:
            batches = self._batches_at_hand(self._as_put(questions), able, texts)
            if able.decides is None and questions.__class__ is tuple:  # what may be asked to decide changes
                if len(self._at_hand_before) >= MOST_KEPT:
                    self._at_hand_before.clear()
                self._at_hand_before[id(questions), names] = BatchesAtHand(questions, able, self.settings, batches)
        answers: dict[str, Answer] = {}
        saved: Usage | None = None
        for asked, template in batches:
            if asked is None or template is None:
                return None
            try:
                found = look_up(cache, asked, template.questions, texts, template)
            except InputError:  # `answer` says what is wrong with it
                return None
            if found.missing:
                return None
            if len(batches) == 1:
                answers = found.answers
            else:
                answers |= found.answers
            saved = found.saved if saved is None or found.saved is None else saved + found.saved
        if len(batches) > 1:  # in the order of the questions
            answers = {question.id: answers[question.id] for question in questions}
        return Reply(answers, Usage(0, len(answers), saved=saved))

    def _batches_at_hand(
        self, questions: Sequence[Question], able: Capabilities, texts: Texts
    ) -> list[tuple[SharedContext, Template] | tuple[None, None]]:
        """As what the batches of questions are looked up; None for one that no endpoint takes."""
        found: list[tuple[SharedContext, Template] | tuple[None, None]] = []
        for api, batch in self._batches(questions, able, self.settings):
            if api is None:
                found.append((None, None))
            else:
                asked = self._asked(api, able, self.settings)
                found.append((asked, asked.template(batch, texts)))
        return found

    async def evidence(self, questions: Sequence[Question], texts: Texts) -> Reply:
        return await self.reply(questions, texts, self._quoting)

    async def reply(self, questions: Sequence[Question], texts: Texts, settings: ModelSettings) -> Reply:
        """The reply to questions that are put with other settings than the theory's own."""
        questions = self._as_put(questions)
        remembered = self.remembered()
        if self._cache_only and remembered is None:
            answers: Mapping[str, Answer] = {question.id: Unknown(NOTHING_CACHED) for question in questions}
            return Reply(answers, Usage(calls=0))
        meter = CallMeter(self.money, allowance.current())
        try:
            able = remembered if remembered is not None else await self.find_out(meter)
        except (ModelError, allowance.OutOfBudgetError) as error:
            return Reply({question.id: heard(error) for question in questions}, meter.usage)
        notes: list[str] = []
        if self._post is not None or (settings is self._quoting and self.fetches_evidence):
            able = able.writing()  # who decides does not quote, and is in no batch
        batches = [
            self._batch(api, batch, texts, able, settings) for api, batch in self._batches(questions, able, settings)
        ]
        if len(batches) == 1 and not meter.calls:  # as is usual: the reply is that to the batch
            reply = await batches[0]
            if list(reply.answers) == [question.id for question in questions]:
                return replace(reply, notes=tuple(dict.fromkeys(reply.notes))) if reply.notes else reply
            replies = [reply]
        else:
            replies = await asyncio.gather(*batches)
        answers = {}
        usage = meter.usage
        for reply in replies:
            answers |= reply.answers
            usage += reply.usage
            notes += reply.notes
        notes += meter.notes()
        return Reply({question.id: answers[question.id] for question in questions}, usage, tuple(dict.fromkeys(notes)))

    async def _batch(
        self, api: Api | None, questions: Sequence[Question], texts: Texts, able: Capabilities, settings: ModelSettings
    ) -> Reply:
        """Answers to what fits into one call."""
        if api is None:
            failure = Failure("the server has no endpoint for such a question: it decides true or false, and labels")
            return Reply(dict.fromkeys([question.id for question in questions], failure), Usage(calls=0))
        asked = self._asked(api, able, settings)
        found, aside = self._looked_up(asked, questions, texts)
        missing = tuple(questions) if found is None else found.missing
        answers: dict[str, Answer] = {} if found is None else dict(found.answers)
        usage = Usage(0, len(answers), saved=None if found is None else found.saved)
        if missing and self._cache_only:
            answers |= {one.id: Unknown(self._why_not_cached(asked, one, missing, texts)) for one in missing}
        elif missing:
            meter = CallMeter(self.money, allowance.current())
            puts = await self._put(api, missing, texts, able, settings, meter)
            used = meter.usage
            usage = usage + used if answers else used
            answers |= {id_: heard(put.outcome) for id_, put in puts.items()}
            notes = meter.notes()
            notes += [aside] if aside else []
            if (trouble := self._keep(asked, missing, texts, puts, used)) is not None:
                notes.append(trouble)
            # What the endpoint that decides does not take is written, if there is one that writes.
            again = [one for one in missing if self._is_left(one, able)] if api in DECIDING else []
            for other, batch in self._batches(again, able, settings) if again else ():
                reply = await self._batch(other, batch, texts, able, settings)
                answers |= reply.answers
                usage += reply.usage
                notes += reply.notes
            late = [one for one in missing if _is_late(puts[one.id])]
            if late and api not in DECIDING and settings.answer is None and settings.form(late, able) != "brief":
                reply = await self._batch(api, late, texts, able, replace(settings, answer="brief"))
                answers |= reply.answers
                usage += reply.usage
                notes += [_TOO_SLOW, *reply.notes]
            return Reply(answers, usage, tuple(notes))
        return Reply(answers, usage)

    def _looked_up(
        self, asked: SharedContext, questions: Sequence[Question], texts: Texts
    ) -> tuple[Found | None, str | None]:
        """What the cache has of a batch; None, and why, where it turns out to be broken: it is then set aside."""
        if self.cache is None or self._cache_is_set_aside:
            return None, None
        try:
            return look_up(self.cache, asked, questions, texts), None
        except InputError as error:
            if self._cache_only:
                raise
            self._cache_is_set_aside = self._cache_is_read_only = True
            return None, f"the cache is set aside: {error}"

    def _keep(
        self, asked: SharedContext, questions: Sequence[Question], texts: Texts, puts: Mapping[str, Put], usage: Usage
    ) -> str | None:
        """Keep answers in the cache. Where that fails they count all the same, and what is wrong is given back."""
        if self.cache is None or self._cache_is_read_only:
            return None
        try:
            keep(self.cache, asked, questions, texts, puts, usage)
        except (InputError, ValueError) as error:
            self._cache_is_read_only = True
            return f"answers are not kept: {error}"
        return None

    async def _put(
        self,
        api: Api,
        questions: Sequence[Question],
        texts: Texts,
        able: Capabilities,
        settings: ModelSettings,
        meter: CallMeter,
    ) -> dict[str, Put]:
        session = self.session
        by = self._post
        asking = ModelAsking(session, self._model, self.known_as, self._words, able, settings, self.retry_policy, by)

        async def put() -> dict[str, Put]:
            async with session.gate if by is None else contextlib.nullcontext():
                return await asking.put(api, questions, texts, meter)

        puts = await there(put)
        if (now := session.found.get(self.known_as)) is not None and now != able and able.apis == now.apis:
            self._remember(now)
        return puts


def _is_late(put: Put) -> bool:
    return isinstance(put.outcome, ModelError) and is_late(put.outcome)
