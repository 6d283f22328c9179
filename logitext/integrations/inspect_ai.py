"""A scorer for Inspect, https://inspect.aisi.org.uk: a policy grades what a model or an agent did.

    from logitext.integrations.inspect_ai import policy_scorer

    @task
    def careful() -> Task:
        return Task(dataset=…, scorer=policy_scorer("rubric.nltc", theory="openai:MODEL"))

The policy's texts are parts of the transcript, its lists take the messages with their tool calls.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from typing import Any

from inspect_ai.model import ChatMessage
from inspect_ai.scorer import CORRECT, INCORRECT, NOANSWER, Score, Scorer, Target, accuracy, scorer, stderr
from inspect_ai.solver import TaskState

from logitext.api import Policy
from logitext.integrations.gate import Gate


@scorer(metrics=[accuracy(), stderr()])
def policy_scorer(policy: Policy | str | os.PathLike[str], **options: Any) -> Scorer:
    """Correct where the policy allows what was done, incorrect where it blocks it, no answer where it is for a person.

    `options` are those of `integrations.gate.Gate`. A sample's metadata may have `facts`.
    """
    gate = Gate(policy, **options)

    async def score(state: TaskState, target: Target) -> Score:  # noqa: ARG001  # a policy needs none
        facts: Mapping[str, Any] | None = state.metadata.get("facts")
        decision = await gate.adecide(messages_of(state.messages), facts=facts)
        values = {"allow": CORRECT, "block": INCORRECT, "review": NOANSWER}
        result = None if decision.result is None else decision.result.model_dump(mode="json")
        return Score(
            value=values[decision.action],
            answer=state.output.completion,
            explanation=decision.why,
            metadata={"action": decision.action, "logitext": result},
        )

    return score


def messages_of(messages: Sequence[ChatMessage]) -> list[dict[str, Any]]:
    """Inspect's messages as OpenAI's chat protocol has them. What a model thought to itself is no part of them."""
    found: list[dict[str, Any]] = []
    for one in messages:
        parts = one.content if isinstance(one.content, str) else [part.model_dump() for part in one.content]
        if not isinstance(parts, str):
            parts = [part for part in parts if part.get("type") != "reasoning"]
        message: dict[str, Any] = {"role": one.role, "content": parts}
        if one.role == "assistant" and one.tool_calls:
            message["tool_calls"] = [
                {"id": call.id, "function": {"name": call.function, "arguments": _written(call.arguments)}}
                for call in one.tool_calls
            ]
        if one.role == "tool":
            message["tool_call_id"] = one.tool_call_id
            message["name"] = one.function
        found.append(message)
    return found


def _written(arguments: Mapping[str, Any]) -> str:
    return json.dumps(arguments, ensure_ascii=False, sort_keys=True, default=str)
