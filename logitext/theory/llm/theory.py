"""The theory `openai`: a language model behind any server that speaks OpenAI's protocol.

It puts questions together into calls, looks into the cache first, and tells every failure as what it is: the question
stays open. The calls themselves are made in a thread of their own (`work.py`), through `session.py`.
"""

from __future__ import annotations

import asyncio
import contextlib
import copy
import itertools
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from logitext.syntax.diagnostics import InputError
from logitext.theory import allowance
from logitext.theory.llm.apis import decisions
from logitext.theory.llm.asking import ModelAsking, Put, heard, size_of
from logitext.theory.llm.calling import CAPS, KEEPING, RETRY_POLICY, WORDING, Caps, RetryPolicy
from logitext.theory.llm.capabilities import APIS, DECIDING, Api, Capabilities
from logitext.theory.llm.endpoint import endpoint
from logitext.theory.llm.faults import ModelError
from logitext.theory.llm.forms import SAID, Form
from logitext.theory.llm.kept import Found, SharedContext, keep, look_up
from logitext.theory.llm.limits import Pace
from logitext.theory.llm.once import MOST_KEPT
from logitext.theory.llm.prices import ModelPrice, load_prices
from logitext.theory.llm.probe import probe
from logitext.theory.llm.prompt import load_prompt
from logitext.theory.llm.rates import DECIDED, MANY, PromptFrame, RatesByText, rates
from logitext.theory.llm.scrub import secrets_of
from logitext.theory.llm.sent import is_late
from logitext.theory.llm.session import CallMeter, ModelCall, Post, ServerSession, session_of
from logitext.theory.llm.settings import SETTINGS, ModelSettings
from logitext.theory.llm.work import WorkThread, there, work
from logitext.theory.protocol import (
    Answer,
    Estimate,
    Failure,
    Price,
    Question,
    Reply,
    Texts,
    Theory,
    Thresholds,
    Unknown,
    Usage,
)

if TYPE_CHECKING:
    from logitext.theory.llm.cache.store import Cache

Prices: TypeAlias = Mapping[str, ModelPrice] | str | os.PathLike[str] | None

_WEEK = 7 * 86400.0
"""How long it is remembered what a server can do."""

_FOR_NOW = 10.0
"""Seconds for which it is believed that it cannot be found out what a server can do."""

_PROBED = frozenset({200, 500, 501})
"""Statuses after which a probe is sent once more, and no more; 200 is that of a reply that is an error."""


