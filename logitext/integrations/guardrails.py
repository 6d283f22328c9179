"""A validator for guardrails-ai, https://www.guardrailsai.com.

    from guardrails import Guard
    from logitext.integrations.guardrails import PolicyValidator

    guard = Guard().use(PolicyValidator(policy="policy.nltc", theory="openai:MODEL"))
    guard.validate("…", metadata={"facts": {"account_days": 3}})

The value is the text that is judged. Whatever is not decided fails, unless `on_review="allow"`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from guardrails.validator_base import FailResult, PassResult, ValidationResult, Validator, register_validator

from logitext.integrations.gate import Gate


@register_validator("logitext/policy", data_type="string")  # type: ignore[untyped-decorator,unused-ignore]
class PolicyValidator(Validator):  # type: ignore[misc,unused-ignore]
    """Passes a text that a policy allows. The options are those of `integrations.gate.Gate`.

    `metadata["facts"]` are facts of this text, and `metadata["messages"]` what was said before it, as OpenAI's chat
    protocol has messages.
    """

    def __init__(self, policy: Any, on_fail: str | Callable[..., Any] | None = None, **options: Any) -> None:
        super().__init__(on_fail=on_fail)
        self._gate = Gate(policy, **options)

    def _validate(self, value: Any, metadata: dict[str, Any]) -> ValidationResult:
        before = list(metadata.get("messages") or ())
        messages = [*before, {"role": "assistant", "content": value if isinstance(value, str) else [value]}]
        decision = self._gate.decide(messages, facts=metadata.get("facts"))
        said = {"action": decision.action, "why": decision.why}
        if decision.passes:
            return PassResult(metadata=said)
        return FailResult(error_message=f"{decision.action}: {decision.why}", metadata=said)
