"""Finding out what a server can do, with a few small calls that hold nothing of any policy or text.

First everything is asked for at once. Where the server does not take that, the least is, and then one thing more each
time. Whether a schema is enforced is seen from a reply that only a constrained model gives: it is asked for something
else.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from logitext.theory.llm.apis import chat, decisions, responses
from logitext.theory.llm.apis.completion import Parameters, RefusedError, tokens
from logitext.theory.llm.capabilities import LIMITS, Api, Capabilities
from logitext.theory.llm.faults import ModelError
from logitext.theory.llm.prompt import Pieces

Post = Callable[[str, Mapping[str, Any]], Awaitable[tuple[Any, str]]]
"""Sends a request to a path: the reply, parsed and as it came. Raises ModelError."""

_SCHEMA = {
    "type": "object",
    "properties": {"probe": {"type": "string", "enum": ["k7", "k8"]}},
    "required": ["probe"],
    "additionalProperties": False,
}
_PIECES = Pieces("This is a test of the connection.", '{"probe":true}', "Write one word: hello", texts_first=True)
_PARAMETERS = Parameters(max_tokens=64, temperature=0.0, seed=0)

_WELL = 200
_NOT_THERE = (404, 405, 501)
_NOT_SO = (400, 404, 405, 415, 422, 500, 501)
"""Statuses by which a server says, in its way, that it does not take what was sent."""


async def probe(post: Post, model: str, wanted: Sequence[Api], *, marks: bool = False) -> Capabilities:
    """What the server can do with a model. `wanted` are the endpoints to look for, the best first; one is enough.

    `marks`: whether it may know marks for what it is to cache, which only OpenAI's own servers do.

    ModelError where that cannot be found out: the server is not there, the key is not accepted, and so on.
    """
    able = Capabilities()
    last: ModelError | None = None
    for api in wanted:
        try:
            if api == "decisions":
                await _decisions(post, model)
                able = replace(able, apis=(*able.apis, api))
            elif not {"chat", "responses"} & set(able.apis):
                able = replace(await _written(post, model, api, marks), apis=(*able.apis, api))
        except ModelError as error:
            # A reply that is an error without a status may be how a server says that it does not know `decisions`.
            if error.status not in _NOT_SO and not (api == "decisions" and error.status == _WELL):
                raise
            last = error
    if not able.apis and last is not None:
        raise last
    return able


async def _decisions(post: Post, model: str) -> None:
    question = {"type": "predicate", "name": "probe", "instructions": "The text is a greeting."}
    data, raw = await post(decisions.PATH, {"model": model, "input": "hello", "questions": [question]})
    if not isinstance(data.get("answers"), list):
        raise ModelError("not found", "the reply holds no answers", raw=raw, status=404)


async def _written(post: Post, model: str, api: Api, marks: bool) -> Capabilities:
    """What can be said to an endpoint that has a model write."""
    able = await _shaped(post, model, api)
    if marks and able.parts:
        found, _ = await _first(post, model, api, replace(able, marks=True))
        able = able if found is None else found
    return able


async def _shaped(post: Post, model: str, api: Api) -> Capabilities:
    """The prompt without the marks for a server's cache."""
    limit = LIMITS[0] if api == "chat" else LIMITS[2]
    full = Capabilities((api,), "json_schema", logprobs=True, seed=True, temperature=True, limit=limit)
    able, reply = await _first(post, model, api, full)
    if able is None:
        able, reply = await _least(post, model, api, limit)
        for feature in ("temperature", "seed", "logprobs"):
            # One at a time, each beside those that have been found to work.
            found, got = await _first(post, model, api, replace(able, **{feature: True}))  # type: ignore[arg-type]
            if found is not None:
                able, reply = found, got
    if able.logprobs and not _has_logprobs(api, reply):
        able = replace(able, logprobs=False)
    if able.schema == "json_schema" and _keeps_to_schema(api, reply):
        return able
    for form in ("json_schema", "json_object") if api == "chat" else ("json_schema",):
        if form != able.schema:
            found, got = await _first(post, model, api, replace(able, schema=form))
            if found is not None and _keeps_to_schema(api, got):
                return found
    return replace(able, schema="none")


async def _first(post: Post, model: str, api: Api, able: Capabilities) -> tuple[Capabilities | None, tuple[Any, str]]:
    """The reply to a request with all this; None where the server does not take it."""
    module = chat if api == "chat" else responses
    try:
        return able, await post(module.PATH, module.body(model, _PIECES, _SCHEMA, able, _PARAMETERS))
    except ModelError as error:
        if error.status not in _NOT_SO or error.status in _NOT_THERE:
            raise
        if error.blame in LIMITS or (able.limit in str(error) and LIMITS[1] in str(error)):
            other = LIMITS[1] if able.limit == LIMITS[0] else able.limit
            if other != able.limit:
                return await _first(post, model, api, replace(able, limit=other))
        return None, ({}, "")


async def _least(post: Post, model: str, api: Api, limit: str) -> tuple[Capabilities, tuple[Any, str]]:
    """What works with nothing asked for. ModelError of the last way where nothing does."""
    module = chat if api == "chat" else responses
    last: ModelError | None = None
    for parts in (True, False) if api == "chat" else (True,):
        for name in (limit, LIMITS[1]) if api == "chat" else (limit,):
            able = Capabilities((api,), "none", limit=name, parts=parts)
            try:
                return able, await post(module.PATH, module.body(model, _PIECES, _SCHEMA, able, _PARAMETERS))
            except ModelError as error:
                if error.status not in _NOT_SO or error.status in _NOT_THERE:
                    raise
                last = error
    assert last is not None
    raise last


def _keeps_to_schema(api: Api, reply: tuple[Any, str]) -> bool:
    """Whether the reply is what only a model that is held to the schema says; one that thinks too long is believed."""
    data, raw = reply
    try:
        written = (chat if api == "chat" else responses).completion(data, raw)
    except ModelError as error:
        return error.kind == "cut off" and _wrote_nothing(data)
    except RefusedError:
        return False
    return written.content.strip().replace(" ", "").replace("\n", "") in ('{"probe":"k7"}', '{"probe":"k8"}')


def _wrote_nothing(data: Any) -> bool:
    try:
        return not data["choices"][0]["message"].get("content")
    except (KeyError, IndexError, TypeError, AttributeError):
        return False


def _has_logprobs(api: Api, reply: tuple[Any, str]) -> bool:
    """Whether log-probabilities came with the reply, whatever it says."""
    data, _ = reply
    try:
        if api == "chat":
            return bool(tokens(data["choices"][0]["logprobs"]["content"]))
        return any(tokens(part.get("logprobs")) for item in data["output"] for part in item.get("content") or ())
    except (KeyError, IndexError, TypeError, AttributeError):
        return False
