"""Finding out what a server can do, with a few small calls that hold nothing of any policy or text.

First everything is asked for at once. Where the server does not take that, the least is, and then one thing more each
time. Whether a schema is enforced is seen from a reply that only a constrained model gives: it is asked for something
else.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from logitext.theory.llm.apis import chat, decisions, responses, systemone
from logitext.theory.llm.apis.completion import ModelRefusedError, Parameters, tokens
from logitext.theory.llm.capabilities import DECIDING, LIMITS, Api, Capabilities, InputForm
from logitext.theory.llm.endpoint import Endpoint
from logitext.theory.llm.faults import UNREADABLE, ModelError
from logitext.theory.llm.prompt import Pieces, Prompt
from logitext.theory.llm.schema import strict
from logitext.theory.protocol import Question, Refusal, Texts, Unknown, Value

ProbePost = Callable[[str, Mapping[str, Any]], Awaitable[tuple[Any, str]]]
"""Sends a request to a path: the reply, parsed and as it came. Raises ModelError."""


def _schema(able: Capabilities) -> dict[str, Any]:
    """A shape that no model keeps to of itself; with a limit to its text, if that is to be tried."""
    limit = {"maxLength": 2} if able.bounds else {}
    return strict({"probe": {"type": "string", "enum": ["k7", "k8"]} | limit})


_PIECES = Pieces("This is a test of the connection.", '{"probe":true}', "Write one word: hello", texts_first=True)
_PARAMETERS = Parameters(max_tokens=64, temperature=0.0, seed=0)

_WELL = 200
_FAILED = 500
_SHAPE = re.compile(r"schema|format|maxlength", re.IGNORECASE)
"""What a server blames that does not take a limit within a shape."""

_NOT_THERE = (404, 405, 501)
_NOT_SO = (400, 404, 405, 415, 422, 500, 501)
"""Statuses by which a server says, in its way, that it does not take what was sent."""


async def probe(post: ProbePost, model: str, wanted: Sequence[Api], prompt: Prompt, endpoint: Endpoint) -> Capabilities:
    """What the server can do with a model. `wanted` are the endpoints to look for, the best first.

    One that decides is enough, and one that writes. ModelError where it cannot be found out: the server is not there,
    the key is not accepted, and so on.
    """
    able = Capabilities()
    last: ModelError | None = None
    for api in wanted:
        if (able.decides if api in DECIDING else able.writes) is not None:
            continue
        try:
            if api in DECIDING:
                found = await _deciding(post, model, api, prompt, endpoint)
                able = replace(found, apis=(api,))
            else:
                found = await _written(post, model, api, endpoint.is_openai)
                deciding = {name: getattr(able, name) for name in ("input", "most_questions", "most_options", "path")}
                able = replace(found, apis=(*able.apis, api), **deciding)
        except ModelError as error:
            # A reply that is an error without a status, or is none that can be read, may be how a server says that it
            # does not know an endpoint that decides.
            unknown = api in DECIDING and (error.status == _WELL or error.kind in UNREADABLE)
            if error.status not in _NOT_SO and not unknown:
                raise
            if last is None or _tells(error) >= _tells(last):
                last = error
    if not able.apis and last is not None:
        raise last
    return able


_OF_THE_MODEL = re.compile(r"\bmodels?\b", re.IGNORECASE)


def _tells(error: ModelError) -> int:
    """How much an error tells of why nothing works: an endpoint that is not there least, one that fails most."""
    if error.status in _NOT_THERE:
        return 1 if _OF_THE_MODEL.search(str(error)) else 0
    return 2 if error.status == _FAILED else 1


async def _deciding(post: ProbePost, model: str, api: Api, prompt: Prompt, endpoint: Endpoint) -> Capabilities:
    """What an endpoint that decides takes, by a question in the very shape of those to come. ModelError where none."""
    module = decisions if api == "decisions" else systemone
    forms: tuple[InputForm, ...] = ("messages", "user") if api == "decisions" else ("messages",)
    most = decisions.MOST if endpoint.is_openai else Capabilities().most_questions
    last: ModelError | None = None
    for path in (module.PATH, f"../alpha{module.PATH}") if endpoint.is_nested else (module.PATH,):
        for form in forms:
            able = Capabilities(
                input=form, marks=endpoint.is_openai, most_questions=most, path="" if path == module.PATH else path
            )
            try:
                shown: Any = module.shown([_QUESTION], _TEXTS)
                data, raw = await post(path, module.body(model, prompt, [_QUESTION], shown, able))
                answer = module.answers(data, [_QUESTION], raw).get(_QUESTION.id)
            except ModelError as error:
                last = error if last is None or error.status not in _NOT_THERE else last
                if error.status in _NOT_SO and error.status not in _NOT_THERE:
                    continue
                if error.status in _NOT_THERE or error.kind in UNREADABLE:
                    break
                raise
            if isinstance(answer, Value | Unknown | Refusal):
                return able
            last = answer or ModelError("wrong shape", "the reply leaves the question out", raw=raw)
            break
    assert last is not None
    raise last


_QUESTION = Question("probe", "probe", "is a greeting", texts=("text",))
_TEXTS = Texts({"text": "hello"})


async def _written(post: ProbePost, model: str, api: Api, marks: bool) -> Capabilities:
    """What can be said to an endpoint that has a model write."""
    able = await _shaped(post, model, api, bounds=not marks)  # OpenAI's own models take none
    if marks and able.parts:
        found, _ = await _first(post, model, api, replace(able, marks=True))
        able = able if found is None else found
    return able


async def _shaped(post: ProbePost, model: str, api: Api, *, bounds: bool) -> Capabilities:
    """The prompt without the marks for a server's cache."""
    limit = LIMITS[0] if api == "chat" else LIMITS[2]
    full = Capabilities((api,), "json_schema", bounds=bounds, logprobs=True, seed=True, temperature=True, limit=limit)
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
            found, got = await _first(post, model, api, replace(able, schema=form, bounds=bounds))
            if found is not None and _keeps_to_schema(api, got):
                return found
    return replace(able, schema="none", bounds=False)


async def _first(
    post: ProbePost, model: str, api: Api, able: Capabilities
) -> tuple[Capabilities | None, tuple[Any, str]]:
    """The reply to a request with all this; None where the server does not take it."""
    module = chat if api == "chat" else responses
    try:
        return able, await post(module.PATH, module.body(model, _PIECES, _schema(able), able, _PARAMETERS))
    except ModelError as error:
        if error.status not in _NOT_SO or error.status in _NOT_THERE:
            raise
        if able.bounds and _SHAPE.search(f"{error.blame} {error}"):
            found, got = await _first(post, model, api, replace(able, bounds=False))
            if found is not None:
                return found, got
        if error.blame in LIMITS or (able.limit in str(error) and LIMITS[1] in str(error)):
            other = LIMITS[1] if able.limit == LIMITS[0] else able.limit
            if other != able.limit:
                return await _first(post, model, api, replace(able, limit=other))
        return None, ({}, "")


async def _least(post: ProbePost, model: str, api: Api, limit: str) -> tuple[Capabilities, tuple[Any, str]]:
    """What works with nothing asked for. ModelError of the last way where nothing does."""
    module = chat if api == "chat" else responses
    last: ModelError | None = None
    for parts in (True, False) if api == "chat" else (True,):
        for name in (limit, LIMITS[1]) if api == "chat" else (limit,):
            able = Capabilities((api,), "none", limit=name, parts=parts)
            try:
                return able, await post(module.PATH, module.body(model, _PIECES, _schema(able), able, _PARAMETERS))
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
    except ModelRefusedError:
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
