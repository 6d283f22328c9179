"""The ASGI application: one request from its bytes to its reply."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import asdict, replace

from tests.model_server import wire
from tests.model_server.breaking import afterwards, come_again, instead
from tests.model_server.call import Call
from tests.model_server.config import Config
from tests.model_server.deciding import decision
from tests.model_server.ledger import Ledger, Record
from tests.model_server.objections import objection, too_long
from tests.model_server.profiles import Profile
from tests.model_server.reading import CHAT, DECISIONS, EVERY, MODELS, RESPONSES, SYSTEMONE, Asked, Body, read
from tests.model_server.reply import Reply, as_json, as_text, error, framework_error
from tests.model_server.stating import charged, stated
from tests.model_server.writing import chat_completion, response

_pause = asyncio.sleep

TOTALS = "/totals"
"""Of this server only: its totals, for who runs it in another process."""

_WRITERS: dict[str, Callable[[Config, Call], Reply]] = {
    CHAT: chat_completion,
    RESPONSES: response,
    DECISIONS: decision,
    SYSTEMONE: stated,
}


class App:
    """Answers requests as its configuration says. Everything but the ledger stays in the server's thread."""

    def __init__(self, config: Config, ledger: Ledger) -> None:
        self._config = config
        self._ledger = ledger
        one_at_a_time = config.profile.one_at_a_time
        self._turn: AbstractAsyncContextManager[object] = asyncio.Lock() if one_at_a_time else nullcontext()

    async def __call__(self, scope: wire.Scope, receive: wire.Receive, send: wire.Send) -> None:
        raw = await wire.body_of(receive)
        if scope["path"] == TOTALS:
            await wire.deliver(self._totals(), scope, receive, send)
            return
        request = _request(self._config.profile, scope, raw)
        refused = self._refused(request)
        key = None
        try:
            faults = self._config.faults if refused is None else None
            record, key = self._ledger.begin(request, faults, self._config.most_at_once)
            reply = refused or await self._reply(record, key[1])
            if reply.sending != "never":
                # Before the client can know: whoever has a reply finds it here, and may ask again.
                self._ledger.end(key, *wire.prospects(reply, scope))
            await wire.deliver(reply, scope, receive, send)
        except Exception as problem:  # noqa: BLE001  a test must hear of it: `serving` raises what is noted here
            self._ledger.failures.append(problem)
            await wire.deliver(as_text(500, f"the model server failed: {problem!r}"), scope, receive, send)
        finally:
            if key is not None:
                self._ledger.end(key, None, None)

    def _refused(self, request: Record) -> Reply | None:
        """The reply to who has no business here; no fault is drawn for such a request."""
        config, profile = self._config, self._config.profile
        if config.api_key is not None and request.headers.get("authorization") != f"Bearer {config.api_key}":
            return framework_error(profile, 401, "Incorrect API key provided.", code="invalid_api_key")
        known = request.method == "POST" and request.path in profile.paths
        if not known and (request.method, request.path) != ("GET", MODELS):
            return framework_error(profile, 404, "Not Found")
        return None

    async def _reply(self, record: Record, number: int) -> Reply:
        config, faults = self._config, self._config.faults
        if record.crowded:
            told = error(config.profile, 429, "Too many at once.", kind="requests", code="rate_limit_exceeded")
            return replace(told, headers=come_again(faults))
        while self._ledger.awaits and record.asked and record.asked.questions:
            await _pause(0.001)
        while self._ledger.held(record):
            await _pause(0.001)
        async with self._turn:
            await asyncio.sleep(config.latency + (faults.slow_seconds if record.fault == "slow" else 0))
            broken = instead(config.profile, faults, record.path, record.fault)
            return broken or afterwards(self._answer(record, number), record.fault)

    def _answer(self, record: Record, number: int) -> Reply:
        config, profile = self._config, self._config.profile
        if record.path == MODELS:
            listed = [{"id": name, "object": "model", "created": 0, "owned_by": "tests"} for name in config.models]
            return as_json(200, {"object": "list", "data": listed})
        if record.body is None:
            if profile.bad_json_crashes:
                return as_text(500, "Internal Server Error")
            return error(profile, 400, "We could not parse the JSON body of your request.")
        refused = objection(profile, config.models, record.path, record.body)
        if refused is not None:
            return refused
        asked = record.asked or read(record.path, record.body)  # raises what was wrong in it
        refused = too_long(profile, asked)
        if refused is not None:
            return refused
        cached = self._ledger.cache.cached(asked.prompt)
        call = Call(record.body, asked, record.fault, number, record.times, cached)
        return charged(profile, _WRITERS[record.path](config, call))

    def _totals(self) -> Reply:
        return as_json(200, {**asdict(self._ledger.totals()), "most_in_flight": self._ledger.most_in_flight})


def _request(profile: Profile, scope: wire.Scope, raw: bytes) -> Record:
    path = profile.routes.get(scope["path"], "/elsewhere") if profile.routes else scope["path"]
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    body = _parsed(raw) if path in EVERY else None
    asked = None if body is None else _asked(path, body)
    return Record(scope["method"], path, headers, raw, body, asked, time.monotonic())


def _parsed(raw: bytes) -> Body | None:
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def _asked(path: str, body: Body) -> Asked | None:
    """What is asked; None where the request has not even the form of one, to which a profile will object."""
    try:
        return read(path, body)
    except (AssertionError, AttributeError, KeyError, TypeError):
        return None
