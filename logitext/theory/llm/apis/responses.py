"""`/v1/responses`: OpenAI's own, for models that are served there alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from logitext.policy.sorts import show
from logitext.theory.llm.apis.completion import Completion, ModelRefusedError, Parameters, field, tokens
from logitext.theory.llm.apis.written import Scrubbing, called, joined, plain
from logitext.theory.llm.capabilities import Capabilities
from logitext.theory.llm.faults import ModelError
from logitext.theory.llm.prompt import Pieces

if TYPE_CHECKING:
    from openai.types.responses import EasyInputMessageParam, ResponseInputTextParam, ResponseTextConfigParam
    from openai.types.responses.response_create_params import ResponseCreateParamsNonStreaming

PATH = "/responses"

_TOP = 5
_CALLS = ("function_call", "custom_tool_call", "mcp_call")


def body(
    model: str, pieces: Pieces, schema: dict[str, Any], able: Capabilities, parameters: Parameters
) -> ResponseCreateParamsNonStreaming:
    """The request; nothing of it is to be stored by the server."""
    content: list[ResponseInputTextParam] = [{"type": "input_text", "text": piece} for piece in pieces.data]
    if able.marks:
        content[0]["prompt_cache_breakpoint"] = {"mode": "explicit"}
    message: EasyInputMessageParam = {"role": "user", "content": content}  # type: ignore[typeddict-item]  # a list is invariant
    request: ResponseCreateParamsNonStreaming = {
        "model": model,
        "instructions": pieces.instructions,
        "input": [message],
        "max_output_tokens": parameters.max_tokens,
        "store": False,
    }
    if able.schema == "json_schema":
        text: ResponseTextConfigParam = {
            "format": {"type": "json_schema", "name": "answers", "strict": True, "schema": schema}
        }
        request["text"] = text
    if able.temperature and parameters.temperature is not None:
        request["temperature"] = parameters.temperature
    if able.logprobs:
        request["include"] = ["message.output_text.logprobs"]
        request["top_logprobs"] = _TOP
    if parameters.effort is not None:
        request["reasoning"] = {"effort": parameters.effort}  # type: ignore[typeddict-item]  # in the server's own words
    return request


def completion(data: Any, raw: str, scrub: Scrubbing = str) -> Completion:
    """What the model wrote. ModelRefusedError where it declines, ModelError where there is nothing to read."""
    output = field(data, "output", list, raw)
    status = data.get("status")
    if status == "incomplete":
        details = data.get("incomplete_details")
        why = details.get("reason") if isinstance(details, dict) else None
        if why == "content_filter":
            raise ModelError("filtered", "the server's content filter stopped the reply", raw=raw)
        raise ModelError("cut off", f"the reply is incomplete: {show(why)}", raw=raw)
    if status not in (None, "completed"):
        raise ModelError("server error", f"the response's status is {show(status)}", raw=raw)
    parts = [
        part
        for item in output
        if isinstance(item, dict) and item.get("type") == "message" and isinstance(item.get("content"), list)
        for part in item["content"]
        if isinstance(part, dict)
    ]
    for part in parts:
        if part.get("type") == "refusal":
            raise ModelRefusedError(str(part.get("refusal") or "refused"))
    written = [part for part in parts if part.get("type") == "output_text" and isinstance(part.get("text"), str)]
    if not written:
        tools = [item.get("name") for item in output if isinstance(item, dict) and item.get("type") in _CALLS]
        if tools:
            raise called(tools, raw)
        raise ModelError("empty reply", "the model wrote nothing", raw=raw)
    found = [tokens(part.get("logprobs")) for part in written]
    together = tuple([token for one in found for token in one]) if all(found) else ()
    return Completion(plain(joined(written, raw, scrub), raw), together)
