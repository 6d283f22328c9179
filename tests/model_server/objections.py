"""What a server of a profile will not do: the error that a request answers before any model sees it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.model_server.parameters import KNOWN
from tests.model_server.profiles import Profile
from tests.model_server.reading import CHAT, RESPONSES, SYSTEMONE, Asked, Body
from tests.model_server.reply import Reply, as_json, error
from tests.model_server.stating import only_the_user, systemone
from tests.model_server.strict import named_schema_objections
from tests.model_server.usage import tokens

_LEAST_OUTPUT = 16
_MOST_LOGPROBS = 20


def objection(profile: Profile, models: tuple[str, ...], path: str, body: Body) -> Reply | None:
    """The error that a request answers for its form, if any: the first one found."""
    return next(_objections(profile, models, path, body), None)


def too_long(profile: Profile, asked: Asked) -> Reply | None:
    """The error that a prompt answers that the context has no room for."""
    most, found = profile.context_length, tokens(asked.prompt)
    if most is None or found <= most:
        return None
    message = f"This model's maximum context length is {most} tokens. However, your messages have {found} tokens."
    return error(profile, 400, message, param="messages", code="context_length_exceeded")


def _objections(profile: Profile, models: tuple[str, ...], path: str, body: Body) -> Iterator[Reply]:
    if not profile.any_model and body.get("model") not in models:
        message = f"The model `{body.get('model')}` does not exist or you do not have access to it."
        yield error(profile, 404, message, code="model_not_found")
    for key in ("stream", *sorted(body.keys() - KNOWN[path] if profile.rejects_unknown else ())):
        if body.get(key):
            yield _unsupported(profile, key, f"Unknown parameter: '{key}'.", "unknown_parameter")
    for key in profile.rejects:
        if key == "temperature" and body.get(key) == 1 and profile.reasoning:
            continue  # its default may be said
        if body.get(key) is not None or _is_in_a_part(body, key):
            message = f"Unsupported value: '{key}' is not supported with this model."
            yield _unsupported(profile, key, message, "unsupported_value")
    if path == CHAT:
        yield from _chat(profile, body)
    elif path == RESPONSES:
        yield from _responses(profile, body)
    elif path == SYSTEMONE:
        yield from systemone(profile, body)
    else:
        yield from _decisions(profile, body)


def _is_in_a_part(body: Body, key: str) -> bool:
    """Whether a part of a message has the key."""
    messages = body.get("messages", body.get("input"))
    contents = [one.get("content") for one in messages if isinstance(one, dict)] if isinstance(messages, list) else []
    return any(key in part for parts in contents if isinstance(parts, list) for part in parts)


def _unsupported(profile: Profile, key: str, message: str, code: str = "unsupported_parameter") -> Reply:
    return error(profile, 400, message, param=key, code=code)


# --- chat --------------------------------------------------------------------------------------------------------


def _chat(profile: Profile, body: Body) -> Iterator[Reply]:
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        yield error(profile, 400, "Missing required parameter: 'messages'.", param="messages")
        return
    if body.get("max_tokens") is not None:
        both = body.get("max_completion_tokens") is not None
        if profile.max_tokens == "rejected" or (profile.max_tokens == "not with the other" and both):
            message = "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead."
            yield _unsupported(profile, "max_tokens", message)
    if not profile.developer_role and any(message.get("role") == "developer" for message in messages):
        yield error(profile, 500, "Unexpected role: developer", kind="internal_server_error")
    if profile.parts_refused and any(isinstance(message.get("content"), list) for message in messages):
        yield _parts_refused(profile, messages)
    most = body.get("top_logprobs")
    if profile.logprobs == "given" and most is not None:
        if not body.get("logprobs"):
            yield _unsupported(profile, "top_logprobs", "'top_logprobs' needs 'logprobs' to be true.", "invalid_value")
        if most > _MOST_LOGPROBS:
            yield _unsupported(profile, "top_logprobs", f"'top_logprobs' is above {_MOST_LOGPROBS}.", "invalid_value")
    form = body.get("response_format")
    if form is not None:
        yield from _form(profile, form, messages)


def _parts_refused(profile: Profile, messages: list[Body]) -> Reply:
    at = next(at for at, message in enumerate(messages) if isinstance(message.get("content"), list))
    if profile.parts_refused == 422:
        where = ["body", "messages", at, "content"]
        told = {"type": "string_type", "loc": where, "msg": "Input should be a valid string"}
        return as_json(422, {"detail": [told]})
    message = f"Invalid type for 'messages[{at}].content': expected a string, but got an array instead."
    return error(profile, 400, message, param=f"messages[{at}].content", code="invalid_type")


def _form(profile: Profile, form: Body, messages: list[Body]) -> Iterator[Reply]:
    """The objections to a chat request's `response_format`."""
    kind = form.get("type")
    if profile.schemas == "rejected" and kind != "text":
        yield _unsupported(profile, "response_format", "'response_format' is not supported by this server.")
    if profile.schemas == "json_object" and kind == "json_schema" and "schema" not in form:
        yield error(profile, 500, "[{'type': 'literal_error'}]", kind="internal_server_error")
    if profile.most_repeated is not None and max(_repeated(form), default=0) > profile.most_repeated:
        yield error(profile, 500, "Failed to parse grammar", kind="server_error")
    if profile.schemas != "strict":
        return
    unknown = sorted(form.keys() - {"type", "json_schema"})
    if unknown:
        key = f"response_format.{unknown[0]}"
        yield _unsupported(profile, key, f"Unknown parameter: '{key}'.", "unknown_parameter")
    if kind == "json_object" and not any("json" in str(message.get("content")).lower() for message in messages):
        message = (
            "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'."
        )
        yield error(profile, 400, message, param="messages")
    if kind == "json_schema":
        yield from named_schema_objections(profile, form.get("json_schema") or {}, "response_format")


