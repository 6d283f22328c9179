"""`/v1/chat/completions`: what most servers speak."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from logitext.theory.llm.apis.completion import Completion, ModelRefusedError, Parameters, field, tokens
from logitext.theory.llm.apis.written import Scrubbing, called, joined, plain
from logitext.theory.llm.capabilities import Capabilities
from logitext.theory.llm.faults import ModelError
from logitext.theory.llm.prompt import Pieces

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletionContentPartTextParam, ChatCompletionMessageParam
    from openai.types.shared_params import ResponseFormatJSONSchema

PATH = "/chat/completions"

_TOP = 5
"""Alternatives to ask for: `true`, `false` and `null`, each perhaps with a space."""


def body(
    model: str, pieces: Pieces, schema: dict[str, Any], able: Capabilities, parameters: Parameters
) -> dict[str, Any]:
    """The request. Instructions are one message, and texts and questions parts of another, never one string."""
    return (
        {"model": model, "messages": messages(pieces, able)}
        | {able.limit: parameters.max_tokens}
        | response_format(schema, able)
        | options(able, parameters)
        | ({} if parameters.effort is None else {"reasoning_effort": parameters.effort})
    )


def messages(pieces: Pieces, able: Capabilities) -> list[ChatCompletionMessageParam]:
    """The messages; for a server that takes no parts, the two lines of JSON are one string, a blank line between."""
    content: str | list[ChatCompletionContentPartTextParam]
    if not able.parts:
        content = "\n\n".join(pieces.data)
    else:
        content = [{"type": "text", "text": piece} for piece in pieces.data]
        if able.marks:
            content[0]["prompt_cache_breakpoint"] = {"mode": "explicit"}
    return [{"role": "system", "content": pieces.instructions}, {"role": "user", "content": content}]


def response_format(schema: dict[str, Any], able: Capabilities) -> dict[str, Any]:
    """How the server is held to the schema."""
    if able.schema == "json_schema":
        strict: ResponseFormatJSONSchema = {
            "type": "json_schema",
            "json_schema": {"name": "answers", "strict": True, "schema": schema},
        }
        return {"response_format": strict}
    if able.schema == "json_object":  # as llama.cpp has it
        return {"response_format": {"type": "json_object", "schema": schema}}
    return {}


def options(able: Capabilities, parameters: Parameters) -> dict[str, Any]:
    """The settings that the server takes."""
    found: dict[str, Any] = {}
    if able.temperature and parameters.temperature is not None:
        found["temperature"] = parameters.temperature
    if able.seed and parameters.seed is not None:
        found["seed"] = parameters.seed
    if able.logprobs:
        found |= {"logprobs": True, "top_logprobs": _TOP}
    return found


def completion(data: Any, raw: str, scrub: Scrubbing = str) -> Completion:
    """What the model wrote. ModelRefusedError where it declines, ModelError where there is nothing to read.

    One choice is asked for; where there are several that do not say the same, none of them is the answer.
    """
    choices = field(data, "choices", list, raw)
    if not choices:
        raise ModelError("empty reply", "the reply has no choices", raw=raw)
    messages = [field(choice, "message", dict, raw) for choice in choices]
    if any(_said(message) != _said(messages[0]) for message in messages):
        raise ModelError("wrong shape", f"the reply has {len(choices)} choices that differ", raw=raw)
    choice, message = choices[0], messages[0]
    refusal = message.get("refusal")
    if isinstance(refusal, str) and refusal:
        raise ModelRefusedError(refusal)
    finish = choice.get("finish_reason")
    if finish == "content_filter":
        raise ModelError("filtered", "the server's content filter stopped the reply", raw=raw)
    if finish == "length":
        raise ModelError("cut off", "the reply is longer than the most that it may be", raw=raw)
    content = message.get("content")
    if isinstance(content, list):
        if any(isinstance(part, dict) and part.get("type") == "refusal" for part in content):
            raise ModelRefusedError(_refusal(content))
        content = joined(content, raw, scrub)
    if content is None or content == "":
        if tools := _tools(message):
            raise called(tools, raw)
        raise ModelError("empty reply", "the model wrote nothing", raw=raw)
    if not isinstance(content, str):
        raise ModelError("wrong shape", "the reply's `content` is no text", raw=raw)
    logprobs = choice.get("logprobs")
    found = tokens(logprobs.get("content")) if isinstance(logprobs, dict) else ()
    return Completion(plain(content, raw), found)


def _said(message: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(message.get(name) for name in ("content", "refusal", "tool_calls", "function_call"))


def _refusal(parts: list[Any]) -> str:
    said = (part.get("refusal") for part in parts if isinstance(part, dict) and part.get("type") == "refusal")
    return next((one for one in said if isinstance(one, str) and one), "refused")


def _tools(message: dict[str, Any]) -> list[Any]:
    """The names of the tools that a message calls."""
    calls = message.get("tool_calls")
    functions = [call.get("function") for call in (calls if isinstance(calls, list) else ()) if isinstance(call, dict)]
    functions += [message["function_call"]] if isinstance(message.get("function_call"), dict) else []
    return [function.get("name") if isinstance(function, dict) else None for function in functions]
