"""A model on a server: its settings, its cache and its session, and what is known of the server."""

from __future__ import annotations

import asyncio
import copy
import itertools
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Self, TypeAlias

from logitext.policy.put_as import STATEMENT, Manner, PutAs
from logitext.syntax.diagnostics import InputError
from logitext.theory.llm import best_manner
from logitext.theory.llm.cache.store import Cache
from logitext.theory.llm.calling import CAPS, KEEPING, RETRY_POLICY, WORDING, Caps, RetryPolicy
from logitext.theory.llm.capabilities import APIS, Api, Capabilities
from logitext.theory.llm.endpoint import endpoint
from logitext.theory.llm.faults import ModelError
from logitext.theory.llm.forms import Form, PromptOrder
from logitext.theory.llm.kept import BatchesAtHand, SharedContext
from logitext.theory.llm.limits import Pace
from logitext.theory.llm.manners import by_default
from logitext.theory.llm.once import MOST_KEPT
from logitext.theory.llm.prices import ModelPrice, load_prices
from logitext.theory.llm.probe import probe
from logitext.theory.llm.prompt import load_prompt
from logitext.theory.llm.rates import RatesByText
from logitext.theory.llm.scrub import secrets_of
from logitext.theory.llm.session import CallMeter, ModelCall, Post, ServerSession, session_of
from logitext.theory.llm.settings import SETTINGS, ModelSettings
from logitext.theory.llm.work import WorkThread, there, work
from logitext.theory.protocol import (
    Price,
    Question,
    Theory,
    Thresholds,
)

Prices: TypeAlias = Mapping[str, ModelPrice] | str | os.PathLike[str] | None

_WEEK = 7 * 86400.0
"""How long it is remembered what a server can do."""

_FOR_NOW = 10.0
"""Seconds for which it is believed that it cannot be found out what a server can do."""

_PROBED = frozenset({200, 500, 501})
"""Statuses after which a probe is sent once more, and no more; 200 is that of a reply that is an error."""


class ConnectedModel(Theory):
    """The base of `OpenAI`, which says what the arguments mean. It asks no questions yet."""

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
        wording: Manner | None = None,
        label_mass: float = SETTINGS.label_mass,
        samples: int = SETTINGS.samples,
        temperature: float | None = None,
        seed: int = SETTINGS.seed,
        effort: str | None = None,
        max_output_tokens: int | None = None,
        max_questions: int = SETTINGS.max_questions,
        prompt_order: PromptOrder | None = None,
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
            prompt_order,
            self._words.answer(answer),
            wording,
            label_mass,
        )
        self.fetches_evidence = evidence
        self._quoting = replace(self.settings, answer=self._words.answer("evidence")) if evidence else self.settings
        self.retry_policy = RetryPolicy(timeout, retries)
        self.caps = Caps(concurrency, 1, requests_a_minute, tokens_a_minute)
        self.concurrency = concurrency
        if thresholds is not None:
            self.thresholds = thresholds
        self._put_as: PutAs | None = None if wording is None else PutAs(wording)
        self._put_before: dict[int, tuple[Question, Question]] = {}
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
        self._at_hand_before: dict[tuple[int, tuple[str, ...]], BatchesAtHand] = {}

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
        kept = dict(vars(self)) | {
            "_session": None,
            "_put_before": {},
            "_asked_of": {},
            "_asked_last": None,
            "_post": None,
        }
        kept |= {"_split_before": {}, "_rated_before": {}, "_rated_as": None, "_at_hand_before": {}}
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

    # --- how clauses are put

    @property
    def put_as(self) -> PutAs:  # type: ignore[override]
        """How a clause is put whose author says nothing of it."""
        if self._put_as is None:
            self._put_as = PutAs(self._measured())
        return self._put_as

    def _measured(self) -> Manner:
        """The manner that was measured to be best for the model; a statement where nothing is known of it."""
        try:
            cache = None if self._cache_is_set_aside else self.cache
            return "statement" if cache is None else best_manner.kept(cache, self.endpoint.name, self.known_as)
        except InputError:  # what is wrong with the file is said where answers are looked up
            return "statement"

    def _as_put(self, questions: Sequence[Question]) -> Sequence[Question]:
        """The questions in the manner in which they are put: always the same object for one."""
        if self.put_as == STATEMENT:
            return questions
        found = []
        for question in questions:
            known = self._put_before.get(id(question))
            if known is None:
                if len(self._put_before) >= MOST_KEPT:
                    self._put_before.clear()
                known = self._put_before[id(question)] = question, by_default(question, self.put_as)
            found.append(known[1])
        return found

    @property
    def prompt(self) -> str:  # type: ignore[override]
        """The version of the words, and the manner in which clauses are put if it is not the usual one."""
        manner = self.put_as.manner
        return self._words.version if manner == "statement" else f"{self._words.version}+{manner}"

    def shares(self, of: int, requests: Pace | None, tokens: Pace | None) -> None:
        """Take a share of the limits: one of so many processes asks, and all of them wait for the same windows."""
        most = max(1, self.caps.concurrency // of)
        self.caps, self.concurrency = Caps(most, 1), most
        self.session.limiter.pace_by(requests, tokens)

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
        return self.named(self.settings.api)

    def named(self, api: Api | None) -> str:
        """Under which name something is remembered of the model by an endpoint, or by the best one that is served."""
        return self._model if api is None else f"{self._model} by {api}"

    def by(self, api: Api | None) -> Self:
        """A copy that asks the model by an endpoint, or by the best one that is served."""
        made = copy.copy(self)
        made.settings = replace(self.settings, api=api)
        made._asked_of, made._asked_last, made._split_before = {}, None, {}
        return made

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
            error = _advised(error)
            # A thousand documents are not to ask a thousand times for a model that is not there.
            session.not_found_out[self.known_as] = (time.monotonic() + _FOR_NOW, error)
            raise error from None
        session.found[self.known_as] = found
        return found


def _advised(error: ModelError) -> ModelError:
    """An error that says what to do where neither the path nor the model of a base URL is known."""
    said = str(error).removeprefix(f"{error.kind}: ")
    if error.kind != "not found" or "; " in said:
        return error
    advice = "name a model that `logitext models` lists, or look whether the path in `--base-url` is right"
    advised = ModelError(error.kind, f"{said}; {advice}", raw=error.raw, status=error.status, blame=error.blame)
    advised.attempts = error.attempts
    return advised