def _repeated(schema: Any) -> Iterator[int]:
    """How often something may stand in what a schema describes."""
    if isinstance(schema, dict):
        yield from (schema[key] for key in ("maxLength", "maxItems") if key in schema)
        schema = list(schema.values())
    for one in schema if isinstance(schema, list) else ():
        yield from _repeated(one)


# --- responses and decisions -------------------------------------------------------------------------------------


def _responses(profile: Profile, body: Body) -> Iterator[Reply]:
    most = body.get("max_output_tokens")
    if most is not None and most < _LEAST_OUTPUT:
        message = f"Invalid 'max_output_tokens': integer below minimum value. Expected a value >= {_LEAST_OUTPUT}."
        yield _unsupported(profile, "max_output_tokens", message, "integer_below_min_value")
    form = (body.get("text") or {}).get("format") or {}
    if form.get("type") == "json_schema" and profile.schemas == "strict":
        yield from named_schema_objections(profile, form, "text.format")


def _decisions(profile: Profile, body: Body) -> Iterator[Reply]:
    if not profile.decides:
        yield error(profile, 501, "this model cannot answer decisions", kind="NotImplementedError")
    if profile.user_only:
        yield from only_the_user(profile, body.get("input"))
    questions, most = body.get("questions"), profile.most_questions
    if not isinstance(questions, list) or not 1 <= len(questions) <= most:
        yield error(profile, 400, f"Invalid 'questions': expected 1 to {most} questions.", param="questions")
        return
    for at, question in enumerate(questions):
        where = f"questions[{at}]"
        if question.get("type") not in ("predicate", "choice", "score") or not question.get("instructions"):
            yield error(profile, 400, f"Invalid '{where}'.", param=where)
        if question.get("type") == "choice":
            values = [(type(choice["value"]), choice["value"]) for choice in question.get("choices", ())]
            if not 2 <= len(values) <= profile.most_options or len(set(values)) < len(values):
                key, unique = f"{where}.choices", f"expected 2 to {profile.most_options} unique choices"
                yield error(profile, 400, f"Invalid '{key}': {unique}.", param=key)
