"""From what is asked to a chat completion or a response, in the shapes of the package openai 3.57."""

from __future__ import annotations

import time
from typing import Any

from tests.model_server.call import Call
from tests.model_server.config import Config
from tests.model_server.content import Finish, Written, contradiction, write
from tests.model_server.faults import Fault
from tests.model_server.logprobs import logprobs
from tests.model_server.profiles import Profile
from tests.model_server.reading import Asked, Body
from tests.model_server.reply import Reply, as_json
from tests.model_server.truth import random_of
from tests.model_server.usage import Usage, tokens

_REASONING_TOKENS = 64
_MOST_LOGPROBS_OF = 10_000  # characters; the log-probabilities of what is longer would be megabytes


def chat_completion(config: Config, call: Call) -> Reply:
    profile, body, asked, fault = config.profile, call.body, call.asked, call.fault
    limit = next((body[key] for key in profile.limits if body.get(key) is not None), None)
    written = write(asked, config.truth, fault, honoured=_honours(profile, body), limit=limit)
    listed = [written] * (body.get("n") or 1 if profile.several_choices else 1)
    if fault == "extra_choices":
        listed.append(Written(contradiction(asked, config.truth)) if asked.questions else written)
    if fault == "no_choices":
        listed = []
    found = _logprobs(config, body, asked, written) if fault != "null_logprobs" else None
    choices: list[dict[str, Any]] = [
        {
            "index": index,
            "message": {"role": "assistant", "content": one.text, "refusal": one.refusal, "annotations": []},
            "logprobs": found and {"content": found, "refusal": None},
            "finish_reason": one.finish,
        }
        for index, one in enumerate(listed)
    ]
    used = _used(profile, asked, listed, call.cached)
    counts: dict[str, Any] = {
        "prompt_tokens": used.prompt,
        "completion_tokens": used.completion,
        "total_tokens": used.prompt + used.completion,
    }
    if profile.usage_details:
        counts["prompt_tokens_details"] = {"cached_tokens": used.cached, "audio_tokens": 0}
        counts["completion_tokens_details"] = {"reasoning_tokens": used.reasoning, "audio_tokens": 0}
    told, usage = told_usage(fault, counts, used)
    completion = {
        "id": f"chatcmpl-{call.number}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": body["model"],
        "choices": choices,
        "usage": told,
        "service_tier": "default",
        "system_fingerprint": None,
    }
    return as_json(200, completion, usage)


def response(config: Config, call: Call) -> Reply:
    profile, body, asked, fault = config.profile, call.body, call.asked, call.fault
    honoured = profile.schemas not in ("ignored", "rejected")
    limit = body.get("max_output_tokens")
    written = write(asked, config.truth, fault, honoured=honoured, limit=limit)
    used = _used(profile, asked, [written], call.cached)
    told, usage = told_usage(fault, response_counts(used), used)
    incomplete = _INCOMPLETE[written.finish]
    answer = {
        "id": f"resp_{call.number}",
        "object": "response",
        "created_at": time.time(),
        "status": "completed" if incomplete is None else "incomplete",
        "error": None,
        "incomplete_details": incomplete,
        "instructions": body.get("instructions"),
        "max_output_tokens": limit,
        "metadata": {},
        "model": body["model"],
        "output": _output(config, call, written),
        "parallel_tool_calls": True,
        "previous_response_id": None,
        "reasoning": {"effort": None, "summary": None},
        "service_tier": "default",
        "store": body.get("store", True),
        "temperature": body.get("temperature", 1.0),
        "text": body.get("text") or {"format": {"type": "text"}},
        "tool_choice": "auto",
        "tools": [],
        "top_p": body.get("top_p", 1.0),
        "truncation": "disabled",
        "usage": told,
        "user": None,
    }
    return as_json(200, answer, usage)


_INCOMPLETE: dict[Finish, dict[str, str] | None] = {
    "stop": None,
    "length": {"reason": "max_output_tokens"},
    "content_filter": {"reason": "content_filter"},
}


def _output(config: Config, call: Call, written: Written) -> list[dict[str, Any]]:
    """The items of a response: a model that reasons puts an item of that in front of its message."""
    content: list[dict[str, Any]] = []
    if written.refusal is not None:
        content = [{"type": "refusal", "refusal": written.refusal}]
    elif written.text is not None:
        found = None
        if "message.output_text.logprobs" in (call.body.get("include") or ()):
            found = _logprobs(config, {**call.body, "logprobs": True}, call.asked, written)
        content = [{"type": "output_text", "text": written.text, "annotations": [], "logprobs": found or []}]
    message = {
        "id": f"msg_{call.number}",
        "type": "message",
        "role": "assistant",
        "status": "completed" if written.finish == "stop" else "incomplete",
        "content": content,
    }
    thought = {"id": f"rs_{call.number}", "type": "reasoning", "summary": []}
    return [thought, message] if config.profile.reasoning else [message]


# --- usage -------------------------------------------------------------------------------------------------------


def response_counts(used: Usage) -> dict[str, Any]:
    """Usage as responses and decisions tell it."""
    return {
        "input_tokens": used.prompt,
        "input_tokens_details": {"cached_tokens": used.cached, "cache_write_tokens": 0},
        "output_tokens": used.completion,
        "output_tokens_details": {"reasoning_tokens": used.reasoning},
        "total_tokens": used.prompt + used.completion,
    }


def told_usage(fault: Fault | None, counts: dict[str, Any], used: Usage) -> tuple[dict[str, Any] | None, Usage | None]:
    """What the body says of usage, and what of it a client can count."""
    if fault == "no_usage":
        return None, None
    if fault == "wrong_usage":
        first, second, *_rest = [key for key, value in counts.items() if isinstance(value, int)]
        return {**counts, first: -used.prompt, second: f"about {used.completion}"}, None
    return counts, used


def _used(profile: Profile, asked: Asked, listed: list[Written], cached: int) -> Usage:
    reasoning = _REASONING_TOKENS if profile.reasoning else 0
    completion = sum(tokens(one.text or one.refusal or "") for one in listed)
    return Usage(tokens(asked.prompt), completion + reasoning, cached if profile.usage_details else 0, reasoning)


# --- what a profile honours --------------------------------------------------------------------------------------


def _honours(profile: Profile, body: Body) -> bool:
    """Whether the schema of a chat request binds what is written."""
    form = body.get("response_format") or {}
    match profile.schemas:
        case "honoured" | "strict":
            return form.get("type") == "json_schema"
        case "json_object":
            return "schema" in form and not _unusable(form["schema"])
        case _:
            return False


def _unusable(schema: object) -> bool:
    """Whether a schema holds a keyword that a grammar cannot be made from; such a schema is dropped silently."""
    if isinstance(schema, dict):
        return not _NO_GRAMMAR.isdisjoint(schema) or any(_unusable(value) for value in schema.values())
    return isinstance(schema, list) and any(_unusable(value) for value in schema)


_NO_GRAMMAR = {"not", "if", "patternProperties", "dependentRequired", "uniqueItems"}


def _logprobs(config: Config, body: Body, asked: Asked, written: Written) -> list[dict[str, Any]] | None:
    profile, most = config.profile, body.get("top_logprobs")
    wanted = body.get("logprobs") and profile.logprobs != "ignored"
    if not wanted or (profile.logprobs == "with top_logprobs" and not most):
        return None
    if written.text is None or len(written.text) > _MOST_LOGPROBS_OF:
        return None
    rng = random_of("tokens", config.seed, asked.prompt)
    return logprobs(written.text, asked, config.confidence, rng, most or 0, ragged=profile.ragged_logprobs)
