"""The guardrail, called by LiteLLM's own handlers of requests and responses."""

from __future__ import annotations

import asyncio
import os
from typing import Any

import pytest

from tests.integrations.policies import AGENT, ALONE, BOTH, ONLY, options, policy

os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
pytest.importorskip("litellm", reason="needs the package litellm")


def guardrail(source: str, **more: Any) -> Any:
    from logitext.integrations.litellm import PolicyGuardrail

    kinds = type("Chat", (PolicyGuardrail,), {"policy": policy(source), "options": options(**more)})
    return kinds(guardrail_name="chat", event_hook="pre_call", default_on=True)


def request(one: Any, messages: list[dict[str, Any]]) -> Any:
    from litellm.llms.openai.chat.guardrail_translation.handler import OpenAIChatCompletionsHandler

    data = {"model": "m", "messages": messages}
    return asyncio.run(OpenAIChatCompletionsHandler().process_input_messages(data=data, guardrail_to_apply=one))


def response(one: Any, text: str, messages: list[dict[str, Any]]) -> Any:
    import litellm
    from litellm.llms.openai.chat.guardrail_translation.handler import OpenAIChatCompletionsHandler

    answer = litellm.ModelResponse(choices=[{"message": {"role": "assistant", "content": text}}])
    work = OpenAIChatCompletionsHandler().process_output_response(
        response=answer, guardrail_to_apply=one, request_data={"messages": messages}
    )
    return asyncio.run(work)


def user(text: str) -> dict[str, Any]:
    return {"role": "user", "content": text}


def refused(work: Any) -> str:
    from litellm.exceptions import GuardrailRaisedException

    with pytest.raises(GuardrailRaisedException) as caught:
        work()
    return str(caught.value)


def test_requests() -> None:
    one = guardrail(ONLY)
    assert request(one, [user("Good morning")])["messages"] == [user("Good morning")]
    assert refused(lambda: request(one, [user("You idiot!")])) == "block: rude: insults"
    hidden = [user("You idiot!"), {"role": "assistant", "content": "?"}, user("Good morning")]
    assert refused(lambda: request(one, hidden)) == "block: rude: insults"


def test_responses() -> None:
    one = guardrail(BOTH)
    asked = [user("please")]
    assert response(one, "Of course", asked).choices[0].message.content == "Of course"
    assert refused(lambda: response(one, "You idiot", asked)) == "block: cruel: begs, insults"


def test_it_fails_closed() -> None:
    assert "undetermined" in refused(lambda: request(guardrail(ALONE), [user("hello")]))
    assert request(guardrail(ALONE, on_review="allow"), [user("hello")])["messages"]
    image = {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}}
    seen = [{"role": "user", "content": [{"type": "text", "text": "hello"}, image]}]
    assert "no text" in refused(lambda: request(guardrail(ONLY), seen))
    assert "no text" in refused(lambda: request(guardrail(BOTH), seen))


def test_calls_of_tools() -> None:
    call = {"id": "1", "type": "function", "function": {"name": "shell", "arguments": "delete all"}}
    messages = [user("hello"), {"role": "assistant", "content": None, "tool_calls": [call]}, user("and now?")]
    assert refused(lambda: request(guardrail(AGENT), messages)).startswith("block: reckless")
    assert request(guardrail(AGENT), [user("Go ahead"), *messages[1:]])["messages"]
