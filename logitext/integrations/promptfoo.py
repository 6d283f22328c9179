"""An assertion for promptfoo, https://www.promptfoo.dev: a policy grades the outputs of prompts.

promptfoo calls `get_assert` of a Python file. Write one, `policy_assert.py`:

    from logitext.integrations.promptfoo import asserting

    get_assert = asserting("rubric.nltc", theory="openai:MODEL")

and in `promptfooconfig.yaml`:

    assert:
      - type: python
        value: file://policy_assert.py
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from logitext.api import Policy
from logitext.integrations.gate import Gate


def asserting(
    policy: Policy | str | os.PathLike[str], **options: Any
) -> Callable[[str, Mapping[str, Any]], dict[str, Any]]:
    """The function that promptfoo calls. The options are those of `integrations.gate.Gate`.

    The assertion's `config` may have `facts`. The prompt is the policy's `input`, the output its `output`.
    """
    gate = Gate(policy, **options)

    def get_assert(output: str, context: Mapping[str, Any]) -> dict[str, Any]:
        messages = [
            {"role": "user", "content": str(context.get("prompt") or "")},
            {"role": "assistant", "content": output if isinstance(output, str) else [output]},
        ]
        decision = gate.decide(messages, facts=(context.get("config") or {}).get("facts"))
        return {
            "pass": decision.passes,
            "score": float(decision.passes),
            "reason": f"{decision.action}: {decision.why}",
        }

    return get_assert
