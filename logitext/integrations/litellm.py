"""A guardrail for LiteLLM's proxy, https://docs.litellm.ai/docs/proxy/guardrails/custom_guardrail.

The proxy takes guardrails from a file beside its configuration, `policy_guardrail.py`:

    from logitext.integrations.litellm import PolicyGuardrail

    class Chat(PolicyGuardrail):
        policy = "policy.nltc"
        options = {"theory": "openai:MODEL"}

and in `config.yaml`:

    guardrails:
      - guardrail_name: chat
        litellm_params: {guardrail: policy_guardrail.Chat, mode: [pre_call, post_call], default_on: true}

What users write is judged as the policy's `input`, and what the model answers as its `output`; a text that is alone is
both. Whatever is not decided is refused, unless `options` have `on_review="allow"`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from litellm.exceptions import GuardrailRaisedException
from litellm.integrations.custom_guardrail import CustomGuardrail

from logitext.api import Policy
from logitext.integrations.gate import Gate, GateDecision


class PolicyGuardrail(CustomGuardrail):  # type: ignore[misc,unused-ignore]
    """Refuses what a policy blocks. `options` are those of `integrations.gate.Gate`."""

    policy: ClassVar[Policy | str | os.PathLike[str]]
    options: ClassVar[Mapping[str, Any]] = {}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._gate = Gate(self.policy, **self.options)

    async def apply_guardrail(
        self,
        inputs: Any,
        request_data: dict[str, Any],
        input_type: Literal["request", "response"],
        logging_obj: Any = None,
    ) -> Any:
        """What the proxy calls with a request or a response. GuardrailRaisedException where it is refused."""
        for messages in self._documents(inputs, request_data, input_type):
            decision = await self._gate.adecide(messages)
            if not decision.passes:
                raise self._refusal(decision)
        return inputs

    def _documents(
        self, inputs: Mapping[str, Any], request: Mapping[str, Any], input_type: Literal["request", "response"]
    ) -> list[list[Mapping[str, Any]]]:
        """What is judged, each for itself: the conversation so far, or each answer behind it."""
        before = list(inputs.get("structured_messages") or request.get("messages") or ())
        said = [{"role": "assistant", "content": text} for text in inputs.get("texts") or ()]
        if input_type == "response":
            if calls := inputs.get("tool_calls"):
                said.append({"role": "assistant", "content": None, "tool_calls": [_plain(call) for call in calls]})
            return [[*before, one] for one in said]
        if inputs.get("images"):
            return [[*before, {"role": "user", "content": [{"type": "image"}]}]]  # for a person: it is no text
        parts = tuple(self._gate.fitted.texts.values())
        if len(parts) == 1 and not self._gate.fitted.lists:
            role = {"input": "user", "output": "assistant", "system": "system"}[parts[0]]
            return [[{**one, "role": role}] for one in said]  # each that the caller sent, not the last alone
        return [before] if before else [[{**one, "role": "user"}] for one in said]

    def _refusal(self, decision: GateDecision) -> Exception:
        return GuardrailRaisedException(
            guardrail_name=self.guardrail_name,
            message=f"{decision.action}: {decision.why}",
            should_wrap_with_default_message=False,
            blocked_content=decision.action == "block",
        )


def _plain(call: Any) -> Mapping[str, Any]:
    return call if isinstance(call, Mapping) else call.model_dump()