class OpenAI(Theory):
    """A model of an OpenAI-compatible server: OpenAI, Azure, vLLM, Ollama, llama.cpp and others.

    `model` is its name there; there is no default. `base_url` is the server's (`OPENAI_BASE_URL`, else OpenAI's own).
    The key is `api_key`, or what the variable `api_key_env` holds (`OPENAI_API_KEY`). What the server can do is found
    out with a few small calls at the first question, and remembered.

    `api`: `"decisions"`, `"systemone"`, `"chat"` or `"responses"`; the best that is served where it is not given.
    `cache`: a file that keeps answers, or a `Cache`; with `cache_only` nothing but it is asked, and with `redact` texts
    are kept as hashes.
    `prices`: a file, or prices by model; what a call costs is not known without. `prompt`: a version, or a folder.
    `answer`: how much the model writes about a clause, `"brief"`, `"evidence"` or `"reasoned"`.
    `samples`, `temperature`, `seed`, `effort`, `max_output_tokens`, `max_questions`, `texts_first`, `label_mass`: see
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

    name = "openai"
    reconsiders = True
    tells_cost = True
    price = Price(call=1, question=1)

    def __init__(
        self,
        model: str,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        api_key_env: str | None = None,
        api: Api | None = None,
        cache: Cache | str | os.PathLike[str] | None = None,
        cache_only: bool = KEEPING.cache_only,
        redact: bool = KEEPING.redact,
        prices: Prices = None,
        prompt: str | os.PathLike[str] | None = None,
        answer: Form | None = None,
        evidence: bool = WORDING.evidence,
        label_mass: float = SETTINGS.label_mass,
        samples: int = SETTINGS.samples,
        temperature: float | None = None,
        seed: int = SETTINGS.seed,
        effort: str | None = None,
        max_output_tokens: int | None = None,
        max_questions: int = SETTINGS.max_questions,
        texts_first: bool | None = None,
        timeout: float = RETRY_POLICY.timeout,
        retries: int = RETRY_POLICY.retries,
        concurrency: int = CAPS.concurrency,
        requests_a_minute: int | None = None,
        tokens_a_minute: int | None = None,
        thresholds: Thresholds | None = None,
    ) -> None:
        if not model:
            raise ValueError("a model must be named")
        if cache_only and cache is None:
            raise ValueError("cache_only needs a cache")
        self.model = model
        self.endpoint = endpoint(base_url, api_key, api_key_env)
        self._words = load_prompt(prompt)
        self.settings = ModelSettings(
            api,
            samples,
            temperature,
            seed,
            effort,
            max_output_tokens,
            max_questions,
            texts_first,
            self._words.answer(answer),
            label_mass,
        )
        self.fetches_evidence = evidence
        self._quoting = replace(self.settings, answer=self._words.answer("evidence")) if evidence else self.settings
        self.retry_policy = RetryPolicy(timeout, retries)
        self.caps = Caps(concurrency, 1, requests_a_minute, tokens_a_minute)
        self.concurrency = concurrency
        if thresholds is not None:
            self.thresholds = thresholds
        self.prompt = self._words.version
        table = load_prices(prices) if isinstance(prices, str | os.PathLike) else prices or {}
        self.money = self._price = table.get(model)
        self._cache_only = cache_only
        self._redact = redact
        self._own_cache = cache is None or isinstance(cache, str | os.PathLike)
        self._cache_path = cache if isinstance(cache, str | os.PathLike) else None
        self._cache: Cache | None = None if isinstance(cache, str | os.PathLike) else cache
        self._cache_is_read_only = False
        self._cache_is_set_aside = False
        self._session: tuple[WorkThread, Caps, ServerSession] | None = None
        self._asked_of: dict[tuple[Api, ModelSettings], SharedContext] = {}
        self._asked_last: SharedContext | None = None
        self._split_before: dict[tuple[int, ...], tuple[Any, Any, list[tuple[Api | None, Sequence[Question]]]]] = {}
        self._rated_as: tuple[Capabilities, Capabilities] | None = None
        self._rated_before: dict[tuple[Any, ...], RatesByText] = {}
        self._post: Post | None = None

    def sends_by(self, post: Post | None) -> None:
        """Send what is asked in batches of the provider, in the thread that calls; None for call by call."""
        self._post = post
        self._rated_before = {}
        self.money = self._price if post is None or self._price is None else self._price.in_batches()

    # --- what is at hand

    @property
    def cache(self) -> Cache | None:
        """The cache, opened when it is first wanted; None where there is none."""
        if self._cache is None and self._cache_path is not None:
            from logitext.theory.llm.cache.store import Cache

            secrets = secrets_of("", self.endpoint.key, self.endpoint.headers)
            self._cache = Cache(self._cache_path, redact=self._redact, secrets=secrets)
        return self._cache

    @property
    def session(self) -> ServerSession:
        """The session of this process for the server."""
        # Kept here, as sessions end with the last theory that uses them; a forked child has one of its own.
        kept, here = self._session, work()
        if kept is None or kept[0] is not here or kept[1] is not self.caps:
            kept = self._session = here, self.caps, session_of(self.endpoint, self.caps)
        return kept[2]

    def __getstate__(self) -> dict[str, Any]:
        """What travels to another process: no connection, no cache that was opened here, nothing that goes by id."""
        kept = dict(vars(self)) | {"_session": None, "_asked_of": {}, "_asked_last": None, "_post": None}
        kept |= {"_split_before": {}, "_rated_before": {}, "_rated_as": None}
        return kept | ({"_cache": None} if self._own_cache else {})

    def __copy__(self) -> Self:
        made = object.__new__(type(self))
        vars(made).update(vars(self))
        return made

    def prepare(self, questions: Sequence[Question]) -> None:
        """Open the cache, so that what is wrong with it is said before anything is asked."""
        _ = self.cache

    async def aclose(self) -> None:
        """Close the connections to the server, and the cache if it was opened here."""
        session, self._session = self._session, None
        if session is not None:
            await there(session[2].aclose)
        if self._own_cache and self._cache is not None:
            self._cache.close()
            self._cache = None

    def from_cache(self) -> Self | None:
        """The theory as far as its cache answers, without a call; None where it has no cache."""
        if self.cache is None:
            return None
        made = copy.copy(self)
        made._cache_only = True
        return made

    @property
    def keeps_answers(self) -> bool:
        """Whether there is a cache, which a process that decides the same document again finds them in."""
        return self._cache is not None or self._cache_path is not None

    def shares(self, of: int, requests: Pace | None, tokens: Pace | None) -> None:
        """Take a share of the limits: one of so many processes asks, and all of them wait for the same windows."""
        most = max(1, self.caps.concurrency // of)
        self.caps, self.concurrency = Caps(most, 1), most
        self.session.limiter.pace_by(requests, tokens)

    # --- answering

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        return await self.reply(questions, texts, self.settings)

    def at_hand(self, questions: Sequence[Question], texts: Texts) -> Reply | None:
        """The reply, where all of it is in the cache."""
        if (self._cache is None and self._cache_path is None) or self._cache_is_set_aside:
            return None
        able = self.remembered()
        if able is None or (cache := self.cache) is None:
            return None
        answers: dict[str, Answer] = {}
        saved: Usage | None = None
        batches = self._batches(questions, able, self.settings)
        for api, batch in batches:
            if api is None:
                return None
            try:
                found = look_up(cache, self._asked(api, able, self.settings), batch, texts)
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

    async def evidence(self, questions: Sequence[Question], texts: Texts) -> Reply:
        return await self.reply(questions, texts, self._quoting)

    async def reply(self, questions: Sequence[Question], texts: Texts, settings: ModelSettings) -> Reply:
        """The reply to questions that are put with other settings than the theory's own."""
        remembered = self.remembered()
        if self._cache_only and remembered is None:
            answers: Mapping[str, Answer] = {question.id: Unknown(_NOTHING_CACHED) for question in questions}
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
        replies = [await batches[0]] if len(batches) == 1 else await asyncio.gather(*batches)
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
            answers |= {id_: heard(put.outcome) for id_, put in puts.items()}
            usage += meter.usage
            notes = meter.notes()
            notes += [aside] if aside else []
            if (trouble := self._keep(asked, missing, texts, puts, meter.usage)) is not None:
                notes.append(trouble)
            # What the endpoint that decides does not take is written, if there is one that writes.
            again = [one for one in missing if api in DECIDING and self._is_left(one, able)]
            for other, batch in self._batches(again, able, settings):
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

    def _batches(
        self, questions: Sequence[Question], able: Capabilities, settings: ModelSettings
    ) -> list[tuple[Api | None, Sequence[Question]]]:
        """Questions by the endpoint that takes them, and by the form that their answers have of themselves.

        There are no more at a time than the endpoint takes; it is None where none does.
        """
        decides = able.decides
        if decides is not None or settings is not self.settings:
            return self._split(questions, able, settings)
        by = (id(able), *map(id, questions))  # all that it depends on: what may be asked to decide changes
        known = self._split_before.get(by)
        if known is None:
            if len(self._split_before) >= MOST_KEPT:
                self._split_before.clear()
            # What the numbers stand for is kept too, so that they stand for nothing else.
            known = self._split_before[by] = able, tuple(questions), self._split(questions, able, settings)
        return known[2]

    def _split(
        self, questions: Sequence[Question], able: Capabilities, settings: ModelSettings
    ) -> list[tuple[Api | None, Sequence[Question]]]:
        by_kind: dict[tuple[Api | None, Form | None], list[Question]] = {}
        decides, writes = able.decides, able.writes
        for question in questions:
            can = decides is not None and decisions.can_decide(question, able) and not self._is_left(question, able)
            kind = (decides, None) if can else (writes, settings.form([question], able))
            by_kind.setdefault(kind, []).append(question)
        batches: list[tuple[Api | None, Sequence[Question]]] = []
        for (api, _), group in by_kind.items():
            most = able.most_questions if api in DECIDING else settings.max_questions
            batches += [(api, group[start : start + most]) for start in range(0, len(group), most)]
        return batches

    def _is_left(self, question: Question, able: Capabilities) -> bool:
        """Whether a question is written, as the endpoint that decides has not taken it."""
        return able.writes is not None and self.session.leaves(self.known_as, question)

    def _asked(self, api: Api, able: Capabilities, settings: ModelSettings) -> SharedContext:
        last = self._asked_last
        if last is not None and last.able is able and last.settings is settings and last.api == api:
            return last
        found = self._asked_of.get((api, settings))
        if found is None or found.able != able:
            asked = SharedContext(self.endpoint.name, self._model, self._words.version, api, able, settings)
            found = self._asked_of[api, settings] = asked
        self._asked_last = found
        return found

    @property
    def _model(self) -> str:
        assert self.model is not None  # it was given to the constructor
        return self.model

    # --- what the server can do

    def remembered(self) -> Capabilities | None:
        """What is known of the server, without asking it."""
        found = self.session.found.get(self.known_as)
        if found is None and self.cache is not None and not self._cache_is_set_aside:
            try:
                data = self.cache.capabilities(self.endpoint.name, self.known_as, within=_WEEK)
            except InputError:
                if self._cache_only:
                    raise
                data = None  # it is found out anew, and what is wrong with the file said where answers are looked up
            found = None if data is None else Capabilities.of_data(data)
            if found is not None:
                self.session.found[self.known_as] = found
        return found

    @property
    def known_as(self) -> str:
        """Under which name it is remembered what the server can do with the model."""
        return self._model if self.settings.api is None else f"{self._model} by {self.settings.api}"

    async def find_out(self, meter: CallMeter | None = None, calling: Callable[[int], object] = bool) -> Capabilities:
        """Ask the server what it can do, and remember it. ModelError where that cannot be found out.

        `calling` is told the number of each call before it is made, in the thread that calls.
        """
        counting = meter or CallMeter(self.money, None)
        session = self.session
        found = await there(lambda: self._probe_once(session, counting, calling))
        self._remember(found)
        return found

    def _remember(self, able: Capabilities) -> None:
        if self.cache is not None and not self._cache_is_read_only:
            try:
                self.cache.remember(self.endpoint.name, self.known_as, able.to_data())
            except InputError:
                self._cache_is_read_only = True  # it is found out again the next time

    async def _probe_once(
        self, session: ServerSession, meter: CallMeter, calling: Callable[[int], object]
    ) -> Capabilities:
        """One probe, however many ask for it at the same time; in the thread that calls."""
        if (failed := session.not_found_out.get(self.known_as)) is not None and time.monotonic() < failed[0]:
            raise failed[1]
        task = session.probing.get(self.known_as)
        if task is None:
            task = session.probing[self.known_as] = asyncio.ensure_future(self._probe(session, meter, calling))
            task.add_done_callback(lambda _: session.probing.pop(self.known_as, None))
        return await asyncio.shield(task)

    async def _probe(self, session: ServerSession, meter: CallMeter, calling: Callable[[int], object]) -> Capabilities:
        numbers = itertools.count(1)

        async def post(path: str, body: Mapping[str, Any]) -> tuple[Any, str]:
            calling(next(numbers))
            call = ModelCall(path, lambda _: body, lambda data, raw: (data, raw), 400, 64, "probe", _PROBED)
            result: tuple[Any, str] = await session.call(call, meter, self.retry_policy)
            return result

        api = self.settings.api
        if api is not None:
            wanted: tuple[Api, ...] = (api,)
        else:  # OpenAI's own server does not speak the protocol of others
            wanted = tuple(one for one in APIS if not (one == "systemone" and self.endpoint.is_openai))
        try:
            found = await probe(post, self._model, wanted, self._words, self.endpoint)
        except ModelError as error:
            # A thousand documents are not to ask a thousand times for a model that is not there.
            session.not_found_out[self.known_as] = (time.monotonic() + _FOR_NOW, error)
            raise
        session.found[self.known_as] = found
        return found

    # --- the cache, and what asking would cost

    def _why_not_cached(self, asked: SharedContext, question: Question, batch: Sequence[Question], texts: Texts) -> str:
        """That an answer is not in the cache, and what the nearest one was given for instead."""
        assert self.cache is not None
        nearest = self.cache.nearest(asked.components(batch, texts)[question.id])
        return NOT_CACHED if nearest is None else f"{NOT_CACHED}: {nearest}"

    def why_not_cached(self, questions: Sequence[Question], texts: Texts) -> dict[str, str]:
        """Why questions are not answered by the cache, by id: what the nearest entry was for instead."""
        able = self.remembered()
        if self.cache is None or able is None:
            why = "there is no cache" if self.cache is None else _NOTHING_CACHED
            return dict.fromkeys([question.id for question in questions], why)
        found: dict[str, str] = {}
        for api, batch in self._batches(questions, able, self.settings):
            if api is not None:
                asked = self._asked(api, able, self.settings)
                missing = look_up(self.cache, asked, batch, texts).missing
                found |= {one.id: self._why_not_cached(asked, one, missing, texts) for one in missing}
        return found

    def estimate(self, questions: Sequence[Question], texts: Texts) -> Estimate:
        """What `answer` would use at most. Before anything is known of the server, as if it were the usual one."""
        able = self.remembered()
        known = able or Capabilities(("chat",))
        batches = self._batches(questions, known, self.settings)
        calls = size = likely = most = cached = 0
        at_most = 0
        calibration = self.session.calibration(self._model)
        for api, batch in batches:
            if api is None:
                continue
            missing = tuple(batch)
            if self.cache is not None and able is not None:
                missing = look_up(self.cache, self._asked(api, able, self.settings), batch, texts).missing
            cached += len(batch) - len(missing)
            if not missing or self._cache_only:
                continue
            count = 1 if api in DECIDING else self.settings.samples
            prompt = size_of(api, self._words, missing, texts, self.settings.form(missing, known))
            calls += count
            size += count * prompt
            likely += count * calibration.likely(prompt)
            at_most += count * calibration.at_most(prompt)
            most += count * (len(missing) if api in DECIDING else self.settings.room(missing, known))
        cost = None if self.money is None else self.money.cost(at_most, most)
        return Estimate(calls, at_most, most, cost, size, cached, likely)

    def rates(self, questions: Sequence[Question], texts: Texts) -> Price:
        """The price of all samples of a call: in money if the price is known, and otherwise in tokens."""
        # As if log-probabilities were told: that is not known at first, and the price must be the same then.
        known = self.remembered() or _USUAL
        if self._rated_as is None or self._rated_as[0] is not known:
            self._rated_as = known, replace(known, logprobs=True)
        able = self._rated_as[1]
        if able.decides is not None:  # what is decided may change, and its prompts are of another kind
            return self._rates_of(questions, able, lambda api, some, form: size_of(api, self._words, some, texts, form))
        by = (id(able), *texts, *map(id, questions))
        by_text = self._rated_before.get(by)
        if by_text is None:
            if len(self._rated_before) >= MOST_KEPT:
                self._rated_before.clear()
            api, group = next(iter(self._batches(questions, able, self.settings)))
            form = self.settings.form(group, able)
            frames = [
                PromptFrame.of(some, texts, size_of(api or "chat", self._words, some, texts, form))
                for some in (group[:1], group[:MANY])
            ]
            by_text = self._rated_before[by] = RatesByText((able, tuple(questions)), *frames)

        def of_sizes(one: int, several: int) -> Price:
            return self._rates_of(questions, able, lambda _, some, __: one if len(some) == 1 else several)

        return by_text(texts, of_sizes)

    def _rates_of(
        self, questions: Sequence[Question], able: Capabilities, size: Callable[[Api, Sequence[Question], Form], int]
    ) -> Price:
        """The rates, from the sizes of prompts."""
        api, group = next(iter(self._batches(questions, able, self.settings)))
        decides = api in DECIDING
        form = self.settings.form(group, able)
        found = rates(
            group,
            lambda some: size(api or "chat", some, form),
            DECIDED if decides else SAID[form],
            None if self.money is None else self.money.cost,
        )
        times = 1 if decides else self.settings.samples
        round_ = 1 if self._post is None else _ROUND
        return Price(round_ * times * found.call, times * found.question)


def _is_late(put: Put) -> bool:
    return isinstance(put.outcome, ModelError) and is_late(put.outcome)


_ROUND = 10
"""As what a call counts in what is to be asked, where its reply takes hours: more questions are put in one then."""
_USUAL = Capabilities(("chat",))
_TOO_SLOW = "the model had no time for reasons and quotations, and was asked for the answers alone"
NOT_CACHED = "not in the cache"
"""How the reason begins that a question is not answered, where nothing but the cache may be asked."""
_NOTHING_CACHED = f"{NOT_CACHED}: nothing is known of this server and model"
